"""Trace: with ``I2V_TRACE=file`` every request, answer and event as JSON lines, without a secret in them."""

from __future__ import annotations

import itertools
import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from .secret import mask

log = logging.getLogger(__name__)

# Answers from here hold tokens: of them only the status is written.
_SECRET_PATH: Final = "/api/auth/"
_numbers = itertools.count(1)


class Trace:
    """Writes what goes over the wire, for bug reports and for being served again as a backend.

    One line each: ``{"kind": "request", "n", "at", "method", "path", "json"}``, then for the same `n` either
    ``{"kind": "answer", "status", "json", "bytes"}``, or ``{"kind": "frame", "type", "data"}`` for each event of a
    stream and ``{"kind": "end", "reason"}``. `at` is seconds since the trace began; media are told by their size.

    Parameters
    ----------
    path : Path
        Appended to, mode 0600: pictures' names and what people wrote stand in it.
    masked : callable
        Takes the client's own tokens out of a text.
    """

    def __init__(self, path: Path, masked: Callable[[str], str]) -> None:
        self._path, self._masked = path, masked
        self._begun = time.monotonic()
        self._broken = False

    @classmethod
    def from_environment(cls, masked: Callable[[str], str]) -> Trace | None:
        """Return the trace that ``I2V_TRACE`` asks for, None where it does not."""
        path = os.environ.get("I2V_TRACE")
        return cls(Path(path).expanduser(), masked) if path else None

    def request(self, method: str, path: str, body: Any = None, size: int | None = None) -> int:
        """Write a request and return its number."""
        n = next(_numbers)
        self._write(n, "request", method=method, path=path, json=body, bytes=size)
        return n

    def answer(self, n: int, path: str, status: int, body: Any, size: int) -> None:
        """Write the answer to a request."""
        shown = None if path.startswith(_SECRET_PATH) else body
        self._write(n, "answer", status=status, json=shown, bytes=size)

    def frame(self, n: int, type: str, data: str) -> None:
        """Write one event of a stream."""
        self._write(n, "frame", type=type, data=data)

    def end(self, n: int, reason: str) -> None:
        """Write how a stream ended; an empty reason is a clean end."""
        self._write(n, "end", reason=reason)

    def _write(self, n: int, kind: str, **more: Any) -> None:
        if self._broken:
            return
        row = {"kind": kind, "n": n, "at": round(time.monotonic() - self._begun, 4), **more}
        line = json.dumps({key: value for key, value in row.items() if value is not None}, ensure_ascii=False)
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, (mask(self._masked(line)) + "\n").encode("utf-8", "replace"))
            finally:
                os.close(handle)
        except OSError as error:
            # A trace that cannot be written is no reason to lose a film.
            self._broken = True
            log.warning("The trace %s cannot be written (%s): it ends here.", self._path, error.strerror)
