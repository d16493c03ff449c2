"""The timeline as data: a draft read tolerantly from the wire, and given back unchanged to the last key."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from i2v_widgets.draft.diff import Change

KINDS = {0: "video", 1: "audio", 7: "text"}
TYPES = {kind: number for number, kind in KINDS.items()}
LONGEST_MS = 10**12  # 31 years: past this a number on the wire is no time but noise


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece on a track.

    Attributes
    ----------
    id, name, source, text : str
        `source` is the path or URL as added, `text` what a text segment shows.
    kind : str
        The kind of its track: video, audio, text or other.
    start_ms, duration_ms : int
        As on the wire; `start`, `end` and `duration` are the same in seconds.
    digest : str
        SHA-256 of the media, empty for synthesised music and text.
    media : str
        image, video, audio or text.
    volume : float
        0 to 1.
    transition, transition_duration : str, float
        The join that leads into this segment and overlaps the one before, "" for a cut; seconds.
    motion, filter : str
        Canonical names, "none" when absent.
    filter_strength, speed : float
    place, color, style : str
        Of a text: top, center or bottom; #rrggbb; title, lower-third, caption or credits.
    mood, seed
        Of synthesised music.
    fade_in, fade_out : float
        Seconds.
    fit, backdrop : str
        How a picture of another aspect fills the frame: cover or fit, and what is behind it.
    trim : float
        Seconds left out at the start of a film source.
    has_sound : bool
        Whether a film source brings its own sound.
    anchor : str
        What the segment holds on to when times change: film, end, clip:<id>, or nothing.
    """

    id: str
    kind: str
    start_ms: int
    duration_ms: int
    name: str = ""
    source: str = ""
    digest: str = ""
    media: str = ""
    text: str = ""
    volume: float = 1.0
    transition: str = ""
    transition_duration: float = 0.0
    motion: str = "none"
    filter: str = "none"
    filter_strength: float = 1.0
    speed: float = 1.0
    place: str = ""
    color: str = ""
    style: str = ""
    mood: str = ""
    seed: int = 0
    fade_in: float = 0.0
    fade_out: float = 0.0
    fit: str = ""
    backdrop: str = ""
    trim: float = 0.0
    has_sound: bool = True
    anchor: str = ""

    @property
    def start(self) -> float:
        """Seconds from the film's beginning."""
        return self.start_ms / 1000

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.duration_ms / 1000

    @property
    def end_ms(self) -> int:
        """Where it ends, in ms."""
        return self.start_ms + self.duration_ms

    @property
    def end(self) -> float:
        """Where it ends, in seconds."""
        return self.end_ms / 1000


@dataclass(frozen=True, slots=True)
class Track:
    """Segments of one kind, in wire order.

    Attributes
    ----------
    kind : str
        video, audio, text or other.
    """

    id: str
    kind: str
    name: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Draft:
    """A film as it stands, immutable; reads anything, loses nothing.

    Parameters
    ----------
    wire : any JSON
        Usually the dict of protocol § 5; whatever else comes is an empty draft that gives back what it got.
    """

    wire: Any = field(default_factory=dict)
    _read: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wire", copy_json(self.wire))

    def __hash__(self) -> int:
        return hash((self.duration, len(self.tracks)))

    def __repr__(self) -> str:
        return f"<Draft {self.summary()}>"

    @classmethod
    def from_wire(cls, wire: Any) -> Draft:
        """Read a draft off the wire; never raises, whatever JSON it is."""
        return cls(wire)

    def to_wire(self) -> Any:
        """Give the same JSON back, unknown keys and their order included; a copy of its own."""
        return copy_json(self.wire)

    @classmethod
    def adopt(cls, wire: Any) -> Draft:
        """Take a wire as it is, without a copy; only for one that nobody else holds."""
        draft = cls.__new__(cls)
        object.__setattr__(draft, "wire", wire)
        object.__setattr__(draft, "_read", {})
        return draft

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, in wire order."""
        if "tracks" not in self._read:
            self._read["tracks"] = _read_tracks(self.wire)
        tracks: tuple[Track, ...] = self._read["tracks"]
        return tracks

    @property
    def duration(self) -> float:
        """Seconds: the last end of any segment, or the wire's `d` where there is none."""
        last = max((s.end_ms for t in self.tracks for s in t.segments), default=0)
        return (last or milliseconds(_get(self.wire, "d"))) / 1000

    @property
    def width(self) -> int:
        """Pixels, 0 when the wire does not say."""
        return milliseconds(_get(self.wire, "w"))

    @property
    def height(self) -> int:
        """Pixels, 0 when the wire does not say."""
        return milliseconds(_get(self.wire, "h"))

    @property
    def fps(self) -> float:
        """Frames a second; 30 when the wire does not say, 0 when there is no film to say it of."""
        said = _get(self.wire, "fps")
        fps = number(said, 30.0)
        if said is None and self.is_empty:
            return 0
        fps = fps if 1 <= fps <= 240 else 30.0
        return int(fps) if fps == int(fps) else fps

    @property
    def name(self) -> str:
        """The film's name, or an empty string."""
        return words(_get(_get(self.wire, "m"), "name"))

    @property
    def title(self) -> str:
        """What to call the film: its name, else the first words shown in it, else an empty string."""
        shown = next((segment.text for segment in self.segments("text") if segment.text), "")
        return self.name or " ".join(shown.split())

    @property
    def asked_length(self) -> int:
        """The length that was asked for, in ms; 0 when none was. It is kept when joins come and go."""
        return milliseconds(_get(_get(self.wire, "m"), "length"))

    @property
    def is_empty(self) -> bool:
        """Whether no track has a segment."""
        return not any(track.segments for track in self.tracks)

    def track(self, kind: str) -> Track | None:
        """Return the first track of that kind."""
        return next((track for track in self.tracks if track.kind == kind), None)

    def segments(self, kind: str) -> tuple[Segment, ...]:
        """All segments of the tracks of that kind, by start."""
        found = [segment for track in self.tracks if track.kind == kind for segment in track.segments]
        return tuple(sorted(found, key=lambda segment: segment.start_ms))

    @property
    def clips(self) -> tuple[Segment, ...]:
        """The video track's segments, in order."""
        track = self.track("video")
        return track.segments if track else ()

    def segment(self, id: str) -> Segment | None:
        """Return the segment of that id, on whichever track."""
        return next((s for track in self.tracks for s in track.segments if s.id == id), None)

    def summary(self, language: str = "en") -> str:
        """Tell the timeline in one line, as the agent does."""
        from i2v_widgets.draft.summary import summarise

        return summarise(self, language)

    def diff(self, other: Draft) -> list[Change]:
        """What changed from this draft (before) to the other (after), grouped as a person would tell it."""
        from i2v_widgets.draft.diff import compare

        return compare(self, other)

    def to_view(self) -> dict[str, Any]:
        """What the timeline widget shows: seconds, and only what is there."""
        from i2v_widgets.draft.view import view

        return view(self)


