"""The picker's list: one record a file, in the film's order, safe to change from any thread."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ..errors import I2VError

HIDDEN = ("path", "failure")


@dataclass(slots=True)
class PickedFile:
    """One file of a picker.

    Attributes
    ----------
    id, name, source : str
        Source is the path or URL as added, or the name a browser gave.
    size, width, height : int
        Bytes and pixels; 0 while unknown.
    kind : str
        ``"image"``, ``"video"``, ``"audio"``, or "" while unknown.
    digest : str
        SHA-256 of the bytes once they are there.
    duration : float or None
        Seconds, for video and sound.
    state : str
        ``"waiting"``, ``"sending"``, ``"ready"`` or ``"failed"``.
    progress : float
        0 to 1 while sending.
    error, hint : str
        Why it failed, and what to do.
    origin : str
        ``"browser"`` or ``"kernel"``.
    path : Path or None
        Where the bytes are; never synced.
    failure : I2VError or None
        The error itself; never synced.
    """

    id: str
    name: str
    size: int = 0
    width: int = 0
    height: int = 0
    kind: str = ""
    digest: str = ""
    duration: float | None = None
    state: str = "waiting"
    progress: float = 0.0
    error: str = ""
    hint: str = ""
    source: str = ""
    origin: str = "kernel"
    taken: str | None = None
    type: str = ""
    path: Path | None = None
    failure: I2VError | None = None

    def to_record(self) -> dict[str, Any]:
        """As the page sees it: JSON, without the kernel's path."""
        record = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in HIDDEN}
        record["progress"] = round(self.progress, 3)
        return record

    @classmethod
    def from_record(cls, record: dict[str, Any], path: Path | None = None) -> PickedFile:
        """Read a saved record back; unknown keys are left out."""
        known = {field.name for field in fields(cls)} - set(HIDDEN)
        return cls(**{key: value for key, value in record.items() if key in known}, path=path)


def new_id() -> str:
    """A fresh id for a file that the kernel adds."""
    return uuid.uuid4().hex[:12]


class PickedFiles:
    """An ordered collection of `PickedFile`."""

    def __init__(self) -> None:
        self._files: dict[str, PickedFile] = {}
        self._lock = threading.RLock()

    def __iter__(self) -> Iterator[PickedFile]:
        with self._lock:
            return iter(list(self._files.values()))

    def __len__(self) -> int:
        return len(self._files)

    def get(self, id: str) -> PickedFile | None:
        """The file of this id, or None."""
        return self._files.get(id)

    def by_digest(self, digest: str) -> PickedFile | None:
        """A file with these very bytes that is there or under way, or None."""
        return next((file for file in self if digest and file.digest == digest and file.state != "failed"), None)

    def put(self, file: PickedFile) -> PickedFile:
        """Append a file, or return the one that has its id already."""
        with self._lock:
            return self._files.setdefault(file.id, file)

    def remove(self, ids: Iterable[str]) -> list[PickedFile]:
        """Take files out; returns those that were there."""
        with self._lock:
            return [file for id in ids if (file := self._files.pop(id, None)) is not None]

    def move(self, ids: Iterable[str], to: int) -> None:
        """Move files, in the given order, so that the first of them gets index `to`."""
        with self._lock:
            moving = [id for id in dict.fromkeys(ids) if id in self._files]
            rest = [id for id in self._files if id not in moving]
            at = max(0, min(int(to), len(rest)))
            self._files = {id: self._files[id] for id in [*rest[:at], *moving, *rest[at:]]}

    def records(self) -> list[dict[str, Any]]:
        """All of them for the trait."""
        return [file.to_record() for file in self]
