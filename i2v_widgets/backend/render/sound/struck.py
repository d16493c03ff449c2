"""Instruments that are struck or plucked: a note is made once for a pitch and a touch, and placed often."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from . import RATE
from .filters import Sound

Maker = Callable[[int, int], Sound]
SOFTEST, LOUDEST = 0, 3  # touches


def hertz(midi: float) -> float:
    """The frequency of a pitch; 69 is 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69) / 12))


def _time(seconds: float) -> Sound:
    return np.asarray(np.arange(int(seconds * RATE)) / RATE, np.float32)


def _wave(freq: float, n: int, phase: float = 0.0, decay: float = 0.0) -> Sound:
    """A sine, dying by 1/e each `decay` seconds; `phase` in turns.

    exp(c·(512·b + i)) is exp(512·c·b) times exp(c·i): two short tables in double precision and one outer product, which
    is ten times as fast as a sine and an exponential a sample, and does not hiss on high notes.
    """
    c = complex(-1 / decay if decay else 0.0, 2 * np.pi * freq) / RATE
    blocks = np.exp(512 * c * np.arange(-(-n // 512)) + 2j * np.pi * phase)
    inner = np.exp(c * np.arange(512))
    wave = np.multiply.outer(blocks.imag.astype(np.float32), inner.real.astype(np.float32))
    wave += np.multiply.outer(blocks.real.astype(np.float32), inner.imag.astype(np.float32))
    return np.asarray(wave.reshape(-1)[:n], np.float32)


def _ramp(note: Sound, attack: float, release: float = 0.03) -> Sound:
    rise, fall = max(2, int(attack * RATE)), int(release * RATE)
    note[:rise] *= (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, rise))).astype(np.float32)
    note[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)
    return note


def _level(note: Sound, target: float = 0.20) -> Sound:
    """Equal loudness of a note's first third of a second, so that pitch does not decide the volume."""
    power = float(np.sqrt(np.mean(np.square(note[: RATE // 3]))))
    return np.asarray(note * np.float32(target / max(power, 1e-6)), np.float32)


def _additive(freqs: list[float], gains: list[float], decays: list[float], seconds: float, seed: int = 0) -> Sound:
    """Decaying partials; each is only computed while it is above −72 dB."""
    n = int(seconds * RATE)
    out = np.zeros(n, np.float32)
    phases = np.random.default_rng(seed).random(32)
    for freq, gain, decay in zip(freqs, gains, decays, strict=True):
        phase = phases[round(freq / freqs[0]) % 32]  # two strings of one note start together
        if freq > 16_000 or abs(gain) < 1e-5:
            continue
        m = min(n, int(decay * 8.3 * RATE))
        out[:m] += np.float32(gain) * _wave(freq, m, phase, decay)
    return out


@lru_cache(maxsize=512)
def piano(midi: int, touch: int) -> Sound:
    """A grand: stretched partials, a fast and a slow decay, the hammer's felt; a softer touch is darker."""
    f0 = hertz(midi)
    stiff = 0.00012 * 2 ** ((midi - 48) / 14)
    slope = (2.55, 2.1, 1.7, 1.4)[touch] + max(0.0, (midi - 64) / 60)
    body = 2.6 * 2 ** (-(midi - 60) / 26)
    freqs, gains, decays = [], [], []
    for k in range(1, 15):
        freq = f0 * k * np.sqrt(1 + stiff * k * k)
        gain = k**-slope * (0.35 + abs(np.sin(np.pi * k * 0.127)))
        for share, stretch, detune in ((0.72, 0.34, 1.0), (0.28, 1.25, 1.0006)):
            if k > 8 and stretch > 1:
                continue
            freqs.append(freq * detune)
            gains.append(gain * share)
            decays.append(max(0.03, body * stretch / (1 + 0.22 * (k - 1) ** 1.15)))
    note = _additive(freqs, gains, decays, min(5.0, 1.2 + body * 2.2), midi)
    felt = int(0.035 * RATE)
    knock = np.cumsum(np.random.default_rng(midi * 4 + touch).standard_normal(felt)).astype(np.float32)
    knock -= np.linspace(knock[0], knock[-1], felt, dtype=np.float32)
    knock *= np.exp(-np.linspace(0, 6, felt, dtype=np.float32)) / max(1e-6, float(np.abs(knock).max()))
    note[:felt] += knock * np.float32(0.05 + 0.02 * touch)
    return _ramp(_level(note), (0.006, 0.004, 0.0025, 0.0018)[touch], 0.25)


@lru_cache(maxsize=512)
def rhodes(midi: int, touch: int) -> Sound:
    """An electric piano by FM: a round body, a tine that rings shortly, more bite when struck harder."""
    f0 = hertz(midi)
    seconds = 3.2
    t = _time(seconds)
    n = len(t)
    body = np.exp(-t / np.float32(1.5 * 2 ** (-(midi - 60) / 30)))
    bite = np.float32((0.5, 0.8, 1.15, 1.6)[touch] * 2 ** (-(midi - 60) / 36)) * np.exp(-t / 0.5)
    turns = np.arange(n) * (f0 / RATE)
    carrier = (2 * np.pi * (turns - np.floor(turns))).astype(np.float32)
    note = body * np.sin(carrier + bite * np.sin(carrier))
    note += (
        np.float32(0.22 + 0.06 * touch) * np.exp(-t / 0.12) * np.sin(_wave(f0 * 7.01, n) * np.float32(0.6) + carrier)
    )
    note += np.float32(0.25) * body * np.sin(carrier * 2) * np.exp(-t / 0.7)
    return _ramp(_level(note), 0.003, 0.3)


def _bars(
    midi: int, ratios: tuple[float, ...], gains: tuple[float, ...], decays: tuple[float, ...], seconds: float
) -> Sound:
    f0, shrink = hertz(midi), 2 ** (-(midi - 72) / 30)
    note = _additive([f0 * r for r in ratios], list(gains), [d * shrink for d in decays], seconds, midi)
    return _ramp(_level(note, 0.17), 0.0015, 0.2)


@lru_cache(maxsize=256)
def bell(midi: int, touch: int) -> Sound:
    """A celesta: a pure tone with a short glassy start."""
    b = 0.16 + 0.09 * touch
    return _bars(midi, (1, 1.0015, 3.0, 4.02, 6.3), (0.6, 0.5, b, b * 0.55, b * 0.2), (1.5, 1.7, 0.42, 0.22, 0.09), 3.6)


@lru_cache(maxsize=256)
def glock(midi: int, touch: int) -> Sound:
    """A glockenspiel: stiff bars, bright and short."""
    b = 0.25 + 0.1 * touch
    return _bars(midi, (1, 2.756, 5.404), (1, b, b * 0.28), (0.75, 0.28, 0.09), 2.2)


@lru_cache(maxsize=256)
def marimba(midi: int, touch: int) -> Sound:
    """Wooden bars over tubes: a fourth harmonic that is gone at once."""
    return _bars(midi, (1, 3.93, 9.2), (1, 0.22 + 0.08 * touch, 0.06 + 0.03 * touch), (0.36, 0.09, 0.03), 1.3)


@lru_cache(maxsize=512)
def nylon(midi: int, touch: int) -> Sound:
    """A plucked nylon string."""
    return _string(midi, (0.16, 0.24, 0.34, 0.46)[touch], 1.9, 0.16, midi * 4 + touch)


@lru_cache(maxsize=512)
def uke(midi: int, touch: int) -> Sound:
    """A plucked short string: bright, quickly gone."""
    return _string(midi, (0.3, 0.4, 0.5, 0.6)[touch], 0.8, 0.25, midi * 4 + touch)


@lru_cache(maxsize=512)
def muted(midi: int, touch: int) -> Sound:
    """A string damped by the palm."""
    return _string(midi, (0.2, 0.28, 0.38, 0.5)[touch], 0.34, 0.3, midi * 4 + touch)


@lru_cache(maxsize=512)
def harp(midi: int, touch: int) -> Sound:
    """A long soft string."""
    return _string(midi, (0.10, 0.15, 0.22, 0.3)[touch], 2.6, 0.3, midi * 4 + touch)


def _string(midi: int, bright: float, ring: float, place: float, seed: int) -> Sound:
    """Karplus-Strong, a whole period at a time.

    The loop's filter has four taps: a delay by a fraction of a sample (third order, so the pitch is true to a cent)
    and a two-sided average that takes the edge off at each turn. A block may be as long as the delay is.
    """
    f0 = hertz(midi)
    period = RATE / f0
    whole = int(period - 1)
    d = period - whole  # 1 ≤ d < 2, where the interpolation is flattest
    taps = np.array(
        [
            -(d - 1) * (d - 2) * (d - 3) / 6,
            d * (d - 2) * (d - 3) / 2,
            -d * (d - 1) * (d - 3) / 2,
            d * (d - 1) * (d - 2) / 6,
        ]
    )
    seconds = ring * 2 ** (-(midi - 60) / 30)
    keep = 10 ** (-3 * period / RATE / (seconds * 1.7))
    dull = 0.10 * (1 - bright) * min(1.0, 220 / f0) + 0.004
    loop = np.convolve(taps * keep, [dull, 1 - 2 * dull, dull]).astype(np.float32)  # one sample more delay
    whole -= 1
    n = int(min(4.0, seconds * 1.5 + 0.2) * RATE)
    rng = np.random.default_rng(seed)
    burst = rng.uniform(-1, 1, int(period) + 1)
    spectrum = np.fft.rfft(burst)
    k = np.arange(len(spectrum))
    spectrum *= np.sin(np.pi * np.maximum(k, 0.5) * place) ** 2 + 0.12
    spectrum *= np.exp(-((k * f0 / (1200 + 7000 * bright)) ** 1.2))
    spectrum[0] = 0
    burst = np.fft.irfft(spectrum, len(burst))
    out = np.zeros(n + 2 * whole + 16, np.float32)
    lead = whole + 8
    out[lead : lead + len(burst)] = burst / max(1e-9, np.abs(burst).max())
    at = lead + len(burst)
    step = whole - 1
    while at < len(out):
        size = min(step, len(out) - at)
        start = at - whole - 5
        out[at : at + size] = np.convolve(out[start : start + size + 5], loop, "valid")
        at += size
    return _ramp(_level(out[lead : lead + n].copy(), 0.17), 0.0012, 0.15)


@lru_cache(maxsize=128)
def bass(midi: int, touch: int) -> Sound:
    """A round electric bass."""
    f0 = hertz(midi)
    t = _time(2.4)
    note = _wave(f0, len(t), 0, 1.3)
    for k, gain, decay in ((2, 0.42, 0.6), (3, 0.2, 0.35), (4, 0.1, 0.22), (5, 0.05, 0.12)):
        note += np.float32(gain * (0.6 + 0.2 * touch)) * _wave(f0 * k, len(t), 0, decay)
    return _ramp(_level(np.tanh(note * np.float32(1.3)), 0.24), 0.006, 0.2)


@lru_cache(maxsize=256)
def spiccato(midi: int, touch: int) -> Sound:
    """A section's bows thrown at the strings: three desks a few cents apart, half a second."""
    f0 = hertz(midi)
    bright = (2200, 3000, 4000, 5200)[touch]
    note = np.zeros(int(0.5 * RATE), np.float32)
    phases = np.random.default_rng(midi).random((3, 64))
    for player, cents in enumerate((-8, 1, 7)):
        f = f0 * 2 ** (cents / 1200)
        for k in range(1, min(40, int(3.2 * bright / f0) + 2)):
            gain = k**-1.0 / (1 + (f * k / bright) ** 2.5)
            gain *= (
                1
                + 0.8 * np.exp(-((np.log2(f * k / 500) / 0.6) ** 2))
                + 0.6 * np.exp(-((np.log2(f * k / 1500) / 0.8) ** 2))
            )
            note += np.float32(gain) * _wave(f * k, len(note), phases[player, k], 0.16 / (1 + 0.03 * k))
    hair = np.random.default_rng(midi + 999).standard_normal(2400) * np.exp(-np.linspace(0, 5, 2400))
    note[:2400] += np.float32(0.06 * np.abs(note).max()) * np.convolve(hair, [0.25, 0.5, 0.25], "same").astype(
        np.float32
    )
    return _ramp(_level(note), 0.014, 0.12)


@lru_cache(maxsize=128)
def upright(midi: int, touch: int) -> Sound:
    """A plucked double bass: woody start, a little growl."""
    f0 = hertz(midi)
    t = _time(1.8)
    note = _wave(f0, len(t), 0, 0.6)
    for k, gain, decay in ((2, 0.6, 0.35), (3, 0.34, 0.22), (4, 0.16, 0.14), (6, 0.07, 0.07)):
        note += np.float32(gain * (0.6 + 0.15 * touch)) * _wave(f0 * k * 1.001, len(t), 0, decay)
    return _ramp(_level(np.tanh(note), 0.24), 0.009, 0.2)


STRUCK: dict[str, Maker] = {
    "piano": piano,
    "rhodes": rhodes,
    "bell": bell,
    "glock": glock,
    "marimba": marimba,
    "nylon": nylon,
    "uke": uke,
    "muted": muted,
    "harp": harp,
    "bass": bass,
    "upright": upright,
    "spiccato": spiccato,
}

# how fast a note dies when it is let go, in seconds; strings without dampers ring on
RELEASE = {
    "piano": 0.16,
    "rhodes": 0.12,
    "bass": 0.05,
    "upright": 0.08,
    "muted": 0.06,
    "nylon": 0.3,
    "uke": 0.12,
    "spiccato": 0.07,
}
