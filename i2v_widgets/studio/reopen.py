"""Going on: a project shown again, and a new session brought to where the project is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..widgets.picked import PickedFile

if TYPE_CHECKING:
    from .studio import Studio


def reopen(studio: Studio) -> None:
    """Show what the project has from an earlier time."""
    for record, path in studio.project.files():
        studio.picker.picked.put(PickedFile.from_record(record, path))
    if len(studio.picker.picked):
        studio.picker.publish(now=True)
    if messages := studio.project.conversation():
        for message in messages:
            if message.get("state") == "streaming":  # its kernel ended before the answer did
                message["state"] = "cancelled"
        studio.conversation.restore(messages)
    if studio.history:
        studio.film_changed()


async def bring_up_to_date(studio: Studio, session: Any) -> None:
    """Bring the pictures, their order and the draft into a new session."""
    for file in studio.picker.picked:
        if file.state == "ready":
            await studio.adding.upload(session, file)
    if "media" in session.capabilities and studio.media_digests():
        await session.set_media(studio.media_digests())
    if not studio.draft.is_empty:
        if "edits" in session.capabilities:
            await session.put_draft(studio.draft)
        else:
            studio.history.revise(studio.history[-1], on_server=False)
