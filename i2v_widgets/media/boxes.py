"""MP4 by the box: initialisation segments, fragments and whole fast-start files, written and read with `struct`."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOVIE_TIMESCALE = 48_000  # 24, 25, 30, 50 and 60 frames a second and AAC's 48 kHz are all whole in it
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SYNC, _NON_SYNC = 0x0200_0000, 0x0101_0000  # sample flags: depends on nothing; depends on others
_LANGUAGE = 0x55C4  # "und", five bits a letter


@dataclass(frozen=True, slots=True)
class Sample:
    """One coded frame: bytes, duration and composition offset in ticks, and whether it can be sought to."""

    size: int
    duration: int
    offset: int = 0
    key: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """What a decoder must know of a track before its first sample.

    Attributes
    ----------
    kind : str
        video or audio.
    timescale : int
        Ticks a second of its samples' times.
    entry : bytes
        The sample description (`avc1`, `mp4a`, …), a whole box.
    codec : str
        As in RFC 6381, for example ``avc1.640028``.
    width, height : int
        Pixels; 0 for sound.
    """

    kind: str
    timescale: int
    entry: bytes
    codec: str
    width: int = 0
    height: int = 0

    @property
    def mime(self) -> str:
        """The type for a MediaSource buffer."""
        return f'{self.kind}/mp4; codecs="{self.codec}"'


@dataclass(frozen=True, slots=True)
class Movie:
    """One track of a finished file: its head and samples, how much is hidden at its beginning, how long it then is."""

    head: Head
    samples: Sequence[Sample]
    skip: int  # ticks of the track that the edit list hides: reordering of pictures, priming of sound
    length: int  # what is left, in ticks of the track


def box(kind: bytes, *parts: bytes) -> bytes:
    """Wrap parts in a box."""
    return struct.pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """Wrap parts in a box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def walk(data: bytes | memoryview, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Yield (kind, start of the body, end) of each box; stops at the first that does not fit."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= end:
            (size,), head = struct.unpack_from(">Q", data, start + 8), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            return
        yield kind, start + head, start + size
        start += size


# Descriptions of coded samples -------------------------------------------------------------------------------


def nal_units(stream: bytes) -> Iterator[bytes]:
    """Cut an Annex B stream into NAL units."""
    at = stream.find(b"\0\0\1")
    while at >= 0:
        follows = stream.find(b"\0\0\1", at + 3)
        unit = stream[at + 3 : follows if follows >= 0 else len(stream)]
        yield unit.rstrip(b"\0")  # trailing zeros belong to the next start code
        at = follows


def avc_config(extradata: bytes) -> bytes:
    """Return the body of `avcC` from an encoder's extradata, in either form."""
    if extradata[:1] == b"\1":
        return extradata
    units = list(nal_units(extradata))
    sps = [u for u in units if u[0] & 31 == 7]
    pps = [u for u in units if u[0] & 31 == 8]
    lists = bytes([0xE0 | len(sps)]) + b"".join(struct.pack(">H", len(u)) + u for u in sps)
    lists += bytes([len(pps)]) + b"".join(struct.pack(">H", len(u)) + u for u in pps)
    high = b"\xfd\xf8\xf8\0" if sps[0][1] in (100, 110, 122, 144) else b""  # 4:2:0, eight bits
    return b"\1" + sps[0][1:4] + b"\xff" + lists + high


def avc_head(width: int, height: int, timescale: int, extradata: bytes) -> Head:
    """Describe an H.264 track, tagged BT.709 limited range, square pixels."""
    config = avc_config(extradata)
    entry = box(
        b"avc1",
        struct.pack(">6xH16xHH", 1, width, height),
        struct.pack(">IIIH32xHh", 0x480000, 0x480000, 0, 1, 24, -1),
        box(b"avcC", config),
        box(b"colr", struct.pack(">4sHHHB", b"nclx", 1, 1, 1, 0)),
        box(b"pasp", struct.pack(">II", 1, 1)),
    )
    return Head("video", timescale, entry, f"avc1.{config[1:4].hex()}", width, height)


def aac_head(config: bytes, rate: int = 48_000, channels: int = 2, bitrate: int = 192_000) -> Head:
    """Describe an AAC track by its AudioSpecificConfig."""

    def descriptor(tag: int, body: bytes) -> bytes:
        return bytes([tag, 0x80, 0x80, 0x80, len(body)]) + body

    decoder = struct.pack(">BBBHII", 0x40, 0x15, 0, 0, bitrate, bitrate) + descriptor(5, config)
    stream = struct.pack(">HB", 1, 0) + descriptor(4, decoder) + descriptor(6, b"\2")
    entry = box(
        b"mp4a",
        struct.pack(">6xH8xHHHHI", 1, channels, 16, 0, 0, rate << 16),
        full(b"esds", 0, 0, descriptor(3, stream)),
    )
    return Head("audio", rate, entry, f"mp4a.40.{config[0] >> 3}")


# Fragments ------------------------------------------------------------------------------------------------------


def init_segment(head: Head) -> bytes:
    """`ftyp` and `moov` that go before any fragment of this track."""
    empty = _sample_table(head, stts=b"\0" * 4, stsc=b"\0" * 4, stsz=b"\0" * 8, stco=full(b"stco", 0, 0, b"\0" * 4))
    track = box(b"trak", _track_header(head, 1, 0), _media(head, 0, empty))
    extends = box(b"mvex", full(b"trex", 0, 0, struct.pack(">5I", 1, 1, 0, 0, 0)))
    brands = box(b"ftyp", b"iso5", struct.pack(">I", 512), b"iso5iso6mp41")
    return brands + box(b"moov", _movie_header(0, 2), track, extends)


def fragment(samples: Sequence[Sample], data: bytes, time: int = 0) -> bytes:
    """One self-contained `moof` and `mdat`; the first sample is decoded at `time` ticks."""
    rows = b"".join(struct.pack(">IIIi", s.duration, s.size, _SYNC if s.key else _NON_SYNC, s.offset) for s in samples)

    def moof(offset: int) -> bytes:
        run = full(b"trun", 1, 0xF01, struct.pack(">Ii", len(samples), offset), rows)
        head = full(b"tfhd", 0, 0x020000, struct.pack(">I", 1))
        clock = full(b"tfdt", 1, 0, struct.pack(">Q", time))
        return box(b"moof", full(b"mfhd", 0, 0, struct.pack(">I", 1)), box(b"traf", head, clock, run))

    return moof(len(moof(0)) + 8) + box(b"mdat", data)


def read_fragment(data: bytes | memoryview) -> tuple[list[Sample], int, int]:
    """Samples of a fragment written by `fragment`, and where its data begin and end; ValueError when it is damaged."""
    samples: list[Sample] = []
    for kind, start, end in walk(data):
        if kind == b"moof":
            samples = _read_moof(data, start, end)
        elif kind == b"mdat" and samples and sum(s.size for s in samples) == end - start:
            return samples, start, end
    raise ValueError("damaged fragment")


def _read_moof(data: bytes | memoryview, start: int, end: int) -> list[Sample]:
    for kind, inner, inner_end in walk(data, start, end):
        if kind == b"traf":
            return _read_moof(data, inner, inner_end)
        if kind == b"trun":
            count = struct.unpack_from(">I", data, inner + 4)[0]
            if inner + 12 + 16 * count != inner_end:
                break
            rows = struct.iter_unpack(">IIIi", data[inner + 12 : inner_end])
            return [Sample(size, duration, offset, flags == _SYNC) for duration, size, flags, offset in rows]
    raise ValueError("damaged fragment")


# Whole files ----------------------------------------------------------------------------------------------------


def movie_header(tracks: Sequence[Movie], runs: Sequence[tuple[int, int]]) -> bytes:
    """`ftyp`, `moov` and the head of `mdat` of a fast-start file.

    Parameters
    ----------
    tracks : sequence of Movie
    runs : sequence of (track, samples)
        How the data lie in `mdat`: so many samples of that track, then of another, …

    Returns
    -------
    bytes
        All that stands before the data; the data follow in the order of `runs`.
    """
    payload = sum(s.size for t in tracks for s in t.samples)
    brands = box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2avc1mp41")
    large = payload > 0xF000_0000
    head = struct.pack(">I4sQ", 1, b"mdat", payload + 16) if large else struct.pack(">I4s", payload + 8, b"mdat")
    length = len(_moov(tracks, runs, 0, large))
    return brands + _moov(tracks, runs, len(brands) + length + len(head), large) + head


def _moov(tracks: Sequence[Movie], runs: Sequence[tuple[int, int]], base: int, large: bool) -> bytes:
    places: list[list[tuple[int, int]]] = [[] for _ in tracks]  # (offset, samples) of each run
    done = [0] * len(tracks)
    for track, count in runs:
        places[track].append((base, count))
        base += sum(s.size for s in tracks[track].samples[done[track] : done[track] + count])
        done[track] += count
    longest = max((_in_movie(t) for t in tracks), default=0)
    boxes = [_track(t, i + 1, p, large) for i, (t, p) in enumerate(zip(tracks, places, strict=True))]
    return box(b"moov", _movie_header(longest, len(tracks) + 1), *boxes)


def _in_movie(track: Movie) -> int:
    return round(track.length * MOVIE_TIMESCALE / track.head.timescale)


def _track(track: Movie, number: int, places: Sequence[tuple[int, int]], large: bool) -> bytes:
    head, samples = track.head, track.samples
    offsets = b"".join(struct.pack(">Q" if large else ">I", at) for at, _ in places)
    per_chunk = _runs([count for _, count in places])
    first, rows = 1, []
    for length, count in per_chunk:
        rows.append(struct.pack(">III", first, count, 1))
        first += length
    extra = []
    if any(s.offset for s in samples):
        runs = _runs([s.offset for s in samples])
        extra.append(full(b"ctts", 0, 0, struct.pack(">I", len(runs)), *(struct.pack(">II", *run) for run in runs)))
    if not all(s.key for s in samples):
        keys = [i + 1 for i, s in enumerate(samples) if s.key]
        extra.append(full(b"stss", 0, 0, struct.pack(f">I{len(keys)}I", len(keys), *keys)))
    times = _runs([s.duration for s in samples])
    table = _sample_table(
        head,
        stts=struct.pack(">I", len(times)) + b"".join(struct.pack(">II", *run) for run in times),
        stsc=struct.pack(">I", len(rows)) + b"".join(rows),
        stsz=struct.pack(f">II{len(samples)}I", 0, len(samples), *(s.size for s in samples)),
        stco=full(b"co64" if large else b"stco", 0, 0, struct.pack(">I", len(places)), offsets),
        extra=b"".join(extra),
    )
    edit = full(b"elst", 0, 0, struct.pack(">IIiHH", 1, _in_movie(track), track.skip, 1, 0))
    total = sum(s.duration for s in samples)
    return box(b"trak", _track_header(head, number, _in_movie(track)), box(b"edts", edit), _media(head, total, table))


def _runs(values: Sequence[int]) -> list[tuple[int, int]]:
    """Run lengths: (how many, value)."""
    found: list[tuple[int, int]] = []
    for value in values:
        if found and found[-1][1] == value:
            found[-1] = (found[-1][0] + 1, value)
        else:
            found.append((1, value))
    return found


def _movie_header(length: int, next_track: int) -> bytes:
    times = struct.pack(">IIII", 0, 0, MOVIE_TIMESCALE, length)
    return full(
        b"mvhd", 0, 0, times, struct.pack(">IH10x", 0x10000, 0x100), _MATRIX, b"\0" * 24, struct.pack(">I", next_track)
    )


def _track_header(head: Head, number: int, length: int) -> bytes:
    volume = 0x100 if head.kind == "audio" else 0
    parts = struct.pack(">IIIII8xHHHH", 0, 0, number, 0, length, 0, 1 if volume else 0, volume, 0)
    return full(b"tkhd", 0, 3, parts, _MATRIX, struct.pack(">II", head.width << 16, head.height << 16))


def _media(head: Head, length: int, table: bytes) -> bytes:
    sound = head.kind == "audio"
    name = b"SoundHandler\0" if sound else b"VideoHandler\0"
    handler = full(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, b"soun" if sound else b"vide"), name)
    kind = full(b"smhd", 0, 0, b"\0" * 4) if sound else full(b"vmhd", 0, 1, b"\0" * 8)
    here = box(b"dinf", full(b"dref", 0, 0, struct.pack(">I", 1), full(b"url ", 0, 1)))
    times = full(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, head.timescale, length, _LANGUAGE, 0))
    return box(b"mdia", times, handler, box(b"minf", kind, here, table))


def _sample_table(head: Head, *, stts: bytes, stsc: bytes, stsz: bytes, stco: bytes, extra: bytes = b"") -> bytes:
    return box(
        b"stbl",
        full(b"stsd", 0, 0, struct.pack(">I", 1), head.entry),
        full(b"stts", 0, 0, stts),
        extra,
        full(b"stsc", 0, 0, stsc),
        full(b"stsz", 0, 0, stsz),
        stco,
    )
