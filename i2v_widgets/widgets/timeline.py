"""Timeline: a draft's tracks on a ruler, with filmstrip and waveform, and what a person changes there by hand."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from traitlets import Bool, Dict, Float, List, Unicode

from ..draft.model import Draft
from ..errors import I2VError, UnsupportedFile
from ..media.pictures import thumbnail
from .base import Widget, bundle
from .commands import Buffers, Handler, Message

Edit = dict[str, Any]


class Footage(Protocol):
    """Where a timeline gets its small pictures from."""

    async def still(self, digest: str, width: int, at: float) -> bytes:
        """A JPEG of one medium, `width` pixels wide, at a time of its own."""

    async def peaks(self, segment: str, count: int) -> bytes:
        """`count` peaks of one audio segment, one byte each."""


class LocalFootage:
    """The footage of a draft whose segments name files of this machine."""

    def __init__(self, draft: Draft) -> None:
        self._sources = {
            segment.digest or segment.id: segment.source
            for track in draft.tracks
            for segment in track.segments
            if segment.source
        }

    async def still(self, digest: str, width: int, at: float) -> bytes:
        """A picture's thumbnail, from the path it was added by."""
        path = Path(self._sources.get(digest, ""))
        if not path.is_file():
            raise UnsupportedFile("The picture of this clip is not on this machine.", hint="")
        return await asyncio.to_thread(thumbnail, path, width, at=at)

    async def peaks(self, segment: str, count: int) -> bytes:
        """None: the sound is made by a backend."""
        raise UnsupportedFile("There is no waveform without a backend.", hint="")


class Timeline(Widget):
    """A film's tracks.

    Parameters
    ----------
    draft : Draft or dict, optional
        What to show, a draft or its JSON.
    footage : Footage, optional
        Where filmstrips and waveforms come from; without one, from the files that the segments name.
    **traits
        `language`, `editable`, `report_position`, `selection`, `position`.

    Attributes
    ----------
    film : dict
        The draft as the page draws it (`Draft.to_view`); set it through `draft`.
    chunks : list
        ``[start, duration, state]`` of the parts of a render, in seconds; empty when there is nothing to tell.
    status : dict
        ``{"state", "text"}``, a line beside the tools.
    position : float
        The playhead, seconds. The page owns it, and tells it at most 4 times a second if `report_position`.
    report_position : bool
        Whether the kernel wants to hear the playhead.
    selection : list of str
        Ids of the selected segments.
    editable : bool
        Whether a person can change the film here.

    Examples
    --------
    >>> timeline = Timeline(studio.draft, editable=True)
    >>> timeline.on_edit(print)
    """

    _esm = bundle("timeline")

    film = Dict(help="The draft as the page draws it.").tag(sync=True)
    chunks: Any = List(help="Parts of a render: start, duration, state.").tag(sync=True)
    status = Dict({"state": "", "text": ""}, help="A line beside the tools.").tag(sync=True)
    position = Float(0.0, help="The playhead, seconds.").tag(sync=True)
    report_position = Bool(False, help="Whether the kernel hears the playhead.").tag(sync=True)
    selection = List(Unicode(), help="Ids of the selected segments.").tag(sync=True)
    editable = Bool(False, help="Whether a person can change the film here.").tag(sync=True)

    def __init__(self, draft: Draft | Mapping[str, Any] | None = None, footage: Footage | None = None, **traits: Any):
        self._draft = Draft.from_wire({})
        self._footage = footage
        self._edited: list[Callable[[Edit], Any]] = []
        super().__init__(**traits)
        if draft is not None:
            self.draft = draft if isinstance(draft, Draft) else Draft.from_wire(draft)

    @property
    def draft(self) -> Draft:
        """The draft that is shown."""
        return self._draft

    @draft.setter
    def draft(self, draft: Draft) -> None:
        self._draft = draft
        self.show(film={} if draft.is_empty else draft.to_view(), now=True)

    @property
    def footage(self) -> Footage:
        """Where filmstrips and waveforms come from."""
        return self._footage if self._footage is not None else LocalFootage(self._draft)

    @footage.setter
    def footage(self, footage: Footage) -> None:
        self._footage = footage

    def on_edit(self, callback: Callable[[Edit], Any]) -> None:
        """Call back with each edit made by hand (``{"op": "trim", …}``); whoever listens applies it.

        Without a listener the timeline applies edits to its own `draft`.
        """
        self._edited.append(callback)

    def _commands(self) -> Mapping[str, Handler]:
        async def edit(content: Message, _: Buffers) -> None:
            change = content.get("edit")
            if not self.editable or not isinstance(change, dict):
                raise I2VError("This timeline is only to look at.", hint="")
            if not self._edited:
                self._apply(change)
            for callback in self._edited:
                result = callback(change)
                if inspect.isawaitable(result):
                    await result

        return {"edit": edit}

    def _apply(self, change: Edit) -> None:
        from ..draft.edits import apply, from_wire

        self.draft = apply(self._draft, [from_wire(change)], ())

    def _requests(self) -> Mapping[str, Handler]:
        async def still(content: Message, _: Buffers) -> None:
            width = max(16, min(int(content.get("width", 160)), 640))
            jpeg = await self.footage.still(str(content.get("digest")), width, float(content.get("time", 0)))
            self._tell_page({"kind": "still", "id": content.get("id")}, [jpeg])

        async def peaks(content: Message, _: Buffers) -> None:
            count = max(1, min(int(content.get("n", 400)), 20_000))
            found = await self.footage.peaks(str(content.get("segment")), count)
            self._tell_page({"kind": "peaks", "id": content.get("id")}, [found])

        return {"still": still, "peaks": peaks}

    def _summary(self) -> str:
        return "nothing yet" if self._draft.is_empty else self._draft.summary()
