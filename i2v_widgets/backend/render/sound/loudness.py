"""How loud it is and how high it peaks (ITU-R BS.1770-4), and a limiter that keeps peaks below a line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import RATE
from .filters import Convolver, Sound, biquad_response, to_taps

TARGET_LUFS = -14.0
CEILING_DB = -1.0
SILENT = -120.0
_STEP = RATE // 10  # a 400 ms block moves on by 100 ms
_PIECE = 1 << 19  # samples worked on at a time, a multiple of what the limiter looks at


@cache
def _k_weighting() -> Sound:
    """Head and low-cut of BS.1770 at 48 kHz as one response; after 0.25 s it is down by 140 dB."""
    f = np.fft.rfftfreq(1 << 16, 1 / RATE)
    shelf = biquad_response(
        (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585), f
    )
    cut = biquad_response((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621), f)
    return to_taps(shelf * cut, 12_000)[None]


class Meter:
    """Measures a sound that comes in pieces."""

    def __init__(self) -> None:
        self._filter = Convolver(_k_weighting())
        self._steps: list[NDArray[np.float64]] = []
        self._left: Sound = np.zeros((2, 0), np.float32)

    def push(self, samples: Sound) -> None:
        """Feed the next samples (n, 2)."""
        weighted = np.concatenate([self._left, self._filter.push(np.ascontiguousarray(samples.T))], axis=1)
        whole = weighted.shape[1] // _STEP
        body = weighted[:, : whole * _STEP].reshape(2, whole, _STEP)
        self._steps.append(np.einsum("cij,cij->i", body, body, dtype=np.float64))
        self._left = weighted[:, whole * _STEP :]

    def lufs(self) -> float:
        """The loudness of all so far."""
        steps = np.concatenate(self._steps) if self._steps else np.zeros(0)
        if len(steps) < 4:
            power = float(steps.sum()) + float(np.sum(np.square(self._left, dtype=np.float64)))
            return _lufs(power / max(1, len(steps) * _STEP + self._left.shape[1]))
        sums = np.concatenate([[0.0], np.cumsum(steps)])
        blocks = (sums[4:] - sums[:-4]) / (4 * _STEP)
        loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
        if not len(loud):
            return SILENT
        return _lufs(float(loud[loud > loud.mean() / 10].mean()))


def _lufs(power: float) -> float:
    return max(SILENT, -0.691 + 10 * float(np.log10(max(power, 1e-30))))


def integrated_lufs(samples: Sound) -> float:
    """Loudness of the whole, gated at −70 LUFS and at 10 LU below the rest.

    Parameters
    ----------
    samples : array (n, 2)
        At 48 kHz. What is shorter than one block of 0.4 s is measured as one block.

    Returns
    -------
    float
        LUFS; −120 for silence.
    """
    meter = Meter()
    for at in range(0, len(samples), _PIECE):
        meter.push(samples[at : at + _PIECE])
    return meter.lufs()


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


def _chunk_peaks(samples: Sound, care: float) -> Sound:
    """The true peak of each 64 samples; where no sample comes near `care` the sample peak is enough."""
    n = len(samples)
    out = np.zeros(-(-n // _CHUNK), np.float32)
    for at in range(0, n, _PIECE):
        piece = samples[max(0, at - 16) : at + _PIECE + 16]
        size = min(_PIECE, n - at)
        count = -(-size // _CHUNK)
        for channel in range(2):
            padded = np.zeros(count * _CHUNK + 32, np.float32)
            begin = 16 - min(at, 16)
            given = piece[: len(padded) - begin, channel]
            padded[begin : begin + len(given)] = given
            top = np.abs(padded[16 : 16 + count * _CHUNK]).reshape(count, _CHUNK).max(axis=1)
            # between samples a peak is rarely more than 3 dB up; 6 dB of margin is on the safe side
            near = np.nonzero(top > care * 0.5)[0]
            if len(near):
                windows = np.lib.stride_tricks.sliding_window_view(padded, _CHUNK + 15)[8 + near * _CHUNK]
                for taps in _phases():
                    between = windows[:, :_CHUNK] * taps[0]
                    for k in range(1, 16):  # no matrix product: with its threads the last bit depends on the machine
                        between += windows[:, k : k + _CHUNK] * taps[k]
                    top[near] = np.maximum(top[near], np.abs(between).max(axis=1))
            place = slice(at // _CHUNK, at // _CHUNK + count)
            out[place] = np.maximum(out[place], top)
    return out


def true_peak(samples: Sound) -> float:
    """The highest point of the curve through the samples (n, 2), in dBTP."""
    if not len(samples):
        return SILENT
    highest = max(float(np.abs(samples[at : at + _PIECE]).max()) for at in range(0, len(samples), _PIECE))
    return max(SILENT, 20 * float(np.log10(max(float(_chunk_peaks(samples, highest).max()), 1e-9))))


def _ceiling(ceiling_db: float) -> float:
    return float(10 ** ((ceiling_db - 0.15) / 20))  # AAC and rounding add a little


def _curve(peaks: Sound, ceiling: float) -> Sound | None:
    """The gain at each chunk's middle that keeps the peaks below, or None when none passes."""
    if not len(peaks) or float(peaks.max()) <= ceiling:
        return None
    gain = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)).astype(np.float32)
    # 24 chunks (32 ms) on each side: the minimum over a window wider than the smoothing keeps every peak below the line
    reach, smooth = 26, 24
    low = np.lib.stride_tricks.sliding_window_view(np.pad(gain, reach, mode="edge"), 2 * reach + 1).min(axis=1)
    kernel = np.hanning(2 * smooth + 3)[1:-1].astype(np.float32)
    eased = np.convolve(np.pad(low, smooth, mode="edge"), kernel / kernel.sum(), "valid")
    return np.asarray(eased, np.float32)


