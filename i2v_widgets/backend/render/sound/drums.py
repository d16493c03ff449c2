"""Drums, drawn as noise with a shape and sines that fall; three of each, lest strokes in a row be the same."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from . import RATE
from .filters import Sound


def _noise(rng: np.random.Generator, seconds: float, low: float, high: float, steep: float = 3.0) -> Sound:
    """Noise between two frequencies with soft edges."""
    n = int(seconds * RATE)
    size = 1 << int(np.ceil(np.log2(max(n, 64))))
    f = np.fft.rfftfreq(size, 1 / RATE)
    shape = 1 / (1 + (low / np.maximum(f, 1)) ** (2 * steep)) / (1 + (f / high) ** (2 * steep))
    wave = np.fft.irfft(shape * np.exp(2j * np.pi * rng.random(len(f))), size)[:n]
    return np.asarray(wave / np.sqrt(np.mean(wave * wave)), np.float32)


def _fall(seconds: float, decay: float, attack: float = 0.001) -> Sound:
    t = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    shape = np.exp(-t / decay) * np.minimum(1, t / attack)
    tail = min(len(t), int(0.02 * RATE))
    shape[-tail:] *= np.linspace(1, 0, tail)
    return np.asarray(shape, np.float32)


def _sweep(seconds: float, start: float, end: float, bend: float) -> Sound:
    t = np.arange(int(seconds * RATE)) / RATE
    turns = end * t + (start - end) * bend * (1 - np.exp(-t / bend))
    return np.asarray(np.sin(2 * np.pi * turns), np.float32)


@lru_cache(maxsize=128)
def stroke(name: str, variant: int) -> Sound:
    """One stroke of a drum, mono, about −12 dB at its peak for a full one."""
    rng = np.random.default_rng([variant, sum(map(ord, name))])
    vary = 1 + 0.03 * (variant - 1)
    if name == "kick":
        wave = _sweep(0.42, 150 * vary, 48, 0.028) * _fall(0.42, 0.12)
        wave[:960] += 0.10 * _noise(rng, 0.02, 900, 4000) * _fall(0.02, 0.004)
    elif name == "thud":  # a soft kick
        wave = _sweep(0.4, 95 * vary, 46, 0.03) * _fall(0.4, 0.11, 0.004)
    elif name == "snare":
        wave = 0.34 * _noise(rng, 0.26, 1300, 8500, 1.5) * _fall(0.26, 0.07 * vary)
        wave[: int(0.16 * RATE)] += 0.6 * _sweep(0.16, 260, 185, 0.02) * _fall(0.16, 0.05)
    elif name == "brush":
        wave = 0.3 * _noise(rng, 0.3, 1800, 7500, 1.2) * _fall(0.3, 0.075, 0.012)
    elif name == "rim":
        wave = (_sweep(0.09, 1750 * vary, 1680, 0.01) * 0.5 + 0.25 * _noise(rng, 0.09, 1500, 5000)) * _fall(0.09, 0.012)
    elif name == "clap":
        wave = np.zeros(int(0.26 * RATE), np.float32)
        for at, gain in ((0.0, 0.5), (0.011, 0.6), (0.021, 0.8), (0.032, 1.0)):
            part = 0.3 * gain * _noise(rng, 0.2, 900, 5200, 1.6) * _fall(0.2, 0.008 if at < 0.03 else 0.06)
            start = int(at * RATE * vary)
            wave[start : start + len(part)] += part[: len(wave) - start]
    elif name == "snap":
        wave = 0.4 * _noise(rng, 0.16, 1500, 4200, 2.5) * _fall(0.16, 0.018)
    elif name == "hat":
        wave = 0.20 * _noise(rng, 0.09, 6500, 13000, 2) * _fall(0.09, 0.018 * vary)
    elif name == "open":
        wave = 0.20 * _noise(rng, 0.45, 6000, 13000, 2) * _fall(0.45, 0.12)
    elif name == "shaker":
        wave = 0.16 * _noise(rng, 0.13, 4800, 11000, 1.6) * _fall(0.13, 0.03, 0.022)
    elif name == "tambourine":
        wave = 0.17 * _noise(rng, 0.3, 5500, 14000, 2) * (_fall(0.3, 0.03) + 0.4 * _fall(0.3, 0.10))
    elif name == "taiko":
        wave = _sweep(1.3, 118 * vary, 62, 0.05) * _fall(1.3, 0.34)
        wave += 0.35 * _sweep(1.3, 210 * vary, 128, 0.04) * _fall(1.3, 0.14)
        wave[:9600] += 0.20 * _noise(rng, 0.2, 120, 1400, 1.5) * _fall(0.2, 0.035)
    elif name == "tom":
        wave = _sweep(0.8, 190 * vary, 98, 0.05) * _fall(0.8, 0.2)
        wave[:4800] += 0.14 * _noise(rng, 0.1, 300, 2500, 1.5) * _fall(0.1, 0.02)
    elif name == "boom":
        wave = _sweep(3.0, 66, 34, 0.3) * _fall(3.0, 0.85, 0.006)
        wave[:14400] += 0.16 * _noise(rng, 0.3, 60, 500, 1.2) * _fall(0.3, 0.07)
    elif name == "crash":
        wave = 0.15 * _noise(rng, 2.6, 3200, 12500, 1.3) * _fall(2.6, 0.62, 0.004)
    elif name == "swell":  # a cymbal rolled with soft mallets; its peak comes after 1.9 s
        n = int(2.6 * RATE)
        t = np.arange(n) / RATE
        rise = np.where(t < 1.9, (t / 1.9) ** 3, np.exp(-(t - 1.9) / 0.2)) * np.minimum(1, (2.6 - t) / 0.1)
        wave = (0.12 * _noise(rng, 2.6, 2600, 10500, 1.2) * rise).astype(np.float32)
    else:
        raise KeyError(name)
    return np.asarray(wave, np.float32)


SWELL_PEAK = 1.9
PLACE = {
    "hat": 0.28,
    "open": 0.28,
    "shaker": -0.4,
    "tambourine": 0.45,
    "clap": 0.08,
    "snap": -0.15,
    "rim": -0.25,
    "tom": -0.3,
}
