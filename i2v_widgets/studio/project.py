"""The project folder: versions, conversation and render journal in project.sqlite, pictures by hash, one writer."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import socket
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import I2VError

SCHEMA = """
create table if not exists meta(key text primary key, value text) without rowid;
create table if not exists versions(number integer primary key, body text not null);
create table if not exists conversation(id text primary key, place integer, body text not null);
create table if not exists uploads(id text primary key, place integer, body text not null, path text);
create table if not exists renders(id text primary key, body text not null, time real);
"""


class Project:
    """One film's folder.

    Parameters
    ----------
    id : str, optional
        Its name under the user's data folder; a new one if not given.
    folder : Path, optional
        Any folder instead.

    Raises
    ------
    I2VError
        When another kernel holds it; the sentence says which.
    """

    def __init__(self, id: str | None = None, folder: Path | None = None) -> None:
        self._given = folder is not None or id is not None
        if folder is None:
            import platformdirs

            id = id or time.strftime("%Y%m%d-%H%M%S-") + uuid.uuid4().hex[:6]
            if Path(id).name != id or id in (".", ".."):
                raise I2VError(f"{id}: this is not a project's id.", hint="Use folder= for a path.")
            folder = Path(platformdirs.user_data_dir("i2v-widgets")) / "projects" / id
        self.id = id or folder.name
        self.folder = folder.expanduser().absolute()
        try:
            self.media.mkdir(parents=True, exist_ok=True)
            self.films.mkdir(exist_ok=True)
            self._lock_file = _Lock(self.folder / "project.lock")
        except OSError as error:
            if error.errno in _NO_SPACE:
                raise _full(self.folder) from None
            raise I2VError(f"{self.folder}: the project folder cannot be made ({error.strerror}).") from None
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        # Uploads that a crash cut off: whoever holds the lock may clear them away.
        shutil.rmtree(self.media / "incoming", ignore_errors=True)
        try:
            with self._told("opened"):
                self._db = sqlite3.connect(
                    self.folder / "project.sqlite", check_same_thread=False, isolation_level=None
                )
                self._db.execute("pragma journal_mode=wal")
                self._db.execute("pragma synchronous=normal")
                self._db.executescript(SCHEMA)
        except I2VError:
            self.close()
            raise

    @property
    def media(self) -> Path:
        """Pictures, each under its SHA-256."""
        return self.folder / "media"

    @property
    def films(self) -> Path:
        """Exported films."""
        return self.folder / "films"

    @property
    def is_open(self) -> bool:
        """Whether it can be written."""
        return self._db is not None

    @property
    def is_blank(self) -> bool:
        """Whether it was made for this Studio and nothing came into it: then it need not stay."""
        if self._given or not self.is_open:
            return False
        tables = ("versions", "uploads", "conversation", "renders")
        try:
            return not any(self._do(f"select 1 from {table} limit 1") for table in tables)
        except I2VError:  # what cannot be looked into stays
            return False

    def remove(self) -> None:
        """Remove the folder of a project that is closed."""
        shutil.rmtree(self.folder, ignore_errors=True)

    # Small documents; every call takes well under a millisecond, so they are made where they are needed.

    def _do(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            if self._db is None:  # closed meanwhile: what a late task writes is no longer anyone's
                return []
            with self._told():
                return self._db.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _told(self, done: str = "written") -> Iterator[None]:
        """Tell in a plain sentence what the database says."""
        try:
            yield
        except sqlite3.Error as error:
            # A full disk shows as either of the two, by the file that did not fit.
            if "full" in str(error) or ("I/O" in str(error) and shutil.disk_usage(self.folder).free < _ROOM):
                raise _full(self.folder) from None
            raise I2VError(
                f"{self.folder}: the project cannot be {done} ({error}).",
                hint="Check that the folder is there and can be written, then try again.",
            ) from None

    def get(self, key: str, default: Any = None) -> Any:
        """A kept value."""
        rows = self._do("select value from meta where key = ?", key)
        return json.loads(rows[0][0]) if rows else default

    def set(self, key: str, value: Any) -> None:
        """Keep a value."""
        self._do("insert or replace into meta values(?, ?)", key, json.dumps(value))

    def versions(self) -> list[dict[str, Any]]:
        """All versions, oldest first."""
        return [json.loads(body) for (body,) in self._do("select body from versions order by number")]

    def keep_version(self, body: dict[str, Any]) -> None:
        """Write one version."""
        self._do("insert or replace into versions values(?, ?)", body["number"], json.dumps(body))

    def conversation(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        return [json.loads(body) for (body,) in self._do("select body from conversation order by place")]

    def keep_message(self, body: dict[str, Any]) -> None:
        """Write one message; a known id keeps its place."""
        self._do(
            "insert into conversation values(?, (select coalesce(max(place), 0) + 1 from conversation), ?) "
            "on conflict(id) do update set body = excluded.body",
            body["id"],
            json.dumps(body),
        )

    def files(self) -> list[tuple[dict[str, Any], Path | None]]:
        """The picker's records in order, with where their bytes are."""
        rows = self._do("select body, path from uploads order by place")
        return [(json.loads(body), Path(path) if path else None) for body, path in rows]

    def keep_files(self, files: list[tuple[dict[str, Any], Path | None]]) -> None:
        """Write the picker's list, all of it or nothing."""
        rows = [(body["id"], i, json.dumps(body), str(path) if path else None) for i, (body, path) in enumerate(files)]
        with self._lock:
            if self._db is None:
                return
            with self._told():
                try:
                    self._db.execute("begin")
                    self._db.execute("delete from uploads")
                    self._db.executemany("insert into uploads values(?, ?, ?, ?)", rows)
                    self._db.execute("commit")
                except BaseException:
                    if self._db.in_transaction:  # SQLite itself may have given up already
                        self._db.execute("rollback")
                    raise

    def keep_render(self, id: str, **body: Any) -> None:
        """Write into a render's journal row: before its first request, and with each state; what is there stays."""
        with self._lock:
            body = {**(self.render(id) or {}), **body}
            self._do("insert or replace into renders values(?, ?, ?)", id, json.dumps(body), time.time())

    def render(self, id: str) -> dict[str, Any] | None:
        """A render's journal row."""
        rows = self._do("select body from renders where id = ?", id)
        return json.loads(rows[0][0]) if rows else None

    def close(self) -> None:
        """Close the file and let another kernel in; safe to call twice."""
        with self._lock:
            db, self._db = self._db, None
            if db is not None:
                with contextlib.suppress(sqlite3.Error):
                    db.close()
                self._lock_file.release()


