"""How loud it is and how high it peaks (ITU-R BS.1770-4), and a limiter that keeps peaks below a line."""

from __future__ import annotations

from functools import cache

import numpy as np

from . import RATE
from .filters import Sound, biquad_response, convolve, to_taps

TARGET_LUFS = -14.0
CEILING_DB = -1.0
SILENT = -120.0
_STEP = RATE // 10  # a 400 ms block moves on by 100 ms


@cache
def _k_weighting() -> Sound:
    """Head and low-cut of BS.1770 at 48 kHz as one response; after 0.25 s it is down by 140 dB."""
    f = np.fft.rfftfreq(1 << 16, 1 / RATE)
    shelf = biquad_response(
        (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585), f
    )
    cut = biquad_response((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621), f)
    return to_taps(shelf * cut, 12_000)[None]


def integrated_lufs(samples: Sound) -> float:
    """Loudness of the whole, gated at −70 LUFS and at 10 LU below the rest.

    Parameters
    ----------
    samples : array (n, 2) or (n,)
        At 48 kHz. What is shorter than one block of 0.4 s is measured as one block.

    Returns
    -------
    float
        LUFS; −120 for silence.
    """
    rows = _rows(samples)
    weighted = convolve(rows, _k_weighting())
    n = weighted.shape[1] // _STEP
    if n < 4:
        power = float(np.sum(np.mean(np.square(weighted, dtype=np.float64), axis=1))) if weighted.size else 0.0
        return _lufs(power)
    steps = np.einsum("cij,cij->i", *(weighted[:, : n * _STEP].reshape(len(rows), n, _STEP),) * 2, dtype=np.float64)
    sums = np.concatenate([[0.0], np.cumsum(steps)])
    blocks = (sums[4:] - sums[:-4]) / (4 * _STEP)
    loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return SILENT
    loud = loud[loud > loud.mean() / 10]
    return _lufs(float(loud.mean()))


def _lufs(power: float) -> float:
    return max(SILENT, -0.691 + 10 * float(np.log10(max(power, 1e-30))))


def _rows(samples: Sound) -> Sound:
    rows = np.atleast_2d(np.asarray(samples, np.float32).T)
    return np.ascontiguousarray(rows)


@cache
def _phases() -> Sound:
    """A 4-times interpolator: windowed sinc, three phases between samples, 16 taps each."""
    t = np.arange(16) - 7.5
    rows = []
    for phase in (0.25, 0.5, 0.75):
        x = t + 0.5 - phase
        rows.append(np.sinc(x) * (0.42 + 0.5 * np.cos(np.pi * x / 8.2) + 0.08 * np.cos(2 * np.pi * x / 8.2)))
    return np.array([row / row.sum() for row in rows], np.float32)


_CHUNK = 64  # samples; also the limiter's resolution, 1.3 ms


def _chunk_peaks(rows: Sound, care: float) -> Sound:
    """The true peak of each 64 samples; where no sample comes near `care` the sample peak is enough."""
    n = rows.shape[1]
    count = -(-n // _CHUNK)
    padded = np.zeros((len(rows), count * _CHUNK + 32), np.float32)
    padded[:, 16 : 16 + n] = rows
    body = np.abs(padded[:, 16 : 16 + count * _CHUNK]).reshape(len(rows), count, _CHUNK).max(axis=2)
    for channel in range(len(rows)):
        # between samples a peak is rarely more than 3 dB up; 6 dB of margin is on the safe side
        near = np.nonzero(body[channel] > care * 0.5)[0]
        if len(near):
            windows = np.lib.stride_tricks.sliding_window_view(padded[channel], _CHUNK + 15)[8 + near * _CHUNK]
            for taps in _phases():
                between = windows[:, :_CHUNK] * taps[0]
                for k in range(1, 16):  # no matrix product: its threads would make the last bit depend on the machine
                    between += windows[:, k : k + _CHUNK] * taps[k]
                body[channel, near] = np.maximum(body[channel, near], np.abs(between).max(axis=1))
    return np.asarray(body.max(axis=0), np.float32)


def true_peak(samples: Sound) -> float:
    """The highest point of the curve through the samples, in dBTP."""
    rows = _rows(samples)
    if not rows.size:
        return SILENT
    peak = float(_chunk_peaks(rows, float(np.abs(rows).max())).max())
    return max(SILENT, 20 * float(np.log10(max(peak, 1e-9))))


def limit(samples: Sound, ceiling_db: float = CEILING_DB) -> Sound:
    """Turn down around peaks that pass the ceiling, smoothly and ahead of them; what does not pass is left untouched.

    Parameters
    ----------
    samples : array (n, 2)
    ceiling_db : float
        dBTP that nothing passes.
    """
    rows = _rows(samples)
    ceiling = 10 ** ((ceiling_db - 0.15) / 20)  # AAC and rounding add a little
    if not rows.size:
        return samples
    peaks = _chunk_peaks(rows, ceiling)
    if float(peaks.max()) <= ceiling:
        return samples
    gain = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)).astype(np.float32)
    # 24 chunks (32 ms) on each side: the minimum over a window wider than the smoothing keeps every peak below the line
    reach, smooth = 26, 24
    padded = np.pad(gain, reach, mode="edge")
    low = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    kernel = np.hanning(2 * smooth + 3)[1:-1].astype(np.float32)
    eased = np.convolve(np.pad(low, smooth, mode="edge"), kernel / kernel.sum(), "valid")
    n = rows.shape[1]
    centres = (np.arange(len(eased)) + 0.5) * _CHUNK
    curve = np.interp(np.arange(n), centres, eased).astype(np.float32)
    return np.ascontiguousarray((rows * curve).T)


def master(samples: Sound, target: float = TARGET_LUFS, ceiling_db: float = CEILING_DB) -> Sound:
    """Bring to a loudness with peaks below the ceiling; silence stays silence."""
    loudness = integrated_lufs(samples)
    if loudness <= -70:
        return samples
    out = limit(samples * np.float32(10 ** ((target - loudness) / 20)), ceiling_db)
    gain = target - loudness
    for _ in range(4):  # what the limiter took is given back, until it is near enough
        miss = target - integrated_lufs(out)
        if abs(miss) < 0.15:
            break
        gain += miss * 1.15
        out = limit(samples * np.float32(10 ** (gain / 20)), ceiling_db)
    return out
