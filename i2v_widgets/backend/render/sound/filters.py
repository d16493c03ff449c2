"""Filtering by FFT in blocks: any impulse response, in time linear in the length, in memory that does not grow."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import RATE

Sound = NDArray[np.float32]
Spectrum = NDArray[np.complexfloating[Any, Any]]


class Convolver:
    """A filter that is fed piece by piece, so that a long sound never lies in memory several times.

    Parameters
    ----------
    response : array (channels, taps)
        One row is used for all channels.
    """

    def __init__(self, response: Sound) -> None:
        taps = response.shape[1]
        self._size = 1 << max(12, int(np.ceil(np.log2(taps * 2.2))))
        self._hop = self._size - taps + 1
        self._spectra = np.fft.rfft(response, self._size).astype(np.complex64)
        self._rest: Sound = np.zeros((0, taps - 1), np.float32)

    def push(self, samples: Sound) -> Sound:
        """Give as many filtered samples (channels, n) as are fed; what rings on comes with the next piece."""
        channels, n = samples.shape
        rest = self._rest.shape[1]
        out = np.zeros((channels, n + self._size), np.float32)
        if len(self._rest):
            out[:, :rest] = self._rest
        for channel in range(channels):
            spectrum = self._spectra[min(channel, len(self._spectra) - 1)]
            for at in range(0, n, self._hop):
                block = np.fft.rfft(samples[channel, at : min(n, at + self._hop)], self._size)
                out[channel, at : at + self._size] += np.fft.irfft(block * spectrum, self._size)
        self._rest = out[:, n : n + rest].copy()
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
