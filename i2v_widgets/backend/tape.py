"""A recorded trace, taken apart: who asked what, and what was answered, one tape a session."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from i2v_widgets.errors import I2VError

RENDERS: Final = "/api/render/proxy/lambda"
_SESSION: Final = re.compile(r"/(?:me|embedded/\w+)/(\d{6,})(?:/|$)")
_KINDS: Final = frozenset({"request", "answer", "frame", "end"})


@dataclass
class Exchange:
    """One request of the recording, with its answer or its stream; `reason` None is a stream without an end."""

    method: str
    path: str
    body: Any
    at: float
    status: int = 0
    json: Any = None
    frames: list[tuple[float, str, str]] = field(default_factory=list)
    reason: str | None = None

    @property
    def said(self) -> str | None:
        """What was said to the agent, None for another request."""
        if self.path != "/run_sse":
            return None
        return words_of(self.body)

    @property
    def acts(self) -> bool:
        """Whether it changed the timeline."""
        return self.path == "/run_sse" or (
            self.method != "GET" and re.match(r"/api/embedded/(edits|draft)/", self.path) is not None
        )

    @property
    def session(self) -> str:
        """The session that it belongs to, empty for none."""
        if isinstance(self.body, dict):
            for key in ("session_id", "sessionId"):
                if isinstance(self.body.get(key), str):
                    return str(self.body[key])
        found = _SESSION.search(self.path)
        return found[1] if found else ""


class Tape:
    """What was recorded of one session, and how far it was played.

    A request that changes something takes the next recorded one like it, and the first again when there is no
    next: so a notebook that is run twice finds its answers twice. A look is answered with what was seen between
    the change before it and the one after.
    """

    def __init__(self, session: str, opened: Any = None) -> None:
        self.session, self.opened = session, opened
        self.exchanges: list[Exchange] = []
        self.rewind()

    def rewind(self) -> None:
        """Go back to the start."""
        self._used: set[int] = set()
        self._at = -1
        self.renders: dict[str, str] = {}  # the ids asked for now, and those of the recording

    def act(self, fits: Callable[[Exchange], bool]) -> Exchange | None:
        """Take the next exchange that fits."""
        found = [i for i, exchange in enumerate(self.exchanges) if fits(exchange)]
        if not found:
            return None
        index = next((i for i in found if i not in self._used), found[0])
        self._used.add(index)
        if self.exchanges[index].acts:
            self._at = index
        return self.exchanges[index]

    def look(self, fits: Callable[[Exchange], bool], bound: bool = True) -> Exchange | None:
        """Take what was seen at this place of the recording; `bound` False for what changes by itself."""
        found = [i for i, exchange in enumerate(self.exchanges) if fits(exchange)]
        ahead = (i for i in range(self._at + 1, len(self.exchanges)) if self.exchanges[i].acts)
        until = next(ahead, len(self.exchanges)) if bound else len(self.exchanges)
        here = [i for i in found if (self._at if bound else -1) < i < until]
        fresh = [i for i in here if i not in self._used]
        best = fresh[:1] or here[-1:] or [i for i in found if i < until][-1:] or found[:1]
        if not best:
            return None
        self._used.add(best[0])
        return self.exchanges[best[0]]

    @property
    def prompts(self) -> list[str]:
        """What was said, in its order."""
        return [exchange.said for exchange in self.exchanges if exchange.said]


@dataclass(frozen=True)
class Recording:
    """All that a trace holds."""

    tapes: tuple[Tape, ...]
    rest: Tape


def read_trace(path: Path) -> Recording:
    """Read a trace; a last line that a crash cut is passed over.

    Raises
    ------
    I2VError
        There is no such file, or it is no trace.
    """
    try:
        lines = path.read_text("utf-8", "replace").split("\n")
    except OSError as error:
        raise I2VError(
            f"{path.name}: the trace cannot be read ({error.strerror or error}).",
            hint="Record one with the environment variable I2V_TRACE=file.",
            code="trace",
        ) from None
    exchanges = list(_exchanges(lines))
    if not exchanges:
        raise I2VError(
            f"{path.name}: this is no trace of a session.",
            hint="Record one with the environment variable I2V_TRACE=file.",
            code="trace",
        )
    tapes: dict[str, Tape] = {}
    rest = Tape("")
    renders: dict[str, str] = {}
    for exchange in exchanges:
        if exchange.path.startswith("/api/tasks/"):
            opened = exchange.json.get("data", exchange.json) if isinstance(exchange.json, dict) else None
            id_ = str(opened.get("session_id") or "") if isinstance(opened, dict) else ""
            if id_:
                tapes.setdefault(id_, Tape(id_)).opened = opened
            continue
        render = exchange.path.removeprefix(RENDERS + "/").split("/")[0]
        session = exchange.session or renders.get(render, "")
        if exchange.path == RENDERS and isinstance(exchange.body, dict):
            renders[str(exchange.body.get("id"))] = session
        tape = tapes.setdefault(session, Tape(session)) if session else rest
        tape.exchanges.append(exchange)
    return Recording(tuple(tapes.values()), rest)


def _exchanges(lines: Iterable[str]) -> Iterable[Exchange]:
    open_: dict[Any, Exchange] = {}
    for line in lines:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(row, dict) or row.get("kind") not in _KINDS:
            continue
        n, at = row.get("n"), row.get("at")
        at = float(at) if isinstance(at, (int, float)) else 0.0
        if row["kind"] == "request":
            # Kernels number from one each: a number that comes again is a new request.
            path = str(row.get("path", "")).split("?")[0]
            open_[n] = Exchange(str(row.get("method", "")), path, row.get("json"), at)
            yield open_[n]
        elif (exchange := open_.get(n)) is None:
            continue
        elif row["kind"] == "answer":
            status = row.get("status")
            exchange.status, exchange.json = status if isinstance(status, int) else 0, row.get("json")
        elif row["kind"] == "frame":
            exchange.frames.append((at, str(row.get("type") or "message"), str(row.get("data", ""))))
        else:
            exchange.reason = str(row.get("reason", ""))


def words_of(body: Any) -> str:
    """Return what a message says."""
    message = body.get("new_message") if isinstance(body, dict) else None
    parts = message.get("parts") if isinstance(message, dict) else None
    texts = [part.get("text") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return "".join(text for text in texts if isinstance(text, str))


def same(words: str) -> str:
    """Return what counts of a message when it is looked for: not case, space or a stop at its end."""
    return " ".join(words.split()).casefold().rstrip(".!。！ ")
