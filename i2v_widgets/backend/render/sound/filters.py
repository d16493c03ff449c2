"""Filtering by FFT in blocks: any impulse response over any length, in time and memory linear in the length."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import RATE

Sound = NDArray[np.float32]
Spectrum = NDArray[np.complexfloating[Any, Any]]


def convolve(samples: Sound, response: Sound) -> Sound:
    """Each row of `samples` (channels × n) with its row of `response`, cut to the same length (overlap-add)."""
    n, taps = samples.shape[1], response.shape[1]
    size = 1 << max(12, int(np.ceil(np.log2(taps * 2.2))))
    size = min(size, 1 << int(np.ceil(np.log2(n + taps))))
    hop = size - taps + 1
    out = np.zeros((samples.shape[0], n + size), np.float32)
    spectra = np.fft.rfft(response, size)
    for channel in range(samples.shape[0]):
        spectrum = spectra[min(channel, len(spectra) - 1)].astype(np.complex64)
        for at in range(0, n, hop):
            block = np.fft.rfft(samples[channel, at : at + hop], size)
            out[channel, at : at + size] += np.fft.irfft(block * spectrum, size)
    return out[:, :n]


def biquad_response(
    b: tuple[float, float, float], a: tuple[float, float, float], freqs: NDArray[np.floating[Any]]
) -> Spectrum:
    """The complex response of a second-order section at those frequencies (Hz)."""
    z = np.exp(-2j * np.pi * freqs / RATE)
    response: Spectrum = (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)
    return response


def to_taps(response: Spectrum, taps: int, fade: int = 0) -> Sound:
    """The first `taps` of a causal response given on an rfft grid; its end may be faded."""
    impulse = np.fft.irfft(response)[:taps]
    if fade:
        impulse[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
    return impulse.astype(np.float32)


@cache
def finishing_taps(low_cut: float, high_shelf_db: float, warmth_db: float) -> Sound:
    """The last tone of a mix: rumble cut below `low_cut`, a broad lift about 180 Hz, a shelf from 5 kHz up.

    Minimum phase, by folding the real cepstrum: no ringing ahead of a drum.
    """
    size = 1 << 14
    f = np.fft.rfftfreq(size, 1 / RATE)
    octave = np.log2(np.maximum(f, 1.0))
    level = warmth_db * np.exp(-(((octave - np.log2(180)) / 1.1) ** 2))
    level += high_shelf_db / (1 + np.exp(-3.2 * (octave - np.log2(5000))))
    level -= 10 * np.log10(1 + (low_cut / np.maximum(f, 0.5)) ** 6)
    level -= 10 * np.log10(1 + (f / 19000) ** 16)
    half = np.fft.irfft(np.maximum(level, -90) * np.log(10) / 20)
    half[1 : size // 2] *= 2
    half[size // 2 + 1 :] = 0
    return to_taps(np.exp(np.fft.rfft(half)), 8192, 4096)
