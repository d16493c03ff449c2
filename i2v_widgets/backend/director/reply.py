"""The answer: what was done, what was assumed, what could not be done and what is nearest to it."""

from __future__ import annotations

from collections.abc import Sequence

from i2v_widgets.backend.director.phrases import say
from i2v_widgets.backend.director.plan import Plan
from i2v_widgets.backend.director.wishes import Wish
from i2v_widgets.draft.model import Draft
from i2v_widgets.draft.names import MOODS, called, listing, quoted, seconds

MOST_LINES = 8


def tell(before: Draft, plan: Plan, wishes: Sequence[Wish], language: str) -> str:
    """Answer a message whose wishes have been done as far as they could be."""
    parts: list[str] = []
    changed = plan.draft is not before and plan.draft != before
    if changed:
        parts.append(_changes(before, plan, language))
    parts += [_note(key, values, language) for key, values in plan.notes if not (changed and key == "same")]
    talk = [w for w in wishes if w.kind in ("unknown", "idle", "vague", "help", "thanks", "ask", "asktext")]
    for w in talk:
        if changed and w.kind in ("idle", "thanks", "vague"):
            continue
        parts.append(_talk(w, plan.draft, language))
    if not parts:
        parts.append(say("same", language))
    seen: list[str] = []
    for part in parts:
        if part not in seen:
            seen.append(part)
    return ("" if language == "zh" else " ").join(seen)


def _changes(before: Draft, plan: Plan, language: str) -> str:
    after = plan.draft
    changes = (Draft() if plan.fresh else before).diff(after)
    if plan.fresh:
        changes = [c for c in changes if c.kind != "added"]
        if changes and changes[0].kind == "length":
            total = say("new_size", language, photos=changes[0].tell(language), seconds=seconds(after.duration))
            lines = [total, *(c.tell(language) for c in changes[1:])]
        else:
            lines = [c.tell(language) for c in changes]
    else:
        lines = [c.tell(language) for c in changes]
    more = len(lines) - MOST_LINES
    if more > 0:
        lines = [*lines[:MOST_LINES], f"+{more}"]
    return say("new" if plan.fresh else "done", language, lines=("；" if language == "zh" else "; ").join(lines))


def _note(key: str, values: dict[str, object], language: str) -> str:
    shown = dict(values)
    if "mood" in shown:
        shown["mood"] = called(MOODS, str(shown["mood"]), language)
    if isinstance(shown.get("names"), list):
        names = shown["names"]
        assert isinstance(names, list)
        shown["names"] = listing([quoted(str(n), language) for n in names[:6]], language)
    if "name" in shown:
        shown["name"] = quoted(str(shown["name"]), language)
    return say(key, language, **shown)


def _talk(w: Wish, draft: Draft, language: str) -> str:
    if w.kind == "unknown" or w.kind == "idle":
        near = f"near_{w['near']}" if w["near"] else "near"
        return say(w.kind, language, words=quoted(w["words"] or "…", language), near=say(near, language))
    if w.kind == "vague":
        return say(
            "offer",
            language,
            offers=", ".join(offers(draft, language)) if language == "en" else "、".join(offers(draft, language)),
        )
    if w.kind == "help":
        example = ("、" if language == "zh" else ", ").join(offers(draft, language))
        return say("help", language, offers=say("offer", language, offers=example))
    if w.kind == "ask":
        return say(
            "answer", language, count=len(draft.clips), seconds=seconds(draft.duration), summary=draft.summary(language)
        )
    if w.kind == "asktext":
        return say("ask_text", language, what=say(w["head"] or "title", language))
    return say(w.kind, language)


def offers(draft: Draft, language: str) -> list[str]:
    """Two or three things that this film does not have yet."""
    if draft.is_empty:
        return [say("offer_make", language)]
    keys = []
    if len(draft.clips) > 1 and not any(c.transition for c in draft.clips):
        keys.append("offer_join")
    if not draft.segments("audio"):
        keys.append("offer_music")
    if not draft.segments("text"):
        keys.append("offer_title")
    if all(c.filter == "none" for c in draft.clips):
        keys.append("offer_look")
    keys.append("offer_pace")
    if draft.width >= draft.height:
        keys.append("offer_shape")
    return [say(key, language) for key in keys[:3]]
