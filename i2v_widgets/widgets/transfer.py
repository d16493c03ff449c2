"""Bytes over the comm, both ways, in acknowledged pieces: a socket closes at 10 MiB and drops under load."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import I2VError

MIB = 1 << 20
# Measured in JupyterLab on loopback: 1 MiB x 4 gives 57 MB/s and delays a click by 41 ms; 4 MiB x 4 gives 110 MB/s.
PIECE = MIB
WINDOW = 4
RESEND_AFTER = 10.0
TRIES = 3


class Incoming:
    """One file on its way in: pieces in any order, any number of times, straight to disk.

    Making one touches no disk, so that it can be noted at once; `open` does, at the latest with the first piece.

    Parameters
    ----------
    path : Path
        Where the bytes go.
    total : int
        How many there will be.
    """

    def __init__(self, path: Path, total: int) -> None:
        self.path = path
        self.total = total
        self.touched = time.monotonic()
        self._spans: list[tuple[int, int]] = []
        self._hash = hashlib.sha256()
        self._hashed = 0
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._closed = False

    def open(self) -> None:
        """Make the file; blocks on the disk. Twice is once, and nothing is made after the end."""
        with self._lock:
            self._open()

    def _open(self) -> BinaryIO | None:
        if self._file is None and not self._closed:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w+b")
        return None if self._closed else self._file

    @property
    def contiguous(self) -> int:
        """Bytes there from the beginning, without a gap: what is acknowledged."""
        return self._spans[0][1] if self._spans and self._spans[0][0] == 0 else 0

    @property
    def received(self) -> int:
        """Bytes there, gaps not counted."""
        return sum(end - start for start, end in self._spans)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.contiguous >= self.total

    def write(self, offset: int, data: memoryview | bytes) -> int:
        """Keep one piece; returns `contiguous`. Blocks on the disk: call it off the loop."""
        view = memoryview(data).cast("B")
        with self._lock:
            self.touched = time.monotonic()
            if (file := self._open()) is None:
                return self.contiguous
            if offset < 0 or offset + len(view) > self.total:
                raise I2VError("The browser sent more than it announced.", hint="Add the file again.")
            file.seek(offset)
            file.write(view)
            self._spans = _merged(self._spans, (offset, offset + len(view)))
            if offset == self._hashed:
                self._hash.update(view)
                self._hashed += len(view)
            self._catch_up(file)
            return self.contiguous

    def _catch_up(self, file: BinaryIO) -> None:
        # A piece that came early was not hashed; now that the gap is closed it is read back.
        while self._hashed < self.contiguous:
            file.seek(self._hashed)
            block = file.read(min(MIB, self.contiguous - self._hashed))
            self._hash.update(block)
            self._hashed += len(block)

    def finish(self) -> str:
        """Close the file and return the SHA-256 of all bytes."""
        with self._lock:
            self._close()
            return self._hash.hexdigest()

    def discard(self) -> None:
        """Close and remove the file."""
        with self._lock:
            with contextlib.suppress(OSError):  # its last bytes may not fit on the disk
                self._close()
            self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        self._closed = True
        if self._file is not None:
            self._file.close()


def _merged(spans: list[tuple[int, int]], new: tuple[int, int]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*spans, new]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Outgoing:
    """Sends bytes to the page in pieces, at most a window of them unacknowledged.

    Parameters
    ----------
    send : callable
        ``send(content, buffers)`` of the widget.
    resend_after : float
        Seconds without an acknowledgement before the unacknowledged pieces go again.
    """

    def __init__(self, send: Callable[..., None], *, resend_after: float = RESEND_AFTER) -> None:
        self._send = send
        self._resend_after = resend_after
        self._acked: dict[str, int] = {}
        self._heard: dict[str, asyncio.Event] = {}

    def hear(self, content: dict[str, Any]) -> None:
        """Take an acknowledgement or a cancel; on the loop."""
        id = str(content.get("id", ""))
        if id not in self._heard:
            return
        if content.get("kind") == "cancel":
            self._acked[id] = -1
        elif self._acked[id] >= 0:
            self._acked[id] = max(self._acked[id], int(content.get("offset", 0)))
        self._heard[id].set()

    async def send(self, id: str, data: bytes | memoryview) -> bool:
        """Send all of it; False if the page cancelled or fell silent."""
        view, total = memoryview(data), len(data)
        if id in self._heard:  # a repeated request: the first one still answers it
            return True
        heard = self._heard[id] = asyncio.Event()
        self._acked[id] = 0
        sent, tries = 0, 0
        try:
            while True:
                acked = self._acked[id]
                if acked < 0:
                    return False
                while (sent < total or total == 0) and sent < acked + WINDOW * PIECE:
                    piece = view[sent : sent + PIECE]
                    content = {"kind": "piece", "id": id, "seq": sent // PIECE, "offset": sent, "total": total}
                    self._send(content, [piece])
                    sent += len(piece)
                    if total == 0:
                        return True
                if acked >= total:
                    return True
                heard.clear()
                try:
                    await asyncio.wait_for(heard.wait(), self._resend_after)
                    tries = 0
                except asyncio.TimeoutError:
                    tries += 1
                    if tries >= TRIES:
                        return False
                    sent = self._acked[id]
        finally:
            del self._heard[id], self._acked[id]
