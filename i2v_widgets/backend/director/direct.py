"""A message and a film in, the new film and an answer out; pure, the same every time, never raising."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from i2v_widgets.backend.director.clauses import clauses
from i2v_widgets.backend.director.lexer import tokens
from i2v_widgets.backend.director.measures import measures
from i2v_widgets.backend.director.phrases import say
from i2v_widgets.backend.director.plan import TALK, Plan
from i2v_widgets.backend.director.refs import refs
from i2v_widgets.backend.director.reply import sentences, tell, told
from i2v_widgets.backend.director.text import read
from i2v_widgets.backend.director.wishes import Context, Wish, read_all
from i2v_widgets.draft.edits import Edit
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft

LONGEST = 4000  # letters that are read; what follows is no prompt any more
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Direction:
    """What a message led to.

    Attributes
    ----------
    reply : str
        Markdown, in the person's language.
    language : str
        "en" or "zh".
    draft : Draft
        The new film; the same object when nothing changed.
    edits : tuple of Edit
    calls : tuple of (str, dict, dict)
        Name, arguments and result of each edit, as the stream shows tool calls.
    step : str
        edit, undo, redo, or none.
    """

    reply: str
    language: str
    draft: Draft
    edits: tuple[Edit, ...] = ()
    calls: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = field(default=())
    step: str = "none"


def understand(message: str, draft: Draft, media: Sequence[Media]) -> tuple[list[Wish], str]:
    """Read a message into wishes, and tell its language."""
    said = read(message[:LONGEST])
    found = clauses(refs(measures(tokens(said, media))))
    return read_all(found, Context(said, draft)), said.language


def direct(
    message: str, *, draft: Draft, media: Sequence[Media], past: Sequence[Draft] = (), future: Sequence[Draft] = ()
) -> Direction:
    """Do what a person says.

    Parameters
    ----------
    message : str
        English, Chinese or both; anything else is answered, too.
    draft : Draft
        The film as it is.
    media : sequence of Media
        The session's files, pictures in the picker's order.
    past, future : sequence of Draft
        Earlier films, the latest last; films that were taken back, the next one to do again last.

    Returns
    -------
    Direction
    """
    try:
        return _direct(message, draft, media, past, future)
    except Exception:  # a sentence must never end the conversation; the log has what to mend
        log.exception("The director could not read a message of %d characters.", len(message))
        language = read(message[:200]).language
        reply = say("idle", language, words="…", near=say("near", language))
        return Direction(reply, language, draft)


def _direct(
    message: str, draft: Draft, media: Sequence[Media], past: Sequence[Draft], future: Sequence[Draft]
) -> Direction:
    if not any(c.isalnum() for c in message):
        language = read(message[:200]).language
        return Direction(say("empty", language), language, draft)
    wishes, language = understand(message, draft, media)
    steps = [w for w in wishes if w.kind in ("undo", "redo")]
    rest = [w for w in wishes if w.kind not in ("undo", "redo")]
    base, step = draft, "none"
    for w in steps:
        stack = past if w.kind == "undo" else future
        count = min(int(w["steps"] or 1), len(stack))
        if not count:
            return Direction(say(f"no_{w.kind}", language), language, draft)
        base, step = stack[-count], w.kind
    if steps and all(w.kind in TALK for w in rest):
        reply = say("undone" if step == "undo" else "redone", language)
        if lines := told(draft, base, language)[:4]:
            reply += ("" if language == "zh" else " ") + sentences(lines, language)
        return Direction(reply, language, base, (), ((step, {}, {"status": "ok"}),), step)
    plan = Plan(base, media)
    active = [w for w in rest if w.kind not in TALK]
    if active and not plan.pictures and base.is_empty:
        return Direction(say("no_photos", language), language, draft)
    plan.run(rest)
    reply = tell(base, plan, rest, language)
    if plan.draft == draft:
        return Direction(reply, language, draft)
    done = tuple(plan.edits)
    calls = tuple((f"edit_{edit.op}", edit.to_wire(), {"status": "ok"}) for edit in done)
    return Direction(reply, language, plan.draft, done, calls, "edit")
