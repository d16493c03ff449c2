"""What all routes share: the store, the media, the renders, and who is at work on which session."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from starlette.requests import Request

from i2v_widgets.backend.blobs import Blobs
from i2v_widgets.backend.kept import Glimpses
from i2v_widgets.backend.store import Line, Store
from i2v_widgets.draft import Media

if TYPE_CHECKING:
    from i2v_widgets.backend.director import Direction
    from i2v_widgets.backend.faults import Faults
    from i2v_widgets.backend.renders import Renders

UNLIMITED = 1_000_000  # credits of a backend that costs nothing


@dataclass
class Service:
    """One running backend, behind its routes.

    Attributes
    ----------
    folder : Path
    store : Store
    blobs : Blobs
    renders : Renders
    director : callable
        What turns words into edits: ``direct(message, *, draft, media, past, future)``; may be a coroutine function.
    credits : int or None
        What there was at the beginning; None for no end of them.
    faults : Faults or None
        Misbehaviour for teaching and tests.
    public : bool
        Whether others than this machine reach it: then it fetches from public addresses only.
    looking : asyncio.Semaphore
        Held while a picture is decoded: two at a time, for the memory that 250 megapixels take.
    listening : asyncio.Semaphore
        Held while music is composed for its waveform, which takes seconds: thumbnails do not wait behind it.
    stale : dict
        By session, a line that the next look at the state shows instead of the real one (a fault).
    stopping : asyncio.Event
        Set when the server is to end: long polls and streams end with it.
    """

    folder: Path
    store: Store
    blobs: Blobs
    renders: Renders
    director: Callable[..., Any]
    credits: int | None = None
    faults: Faults | None = None
    public: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    listening: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    glimpses: Glimpses = field(default_factory=Glimpses)
    stale: dict[str, Line] = field(default_factory=dict)
    turns: Counter[str] = field(default_factory=Counter)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def turn(self, session: str) -> asyncio.Lock:
        """Hold this while a session's draft is read, changed and written."""
        return self._locks.setdefault(session, asyncio.Lock())

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Run something that outlives its request; it is awaited when the backend stops."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def direct(self, message: str, line: Line, media: Sequence[Media]) -> Direction:
        """Ask the director, in a thread (or awaited, where it is a coroutine function)."""
        future = line.future[::-1]  # of both, the nearest last
        given = {"draft": line.draft, "media": media, "past": line.past, "future": future}
        if inspect.iscoroutinefunction(self.director):
            direction: Direction = await self.director(message, **given)
        else:
            direction = await asyncio.to_thread(self.director, message, **given)
        return direction

    async def available(self) -> int:
        """Credits that are left."""
        return UNLIMITED if self.credits is None else max(0, self.credits - await self.store.spent())


def service_of(request: Request) -> Service:
    """The backend that this request came to."""
    service: Service = request.app.state.service
    return service
