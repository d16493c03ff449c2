"""Steps back and forth, and edits by hand: each makes a version."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..errors import I2VError
from ..jobs import Job
from ..strings import t
from .history import Version

if TYPE_CHECKING:
    from .studio import Studio


async def step(studio: Studio, job: Job[Any], kind: str, number: int | None) -> Version:
    """Undo, redo or go to a version; on a backend that takes only words the new version is local at first."""
    history, language = studio.history, studio.language
    to = {"undo": history.back, "redo": history.forth}.get(kind, number)
    if to is None:
        raise I2VError(t(f"studio.no_{kind}", language), hint="")
    draft = history.draft_of(to)
    session = await studio.link.session()
    on_server = "edits" in session.capabilities
    if on_server:
        await session.put_draft(draft)
    label = t(f"studio.{kind}", language, n=to)
    version = studio.new_version(kind, label, draft, origin=to, on_server=on_server)
    job.report(text=repr(version))
    studio.keep_conversation(studio.conversation.post("notice", f"{label} (v{version.number})"))
    studio.film_changed()
    return version


async def edit_by_hand(studio: Studio, edits: list[dict[str, Any]]) -> Version:
    """Apply what was done on the timeline."""
    started, before = time.monotonic(), studio.draft
    session = await studio.link.session()
    try:
        if "edits" not in session.capabilities:
            raise I2VError(t("studio.words_only", studio.language), hint="")
        draft = (await session.edit(edits)).draft
    except I2VError as error:
        studio.timeline.draft = before  # the page had drawn it already
        studio.tell_failure(error)
        raise
    changes = before.diff(draft)
    label = changes[0].tell(studio.language or "en") if changes else str(edits[0].get("op"))
    version = studio.new_version("edit", label, draft, seconds=time.monotonic() - started)
    studio.film_changed()
    return version
