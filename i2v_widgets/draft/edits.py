"""The closed set of edits that words, the timeline's hand and a script all speak: pure, typed, with an inverse."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft
from i2v_widgets.errors import I2VError

Ids = tuple[str, ...]


class BadEdit(I2VError):
    """An edit that cannot be read, or that names what is not there."""

    code = "edit"
    default = "This edit cannot be made."
    hint = "The film is as it was."


@dataclass(frozen=True, slots=True)
class Edit:
    """The parent of all edits; times are seconds, segments are named by id."""

    op: ClassVar[str] = ""

    def to_wire(self) -> dict[str, Any]:
        """As JSON, what is not set left out."""
        found: dict[str, Any] = {"op": self.op}
        for f in fields(self):
            value = getattr(self, f.name)
            if value is not None:
                found[f.name] = list(value) if isinstance(value, tuple) else value
        return found


@dataclass(frozen=True, slots=True)
class Make(Edit):
    """A new film of these media (digests), in this order; stills last `each` seconds."""

    op: ClassVar[str] = "make"
    media: Ids
    each: float = 3.0


@dataclass(frozen=True, slots=True)
class Add(Edit):
    """Put media into the film, at its end or before clip number `to`."""

    op: ClassVar[str] = "add"
    media: Ids
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Remove(Edit):
    """Take segments out, of whichever track."""

    op: ClassVar[str] = "remove"
    segments: Ids


@dataclass(frozen=True, slots=True)
class Move(Edit):
    """Put a clip at another place; `to` counts in the order after it is taken out."""

    op: ClassVar[str] = "move"
    segment: str
    to: int


@dataclass(frozen=True, slots=True)
class Arrange(Edit):
    """Give all clips a new order; those not named keep their order at the end."""

    op: ClassVar[str] = "arrange"
    segments: Ids


@dataclass(frozen=True, slots=True)
class Duplicate(Edit):
    """Show a clip again, right after itself."""

    op: ClassVar[str] = "duplicate"
    segment: str


@dataclass(frozen=True, slots=True)
class Split(Edit):
    """Cut a clip in two at `at` seconds of the film."""

    op: ClassVar[str] = "split"
    segment: str
    at: float


@dataclass(frozen=True, slots=True)
class Trim(Edit):
    """Give segments another time: clips a duration, sound and text also a start and what they hold on to."""

    op: ClassVar[str] = "trim"
    segment: str
    duration: float | None = None
    start: float | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Length(Edit):
    """Make the film that long, to the frame; clips keep their proportions, those in `keep` their time."""

    op: ClassVar[str] = "length"
    duration: float
    keep: Ids = ()


@dataclass(frozen=True, slots=True)
class Speed(Edit):
    """Play clips faster or slower: a still is shown for a shorter or longer time."""

    op: ClassVar[str] = "speed"
    segments: Ids
    factor: float


@dataclass(frozen=True, slots=True)
class Join(Edit):
    """How a clip follows the one before it; name `cut` for no transition."""

    op: ClassVar[str] = "join"
    segments: Ids
    name: str | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Motion(Edit):
    """Move the picture's frame; name `none` keeps it still."""

    op: ClassVar[str] = "motion"
    segments: Ids
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Edit):
    """Give pictures a look; name `none` takes it away."""

    op: ClassVar[str] = "filter"
    segments: Ids
    name: str
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Canvas(Edit):
    """The picture's size in pixels, the frame rate, and whether pictures fill the frame (cover) or fit in it."""

    op: ClassVar[str] = "canvas"
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    fit: str | None = None


@dataclass(frozen=True, slots=True)
class Music(Edit):
    """Music for the film: of a mood, or an added sound file (its digest); what was there is replaced."""

    op: ClassVar[str] = "music"
    mood: str | None = None
    media: str | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Volume(Edit):
    """How loud segments are, 0 to 1."""

    op: ClassVar[str] = "volume"
    segments: Ids
    value: float


@dataclass(frozen=True, slots=True)
class Fades(Edit):
    """How long sound swells and dies away, seconds."""

    op: ClassVar[str] = "fades"
    segments: Ids
    fade_in: float | None = None
    fade_out: float | None = None