def _read_tracks(wire: Any) -> tuple[Track, ...]:
    tracks = _get(wire, "t")
    if not isinstance(tracks, list):
        return ()
    return tuple(_read_track(track, i) for i, track in enumerate(tracks) if isinstance(track, Mapping))


def _read_track(wire: Mapping[str, Any], index: int) -> Track:
    number_ = wire.get("tt")
    kind = KINDS.get(number_, "other") if isinstance(number_, int) and not isinstance(number_, bool) else "other"
    segments, at = [], 0
    listed = wire.get("sg")
    for i, item in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(item, Mapping):
            segment = _read_segment(item, kind, f"{index}.{i}", at)
            segments.append(segment)
            at = segment.end_ms
    return Track(words(wire.get("id")) or str(index), kind, words(_get(wire.get("m"), "name")), tuple(segments))


def _read_segment(wire: Mapping[str, Any], kind: str, fallback: str, at: int) -> Segment:
    """Read one segment; without `st` it starts where the one before ended."""
    m = wire.get("m")
    m = m if isinstance(m, Mapping) else {}
    join = m.get("transition")
    join_name = words(join.get("name")) if isinstance(join, Mapping) else words(join)
    join_ms = milliseconds(join.get("d")) if isinstance(join, Mapping) else 0
    if join_name in ("cut", "none"):
        join_name, join_ms = "", 0
    volume = number(m.get("volume"), 1.0)
    start = wire.get("st")
    return Segment(
        id=words(wire.get("id")) or fallback,
        kind=kind,
        start_ms=at if start is None else milliseconds(start),
        duration_ms=milliseconds(wire.get("d")),
        name=words(m.get("name")),
        source=words(m.get("source")),
        digest=words(wire.get("src")),
        media=words(m.get("media")) or {"audio": "audio", "text": "text"}.get(kind, "image"),
        text=words(m.get("text")),
        volume=min(1.0, max(0.0, volume / 100 if volume > 1 else volume)),  # some say 35 for 35 %
        transition=join_name,
        transition_duration=join_ms / 1000,
        motion=words(m.get("motion")) or "none",
        filter=words(m.get("filter")) or "none",
        filter_strength=min(1.0, max(0.0, number(m.get("filter_strength"), 1.0))),
        speed=number(m.get("speed"), 1.0) or 1.0,
        place=words(m.get("place")),
        color=words(m.get("color")),
        style=words(m.get("style")),
        mood=words(m.get("mood")),
        seed=milliseconds(m.get("seed")),
        fade_in=milliseconds(m.get("fade_in")) / 1000,
        fade_out=milliseconds(m.get("fade_out")) / 1000,
        fit=words(m.get("fit")),
        backdrop=words(m.get("backdrop")),
        trim=milliseconds(m.get("in")) / 1000,
        has_sound=m.get("sound") is not False,
        anchor=words(m.get("anchor")),
    )


def _get(wire: Any, key: str) -> Any:
    return wire.get(key) if isinstance(wire, Mapping) else None


def words(value: Any) -> str:
    """Text as it is, a number as text, everything else as nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LONGEST_MS:
        return str(value)
    return ""


def number(value: Any, default: float = 0.0) -> float:
    """Read a finite float, from a number or its text, else the default."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return default
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return default
    return found if math.isfinite(found) else default


def milliseconds(value: Any) -> int:
    """Read a whole number from 0 to `LONGEST_MS`; 0 for whatever is none."""
    return round(min(max(number(value), 0.0), LONGEST_MS))


def copy_json(value: Any) -> Any:
    """Copy JSON without recursion: a wire nested a thousand deep must not exhaust the stack."""
    box: list[Any] = [value]
    waiting: list[tuple[Any, Any]] = [(box, 0)]
    while waiting:
        parent, key = waiting.pop()
        item = parent[key]
        if isinstance(item, Mapping):
            fresh: Any = dict(item)
            waiting.extend((fresh, k) for k in fresh)
        elif isinstance(item, (list, tuple)):
            fresh = list(item)
            waiting.extend((fresh, k) for k in range(len(fresh)))
        else:
            continue
        parent[key] = fresh
    return box[0]
