"""Finished parts on disk by the hash of what they show: bounded, safe between processes, healing itself."""

from __future__ import annotations

import contextlib
import os
import threading
import time
import uuid
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

_MAGIC = b"i2v1"
_TAIL = len(_MAGIC) + 4
_SWEEP = 64 << 20  # bytes written between two looks at the whole folder
_ABANDONED = 3600.0  # seconds after which an unfinished file is nobody's


class ChunkCache:
    """Bytes by key, least recently used go first.

    A file is the bytes, then eight more: a mark and the CRC-32 of bytes and `salt`. What does not check is as good as
    absent.

    Parameters
    ----------
    folder : Path
    limit : float
        Bytes to keep at most.
    """

    def __init__(self, folder: Path, limit: float = 5e9) -> None:
        self.folder = folder
        self._limit = limit
        self._lock = threading.Lock()
        self._pinned: Counter[str] = Counter()
        self._written = _SWEEP  # the first write looks

    def path(self, key: str) -> Path:
        """Where that key lies."""
        return self.folder / key[:2] / f"{key[2:42]}.part"

    def get(self, key: str, salt: bytes = b"") -> bytes | None:
        """Return what was kept, or None when there is nothing, or nothing whole."""
        path = self.path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        body, tail = data[:-_TAIL], data[-_TAIL:]
        if tail != _tail(body, salt):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return body

    def put(self, key: str, data: bytes, salt: bytes = b"") -> None:
        """Keep it; either the whole file is there afterwards, or the OSError says why not."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{uuid.uuid4().hex}")
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.write(_tail(data, salt))
            draft.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
        with self._lock:
            self._written += len(data)
            due = self._written >= _SWEEP
            if due:
                self._written = 0
        if due:
            self.sweep()

    @contextlib.contextmanager
    def pinned(self, keys: Iterable[str]) -> Iterator[None]:
        """Keep these whatever the limit, for as long as a film is made of them."""
        names = [self.path(key).name for key in keys]
        with self._lock:
            self._pinned.update(names)
        try:
            yield
        finally:
            with self._lock:
                self._pinned.subtract(names)
                self._pinned += Counter()  # drops zeros

    def size(self) -> int:
        """Bytes on disk."""
        return sum(size for _, size, _ in self._files())

    def sweep(self) -> None:
        """Delete the oldest until the limit holds."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._limit:
                return
            with self._lock:
                if self._pinned[path.name] > 0:
                    continue
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def clear(self) -> None:
        """Delete all of it."""
        for _, _, path in self._files():
            with contextlib.suppress(OSError):
                path.unlink()

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                if path.name.startswith(".") and time.time() - status.st_mtime < _ABANDONED:
                    continue  # being written, perhaps by another process
                found.append((status.st_mtime, status.st_size, path))
        return found


def _tail(body: bytes, salt: bytes) -> bytes:
    return _MAGIC + zlib.crc32(salt, zlib.crc32(body)).to_bytes(4, "big")
