"""Chunks and sound into one fast-start MP4, by copying: nothing is encoded again, nothing is written twice."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from i2v_widgets.backend.render import space
from i2v_widgets.errors import I2VError
from i2v_widgets.media import boxes

_REORDER = 2  # frames: x264 decodes so far ahead of showing; the k-th packet of the film gets dts = k − 2


class AudioEncoding(Protocol):
    """Coded sound, as `sound.encode` gives it."""

    @property
    def config(self) -> bytes:
        """AudioSpecificConfig."""

    @property
    def packets(self) -> Sequence[bytes]:
        """Raw AAC frames of 1024 samples, priming included."""

    @property
    def priming(self) -> int:
        """Samples the decoder gives before the sound begins."""

    @property
    def samples(self) -> int:
        """Samples of sound."""


AAC_FRAME, RATE = 1024, 48_000


@dataclass(frozen=True, slots=True)
class Part:
    """One chunk to be joined: how to read it, and the error for when it has gone."""

    read: Callable[[], bytes]
    frames: int


class DamagedPartError(Exception):
    """A chunk that was there is gone or broken; rendered again, the join can be tried again."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


def join_film(
    destination: Path,
    head: boxes.Head,
    ticks: int,
    parts: Sequence[Part],
    sound: AudioEncoding | None,
    on_part: Callable[[int], None] = lambda index: None,
) -> int:
    """Write the film; it appears under its name when it is whole, and only then.

    Parameters
    ----------
    destination : Path
    head : boxes.Head
        Of the pictures.
    ticks : int
        One frame in the head's timescale.
    parts : sequence of Part
    sound : AudioEncoding or None
    on_part : callable
        Told the number of parts written; may raise to stop.

    Returns
    -------
    int
        Bytes written.
    """
    per_part = [_samples(part, i) for i, part in enumerate(parts)]
    pictures = [
        boxes.Sample(s.size, s.duration, s.offset + _REORDER * ticks, s.key) for found in per_part for s in found
    ]
    tracks = [boxes.Movie(head, pictures, _REORDER * ticks, len(pictures) * ticks)]
    if sound is not None:
        tracks.append(_sound_track(sound))
    runs = list(_interleave([len(found) for found in per_part], ticks / head.timescale, sound))
    start = boxes.movie_header(tracks, runs)
    total = len(start) + sum(s.size for t in tracks for s in t.samples)
    destination.parent.mkdir(parents=True, exist_ok=True)
    if space.free_bytes(destination.parent) < total:
        raise space.no_space(destination.parent, total, destination.name)
    growing = destination.with_name(f".{destination.name}.{uuid.uuid4().hex[:8]}")
    try:
        with growing.open("wb") as file:
            file.write(start)
            at, packets = 0, 0
            for track, count in runs:
                if track == 1 and sound is not None:
                    file.write(b"".join(sound.packets[packets : packets + count]))
                    packets += count
                    continue
                data = _read(parts[at], at)
                samples, begin, end = boxes.read_fragment(data)
                if samples != per_part[at]:
                    raise DamagedPartError(at)
                file.write(memoryview(data)[begin:end])
                at += 1
                on_part(at)
        growing.replace(destination)
    except OSError as error:
        if space.is_full(error):
            raise space.no_space(destination.parent, total, destination.name) from None
        raise
    finally:
        with contextlib.suppress(OSError):
            growing.unlink()
    return total


def _read(part: Part, index: int) -> bytes:
    try:
        return part.read()
    except (OSError, LookupError, ValueError) as error:
        if isinstance(error, I2VError):
            raise
        raise DamagedPartError(index) from None


def _samples(part: Part, index: int) -> list[boxes.Sample]:
    try:
        samples = boxes.read_fragment(_read(part, index))[0]
    except ValueError:
        raise DamagedPartError(index) from None
    if len(samples) != part.frames:
        raise DamagedPartError(index)
    return samples


def _sound_track(sound: AudioEncoding) -> boxes.Movie:
    samples = [boxes.Sample(len(p), AAC_FRAME) for p in sound.packets]
    return boxes.Movie(boxes.aac_head(sound.config), samples, sound.priming, sound.samples)


def _interleave(frames: Sequence[int], frame_time: float, sound: AudioEncoding | None) -> Iterator[tuple[int, int]]:
    """A chunk of pictures, then the sound that goes with it: players that read in order find both."""
    packets = len(sound.packets) if sound is not None else 0
    done, time = 0, 0.0
    for count in frames:
        yield 0, count
        time += count * frame_time
        due = min(packets, -int(-time * RATE // AAC_FRAME))
        if due > done:
            yield 1, due - done
            done = due
    if packets > done:
        yield 1, packets - done


# Sound as fragments ---------------------------------------------------------------------------------------------

_PACKETS = 94  # two seconds a fragment


def sound_index(sound: AudioEncoding) -> tuple[tuple[float, float], ...]:
    """(start, duration) of each fragment in seconds; the first starts before 0 by the priming."""
    found = []
    for first in range(0, len(sound.packets), _PACKETS):
        count = min(_PACKETS, len(sound.packets) - first)
        found.append(((first * AAC_FRAME - sound.priming) / RATE, count * AAC_FRAME / RATE))
    return tuple(found)


def sound_fragment(sound: AudioEncoding, index: int) -> bytes:
    """One fragment, times from 0."""
    packets = sound.packets[index * _PACKETS : (index + 1) * _PACKETS]
    if index < 0 or not packets:
        raise IndexError(index)
    return boxes.fragment([boxes.Sample(len(p), AAC_FRAME) for p in packets], b"".join(packets))
