"""Sound out of a person's file: any part of it, at 48 kHz in stereo, in time with its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from i2v_widgets.errors import RenderFailed

from . import RATE
from .filters import Sound

_SEEK_AHEAD = 5.0  # seconds: below this a seek gains nothing, and it is never quite exact


def decode(path: Path, start: float, seconds: float, name: str = "") -> Sound | None:
    """Read a stretch of a file's first sound stream.

    Parameters
    ----------
    start, seconds : float
        By the file's own clock, which its pictures share; a stream that begins late gives silence first.
    name : str
        For the error's sentence.

    Returns
    -------
    array (2, n) or None
        At most that long, shorter where the file ends; None if it has no sound.
    """
    name = name or path.name
    n = round(seconds * RATE)
    out, end, found = np.zeros((n, 2), np.float32), 0, False
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return None
            for at, part in _frames(container, start, start + seconds):
                found = True
                place = round((at - start) * RATE)
                begin, stop = max(0, -place), min(part.shape[1], n - place)
                if stop > begin:
                    out[place + begin : place + stop] = part[:, begin:stop].T
                    end = max(end, place + stop)
    except OSError as error:
        if isinstance(error, av.FFmpegError) and path.is_file():
            raise _broken(name) from error
        raise RenderFailed(f"The sound of {name} cannot be read: {error.strerror or error}.") from error
    except av.FFmpegError as error:
        raise _broken(name) from error
    if not found and start == 0:  # some demuxers take any bytes for music, and find none
        raise _broken(name)
    heard: Sound = out[:end].T
    return heard


def _broken(name: str) -> RenderFailed:
    return RenderFailed(
        f"The sound of {name} cannot be decoded: the file is damaged, or of a kind this machine has no decoder for.",
        hint="Convert it to WAV, MP3 or M4A and add it again, or remove it from the film; finished parts are kept.",
    )


def _frames(container: av.container.InputContainer, start: float, end: float) -> Iterator[tuple[float, Sound]]:
    """(time, samples) of decoded frames; time goes on by counting, so that rounded stamps make no gaps."""
    stream = container.streams.audio[0]
    if start > _SEEK_AHEAD and stream.time_base:
        container.seek(int((start - 1.0) / stream.time_base), stream=stream)
    resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE)
    at: float | None = None
    damaged = 0
    for packet in container.demux(stream):
        try:
            decoded = packet.decode()
        except av.InvalidDataError:
            damaged += 1  # one bad packet is a click in a player, not the end of the film
            if damaged > 50:
                raise
            continue
        for frame in decoded:
            told = frame.time
            if at is None or (told is not None and abs(told - at) > 0.08):
                at = max(0.0, told) if told is not None and at is None else (told if told is not None else at or 0.0)
            frame.pts = None
            for piece in resampler.resample(frame):
                samples = np.asarray(piece.to_ndarray(), np.float32)
                if at + samples.shape[1] / RATE > start:
                    yield at, samples
                at += samples.shape[1] / RATE
            if at >= end:
                return
    if at is not None:
        for piece in resampler.resample(None):
            yield at, np.asarray(piece.to_ndarray(), np.float32)


def retime(samples: Sound, speed: float) -> Sound:
    """Faster or slower at the same pitch (libav's atempo), to the sample `n / speed` long."""
    if abs(speed - 1) < 1e-3 or not samples.size:
        return samples
    wanted = round(samples.shape[1] / speed)
    graph = av.filter.Graph()
    last = first = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE))
    left = speed
    while abs(left - 1) > 1e-6:  # one atempo goes from a half to double without losing samples
        step = min(2.0, max(0.5, left))
        node = graph.add("atempo", f"{step:.6f}")
        last.link_to(node)
        last, left = node, left / step
    planar, sink = graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"), graph.add("abuffersink")
    last.link_to(planar)
    planar.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts = RATE, 0
    first.push(frame)
    first.push(None)
    pieces = []
    while True:
        try:
            heard = sink.pull()
        except (av.BlockingIOError, av.EOFError):
            break
        assert isinstance(heard, av.AudioFrame)
        pieces.append(np.asarray(heard.to_ndarray(), np.float32))
    out = np.concatenate(pieces, axis=1)[:, :wanted] if pieces else samples[:, :0]
    return np.pad(out, ((0, 0), (0, max(0, wanted - out.shape[1]))))
