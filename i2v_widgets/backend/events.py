"""Frames of the event stream, as the agent server sends them (protocol § 3, dialect A)."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

AUTHOR = "nemo_agent"
HEARTBEAT = b"event: heartbeat\ndata:\n\n"

# A Chinese character is read like a short word; words keep the blank behind them.
_PIECE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+")
_WORDS_A_DELTA = 4


def frame(event: dict[str, Any]) -> bytes:
    """One event as bytes."""
    return b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def failure(message: str, **details: Any) -> bytes:
    """Make an error frame."""
    return frame({"error": message, "error_details": details} if details else {"error": message})


def pieces(text: str) -> Iterator[str]:
    """Cut a text as a hand writes it: the first word alone and at once, then a few words at a time.

    Joined they are the text again.
    """
    found = _PIECE.findall(text)
    yield from found[:1]
    for i in range(1, len(found), _WORDS_A_DELTA):
        yield "".join(found[i : i + _WORDS_A_DELTA])


class Invocation:
    """The events of one answer, which share an invocation's id."""

    def __init__(self) -> None:
        self.id = f"e-{uuid.uuid4()}"

    def event(self, parts: list[dict[str, Any]], *, role: str = "model", **more: Any) -> bytes:
        """One event with these parts."""
        actions = {"stateDelta": {}, "artifactDelta": {}, **more.pop("actions", {})}
        content = {"content": {"role": role, "parts": parts}} if parts else {}
        return frame(
            {
                **content,
                **more,
                "invocationId": self.id,
                "author": AUTHOR,
                "actions": actions,
                "id": uuid.uuid4().hex[:8],
                "timestamp": time.time(),
            }
        )

    def call(self, name: str, args: dict[str, Any], response: Any) -> Iterator[bytes]:
        """A tool call and what it gave."""
        id = f"adk-{uuid.uuid4()}"
        response = response if isinstance(response, dict) else {"result": response}
        yield self.event([{"functionCall": {"id": id, "name": name, "args": args}}])
        yield self.event([{"functionResponse": {"id": id, "name": name, "response": response}}], role="user")

    def delta(self, text: str) -> bytes:
        """Some more of the text."""
        return self.event([{"text": text}], partial=True)

    def state(self, delta: dict[str, Any]) -> bytes:
        """What changed in the session's state."""
        return self.event([], actions={"stateDelta": delta})

    def aggregate(self, text: str) -> bytes:
        """The whole text again; it ends the turn."""
        return self.event([{"text": text}], turnComplete=True)
