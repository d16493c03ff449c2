"""Wishes about titles and captions into edits."""

from __future__ import annotations

from typing import Any

from i2v_widgets.backend.director.plan import Doer, Plan, ids
from i2v_widgets.backend.director.wishes import Wish
from i2v_widgets.draft import edits as e
from i2v_widgets.draft.model import Segment

MOST_TEXTS = 20  # of one wish, or one a photo; past this it is a list of quotations
USUAL = 3.0  # seconds a title shows when nobody says how long
PLACE = {
    "title": "center",
    "caption": "bottom",
    "credits": "center",
    "lower-third": "bottom",
    "text": "center",
    "": "center",
}


def _add(plan: Plan, w: Wish, about: list[Segment]) -> None:
    said = list(w["texts"])
    if len(said) > (most := max(MOST_TEXTS, len(plan.draft.clips))):
        said = said[:most]
        plan.note("too_many", count=most)
    if len(said) > 1 and (w["each"] or not _timed(w)):
        clips = about or list(plan.draft.clips)
        if len(said) <= len(clips) and (
            w["each"] or w["head"] == "caption" or len(said) == len(clips) or len(said) > 2
        ):
            for text, clip in zip(said, clips, strict=False):
                _put(plan, w, text, clip)
            return
    for n, text in enumerate(said):
        if about and len(about) < len(plan.draft.clips):
            for clip in about:
                _put(plan, w, text, clip)
        else:
            _put(plan, w, text, None, n)


def _timed(w: Wish) -> bool:
    return any(w[key] is not None for key in ("span", "point", "time", "when"))


def _put(plan: Plan, w: Wish, text: str, clip: Segment | None, turn: int = 0) -> None:
    head = w["head"] or "title"
    style = "title" if head == "text" else head
    if clip and head in ("title", "text") and not w["place"]:
        style = "caption"
    place = w["place"] or PLACE.get(style, "center")
    color = w["color"] or "#ffffff"
    if clip and not _timed(w):
        return plan.do(e.Text(text, clip.start, max(0.1, clip.duration), place, color, style, f"clip:{clip.id}"))
    start, end, anchor = times(plan, w, style, head)
    taken = [s for s in plan.draft.segments("text") if s.place == place and s.start < end and s.end > start]
    fixed = any(w[key] is not None for key in ("span", "point", "when"))
    if taken and not fixed and not anchor and max(s.end for s in taken) + 0.5 < plan.draft.duration:
        start = max(s.end for s in taken)  # two titles in one place follow each other
        end = min(start + (w["time"] or USUAL), plan.draft.duration)
    plan.do(e.Text(text, start, max(0.1, end - start), place, color, style, anchor))
    return None


def times(plan: Plan, w: Wish, style: str, head: str) -> tuple[float, float, str | None]:
    """When a text shows: start, end, and what it holds on to."""
    film = plan.draft.duration
    if w["span"]:
        kind, first, second = w["span"]
        if kind == "ab":
            return min(first, film), min(second, film), None
        first = min(first, film)
        return (0.0, first, None) if kind == "start" else (film - first, film, "end")
    length = min(w["time"] or USUAL, film)
    if w["point"] is not None and w["point"] < film:
        return w["point"], min(w["point"] + length, film), None
    if w["when"] == "mid":
        return (film - length) / 2, (film + length) / 2, None
    if w["when"] == "whole":
        return 0.0, film, "film"
    if w["when"] == "end" or (style == "credits" and w["when"] != "start"):
        return film - length, film, "end"
    if head == "caption" and w["time"] is None and w["when"] is None:
        return 0.0, film, "film"
    return 0.0, length, None


def _found(plan: Plan, w: Wish) -> list[Segment]:
    """The texts that are meant: by their words, by number, by what they are; else all."""
    texts = list(plan.draft.segments("text"))
    if w["it"] and (fresh := [s for s in texts if s.id not in plan.texts_before]):
        return fresh
    if said := [*(w["texts"] or ()), *([w["old"]] if w["old"] else [])]:
        wanted = [s.casefold() for s in said]
        if exact := [s for s in texts if s.text.casefold() in wanted]:
            return exact
        return [s for s in texts if any(x in s.text.casefold() for x in wanted)]
    style = w["head"] if w["head"] in ("title", "caption", "credits") else ""
    of_style = [s for s in texts if s.style == style] or texts
    which = w["which"] if w["which"] is not None else None
    if isinstance(which, int):
        place = which - 1 if which > 0 else len(of_style) + which
        return [of_style[place]] if 0 <= place < len(of_style) else []
    return of_style


def _remove(plan: Plan, w: Wish, about: list[Segment]) -> None:
    found = _found(plan, Wish("", {**w.args, "which": w["ref"]}))
    if found:
        plan.do(e.Remove(ids(found)))
    elif not plan.fresh:
        plan.note("no_text" if plan.edits == [] and w["texts"] else "same")


def _retitle(plan: Plan, w: Wish, about: list[Segment]) -> None:
    found = _found(plan, w)
    if not found:
        if w["old"] is None:
            return _add(plan, Wish("text", {**w.args, "texts": [w["text"]]}), [])
        return plan.note("no_text")
    plan.do(e.Retitle(found[-1].id, w["text"]))
    _restyle(plan, w, [found[-1]])
    return None


def _style(plan: Plan, w: Wish, about: list[Segment]) -> None:
    found = _found(plan, w)
    if not found:
        if w["maybe"]:
            return _add(plan, Wish("text", {**w.args, "texts": [w["maybe"]]}), [])
        return plan.note("no_text")
    if about and len(about) == 1:
        for segment in found:
            plan.do(e.Trim(segment.id, about[0].duration, about[0].start, f"clip:{about[0].id}"))
    _restyle(plan, w, found)
    return None


def _restyle(plan: Plan, w: Wish, found: list[Segment]) -> None:
    if w["place"] or w["color"]:
        plan.do(e.Style(ids(found), w["place"], w["color"]))
    if _timed(w):
        for segment in found:
            args: dict[str, Any] = dict(w.args)
            if args.keys() & {"time"} and not args.keys() & {"span", "point", "when"}:
                args |= {"when": "end"} if segment.anchor == "end" else {"point": segment.start}
            start, end, anchor = times(plan, Wish("", args), segment.style, "")
            plan.do(e.Trim(segment.id, max(0.1, end - start), start, anchor))


TEXT: dict[str, Doer] = {"text": _add, "untext": _remove, "retitle": _retitle, "textstyle": _style}