@dataclass(frozen=True, slots=True)
class Text(Edit):
    """A title or caption."""

    op: ClassVar[str] = "text"
    text: str
    start: float = 0.0
    duration: float = 3.0
    place: str = "center"
    color: str = "#ffffff"
    style: str = "title"
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Retitle(Edit):
    """Other words for a text."""

    op: ClassVar[str] = "retitle"
    segment: str
    text: str


@dataclass(frozen=True, slots=True)
class Style(Edit):
    """Where a text stands and how it looks."""

    op: ClassVar[str] = "style"
    segments: Ids
    place: str | None = None
    color: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Name(Edit):
    """The film's name."""

    op: ClassVar[str] = "name"
    text: str


@dataclass(frozen=True, slots=True)
class Restore(Edit):
    """Put parts of the film back: what `inverse` gives.

    Attributes
    ----------
    film : dict
        The keys of the film but its tracks, as they were.
    tracks : tuple of dict or None
        The tracks as they were, each with the ids of its segments in `sg`; None where the film had no list of them.
    segments : dict
        Id to segment, for those that changed or were taken out.
    """

    op: ClassVar[str] = "restore"
    film: Any
    tracks: tuple[Any, ...] | None
    segments: Mapping[str, Any]


ALL: tuple[type[Edit], ...] = (
    Make, Add, Remove, Move, Arrange, Duplicate, Split, Trim, Length, Speed, Join, Motion, Filter, Canvas,
    Music, Volume, Fades, Text, Retitle, Style, Name, Restore,
)  # fmt: skip
OPS: dict[str, type[Edit]] = {edit.op: edit for edit in ALL}


def from_wire(wire: Any) -> Edit:
    """Read one edit; a single `segment` stands for `segments` of one.

    Raises
    ------
    BadEdit
        Unknown op, missing or mistyped fields.
    """
    if not isinstance(wire, Mapping) or not isinstance(wire.get("op"), str) or wire["op"] not in OPS:
        known = ", ".join(OPS)
        raise BadEdit(f"{wire.get('op') if isinstance(wire, Mapping) else wire!r} is no edit; known: {known}")
    kind = OPS[wire["op"]]
    hints = typing.get_type_hints(kind)
    given = dict(wire)
    if "segments" in hints and "segment" in given:
        given.setdefault("segments", [given["segment"]])
    values = {}
    for f in fields(kind):
        if given.get(f.name) is not None:
            values[f.name] = _checked(kind.op, f.name, given[f.name], hints[f.name])
    if kind is Restore:
        values.setdefault("tracks", None)
    try:
        return kind(**values)
    except TypeError:
        missing = [f.name for f in fields(kind) if f.name not in values]
        raise BadEdit(f"The edit {kind.op} lacks {' or '.join(missing)}.") from None


def _checked(op: str, name: str, value: Any, hint: Any) -> Any:
    """Hold a value to a field's type; numbers may come whole, lists become tuples."""
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    for option in options:
        origin = typing.get_origin(option) or option
        if option is Any:
            return value
        if origin is tuple and isinstance(value, (list, tuple)):
            if option == Ids and not all(isinstance(v, str) for v in value):
                break
            return tuple(value)
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9
        if option is float and number:
            return float(value)
        if option is int and number and int(value) == value:
            return int(value)
        if (option is str and isinstance(value, str)) or (origin is Mapping and isinstance(value, Mapping)):
            return value
    raise BadEdit(f"The edit {op} has {value!r} for {name}.")


def apply(draft: Draft, edits: Iterable[Edit], media: Sequence[Media] = ()) -> Draft:
    """Make edits, one after the other; the result is playable.

    Parameters
    ----------
    draft : Draft
        Left alone.
    edits : iterable of Edit
    media : sequence of Media
        The session's, for `Make`, `Add` and `Music`.

    Returns
    -------
    Draft
        The same object when nothing changed.

    Raises
    ------
    BadEdit
        An edit names a segment or a file that is not there.
    """
    from i2v_widgets.draft.apply import perform

    for edit in edits:
        after = perform(draft, edit, media)
        draft = Draft.adopt(after) if after != draft.wire else draft
    return draft


def inverse(draft: Draft, edits: Iterable[Edit], media: Sequence[Media] = ()) -> Restore:
    """Return the edit that leads back: `apply(apply(d, e), [inverse(d, e)])` is `d`, to the order of keys."""
    from i2v_widgets.draft.restore import restoring

    return restoring(draft, apply(draft, edits, media))
