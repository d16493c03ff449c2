"""What words mean: where a message goes, and how an answer is told."""

from __future__ import annotations

from ..client.language import detect_language
from .gui_talk import Translation, translate_gui_talk
from .markdown import plain_text, safe_markdown
from .routing import Route, route
from .telling import tell_changes

__all__ = [
    "Route",
    "Translation",
    "detect_language",
    "plain_text",
    "route",
    "safe_markdown",
    "tell_changes",
    "translate_gui_talk",
]
