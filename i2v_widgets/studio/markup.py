"""Small pieces of HTML for static output: the host's own type and colours, safe in any page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from ..dialogue import plain_text

_QUIET = "color:var(--jp-ui-font-color2,#616161);font-size:12px"
_BOX = "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:13px;line-height:20px"


def rich(text: str) -> str:
    """Bold, code and line breaks of Markdown; all else is escaped."""
    safe = escape(plain_text(text), quote=True)
    safe = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", safe)
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    return safe.replace("\n", "<br>")


def plain(text: str) -> str:
    """One line without marks, nor anything that a terminal would obey."""
    return " ".join(re.sub(r"\*\*|`", "", plain_text(text)).split())


def paragraph(text: str, lines: Iterable[str] = (), *, foot: str = "") -> str:
    """An answer: what was said, what changed, and a quiet last line."""
    changes = "".join(f"<li>{rich(line)}</li>" for line in lines)
    listed = f"<ul style='margin:4px 0 4px 20px;padding:0'>{changes}</ul>" if changes else ""
    last = f"<div style='{_QUIET}'>{escape(foot)}</div>" if foot else ""
    return f"<div style='{_BOX}'>{rich(text)}{listed}{last}</div>"


def failure(message: str, hint: str) -> str:
    """An error: one sentence and the way out."""
    return (
        f"<div style='{_BOX};border-left:3px solid var(--jp-error-color1,#b32828);padding-left:8px'>"
        f"{rich(message)} <span style='{_QUIET}'>{rich(hint)}</span></div>"
    )


def bar(text: str, progress: float | None, label: str) -> str:
    """A line of progress; its text grows while an answer streams."""
    far = "" if progress is None else f" {progress:.0%}"
    width = 0 if progress is None else round(progress * 100)
    fill = (
        "<div style='height:4px;background:var(--jp-layout-color2,#eee);max-width:480px'>"
        f"<div style='height:4px;width:{width}%;background:var(--jp-brand-color1,#1976d2)'></div></div>"
        if progress is not None
        else ""
    )
    return f"<div style='{_BOX}'>{rich(text or label)}<span style='{_QUIET}'>{far}</span>{fill}</div>"


def with_still(shown: Any, poster: str, summary: str) -> Any:
    """Add to a widget's bundle what GitHub and nbviewer show, which run none: poster and timeline in words."""
    data = shown[0] if isinstance(shown, tuple) else shown
    if isinstance(data, dict):
        image = f"<img src='{escape(poster, quote=True)}' width='480' alt=''>" if poster else ""
        data["text/html"] = f"<div style='{_BOX}'>{image}<p>{rich(summary)}</p></div>"
    return shown
