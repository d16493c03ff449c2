"""What the backend remembers: sessions, media, drafts with past and future, renders; in SQLite, on one thread."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from i2v_widgets.draft import Draft, Media
from i2v_widgets.errors import SessionNotFound

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, task_id TEXT NOT NULL, language TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
    session TEXT NOT NULL REFERENCES sessions(id), number INTEGER NOT NULL, draft TEXT NOT NULL, cause TEXT NOT NULL,
    created REAL NOT NULL, PRIMARY KEY (session, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS media (digest TEXT PRIMARY KEY, facts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session_media (
    session TEXT NOT NULL REFERENCES sessions(id), digest TEXT NOT NULL REFERENCES media(digest),
    name TEXT NOT NULL, source TEXT NOT NULL, place INTEGER, PRIMARY KEY (session, digest)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS renders (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, draft TEXT NOT NULL, output TEXT NOT NULL, status TEXT NOT NULL,
    error TEXT, created REAL NOT NULL, ended REAL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (spent INTEGER NOT NULL, session TEXT NOT NULL, at REAL NOT NULL);
"""

_REACH = 50  # how many steps back and forth the director is shown


@dataclass(frozen=True, slots=True)
class Line:
    """A session's draft with the ones before it (oldest first) and the ones undone (next first)."""

    session: str
    version: int
    draft: Draft
    past: tuple[Draft, ...] = ()
    future: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderRow:
    """A render as it stands in the journal."""

    id: str
    session: str
    draft: Any
    output: dict[str, Any]
    status: str
    error: dict[str, Any] | None
    created: float


class Store:
    """One SQLite file, used from one thread of its own; every method is awaited and never blocks the loop.

    Parameters
    ----------
    path : Path
        The file; its folder must exist. WAL, so that a second process may read while this one writes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="i2v-store")
        self._connection: sqlite3.Connection | None = None

    async def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do this in one transaction, on the store's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._connect()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # on a full disk SQLite itself may have given up already
                self._connection.execute("ROLLBACK")
            raise
        return result

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=10.0, isolation_level=None)
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")  # with WAL safe against a crash of the process
            db.execute("PRAGMA foreign_keys=ON")
            db.executescript(_SCHEMA)
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Close the file, after what is under way; may be called from any thread, and again."""

        def end() -> None:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

        try:
            self._thread.submit(end)
        except RuntimeError:
            return  # closed before
        self._thread.shutdown(wait=True)

    # Sessions ----------------------------------------------------------------------------------------------------

    async def new_session(self, language: str) -> tuple[str, str]:
        """Begin a session; its id (19 digits, as text) and its task's."""
        session, task = str(10**18 + secrets.randbelow(8 * 10**18)), uuid.uuid4().hex
        await self._do(
            lambda db: db.execute(
                "INSERT INTO sessions (id, task_id, language, created) VALUES (?, ?, ?, ?)",
                (session, task, language, time.time()),
            )
        )
        return session, task

    async def has_session(self, session: str) -> bool:
        """Whether that session is known."""
        return await self._do(lambda db: _version(db, session) is not None)

    # Drafts ------------------------------------------------------------------------------------------------------

    async def line(self, session: str) -> Line:
        """Read a session's draft, its past and its future.

        Raises
        ------
        SessionNotFound
        """
        return await self._do(lambda db: _line(db, session))

    async def settle(self, session: str, draft: Draft, cause: str, step: str = "edit") -> Line:
        """Make this the session's draft, and read the line again.

        Parameters
        ----------
        session : str
        draft : Draft
            The same as now changes nothing.
        cause : str
            What was said or done, for the record.
        step : str
            ``"edit"``: a new version, even when it looks like an old one; what was undone before it is gone.
            ``"undo"``, ``"redo"``: back or forth to where the line has this draft. ``"put"``: the step before or after
            where it has this draft. A draft that is not there is a new version.
        """

        def work(db: sqlite3.Connection) -> Line:
            line = _line(db, session)
            wire = draft.to_wire()
            if wire == line.draft.to_wire():
                return line
            moved = _moved(line, draft, step)
            version = line.version + (moved or 1)
            if not moved:
                db.execute("DELETE FROM versions WHERE session = ? AND number >= ?", (session, version))
                db.execute(
                    "INSERT INTO versions (session, number, draft, cause, created) VALUES (?, ?, ?, ?, ?)",
                    (session, version, _dump(wire), cause, time.time()),
                )
            db.execute("UPDATE sessions SET version = ? WHERE id = ?", (version, session))
            return _line(db, session)

        return await self._do(work)

    # Media -------------------------------------------------------------------------------------------------------

    async def known(self, digest: str) -> dict[str, Any] | None:
        """What is known of a file by its content, or None."""

        def work(db: sqlite3.Connection) -> dict[str, Any] | None:
            row = db.execute("SELECT facts FROM media WHERE digest = ?", (digest,)).fetchone()
            return json.loads(row["facts"]) if row else None

        return await self._do(work)

    async def add_media(self, session: str, media: Media) -> None:
        """Put a file last among the session's; one that is there keeps its place and takes the new name."""
        facts = {k: v for k, v in media.to_wire().items() if k not in {"name", "source"}}

        def work(db: sqlite3.Connection) -> None:
            _must(db, session)
            db.execute(
                "INSERT INTO media VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET facts = excluded.facts",
                (media.digest, _dump(facts)),
            )
            db.execute(
                "INSERT INTO session_media VALUES (?1, ?2, ?3, ?4,"
                " (SELECT COALESCE(MAX(place) + 1, 0) FROM session_media WHERE session = ?1))"
                " ON CONFLICT (session, digest) DO UPDATE SET name = excluded.name, source = excluded.source,"
                " place = COALESCE(place, excluded.place)",
                (session, media.digest, media.name, media.source),
            )

        await self._do(work)

    async def media(self, session: str, *, every: bool = False) -> list[Media]:
        """List the session's chosen files in their order; with `every`, the ones left out behind them."""

        def work(db: sqlite3.Connection) -> list[Media]:
            _must(db, session)
            rows = db.execute(
                "SELECT facts, name, source FROM session_media JOIN media USING (digest)"
                " WHERE session = ? AND (place IS NOT NULL OR ?) ORDER BY place IS NULL, place, name",
                (session, every),
            )
            return [Media.from_wire({**json.loads(r["facts"]), "name": r["name"], "source": r["source"]}) for r in rows]

        return await self._do(work)

    async def choose_media(self, session: str, digests: Sequence[str]) -> list[str]:
        """Choose and order the session's files; the digests that the session does not have."""

        def work(db: sqlite3.Connection) -> list[str]:
            _must(db, session)
            rows = db.execute("SELECT digest FROM session_media WHERE session = ?", (session,))
            strangers = sorted(set(digests) - {row["digest"] for row in rows})
            if not strangers:
                db.execute("UPDATE session_media SET place = NULL WHERE session = ?", (session,))
                db.executemany(
                    "UPDATE session_media SET place = ? WHERE session = ? AND digest = ?",
                    [(place, session, digest) for place, digest in enumerate(dict.fromkeys(digests))],
                )
            return strangers

        return await self._do(work)

    # Renders -----------------------------------------------------------------------------------------------------

    async def journal_render(self, row: RenderRow) -> RenderRow:
        """Write a render down before it starts; one of that id that is there already is given instead."""

        def work(db: sqlite3.Connection) -> RenderRow:
            found = _render(db, row.id)
            if found is None:
                db.execute(
                    "INSERT INTO renders (id, session, draft, output, status, created) VALUES (?, ?, ?, ?, ?, ?)",
                    (row.id, row.session, _dump(row.draft), _dump(row.output), row.status, row.created),
                )
            return found or row

        return await self._do(work)

    async def render(self, id: str) -> RenderRow | None:
        """Read a render from the journal."""
        return await self._do(lambda db: _render(db, id))

    async def end_render(self, id: str, status: str, error: dict[str, Any] | None = None) -> None:
        """Write down how a render ended."""
        await self._do(
            lambda db: db.execute(
                "UPDATE renders SET status = ?, error = ?, ended = ? WHERE id = ?",
                (status, _dump(error) if error else None, time.time(), id),
            )
        )

    # Credits -----------------------------------------------------------------------------------------------------

    async def spend(self, session: str, amount: int) -> None:
        """Write down that this was spent."""
        await self._do(lambda db: db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (amount, session, time.time())))

    async def spent(self) -> int:
        """All that was ever spent."""
        return await self._do(lambda db: int(db.execute("SELECT COALESCE(SUM(spent), 0) FROM ledger").fetchone()[0]))