def _turned(samples: Sound, gain: float, curve: Sound | None) -> Iterator[tuple[slice, Sound]]:
    """Pieces of the samples with a gain and the limiter's curve."""
    for at in range(0, len(samples), _PIECE):
        place = slice(at, min(len(samples), at + _PIECE))
        piece = samples[place] * np.float32(gain)
        if curve is not None:
            chunks = np.arange(place.start, place.stop) / _CHUNK - 0.5
            piece *= np.interp(chunks, np.arange(len(curve)), curve).astype(np.float32)[:, None]
        yield place, piece


def limit(samples: Sound, ceiling_db: float = CEILING_DB) -> Sound:
    """Turn down around peaks that pass the ceiling, smoothly and ahead of them; what does not pass is left untouched.

    Parameters
    ----------
    samples : array (n, 2)
    ceiling_db : float
        dBTP that nothing passes.
    """
    ceiling = _ceiling(ceiling_db)
    curve = _curve(_chunk_peaks(samples, ceiling), ceiling)
    if curve is None:
        return samples
    out = np.empty_like(samples)
    for place, piece in _turned(samples, 1.0, curve):
        out[place] = piece
    return out


def master(
    samples: Sound, target: float = TARGET_LUFS, ceiling_db: float = CEILING_DB, out: Sound | None = None
) -> Sound:
    """Bring to a loudness with peaks below the ceiling; silence stays silence.

    Parameters
    ----------
    out : array, optional
        Where it goes; may be `samples`.
    """
    loudness = integrated_lufs(samples)
    out = np.empty_like(samples) if out is None else out
    if loudness <= -70:
        out[:] = samples
        return out
    ceiling, gain = _ceiling(ceiling_db), target - loudness
    peaks = _chunk_peaks(samples, ceiling / 10 ** ((gain + 4) / 20))
    curve = _curve(peaks * np.float32(10 ** (gain / 20)), ceiling)
    for _ in range(4 if curve is not None else 0):  # what the limiter takes is given back, until it is near enough
        meter = Meter()
        for _, piece in _turned(samples, 10 ** (gain / 20), curve):
            meter.push(piece)
        miss = target - meter.lufs()
        if abs(miss) < 0.15:
            break
        gain += miss * 1.15
        curve = _curve(peaks * np.float32(10 ** (gain / 20)), ceiling)
    for place, piece in _turned(samples, 10 ** (gain / 20), curve):
        out[place] = piece
    return out
