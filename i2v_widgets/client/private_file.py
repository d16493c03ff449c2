"""A private JSON file: mode 0600, replaced atomically, locked between kernels."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any

from ..errors import TimedOut


def write_private(path: Path, content: str) -> None:
    """Replace `path` with `content`: no reader ever sees half of it, nobody else sees any of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file with mode 0600 from its first moment.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def read_private(path: Path) -> dict[str, Any]:
    """Return the file's object; an absent or damaged file is an empty one, never an error."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@contextlib.asynccontextmanager
async def locked(path: Path, patience: float) -> AsyncIterator[None]:
    """Hold the lock beside `path` against other kernels; the system frees it when its holder dies.

    Raises
    ------
    TimedOut
        When another kernel holds it longer than `patience` seconds.
    """
    with _lock_file(path) as file:
        until = time.monotonic() + patience
        while not _try_lock(file):
            if time.monotonic() > until:
                raise TimedOut(
                    f"Another notebook has held {path.name} for {patience:g} s.",
                    hint="Close it, or restart its kernel.",
                )
            await asyncio.sleep(0.02)
        try:
            yield
        finally:
            _unlock(file)


@contextlib.contextmanager
def _lock_file(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        yield file


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
