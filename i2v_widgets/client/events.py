"""What `Session.send` yields: the events of an answer, whichever dialect the backend speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class TextDelta:
    """A piece of the answer, to be appended.

    Attributes
    ----------
    text : str
    author : str
        Which agent speaks.
    message : int
        Which text it belongs to, counted from 0: two authors may speak at once.
    """

    text: str
    author: str = ""
    message: int = 0


@dataclass(frozen=True)
class TextDone:
    """A whole text: it replaces the pieces of the same `message`, if there were any.

    Attributes
    ----------
    complete : bool
        False when the stream ended before the agent closed it: then it is what came.
    """

    text: str
    author: str = ""
    message: int = 0
    complete: bool = True


@dataclass(frozen=True)
class Thought:
    """Reasoning, which is no answer: a piece of it, or with `done` the whole."""

    text: str
    author: str = ""
    message: int = 0
    done: bool = False


@dataclass(frozen=True)
class ToolCall:
    """The agent calls a tool of its own; for an inspector, not for the person."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    author: str = ""
    long_running: bool = False


@dataclass(frozen=True)
class ToolResult:
    """What a tool gave back."""

    name: str
    response: Any = None
    id: str = ""
    author: str = ""


@dataclass(frozen=True)
class StateDelta:
    """Keys of the session's state that changed."""

    delta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heartbeat:
    """Nothing was heard for a while: "⏳ Still working..."

    Attributes
    ----------
    seconds : float
        Since the message was sent.
    """

    seconds: float = 0.0


@dataclass(frozen=True)
class AgentError:
    """The agent reports an error, before, amid or after text; the stream may go on."""

    message: str
    code: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StreamEnd:
    """The last event, always.

    Attributes
    ----------
    interrupted : bool
        The answer did not end by itself: what came is delivered, the message is not posted again, and the
        session's state tells what was done.
    had_text : bool
        False for a silent edit, too: the drafts' difference tells then what changed.
    reason : str
        Why it was interrupted: the connection was cut, the client closed, or which limit of `Timing` ran out.
    seconds : float
        Since the message was sent.
    """

    interrupted: bool = False
    had_text: bool = False
    reason: Literal["", "cut", "closed", "stream_idle", "heartbeat_only", "stream_total"] = ""
    seconds: float = 0.0


Event = TextDelta | TextDone | Thought | ToolCall | ToolResult | StateDelta | Heartbeat | AgentError | StreamEnd
