"""The render journal: which render was ordered, by which token, written before the order is sent."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class RenderRow:
    """One line of the journal; the last one of a render counts.

    Attributes
    ----------
    render : str
        The render's id, the same through every repeat.
    session : str
    token : str
        The fingerprint of the token that ordered it: no other token reaches the render.
    base : str
        The backend.
    state : str
        ``ordered`` before the request, then ``accepted``, ``completed``, ``failed`` or ``saved``.
    path : str
        Where the film is to be saved, empty where nowhere.
    at : float
        Seconds since 1970.
    """

    render: str
    session: str
    token: str
    base: str
    state: str
    path: str = ""
    at: float = 0.0


class Journal(Protocol):
    """Where renders are written down; called from worker threads."""

    def write(self, row: RenderRow) -> None:
        """Keep the row, on disk when this returns."""

    def find(self, render: str) -> RenderRow | None:
        """Return the last row of a render."""


class FileJournal:
    """A journal as JSON lines, shared by all kernels of this person.

    Each row is one write to a file opened for appending, so two kernels never mix theirs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, row: RenderRow) -> None:
        """Append the row and wait until it is on disk."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps({**asdict(row), "at": row.at or time.time()}, ensure_ascii=False) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def find(self, render: str) -> RenderRow | None:
        """Return the last row of a render, None where it is not known here."""
        found = None
        for row in self.rows():
            if row.render == render:
                found = row
        return found

    def rows(self) -> Iterator[RenderRow]:
        """Yield all rows, the oldest first; a line cut by a crash is passed over."""
        try:
            lines = self.path.read_bytes().splitlines()
        except OSError:
            return
        names = {field.name for field in fields(RenderRow)}
        for line in lines:
            try:
                raw: Any = json.loads(line)
                yield RenderRow(**{key: value for key, value in raw.items() if key in names})
            except (ValueError, TypeError, AttributeError):
                continue