def _dump(wire: Any) -> str:
    return json.dumps(wire, ensure_ascii=False, separators=(",", ":"))


def _version(db: sqlite3.Connection, session: str) -> int | None:
    row = db.execute("SELECT version FROM sessions WHERE id = ?", (session,)).fetchone()
    return int(row["version"]) if row else None


def _must(db: sqlite3.Connection, session: str) -> int:
    version = _version(db, session)
    if version is None:
        raise SessionNotFound
    return version


def _line(db: sqlite3.Connection, session: str) -> Line:
    version = _must(db, session)
    rows = db.execute(
        "SELECT number, draft FROM versions WHERE session = ? AND number BETWEEN ? AND ? ORDER BY number",
        (session, version - _REACH, version + _REACH),
    )
    drafts = {int(row["number"]): Draft.from_wire(json.loads(row["draft"])) for row in rows}
    if version <= _REACH:
        drafts[0] = Draft()  # before the first words there is an empty film
    past = tuple(drafts[n] for n in sorted(drafts) if n < version)
    future = tuple(drafts[n] for n in sorted(drafts) if n > version)
    return Line(session, version, drafts[version], past, future)


def _moved(line: Line, draft: Draft, step: str) -> int:
    """How many steps from here the line has this draft; 0 where it has not."""
    back = {"undo": len(line.past), "put": 1}.get(step, 0)
    forth = {"redo": len(line.future), "put": 1}.get(step, 0)
    for distance, other in enumerate(reversed(line.past[len(line.past) - min(back, len(line.past)) :]), 1):
        if other == draft:
            return -distance
    for distance, other in enumerate(line.future[:forth], 1):
        if other == draft:
            return distance
    return 0


def _render(db: sqlite3.Connection, id: str) -> RenderRow | None:
    row = db.execute("SELECT * FROM renders WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    error = json.loads(row["error"]) if row["error"] else None
    output = json.loads(row["output"])
    return RenderRow(row["id"], row["session"], json.loads(row["draft"]), output, row["status"], error, row["created"])
