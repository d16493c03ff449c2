"""What a backend can besides: typed edits, media order, stills, peaks, and a film's fragments while it renders."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ..draft import Draft, Media
from ..errors import BackendUnavailable
from .render import Renders
from .render_status import ExportStatus, new_render_id
from .state import State
from .wire import Wire


class Capable(ABC):
    """The calls behind the capabilities of a session (its `capabilities`); each is refused where its own is absent.

    Nothing here, nor in whoever uses it, asks which backend it is.
    """

    id: str
    capabilities: Mapping[str, Any]
    _wire: Wire

    async def media(self) -> tuple[Media, ...]:
        """Return the session's media in the order of the film to be (capability ``media``)."""
        self._need("media", "the order of its media")
        return _media(await self._json("GET", f"/api/embedded/media/{quote(self.id)}"))

    async def set_media(self, digests: Sequence[str]) -> tuple[Media, ...]:
        """Say which of the uploaded media belong to the session, in which order (capability ``media``)."""
        self._need("media", "the order of its media")
        return _media(await self._json("PUT", f"/api/embedded/media/{quote(self.id)}", {"digests": list(digests)}))

    async def edit(self, edits: Iterable[Any]) -> State:
        """Apply typed edits, as wire objects or dataclasses with `to_wire`, all or none (capability ``edits``)."""
        self._need("edits", "typed edits")
        wire = [edit.to_wire() if hasattr(edit, "to_wire") else edit for edit in edits]
        return State.from_wire(await self._json("POST", f"/api/embedded/edits/{quote(self.id)}", {"edits": wire}))

    async def put_draft(self, draft: Draft | Mapping[str, Any]) -> State:
        """Replace the draft, for undo and going to a version (capability ``edits``)."""
        self._need("edits", "drafts of your own")
        wire = draft.to_wire() if isinstance(draft, Draft) else draft
        return State.from_wire(await self._json("PUT", f"/api/embedded/draft/{quote(self.id)}", {"draft": wire}))

    async def still(self, digest: str, width: int = 160, time: float = 0.0) -> bytes:
        """Return a JPEG of a picture, or of a video at `time` seconds (capability ``stills``)."""
        self._need("stills", "stills")
        path = f"/api/embedded/stills/{quote(self.id)}/{quote(digest, safe='')}"
        return await self._bytes(path, {"w": str(width), "t": f"{time:g}"})

    async def poster(self, width: int = 480, time: float = 0.0) -> bytes:
        """Return a JPEG of the film at `time` seconds (capability ``stills``)."""
        self._need("stills", "stills")
        return await self._bytes(f"/api/embedded/poster/{quote(self.id)}", {"w": str(width), "t": f"{time:g}"})

    async def peaks(self, segment: str, n: int = 400) -> bytes:
        """Return `n` peaks of a sound segment, one byte each (capability ``peaks``)."""
        self._need("peaks", "waveforms")
        return await self._bytes(f"/api/embedded/peaks/{quote(self.id)}/{quote(segment, safe='')}", {"n": str(n)})

    async def start_render(
        self, draft: Draft | Mapping[str, Any], quality: str = "draft", render_id: str | None = None
    ) -> ExportStatus:
        """Start a render whose fragments can be watched, and return its first status (capability ``fragments``)."""
        self._need("fragments", "previews")
        wire = draft.to_wire() if isinstance(draft, Draft) else draft
        output = {"format": "mp4", "quality": quality}
        return await self._renders().start(render_id or new_render_id(), wire, output)

    async def render_status(self, render_id: str, since: int = 0, wait: float = 10.0) -> ExportStatus:
        """Return a render's status once its revision is past `since`, or after `wait` s (capability ``fragments``)."""
        self._need("fragments", "previews")
        return await self._renders().status(render_id, since, wait)

    async def fragment(self, render_id: str, track: str, index: int | str) -> bytes:
        """Return a fragment of a running render: of ``"video"`` or ``"audio"``, ``"init"`` or the index-th.

        Raises
        ------
        BackendUnavailable
            While it is not there yet (`code` 404), and where there are none (capability ``fragments``).
        """
        self._need("fragments", "previews")
        path = f"/api/embedded/renders/{quote(render_id, safe='')}/{quote(track)}/{index}"
        answer = await self._wire.call("GET", path)
        if answer.status == 404:
            raise BackendUnavailable("This part of the film is not there yet.", hint="Try again soon.", code=404)
        if answer.error is not None:
            raise answer.error
        return answer.content

    async def cancel_render(self, render_id: str) -> None:
        """Cancel a render at the backend; one that has ended is left as it is."""
        await self._renders().cancel(render_id)

    @abstractmethod
    def _renders(self) -> Renders: ...

    def _need(self, capability: str, what: str) -> None:
        if not self.capabilities.get(capability):
            raise BackendUnavailable(
                f"This backend does not offer {what}.", hint="The embedded backend does.", code="capability"
            )

    async def _json(self, method: str, path: str, json: Any = None) -> Any:
        return (await self._wire.call(method, path, json=json)).data

    async def _bytes(self, path: str, params: Mapping[str, str]) -> bytes:
        answer = await self._wire.call("GET", path, params=params)
        if answer.error is not None:
            raise answer.error
        return answer.content


def _media(answer: Any) -> tuple[Media, ...]:
    rows = answer.get("media", answer.get("files", [])) if isinstance(answer, dict) else answer
    return tuple(Media.from_wire(row) for row in rows) if isinstance(rows, list) else ()
