"""Both dialects of the stream into typed events, and the rule that merges deltas with what repeats them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .events import AgentError, Event, StateDelta, TextDelta, TextDone, Thought, ToolCall, ToolResult
from .secret import mask
from .sse import ServerEvent

log = logging.getLogger(__name__)

_raw_decode: Final = json.JSONDecoder().raw_decode
_ERROR: Final = "The agent reported an error."
# Said by the agent server after a good answer when its model stumbles; it is no answer.
TEMPORARY: Final = "I encountered a temporary issue"


@dataclass
class _Buffer:
    """A text that is being written by one author, as an answer or as a thought."""

    message: int
    pieces: list[str]


class Reader:
    """Turns the JSON of a stream into events.

    The rule: one buffer per (author, thought). A delta appends. A complete text replaces the buffer and closes it;
    with no open buffer it is a text of its own. Nothing is dropped by `id` (deltas and their aggregate may share it)
    nor by equal words (two turns may say the same). Where an aggregate differs from its deltas, it wins.
    """

    def __init__(self) -> None:
        self.had_text = False
        self._open: dict[tuple[str, bool], _Buffer] = {}
        self._messages = 0

    def read(self, event: ServerEvent) -> Sequence[Event] | None:
        """Return the events of one frame; None when it is only a sign of life."""
        data = event.data
        if not data or data.isspace() or event.type == "heartbeat":
            return None
        try:
            frame = _parsed(data)
        except (ValueError, RecursionError):
            return [_unreadable(data)]
        if not isinstance(frame, dict):
            log.debug("a frame that is no object was passed over")
            return []
        if "type" in frame and isinstance(frame["type"], str) and _is_older(frame):
            return None if frame["type"] == "heartbeat" else list(self._older(frame))
        return self._newer(frame)

    def finish(self, complete: bool = False) -> list[Event]:
        """Close what no complete text closed, and return it in the order in which it began."""
        rest = sorted(self._open.items(), key=lambda item: item[1].message)
        self._open.clear()
        return [_whole(key, buffer.message, "".join(buffer.pieces), complete) for key, buffer in rest]

    # Dialect A, the agent server's own

    def _newer(self, frame: dict[str, Any]) -> list[Event]:
        author = _text(frame.get("author"))
        partial = frame.get("partial") is True
        events: list[Event] = []
        content = frame.get("content")
        parts = content.get("parts") if isinstance(content, dict) else None
        if isinstance(parts, list):
            thought = said = ""
            for part in parts:
                words = part.get("text") if isinstance(part, dict) else None
                if isinstance(words, str):
                    if part.get("thought") is True:
                        thought += words
                    else:
                        said += words
            if thought:
                self._said(events, author, True, thought, partial)
            if said:
                self._said(events, author, False, said, partial)
            if not partial:
                # A partial's call is unfinished: its arguments may still grow.
                events += self._tools(frame, [part for part in parts if isinstance(part, dict)], author)
        if "actions" in frame:
            delta = _either(frame["actions"], "stateDelta", "state_delta")
            if isinstance(delta, dict) and delta:
                events.append(StateDelta(delta))
        if not _ERROR_KEYS.isdisjoint(frame):
            events += _errors(frame)
        return events

    def _tools(self, frame: dict[str, Any], parts: list[dict[str, Any]], author: str) -> Iterator[Event]:
        waiting = _either(frame, "longRunningToolIds", "long_running_tool_ids")
        waiting = waiting if isinstance(waiting, list) else []  # an empty one is on ordinary calls, too
        for part in parts:
            call = _either(part, "functionCall", "function_call")
            if isinstance(call, dict):
                id_, args = _text(call.get("id")), call.get("args")
                args = args if isinstance(args, dict) else {}
                yield ToolCall(_text(call.get("name")), args, id_, author, bool(id_) and id_ in waiting)
            given = _either(part, "functionResponse", "function_response")
            if isinstance(given, dict):
                yield ToolResult(_text(given.get("name")), given.get("response"), _text(given.get("id")), author)

    def _said(self, events: list[Event], author: str, thought: bool, words: str, partial: bool) -> None:
        key = (author, thought)
        buffer = self._open.get(key)
        if partial:
            if buffer is None:
                buffer = self._open[key] = _Buffer(self._next(), [])
            buffer.pieces.append(words)
            self.had_text = self.had_text or not thought
            events.append(
                Thought(words, author, buffer.message) if thought else TextDelta(words, author, buffer.message)
            )
            return
        if not thought and self.had_text and words.startswith(TEMPORARY):
            if buffer is not None and not "".join(buffer.pieces).startswith(TEMPORARY):
                del self._open[key]
                events.append(_whole(key, buffer.message, "".join(buffer.pieces)))
            events.append(AgentError(words, "temporary"))
            return
        self._open.pop(key, None)
        self.had_text = self.had_text or not thought
        events.append(_whole(key, self._next() if buffer is None else buffer.message, words))

    def _next(self) -> int:
        self._messages += 1
        return self._messages - 1

    # Dialect B, of an older document

    def _older(self, frame: dict[str, Any]) -> Iterator[Event]:
        kind = frame["type"]
        if kind == "text":
            words = _text(frame.get("content"))
            if words:
                said: list[Event] = []
                self._said(said, "", False, words, partial=True)
                yield from said
        elif kind == "tool_call":
            yield from self.finish(complete=True)  # what was said before a tool is a text of its own
            args = frame.get("args")
            yield ToolCall(_text(frame.get("name")), args if isinstance(args, dict) else {})
        elif kind == "tool_result":
            yield ToolResult(_text(frame.get("name")), frame.get("result"))
        else:
            yield from _errors(frame)


def _parsed(data: str) -> Any:
    # `json.loads` looks for space at both ends with two regular expressions; there is hardly ever any.
    if data.startswith("{"):
        frame, end = _raw_decode(data)
        if end == len(data):
            return frame
    return json.loads(data)


def _is_older(frame: dict[str, Any]) -> bool:
    # Dialect A has no top-level "type"; should it get one, its content is an object with parts.
    return not isinstance(frame.get("content"), dict) and "author" not in frame and "actions" not in frame


def _whole(key: tuple[str, bool], message: int, words: str, complete: bool = True) -> Event:
    author, thought = key
    return Thought(words, author, message, done=True) if thought else TextDone(words, author, message, complete)


_ERROR_KEYS: Final = frozenset({"error", "errorCode", "errorMessage", "error_code", "error_message"})


def _errors(frame: dict[str, Any]) -> list[Event]:
    events: list[Event] = []
    if error := frame.get("error"):
        details = _either(frame, "error_details", "errorDetails")
        inner = error if isinstance(error, dict) else {}
        words = _text(inner.get("message")) if inner else _text(error)
        code = inner.get("code", frame.get("code", ""))
        events.append(AgentError(mask(words) or _ERROR, str(code or ""), details if isinstance(details, dict) else {}))
    code = _either(frame, "errorCode", "error_code")
    words = _text(_either(frame, "errorMessage", "error_message"))
    if code or words:
        events.append(AgentError(mask(words) or _ERROR, str(code or "")))
    return events


def _unreadable(data: str) -> AgentError:
    # Old servers put the words of an exception between quotes as they are: `{"error": "Can't find "x""}`.
    head, quote, words = data.strip().partition('"error"')
    words = words.lstrip(" :").strip()
    if quote and head.strip() == "{" and words.startswith('"'):
        words = words.removesuffix("}").rstrip().removeprefix('"').removesuffix('"')
        return AgentError(mask(words)[:2000] or _ERROR)
    return AgentError("A part of the answer could not be read.", "unreadable")


def _either(holder: Any, camel: str, snake: str) -> Any:
    if not isinstance(holder, dict):
        return None
    return holder.get(camel, holder.get(snake))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
