"""Instruments that sound as long as they are held: ensembles made as spectra, so that they breathe and never click.

Each pitch is one inverse FFT of harmonics that are widened to bands with random phases (PADsynth): 2.7 s that loop
without a seam. Left and right read the loop at different places, which makes an ensemble as wide as a room.
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
        Width of a harmonic's band: how many players, how far apart.
    formants : tuple of (Hz, gain, octaves wide)
        Resonances of the body or the mouth.
    cut : float
        Where the highs begin to go, Hz.
    attack, release : float
        Seconds.
    odd : float
        Share of even harmonics; 1 for all, less for hollow.
    """

    slope: float
    cents: float
    cut: float
    attack: float
    release: float
    formants: tuple[tuple[float, float, float], ...] = ()
    even: float = 1.0
    air: float = 0.0


BOWED = {
    "pad": Timbre(1.6, 26, 2200, 1.1, 1.6),
    "glass": Timbre(1.9, 10, 5200, 1.6, 2.2, ((2400, 0.5, 0.6),), 0.35, 0.01),
    "warm": Timbre(1.45, 34, 1100, 0.5, 0.9, (), 0.7),
    "choir": Timbre(1.3, 30, 3600, 0.7, 1.3, ((620, 2.2, 0.45), (1050, 1.6, 0.4), (2700, 0.5, 0.35)), 1.0, 0.012),
    "strings": Timbre(1.1, 19, 5600, 0.30, 0.55, ((480, 0.7, 0.7), (1500, 0.6, 0.8), (2900, 0.5, 0.5)), 1.0, 0.006),
    "solo": Timbre(1.15, 9, 5200, 0.12, 0.35, ((500, 0.8, 0.5), (1400, 0.8, 0.6), (2600, 0.7, 0.5)), 1.0, 0.006),
    "spiccato": Timbre(1.05, 16, 6000, 0.010, 0.10, ((500, 0.8, 0.6), (1500, 0.6, 0.8)), 1.0, 0.012),
    "horn": Timbre(1.4, 12, 2400, 0.10, 0.32, ((420, 0.9, 0.6), (850, 0.7, 0.6))),
    "brass": Timbre(1.0, 13, 4200, 0.07, 0.30, ((600, 0.8, 0.6), (1200, 0.8, 0.7))),
    "flute": Timbre(2.0, 8, 3000, 0.07, 0.2, ((900, 0.5, 0.7),), 0.6, 0.02),
    "sub": Timbre(2.6, 6, 500, 0.25, 0.5),
}


@lru_cache(maxsize=256)
def loop(name: str, midi: int) -> Sound:
    """One pitch of an ensemble, twice over (so that any 2.7 s of it can be cut out at once)."""
    timbre = BOWED[name]
    f0 = hertz(midi)
    rng = np.random.default_rng([midi, sum(map(ord, name))])
    size = LOOP // 2 + 1
    shape = np.zeros(size)
    hz = RATE / LOOP
    for k in range(1, int(min(9000, timbre.cut * 4) / f0) + 2):
        f = f0 * k
        if f > 15_000:
            break
        gain = k**-timbre.slope * (timbre.even if k % 2 == 0 else 1.0) / (1 + (f / timbre.cut) ** 2.5)
        for centre, lift, wide in timbre.formants:
            gain *= 1 + lift * np.exp(-((np.log2(f / centre) / wide) ** 2))
        band = max(1.2 * hz, f * (2 ** (timbre.cents / 1200) - 1) * 0.5) / hz
        low, high = int(f / hz - 4 * band) - 1, int(f / hz + 4 * band) + 2
        bins = np.arange(max(1, low), min(size, high))
        shape[bins] += gain * np.exp(-(((bins - f / hz) / band) ** 2)) / np.sqrt(band)
    if timbre.air:
        octaves = np.log2(np.maximum(np.arange(size) * hz, 20) / max(1800.0, f0 * 3))
        shape += timbre.air * 0.004 * np.exp(-((octaves / 0.9) ** 2))
    spectrum = shape * np.exp(2j * np.pi * rng.random(size))
    wave = np.fft.irfft(spectrum.astype(np.complex64), LOOP)
    wave *= 0.16 / np.sqrt(np.mean(wave * wave))
    return np.concatenate([wave, wave]).astype(np.float32)


def held(name: str, midi: int, seconds: float, seed: int, swell: float = 0.0) -> tuple[Sound, Sound]:
    """Left and right of a note held so long, its rise and its dying away included.

    Parameters
    ----------
    swell : float
        How much it grows while it is held, 0 to 1.
    """
    timbre = BOWED[name]
    attack = min(timbre.attack, seconds * 0.6)
    n = int((seconds + timbre.release) * RATE)
    rise, fall = max(32, int(attack * RATE)), int(timbre.release * RATE)
    envelope = np.ones(n, np.float32)
    envelope[:rise] = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, rise))).astype(np.float32)
    if swell:
        envelope *= np.linspace(1 - swell, 1, n, dtype=np.float32)
    ending = np.linspace(1, 0, fall, dtype=np.float32)
    envelope[n - fall :] *= ending * ending * (3 - 2 * ending)
    wave = loop(name, midi)
    places = np.random.default_rng(seed).integers(0, LOOP, 2)
    left = _read(wave, int(places[0]), n) * envelope
    if name == "sub":
        return left, left  # deep tones that differ between the ears sound weak
    other = _read(wave, int(places[1]), n) * envelope
    return left, left * np.float32(0.45) + other * np.float32(0.893)


def _read(wave: Sound, at: int, n: int) -> Sound:
    if n <= LOOP:
        return wave[at : at + n]
    turns = -(-n // LOOP)
    return np.tile(wave[at : at + LOOP], turns)[:n]
