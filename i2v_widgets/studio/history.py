"""Versions: every message, hand edit and step back makes one; nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from html import escape
from typing import Any, overload

from ..draft.model import Draft
from ..errors import I2VError
from .project import Project


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the film.

    Attributes
    ----------
    number : int
        From 1.
    parent : int
        The version it was made from; 0 is the empty film.
    kind : str
        ``"ask"``, ``"edit"``, ``"undo"``, ``"redo"``, ``"goto"`` or ``"branch"``.
    label : str
        The prompt, or what was done by hand.
    draft : Draft
        The film.
    changes : tuple of Change
        What differs from the parent.
    seconds : float
        How long it took.
    time : float
        When, seconds of the epoch.
    cost : float
        Credits, where the backend counts them.
    renders : tuple of str
        Ids of its renders.
    origin : int
        The version whose draft this one is: itself, or the one that was gone back to.
    on_server : bool
        Whether the backend has this draft too.
    """

    number: int
    parent: int
    kind: str
    label: str
    draft: Draft
    changes: tuple[Any, ...] = ()
    seconds: float = 0.0
    time: float = field(default_factory=time.time)
    cost: float = 0.0
    renders: tuple[str, ...] = ()
    origin: int = 0
    on_server: bool = True

    def to_body(self) -> dict[str, Any]:
        """As kept in the project."""
        body = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("draft", "changes")}
        body["draft"] = self.draft.to_wire()
        body["changes"] = [change.as_chip() for change in self.changes]
        return body

    def to_record(self) -> dict[str, Any]:
        """As the page lists it."""
        return {
            "number": self.number, "parent": self.parent, "label": self.label, "kind": self.kind,
            "changes": len(self.changes), "seconds": round(self.seconds, 2), "time": int(self.time * 1000),
            "on_server": self.on_server,
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"v{self.number}: {self.label} ({len(self.changes)} changes, {self.draft.duration:.1f} s)"


class History(Sequence[Version]):
    """All versions of a film, oldest first."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._versions: list[Version] = []
        drafts = {0: Draft.from_wire({})}
        for body in project.versions():
            draft = drafts[int(body["number"])] = Draft.from_wire(body.pop("draft"))
            before = drafts.get(int(body["parent"]), drafts[0])
            body["changes"], body["renders"] = tuple(before.diff(draft)), tuple(body["renders"])
            self._versions.append(Version(**body, draft=draft))

    @overload
    def __getitem__(self, index: int) -> Version: ...
    @overload
    def __getitem__(self, index: slice) -> list[Version]: ...
    def __getitem__(self, index: int | slice) -> Version | list[Version]:
        return self._versions[index]

    def __len__(self) -> int:
        return len(self._versions)

    def __iter__(self) -> Iterator[Version]:
        return iter(list(self._versions))

    def number(self, number: int) -> Version:
        """The version of this number.

        Raises
        ------
        I2VError
            When there is none, saying which there are.
        """
        for version in self._versions:
            if version.number == number:
                return version
        there = f"There are v1 to v{len(self)}." if len(self) else "There are none yet."
        raise I2VError(f"There is no version {number}.", hint=there)

    @property
    def current(self) -> int:
        """The number of the last version, 0 before the first."""
        return self._versions[-1].number if self._versions else 0

    @property
    def draft(self) -> Draft:
        """The last version's draft."""
        return self._versions[-1].draft if self._versions else Draft.from_wire({})

    def draft_of(self, number: int) -> Draft:
        """A version's draft; 0 is the empty film."""
        return Draft.from_wire({}) if number == 0 else self.number(number).draft

    def add(self, kind: str, label: str, draft: Draft, **fields: Any) -> Version:
        """Make the next version and keep it."""
        number, parent = self.current + 1, self._origin
        fields.setdefault("origin", number)
        before = self.draft
        version = Version(number, parent, kind, label, draft, tuple(before.diff(draft)), **fields)
        self._project.keep_version(version.to_body())  # first: a full disk must leave no version that only memory has
        self._versions.append(version)
        return version

    def revise(self, version: Version, **fields: Any) -> Version:
        """Replace fields of a version (a render id, that the server has it now)."""
        changed = replace(version, **fields)
        self._project.keep_version(changed.to_body())
        self._versions = [changed if each.number == version.number else each for each in self._versions]
        return changed

    # Going back and forth: a step is a version too, so where one stands follows from the list.

    @property
    def _origin(self) -> int:
        return self._versions[-1].origin if self._versions else 0

    @property
    def back(self) -> int | None:
        """Where undo leads: the parent of what is shown; None at the empty film."""
        origin = self._origin
        return None if origin == 0 else self.number(origin).parent

    @property
    def forth(self) -> int | None:
        """Where redo leads: what the last undo left; None after anything else."""
        left: list[int] = []
        shown = 0
        for version in self._versions:
            if version.kind == "undo":
                left.append(shown)
            elif version.kind == "redo":
                left = left[:-1]
            else:
                left = []
            shown = version.origin
        return left[-1] if left else None

    def records(self) -> list[dict[str, Any]]:
        """All of them for the page."""
        return [version.to_record() for version in self._versions]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._versions)) or "No versions yet."

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>v{v.number}</td><td style='text-align:left'>{escape(v.label)}</td>"
            f"<td>{len(v.changes)}</td><td>{v.draft.duration:.1f} s</td><td>{v.seconds:.1f} s</td></tr>"
            for v in self._versions
        )
        head = "<tr><th></th><th style='text-align:left'>said</th><th>changes</th><th>film</th><th>took</th></tr>"
        return f"<table>{head}{rows}</table>" if rows else "No versions yet."
