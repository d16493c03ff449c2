"""Telling changes: what an answer that said nothing has done, in the conversation's language."""

from __future__ import annotations

from collections.abc import Sequence

from ..draft import Change
from ..strings import t

# More lines than this say less.
_MOST = 8


def tell_changes(changes: Sequence[Change], language: str = "en") -> str:
    """Return what changed as short Markdown, empty when nothing did."""
    lines = list(dict.fromkeys(change.tell(language).strip() for change in changes))
    lines = [line for line in lines if line]
    if not lines:
        return ""
    if len(lines) == 1:
        return t("dialogue.changed_one", language, change=_sentence(lines[0], language))
    shown = [f"- {line}" for line in lines[:_MOST]]
    if len(lines) > _MOST:
        shown.append("- " + t("dialogue.and_more", language, n=len(lines) - _MOST))
    return "\n".join([t("dialogue.changed", language), *shown])


def _sentence(line: str, language: str) -> str:
    return line if line.endswith((".", "!", "?", "。", "！", "？", "…")) else line + ("。" if language == "zh" else ".")