_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_ROOM = 1 << 16  # less than this is too little for SQLite's own files


def _full(folder: Path) -> I2VError:
    return I2VError(
        f"{folder}: there is no space left on the disk for the project.",
        hint="Free some space, then try again; what was kept before is safe.",
        code=507,
    )


class _Lock:
    """A lock that ends with its process, with who holds it written inside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a+")
        try:
            _take(self._file.fileno())
        except OSError:
            holder = self._read()
            self._file.close()
            raise I2VError(
                f"{path.parent}: {holder} has this project open.",
                hint="Close it there, or open a copy of the folder.",
                code="in-use",
            ) from None
        self._file.seek(0)
        self._file.truncate()
        # Who holds it is a courtesy: on a full disk the lock holds without, and what needs space says so itself.
        with contextlib.suppress(OSError):
            json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%H:%M")}, self._file)
            self._file.flush()

    def _read(self) -> str:
        with contextlib.suppress(OSError, ValueError, KeyError):
            self._file.seek(0)
            held = json.load(self._file)
            if held["pid"] == os.getpid():
                return f"another Studio of this kernel (since {held['since']})"
            return f"process {held['pid']} on {held['host']} (since {held['since']})"
        return "another kernel"

    def release(self) -> None:
        with contextlib.suppress(OSError):  # what it still had to write did not fit
            self._file.close()  # ends the lock too


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _take(file: int) -> None:
        os.lseek(file, 1 << 20, os.SEEK_SET)  # past the text, so that others can read who it is
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
