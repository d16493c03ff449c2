"""Finished films for the player: any file a browser decodes, as fragments copied out on demand."""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import av.stream
from PIL import Image

from i2v_widgets.errors import UnsupportedFile
from i2v_widgets.media import boxes

_FRAGMENT = 1.0  # seconds at least: key frames closer than that share a fragment
_SOUND_FRAGMENT = 2.0
_SLACK = Fraction(4, 1000)  # seconds: containers that count milliseconds round


class FilmFile:
    """A film on disk, opened by its index alone.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    width, height : int
    fps, duration : float
        Frames a second; seconds.
    size : int
        Bytes.
    video, audio : FragmentTrack or None

    Raises
    ------
    UnsupportedFile
        The file cannot be read as a film.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.size = self.path.stat().st_size
        container = _open(self.path)
        try:
            video = next(iter(container.streams.video), None)
            audio = next(iter(container.streams.audio), None)
            if video is None:
                raise UnsupportedFile(f"{self.path.name}: there are no pictures in this file.")
            self.width, self.height = video.width, video.height
            self.fps = float(video.average_rate or video.guessed_rate or 30)
            base = video.time_base or Fraction(1, 1000)
            origin = (video.start_time or 0) * base
            length = video.duration * base if video.duration else Fraction(container.duration or 0, av.time_base)
            self.duration = float(length)
        except BaseException:
            container.close()
            raise
        container.close()
        self.video: FragmentTrack | None = FragmentTrack(self.path, "video", origin, self.duration)
        self.audio = FragmentTrack(self.path, "audio", origin, self.duration) if audio is not None else None

    def close(self) -> None:
        """Close the file; fragments cannot be had any more."""
        for track in (self.video, self.audio):
            if track is not None:
                track.close()


class FragmentTrack:
    """The pictures or the sound of a film as fragments.

    Attributes
    ----------
    codec : str
        As in RFC 6381.
    mime : str
        For MediaSource.
    index : tuple of (float, float)
        Start and duration of each fragment in seconds of the film; sound may start a little before 0.
    """

    def __init__(self, path: Path, kind: str, origin: Fraction, duration: float) -> None:
        self._path, self._kind, self._origin = path, kind, origin
        self._lock = threading.Lock()
        self._delay = 0
        self._container = _open(path)
        try:
            streams = self._container.streams
            self._stream: Any = (streams.video if kind == "video" else streams.audio)[0]
            for other in streams:
                if other is not self._stream:
                    other.discard = av.stream.Discard.all
            self._base: Fraction = self._stream.time_base or Fraction(1, 1000)
            self._init, entry, self._timescale = _initialisation(self._stream, path.name)
            self.codec = _codec(entry, path.name)
            self._starts = self._cut(duration)
        except BaseException:
            self._container.close()
            raise
        self.mime = f'{kind}/mp4; codecs="{self.codec}"'
        times = [float(start * self._base - self._origin) for start in self._starts]
        ends = [*times[1:], max(duration, times[-1])] if times else []
        self.index = tuple((start, end - start) for start, end in zip(times, ends, strict=True))

    def init(self) -> bytes:
        """The initialisation segment."""
        return self._init

    def fragment(self, index: int) -> bytes:
        """Fragment `index`: whole, times from the start that the index has for it."""
        if not 0 <= index < len(self._starts):
            raise IndexError(index)
        last = index + 1 == len(self._starts)
        with self._lock:
            packets = list(self._read(self._starts[index], None if last else self._starts[index + 1]))
        start = self._starts[index] * self._base
        shown = [self._ticks(p.pts * self._base - start) for p in packets]
        # Decoded in the order they come, timed as if shown in that order: the offsets put right what differs. So no
        # decoding times are needed, which half of the containers do not have.
        decoded = sorted(shown)
        ends = [
            *decoded[1:],
            *(decoded[-1:] and [decoded[-1] + max(1, self._ticks((packets[-1].duration or 1) * self._base))]),
        ]
        data = [_length_prefixed(bytes(p), self.codec) for p in packets]
        samples = [
            boxes.Sample(len(body), max(0, end - at), seen - at, bool(packet.is_keyframe))
            for packet, at, end, seen, body in zip(packets, decoded, ends, shown, data, strict=True)
        ]
        return boxes.fragment(samples, b"".join(data), max(0, decoded[0]) if decoded else 0)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._container.close()

    def _ticks(self, time: Fraction) -> int:
        return round(time * self._timescale)

    def _cut(self, duration: float) -> list[int]:
        """Time stamps at which fragments are first shown: key frames; sound can be cut anywhere."""
        head = [p for p, _ in zip(self._packets(), range(8), strict=False)]
        if not head:
            return []
        first = min(p.pts for p in head)
        if self._kind == "audio":
            frame = head[0].duration or 1
            step = max(1, round(_SOUND_FRAGMENT / (frame * self._base))) * frame
            end = (Fraction(duration) + self._origin) / self._base
            return list(range(first, max(first + 1, int(end)), step))
        keys = self._keys(head[0]) or [p.pts for p in self._packets() if p.is_keyframe]
        kept: list[int] = []
        for key in keys:
            if not kept or (key - kept[-1]) * self._base >= _FRAGMENT:
                kept.append(key)
        return kept

    def _keys(self, first: Any) -> list[int]:
        """When key frames are shown, by the index of MP4 and MOV; that of others is not whole until it is read."""
        if "mp4" not in self._container.format.name or first.dts is None:
            return []
        self._delay = first.pts - first.dts
        return [e.timestamp + self._delay for e in self._stream.index_entries if e.is_keyframe]

    def _packets(self, start: int | None = None) -> Iterator[Any]:
        if start is None:
            try:
                self._container.seek(-av.time_base)  # before 0 lies the priming of the sound
            except av.error.FFmpegError:  # AVI knows no time before 0
                self._container.seek(0)
        else:
            self._container.seek(start, stream=self._stream, backward=True)
        yield from (p for p in self._container.demux(self._stream) if p.pts is not None)

    def _read(self, start: int, end: int | None) -> Iterator[Any]:
        slack = round(_SLACK / self._base)
        begun = False
        for packet in self._packets(start - self._delay):
            if self._kind == "audio":
                if packet.pts >= start:
                    if end is not None and packet.pts >= end:
                        return
                    yield packet
                continue
            if packet.is_keyframe:
                begun = begun or packet.pts >= start - slack
                if begun and end is not None and packet.pts >= end - slack:
                    return
            if begun:
                yield packet


def poster(path: Path, width: int = 480, at: float | None = None) -> bytes:
    """A JPEG of a film, `width` wide at most: at `at` seconds, or where something can be seen."""
    container = _open(Path(path))
    try:
        stream = container.streams.video[0]
        base = stream.time_base or Fraction(1, 1000)
        length = float(stream.duration * base) if stream.duration else (container.duration or 0) / av.time_base
        wanted = min(2.0, length / 3) if at is None else min(max(0.0, at), max(0.0, length - 0.001))
        begin = float((stream.start_time or 0) * base)
        container.seek(int((wanted + begin) / base), stream=stream, backward=True)
        found = None
        for frame in container.decode(stream):
            found = frame
            if frame.time is None or frame.time + 1 / float(stream.average_rate or 30) > wanted + begin:
                break
        if found is None:
            raise UnsupportedFile(f"{Path(path).name}: no picture could be decoded.")
        picture = found.to_image()
    except (av.error.FFmpegError, IndexError):
        raise UnsupportedFile(f"{Path(path).name}: no picture could be decoded.") from None
    finally:
        container.close()
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _open(path: Path) -> Any:
    try:
        return av.open(str(path))
    except av.error.FFmpegError as error:
        raise UnsupportedFile(f"{path.name}: this is no film that can be read ({error.strerror}).") from None


def _initialisation(stream: Any, name: str) -> tuple[bytes, bytes, int]:
    """`ftyp` and `moov` of a track for fragments, its sample description, and its timescale."""
    out = io.BytesIO()
    try:
        with av.open(
            out, "w", format="mp4", options={"movflags": "empty_moov+default_base_moof+skip_trailer"}
        ) as muxer:
            muxer.add_stream_from_template(stream)
            muxer.start_encoding()
    except (av.error.FFmpegError, ValueError) as error:
        codec = stream.codec_context.name if stream.codec_context else "?"
        raise UnsupportedFile(f"{name}: its {stream.type} ({codec}) cannot be played here ({error}).") from None
    data = out.getvalue()
    end = next((end for kind, _, end in boxes.walk(data) if kind == b"moov"), len(data))
    data = data[:end]
    table = _find(data, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
    times = _find(data, b"moov", b"trak", b"mdia", b"mdhd")
    (timescale,) = struct.unpack_from(">I", data, times[0] + (20 if data[times[0]] else 12))
    return data, data[table[0] + 8 : table[1]], timescale


def _find(data: bytes, *names: bytes) -> tuple[int, int]:
    start, end = 0, len(data)
    for name in names:
        start, end = next((s, e) for kind, s, e in boxes.walk(data, start, end) if kind == name)
    return start, end


def _codec(entry: bytes, name: str) -> str:
    """The RFC 6381 name of a sample description."""
    kind = entry[4:8].decode("latin-1")
    inner = {k: entry[s:e] for k, s, e in boxes.walk(entry, 8 + (78 if kind in _PICTURES else 28))}
    if kind in ("avc1", "avc3"):
        return f"{kind}.{inner[b'avcC'][1:4].hex()}"
    if kind in ("hvc1", "hev1"):
        return _hevc(kind, inner[b"hvcC"])
    if kind == "vp09":
        body = inner[b"vpcC"][4:]
        return f"vp09.{body[0]:02d}.{body[1]:02d}.{body[2] >> 4:02d}"
    if kind == "av01":
        body = inner[b"av1C"]
        depth = 10 if body[2] & 0x40 else 8
        return f"av01.{body[1] >> 5}.{body[1] & 31:02d}{'H' if body[2] & 0x80 else 'M'}.{depth:02d}"
    if kind == "mp4a":
        return _mpeg_audio(inner[b"esds"])
    if kind in ("Opus", "fLaC"):
        return kind.lower()
    raise UnsupportedFile(f"{name}: {kind} cannot be played in a browser.", hint="Convert it to MP4 (H.264 and AAC).")


_PICTURES = {"avc1", "avc3", "hvc1", "hev1", "vp08", "vp09", "av01", "mp4v"}


def _mpeg_audio(esds: bytes) -> str:
    at, kind = 4, 0x40
    while at + 2 < len(esds):
        tag, at = esds[at], at + 1
        size = 0
        while True:
            size, more, at = size << 7 | esds[at] & 127, esds[at] & 128, at + 1
            if not more:
                break
        if tag == 3:
            at += 3
        elif tag == 4:
            kind, at = esds[at], at + 13
        elif tag == 5 and kind == 0x40:
            return f"mp4a.40.{esds[at] >> 3}"
        else:
            at += size
    return f"mp4a.{kind:02X}"


def _hevc(kind: str, body: bytes) -> str:
    space = ("", "A", "B", "C")[body[1] >> 6]
    flags = int(f"{int.from_bytes(body[2:6], 'big'):032b}"[::-1], 2)
    limits = ".".join(f"{b:X}" for b in body[6:12].rstrip(b"\0"))
    tier = "H" if body[1] & 0x20 else "L"
    return f"{kind}.{space}{body[1] & 31}.{flags:X}.{tier}{body[12]}" + (f".{limits}" if limits else "")


def _length_prefixed(data: bytes, codec: str) -> bytes:
    """H.264 from containers that keep start codes (AVI, TS), as MP4 wants it."""
    if codec.startswith("avc") and data[:4] in (b"\0\0\0\1", b"\0\0\1\t"):
        return b"".join(len(u).to_bytes(4, "big") + u for u in boxes.nal_units(data))
    return data
