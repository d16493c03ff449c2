"""ExportStatus: what a render's status says, in both forms that the wire has."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from ..errors import RenderFailed
from .codes import plain

# The words that end a wait; one that nobody knows counts as work going on.
ENDINGS: Final = {
    "failed": "failed",
    "cancelled": "was cancelled",
    "canceled": "was cancelled",
    "expired": "has expired",
}


@dataclass(frozen=True)
class ExportStatus:
    """How far an export is.

    Attributes
    ----------
    render_id : str
    status : str
        The backend's own word: ``queued``, ``running``, ``completed`` …
    progress : float or None
        0-1, None where the backend does not tell.
    url : str or None
        Where the film lies once it is rendered.
    duration : float or None
        Of the film, seconds.
    size : int or None
        Of the file, bytes.
    phase : {"rendering", "downloading", "done"}
    received : int
        Bytes on disk while it is downloaded.
    path : Path or None
        The file, with ``phase == "done"``.
    revision : int
        Of a backend that counts its advances, for a long poll.
    film : Mapping or None
        The fragments of a backend that shows them while it renders.
    error : RenderFailed or None
        Why it failed.
    """

    render_id: str
    status: str = "queued"
    progress: float | None = None
    url: str | None = None
    duration: float | None = None
    size: int | None = None
    phase: Literal["rendering", "downloading", "done"] = "rendering"
    received: int = 0
    path: Path | None = None
    revision: int = 0
    film: Mapping[str, Any] | None = field(default=None, repr=False)
    error: RenderFailed | None = None

    @property
    def rendered(self) -> bool:
        """Whether it is completed and there is something to fetch."""
        return self.status == "completed" and self.url is not None

    @classmethod
    def from_wire(cls, render_id: str, inner: Any) -> ExportStatus:
        """Read an answer's inner object, of either form; what is missing or odd is left out."""
        row = inner if isinstance(inner, dict) else {}
        output = row.get("output")
        out = output if isinstance(output, dict) else {}
        status = row.get("status")
        status = status.strip().lower() if isinstance(status, str) else ""
        if row.get("success") is False and not status:
            status = "failed"
        film = row.get("film")
        return cls(
            render_id=render_id,
            status=status or "running",
            progress=_fraction(row.get("progress")),
            url=_link(out.get("url"), output, row.get("outputUrl"), row.get("output_url"), row.get("url")),
            duration=_number(out.get("duration", row.get("duration"))),
            size=_whole(out.get("size", row.get("size"))),
            revision=_whole(row.get("revision")) or 0,
            film=film if isinstance(film, dict) else None,
            error=_failure(status, row),
        )


def _failure(status: str, row: Mapping[str, Any]) -> RenderFailed | None:
    if status not in ENDINGS:
        return None
    told = row.get("error")
    holder = told if isinstance(told, dict) else {"message": told or row.get("message")}
    message = plain(holder.get("message")) or f"The render {ENDINGS[status]}."
    code = holder.get("code")
    code = code if isinstance(code, (int, str)) and not isinstance(code, bool) and code else status
    return RenderFailed(message, hint=plain(holder.get("hint")) or None, code=code)


def _fraction(value: Any) -> float | None:
    number = _number(value)
    if number is None:
        return None
    # Some backends count to 1, some to 100.
    return min(1.0, max(0.0, number / 100 if number > 1 else number))


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _link(*values: Any) -> str | None:
    return next((value for value in values if isinstance(value, str) and value.strip()), None)


_last_stamp = 0


def new_render_id() -> str:
    """Return ``render_<ts>``, in microseconds, never the same twice in this process."""
    global _last_stamp
    _last_stamp = max(time.time_ns() // 1000, _last_stamp + 1)
    return f"render_{_last_stamp}"
