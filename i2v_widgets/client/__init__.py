"""One wire, typed: tokens, sessions, the event stream, uploads, renders; for every backend that speaks it."""

from __future__ import annotations

from .client import HOSTED, Client
from .events import (
    AgentError,
    Event,
    Heartbeat,
    StateDelta,
    StreamEnd,
    TextDelta,
    TextDone,
    Thought,
    ToolCall,
    ToolResult,
)
from .journal import FileJournal, Journal, RenderRow
from .language import detect_language
from .render_status import ExportStatus, new_render_id
from .secret import Secret
from .session import Session
from .skills import DEFAULT_SKILL, SKILLS, Skill, find_skill
from .state import Credits, State
from .timing import Timing
from .upload import UploadResult

__all__ = [
    "DEFAULT_SKILL",
    "HOSTED",
    "SKILLS",
    "AgentError",
    "Client",
    "Credits",
    "Event",
    "ExportStatus",
    "FileJournal",
    "Heartbeat",
    "Journal",
    "RenderRow",
    "Secret",
    "Session",
    "Skill",
    "State",
    "StateDelta",
    "StreamEnd",
    "TextDelta",
    "TextDone",
    "Thought",
    "Timing",
    "ToolCall",
    "ToolResult",
    "UploadResult",
    "detect_language",
    "find_skill",
    "new_render_id",
]
