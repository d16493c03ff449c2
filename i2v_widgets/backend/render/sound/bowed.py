"""Instruments that sound as long as they are held, as loops of 2.7 s that have no seam, so that they never click.

An ensemble is one inverse FFT of harmonics that are widened to bands with random phases (PADsynth); left and right read
the loop at different places, which makes it as wide as a room. One to three players are summed harmonic by harmonic,
a vibrato each: a band of noise as narrow as one player would come and go.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from . import RATE
from .filters import Sound
from .struck import hertz

LOOP = 1 << 17


@dataclass(frozen=True, slots=True)
class Timbre:
    """What an ensemble sounds like.

    Attributes
    ----------
    slope : float
        Fall of the harmonics, in powers.
    cents : float
        Width of a harmonic's band in an ensemble; depth of the vibrato of single players.
    formants : tuple of (Hz, gain, octaves wide)
        Resonances of the body or the mouth.
    cut : float
        Where the highs begin to go, Hz.
    attack, release : float
        Seconds.
    even : float
        Share of even harmonics; 1 for all, less for hollow.
    air : float
        Breath, or hair on the string.
    players : int
        0 for an ensemble.
    """

    slope: float
    cents: float
    cut: float
    attack: float
    release: float
    formants: tuple[tuple[float, float, float], ...] = ()
    even: float = 1.0
    air: float = 0.0
    players: int = 0


BOWED = {
    "pad": Timbre(1.6, 26, 2200, 1.1, 1.6),
    "glass": Timbre(1.9, 10, 5200, 1.6, 2.2, ((2400, 0.5, 0.6),), 0.35, 0.01),
    "warm": Timbre(1.45, 34, 1100, 0.5, 0.9, (), 0.7),
    "choir": Timbre(1.3, 30, 3600, 0.7, 1.3, ((620, 2.2, 0.45), (1050, 1.6, 0.4), (2700, 0.5, 0.35)), 1.0, 0.012),
    "strings": Timbre(1.1, 19, 5600, 0.30, 0.55, ((480, 0.7, 0.7), (1500, 0.6, 0.8), (2900, 0.5, 0.5)), 1.0, 0.006),
    "solo": Timbre(1.1, 11, 4600, 0.12, 0.35, ((500, 0.8, 0.5), (1400, 0.8, 0.6), (2600, 0.7, 0.5)), 1.0, 0.010, 1),
    "horn": Timbre(1.35, 3, 1900, 0.09, 0.32, ((420, 0.9, 0.6), (850, 0.7, 0.6)), 1.0, 0.004, 2),
    "brass": Timbre(0.95, 3, 3400, 0.06, 0.30, ((600, 0.8, 0.6), (1200, 0.8, 0.7)), 1.0, 0.004, 3),
    "flute": Timbre(1.9, 7, 3000, 0.07, 0.2, ((900, 0.5, 0.7),), 0.6, 0.05, 1),
    "sub": Timbre(2.6, 0, 500, 0.25, 0.5, (), 1.0, 0.0, 1),
}


@lru_cache(maxsize=256)
def loop(name: str, midi: int) -> Sound:
    """One pitch of an ensemble, twice over (so that any 2.7 s of it can be cut out at once)."""
    timbre = BOWED[name]
    f0 = hertz(midi)
    rng = np.random.default_rng([midi, sum(map(ord, name))])
    size = LOOP // 2 + 1
    hz = RATE / LOOP
    gains: list[float] = []
    for k in range(1, int(min(15_000, timbre.cut * 4) / f0) + 2):
        f = f0 * k
        gain = k**-timbre.slope * (timbre.even if k % 2 == 0 else 1.0) / (1 + (f / timbre.cut) ** 2.5)
        for centre, lift, wide in timbre.formants:
            gain *= 1 + lift * np.exp(-((np.log2(f / centre) / wide) ** 2))
        if gain < 0.002 * max(gains, default=0.0):  # 54 dB below
            break
        gains.append(float(gain))
    shape = np.zeros(size)
    if timbre.air:
        octaves = np.log2(np.maximum(np.arange(size) * hz, 20) / max(1800.0, f0 * 3))
        shape += timbre.air * 0.004 * np.exp(-((octaves / 0.9) ** 2))
    for k, gain in enumerate(gains if not timbre.players else [], 1):
        middle = f0 * k / hz
        band = max(1.2, middle * (2 ** (timbre.cents / 1200) - 1) * 0.5)
        bins = np.arange(max(1, int(middle - 4 * band) - 1), min(size, int(middle + 4 * band) + 2))
        shape[bins] += gain * np.exp(-(((bins - middle) / band) ** 2)) / np.sqrt(band)
    spectrum = shape * np.exp(2j * np.pi * rng.random(size))
    wave = np.fft.irfft(spectrum.astype(np.complex64), LOOP) * np.float32(LOOP / 2)
    for player in range(timbre.players):
        _add_player(wave, gains, round(f0 / hz) + (0, 2, -2)[player], timbre.cents, 14 + player, rng)
    wave *= 0.16 / np.sqrt(np.mean(wave * wave))
    return np.concatenate([wave, wave]).astype(np.float32)


def _add_player(
    wave: Sound, gains: list[float], turns: int, cents: float, shakes: int, rng: np.random.Generator
) -> None:
    """One player, whole numbers of turns and of vibrato in the loop; cos (k+1)x is 2·cos x·cos kx − cos (k−1)x."""
    t = np.arange(LOOP) / LOOP
    depth = turns * (2 ** (cents / 1200) - 1) / shakes / (2 * np.pi)  # in turns of phase
    phase = turns * t + depth * np.sin(2 * np.pi * (shakes * t + rng.random())) + rng.random()
    first = np.cos((2 * np.pi * (phase - np.floor(phase))).astype(np.float32))
    for at in range(0, LOOP, 1 << 14):  # pieces that stay in the processor's cache: three times as fast
        part, now = wave[at : at + (1 << 14)], first[at : at + (1 << 14)].copy()
        before, twice, after = np.ones_like(now), 2 * now, np.empty_like(now)
        for gain in gains:
            part += np.float32(gain) * now
            np.multiply(twice, now, out=after)
            after -= before
            before, now, after = now, after, before


def held(name: str, midi: int, seconds: float, seed: int, swell: float = 0.0) -> tuple[Sound, Sound]:
    """Left and right of a note held so long, its rise and its dying away included.

    Parameters
    ----------
    swell : float
        How much it grows while it is held, 0 to 1; below 0, how much it dies away.
    """
    timbre = BOWED[name]
    attack = min(timbre.attack, seconds * 0.6)
    n = int((seconds + timbre.release) * RATE)
    rise, fall = max(32, int(attack * RATE)), int(timbre.release * RATE)
    envelope = np.ones(n, np.float32)
    envelope[:rise] = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, rise))).astype(np.float32)
    if swell:
        envelope *= np.linspace(1 - max(0.0, swell), 1 + min(0.0, swell), n, dtype=np.float32)
    ending = np.linspace(1, 0, fall, dtype=np.float32)
    envelope[n - fall :] *= ending * ending * (3 - 2 * ending)
    wave = loop(name, midi)
    places = np.random.default_rng(seed).integers(0, LOOP, 2)
    left = _read(wave, int(places[0]), n) * envelope
    if timbre.players == 1:
        return left, left  # one player stands in one place; and deep tones that differ between the ears sound weak
    other = _read(wave, int(places[1]), n) * envelope
    return left, left * np.float32(0.45) + other * np.float32(0.893)


def _read(wave: Sound, at: int, n: int) -> Sound:
    if n <= LOOP:
        return wave[at : at + n]
    turns = -(-n // LOOP)
    return np.tile(wave[at : at + LOOP], turns)[:n]
