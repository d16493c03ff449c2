"""One picture, film or sound of a session, as the backend knows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from i2v_widgets.draft.model import milliseconds, number, words


@dataclass(frozen=True, slots=True)
class Media:
    """A stored file.

    Attributes
    ----------
    digest : str
        SHA-256 of the bytes.
    name : str
        File name as added.
    source : str
        Path or URL as added.
    kind : str
        image, video or audio.
    width, height : int
        Pixels, upright; 0 for sound.
    duration : float or None
        Seconds, None for pictures.
    size : int
        Bytes.
    taken : str or None
        ISO date and time from EXIF.
    type : str
        "jpeg", "mp4", …
    """

    digest: str
    name: str
    source: str = ""
    kind: str = "image"
    width: int = 0
    height: int = 0
    duration: float | None = None
    size: int = 0
    taken: str | None = None
    type: str = ""

    @property
    def title(self) -> str:
        """The name without its ending, as a person says it."""
        return PurePath(self.name).stem or self.name

    def to_wire(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Media:
        """Read it back; odd values become their defaults."""
        duration = wire.get("duration")
        return cls(
            digest=words(wire.get("digest")),
            name=words(wire.get("name")),
            source=words(wire.get("source")),
            kind=words(wire.get("kind")) or "image",
            width=milliseconds(wire.get("width")),
            height=milliseconds(wire.get("height")),
            duration=None if duration is None else number(duration),
            size=milliseconds(wire.get("size")),
            taken=words(wire.get("taken")) or None,
            type=words(wire.get("type")),
        )
