"""The room: a decaying noise for each ear, darker as it dies, with a few early reflections."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from . import RATE
from .filters import Sound


@lru_cache(maxsize=16)
def response(seconds: float) -> Sound:
    """Impulse response (2 × n) of a room with that decay to −60 dB at middle frequencies."""
    n = int(min(seconds * 0.85, 4.2) * RATE)
    size = 1 << int(np.ceil(np.log2(n)))
    rng = np.random.default_rng(4711)
    f = np.fft.rfftfreq(size, 1 / RATE)
    t = np.arange(n, dtype=np.float32) / RATE
    out = np.zeros((2, n), np.float32)
    edges = (150, 420, 1200, 3400, 9000)
    shares = (0.75, 1.05, 1.0, 0.72, 0.36)  # of the decay time: walls eat the highs, and lows shall not boom
    gains = (0.55, 1.0, 1.0, 0.62, 0.2)
    for centre, share, gain in zip(edges, shares, gains, strict=True):
        octave = np.log2(np.maximum(f, 10) / centre) / 0.75
        shape = gain * np.exp(-(octave**2))
        fall = np.exp(-6.91 * t / np.float32(seconds * share))
        for ear in range(2):
            band = np.fft.irfft(shape * np.exp(2j * np.pi * rng.random(len(f))), size)[:n]
            out[ear] += band.astype(np.float32) * fall
    onset = int(0.022 * RATE)
    out *= np.clip(t / np.float32(0.03 + 0.012 * seconds), 0, 1) ** 1.5
    out = np.concatenate([np.zeros((2, onset), np.float32), out], axis=1)
    out /= np.sqrt(np.sum(out * out, axis=1, keepdims=True))
    for ear in range(2):
        for _ in range(7):
            at = int(rng.uniform(0.008, 0.075) * RATE)
            out[ear, at] += np.float32(rng.choice((-1, 1)) * 0.16 * np.exp(-at / (0.05 * RATE)))
    out[:, -RATE // 10 :] *= np.linspace(1, 0, RATE // 10, dtype=np.float32)
    return out
