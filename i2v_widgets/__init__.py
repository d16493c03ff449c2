"""Turn pictures into video inside a Jupyter notebook: ``import i2v_widgets as i2v``."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .backend import EmbeddedBackend
    from .backend.director.openai import OpenAIDirector
    from .backend.replay import replay
    from .client import (
        SKILLS,
        AgentError,
        Client,
        Heartbeat,
        Skill,
        State,
        StateDelta,
        StreamEnd,
        TextDelta,
        TextDone,
        Thought,
        Timing,
        ToolCall,
        ToolResult,
    )
    from .draft import Change, Draft, Segment, Track
    from .errors import (
        BackendUnavailable,
        Cancelled,
        FileTooLarge,
        I2VError,
        MissingClientId,
        OutOfCredits,
        PlanBlocked,
        RateLimited,
        RenderFailed,
        SessionNotFound,
        StreamInterrupted,
        TimedOut,
        TokenExpired,
        UnsupportedFile,
    )
    from .jobs import Job, run
    from .nested import allow_nested_loops
    from .samples import samples
    from .studio import Reply, Studio, Version, Video
    from .widgets.conversation import Conversation
    from .widgets.picker import ImagePicker
    from .widgets.player import VideoPlayer
    from .widgets.timeline import Timeline

# Imported when first used: `import i2v_widgets` itself stays quick.
_HOMES = {
    "backend": "EmbeddedBackend",
    "backend.director.openai": "OpenAIDirector",
    "backend.replay": "replay",
    "client": (
        "SKILLS AgentError Client Heartbeat Skill State StateDelta StreamEnd TextDelta TextDone Thought Timing "
        "ToolCall ToolResult"
    ),
    "draft": "Change Draft Segment Track",
    "errors": (
        "BackendUnavailable Cancelled FileTooLarge I2VError MissingClientId OutOfCredits PlanBlocked RateLimited "
        "RenderFailed SessionNotFound StreamInterrupted TimedOut TokenExpired UnsupportedFile"
    ),
    "jobs": "Job run",
    "nested": "allow_nested_loops",
    "samples": "samples",
    "studio": "Reply Studio Version Video",
    "widgets.conversation": "Conversation",
    "widgets.picker": "ImagePicker",
    "widgets.player": "VideoPlayer",
    "widgets.timeline": "Timeline",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "SKILLS",
    "AgentError",
    "BackendUnavailable",
    "Cancelled",
    "Change",
    "Client",
    "Conversation",
    "Draft",
    "EmbeddedBackend",
    "FileTooLarge",
    "Heartbeat",
    "I2VError",
    "ImagePicker",
    "Job",
    "MissingClientId",
    "OpenAIDirector",
    "OutOfCredits",
    "PlanBlocked",
    "RateLimited",
    "RenderFailed",
    "Reply",
    "Segment",
    "SessionNotFound",
    "Skill",
    "State",
    "StateDelta",
    "StreamEnd",
    "StreamInterrupted",
    "Studio",
    "TextDelta",
    "TextDone",
    "Thought",
    "TimedOut",
    "Timeline",
    "Timing",
    "TokenExpired",
    "ToolCall",
    "ToolResult",
    "Track",
    "UnsupportedFile",
    "Version",
    "Video",
    "VideoPlayer",
    "__version__",
    "allow_nested_loops",
    "replay",
    "run",
    "samples",
]


def __getattr__(name: str) -> Any:
    home = _WHERE.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """Make ``%load_ext i2v_widgets`` work."""
    from .magics import load_ipython_extension as load

    load(shell)
