"""The answer: what was done, what was assumed, what could not be done and what is nearest to it."""

from __future__ import annotations

from collections.abc import Sequence

from i2v_widgets.backend.director.new_film import left, tell_film
from i2v_widgets.backend.director.phrases import say
from i2v_widgets.backend.director.plan import Plan
from i2v_widgets.backend.director.wishes import Wish
from i2v_widgets.draft.model import Draft
from i2v_widgets.draft.names import MOODS, called, listing, quoted, seconds

MOST_LINES = 6


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


def sentences(lines: Sequence[str], language: str) -> str:
    """Lines as sentences, the first few of them."""
    more = len(lines) - MOST_LINES
    shown = list(lines[:MOST_LINES])
    if more > 0:
        shown.append(say("more", language, n=more))
    return "。".join(shown) + "。" if language == "zh" else ". ".join(shown) + "."


def told(before: Draft, after: Draft, language: str) -> list[str]:
    """What changed, a line each; how long the film has become comes last, and briefly."""
    changes = before.diff(after)
    length = [c for c in changes if c.kind == "length" and c.name == "Length"]
    changes.sort(key=lambda c: c.kind == "retimed" and c.track == "video" and len(c.segments) > 1)
    rest = [c.tell(language) for c in changes if c not in length]
    if length and rest:
        return [
            *rest[: MOST_LINES - 1],
            say("in_all", language, seconds=seconds(after.duration)),
            *rest[MOST_LINES - 1 :],
        ]
    return rest or [c.tell(language) for c in length]


def _changes(before: Draft, plan: Plan, language: str) -> str:
    if not plan.fresh:
        return sentences(told(before, plan.draft, language), language)
    changes = Draft().diff(plan.draft)
    lines = tell_film(plan.draft, plan.media, language)
    lines += left([c for c in changes if c.kind != "added"], plan.draft, language)
    if plan.draft.name != before.name:
        lines += [c.tell(language) for c in changes if c.name == "Name"]
    return sentences(lines, language)


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
