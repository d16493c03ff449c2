"""All that is heard, added up: music, a person's own song, the sound of clips; only peaks are limited at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from i2v_widgets.draft.frames import ClipFrames, frame_plan, total_frames
from i2v_widgets.draft.model import Draft, Segment

from . import RATE
from .decode import decode, retime
from .filters import Sound
from .kept import FULL, kept
from .loudness import limit, master
from .music import MOODS, compose

Source = Callable[[str], Path]
_CUT = RATE // 200  # 5 ms: a cut in a clip's sound must not click
_CLOSE = 2.5  # seconds: a song that goes on is faded out so


def mix(draft: Draft, source: Source, cache: Path | None = None) -> Sound:
    """The film's sound.

    Parameters
    ----------
    draft : Draft
    source : callable
        Where the file of a digest lies.
    cache : Path, optional
        Where composed music and mastered songs are kept; the user's cache folder if not given.

    Returns
    -------
    float32 array (n, 2)
        At 48 kHz, n exactly the film's frames; peaks below −1 dBTP.
    """
    n = round(total_frames(draft) / draft.fps * RATE)
    out = np.zeros((n, 2), np.float32)
    for segment in draft.segments("audio"):
        start = min(n, round(segment.start_ms * RATE / 1000))
        end = round(segment.end_ms * RATE / 1000)
        end = n if abs(end - n) < RATE / draft.fps else min(n, end)  # ms are rounded frames: the film's end is the end
        if end > start and segment.volume > 0:
            _add_track(out[start:end], track(segment, end - start, source, cache), segment)
    plan = frame_plan(draft)
    for i, clip in enumerate(plan):
        if clip.segment.media == "video" and clip.segment.has_sound and clip.segment.digest and clip.segment.volume > 0:
            _add_clip(out, clip, plan[i + 1].lead if i + 1 < len(plan) else 0, draft.fps, source)
    return limit(out)


def track(segment: Segment, n: int, source: Source, cache: Path | None = None) -> NDArray[np.int16]:
    """`n` 16-bit samples of an audio segment at full volume, without its fades: what a waveform shows.

    Composed music, or the file's sound mastered to the same −14 LUFS.
    """
    if segment.digest:
        told = ["song", segment.digest, n, segment.trim, segment.speed, av.__version__]
        return kept(told, lambda: _song(segment, n, source(segment.digest)), cache)
    mood = mood_of(segment)
    return kept(["music", mood, n, segment.seed], lambda: compose(mood, n / RATE, segment.seed)[:n], cache)


def _add_track(out: Sound, samples: NDArray[np.int16], segment: Segment) -> None:
    """Add a track with its volume and fades, a piece at a time."""
    n, piece = len(samples), 1 << 19
    for at in range(0, n, piece):
        place = np.arange(at, min(n, at + piece))
        gain = _fades(place, n, segment) * np.float32(segment.volume / FULL)
        out[at : at + len(place)] += samples[at : at + piece] * gain[:, None]


def _fades(place: NDArray[np.int_], n: int, segment: Segment) -> Sound:
    """The gain of a segment's fades at those samples of `n`: raised cosines."""
    gain = np.ones(len(place), np.float32)
    for seconds, from_edge in ((segment.fade_in, place), (segment.fade_out, n - 1 - place)):
        m = min(n, round(seconds * RATE))
        if m > 0 and (from_edge < m).any():
            gain *= (0.5 - 0.5 * np.cos(np.pi * (np.minimum(from_edge, m) + 0.5) / (m + 0.5))).astype(np.float32)
    return gain


def mood_of(segment: Segment) -> str:
    """The segment's mood; from its name where it says none ("Calm music"), else calm."""
    words = (segment.mood or segment.name).lower().replace("-", "").replace("lo fi", "lofi")
    return next((mood for mood in MOODS if mood in words), "calm")


def _song(segment: Segment, n: int, path: Path) -> Sound:
    """A file's sound, mastered, exactly `n` long: trimmed with a fade, or begun again where it ends."""
    speed = segment.speed if 0.1 <= segment.speed <= 10 else 1.0
    read = decode(path, segment.trim, (n / RATE + 0.25) * speed, segment.name)
    if read is None or not read.size or float(np.abs(read).max()) < 1e-5:
        return np.zeros((n, 2), np.float32)
    rows = retime(read, speed)
    if rows.shape[1] >= n:
        rows = rows[:, :n]
        goes_on = float(np.abs(rows[:, -RATE // 10 :]).max()) > 10 ** (-50 / 20)
        if goes_on:
            m = min(n // 4, int(_CLOSE * RATE))
            rows[:, n - m :] *= np.cos(np.linspace(0, np.pi / 2, m, dtype=np.float32)) ** 2
    elif rows.shape[1] > n - RATE // 5:  # short by a codec's padding only
        rows = np.pad(rows, ((0, 0), (0, n - rows.shape[1])))
    else:
        rows = _looped(rows, n)
    song = np.ascontiguousarray(rows.T)
    return master(song, out=song)


def _looped(rows: Sound, n: int) -> Sound:
    """Again and again with a crossfade of equal power, silence at both ends left out; the last one fades."""
    loud = np.nonzero(np.abs(rows).max(axis=0) > 10 ** (-50 / 20) * np.abs(rows).max())[0]
    rows = rows[:, loud[0] : loud[-1] + 1]
    length = rows.shape[1]
    m = min(int(1.5 * RATE), length // 4)
    angle = np.linspace(0, np.pi / 2, m, dtype=np.float32)
    out = np.zeros((2, n + length), np.float32)
    at = 0
    while at < n:
        piece = rows.copy()
        if at:
            piece[:, :m] *= np.sin(angle)
        if at + length - m < n:
            piece[:, length - m :] *= np.cos(angle)
        out[:, at : at + length] += piece
        at += max(1, length - m)
    out = out[:, :n]
    close = min(n // 4, int(_CLOSE * RATE))
    out[:, n - close :] *= np.cos(np.linspace(0, np.pi / 2, close, dtype=np.float32)) ** 2
    return out


def _add_clip(out: Sound, clip: ClipFrames, tail: int, fps: float, source: Source) -> None:
    """Add a clip's own sound; where it overlaps its neighbours both are crossfaded with equal power."""
    segment = clip.segment
    start, end = (min(len(out), round(frame / fps * RATE)) for frame in (clip.first, clip.end))
    speed = segment.speed if 0.1 <= segment.speed <= 10 else 1.0
    read = decode(source(segment.digest), segment.trim, (end - start) / RATE * speed, segment.name)
    if read is None or end <= start:
        return
    samples = retime(read, speed)[:, : end - start].T.copy()
    length = len(samples)
    samples *= _fades(np.arange(length), end - start, segment)[:, None]
    for frames, edge in ((clip.lead, 0), (tail, 1)):
        m = min(length, round(frames / fps * RATE) or _CUT)
        ramp = np.sin(np.linspace(0, np.pi / 2, m, dtype=np.float32))[:, None]
        if edge == 0:
            samples[:m] *= ramp
        elif length == end - start:
            samples[length - m :] *= ramp[::-1]
    out[start : start + length] += samples * np.float32(segment.volume)
