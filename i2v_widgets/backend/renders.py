"""Renders under way and ended: the journal, and what of each can be asked for at any time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from i2v_widgets.backend.answers import Invalid, tell
from i2v_widgets.backend.render.output import QUALITIES, Output
from i2v_widgets.backend.store import RenderRow, Store
from i2v_widgets.draft import Draft
from i2v_widgets.errors import Cancelled, I2VError, RenderFailed

if TYPE_CHECKING:
    from i2v_widgets.backend.render.engine import Engine
    from i2v_widgets.backend.render.render import Render

log = logging.getLogger("i2v_widgets.backend")

ENDED = {"completed", "failed", "cancelled"}
FORMATS = ("mp4",)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


@dataclass
class Entry:
    """One render: its row in the journal and, while this process knows it, the work itself.

    Attributes
    ----------
    revision : int
        Grows with everything that can be seen; a long poll waits for it.
    """

    row: RenderRow
    path: Path | None
    render: Render | None = None
    revision: int = 0
    watcher: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def state(self) -> str:
        """The engine's word while it works, the journal's afterwards."""
        if self.row.status in ENDED or self.render is None:
            return self.row.status
        # "completed" is told only once the journal has it: whoever reads it may end this process at once.
        return self.render.state if self.render.state not in ENDED else "running"

    def advance(self, row: RenderRow | None = None) -> None:
        """Note that something changed, and wake who waits."""
        self.row = row or self.row
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def after(self, since: int, wait: float) -> None:
        """Return when the revision is past `since`, or after `wait` seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        while self.revision <= since and (left := until - loop.time()) > 0:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left)

    def status(self) -> dict[str, Any]:
        """The wire's status (protocol § 6), and the film as far as it is there."""
        state, render = self.state, self.render
        told: dict[str, Any] = {
            "taskId": self.row.id,
            "status": state,
            "progress": 1.0 if state == "completed" else round(render.progress, 4) if render else 0.0,
            "revision": self.revision,
        }
        if state == "completed":
            told["output"] = self._output()
        if self.row.error:
            told["error"] = self.row.error
        if render is not None:
            told["film"] = _film(render)
        return told

    def _output(self) -> dict[str, Any]:
        seconds = self.render.frames / self.render.fps if self.render else Draft.from_wire(self.row.draft).duration
        output: dict[str, Any] = {"duration": round(float(seconds), 3)}
        if self.path is not None:
            output |= {"url": f"/api/embedded/renders/{self.row.id}/file", "size": self.path.stat().st_size}
        return output


def _film(render: Render) -> dict[str, Any]:
    return {
        "width": render.width,
        "height": render.height,
        "fps": float(render.fps),
        "frames": render.frames,
        "video": {"mime": render.video_mime, "chunks": [[c.first, c.frames, c.state] for c in render.chunks]},
        "audio": _sound(render),
    }


def _sound(render: Render) -> dict[str, Any] | None:
    index = [[start, duration] for start, duration in render.audio_index]
    if not render.audio_mime:
        return None
    return {"mime": render.audio_mime, "index": index, "ready": len(index)}


class Renders:
    """All renders of a backend, by id.

    Parameters
    ----------
    store : Store
    engine : Engine
    films : Path
        Where finished films go.
    """

    def __init__(self, store: Store, engine: Engine, films: Path) -> None:
        self.engine = engine
        self._store = store
        self._films = films
        self._entries: dict[str, Entry] = {}
        self._lock = asyncio.Lock()  # one id asked for twice at once is one render

    async def start(self, id: str, session: str, draft: Any, wanted: dict[str, Any]) -> Entry:
        """Begin a render; the same id again is the same render, whatever came of it.

        Raises
        ------
        Invalid, RenderFailed
            The id or the output is none that there is; nothing is in the film.
        """
        if not _ID.fullmatch(id):
            raise Invalid("A render's id is made of letters, digits, '_', '-' and '.'.")
        output = _checked(wanted)
        async with self._lock:
            if (entry := await self._find(id)) is not None:
                return entry
            if not Draft.from_wire(draft).clips:
                raise RenderFailed("There is nothing to render yet.", hint="Add a photo and say what film it shall be.")
            row = RenderRow(id, session, draft, output, "queued", None, time.time())
            return self._begin(await self._store.journal_render(row))

    async def find(self, id: str) -> Entry | None:
        """Look a render up; one that a crash or a restart cut off goes on from the parts that are kept."""
        async with self._lock:
            return await self._find(id)

    async def _find(self, id: str) -> Entry | None:
        if id in self._entries:
            return self._entries[id]
        row = await self._store.render(id)
        if row is None:
            return None
        if row.status in {"failed", "cancelled"} or (row.status == "completed" and self._is_kept(row)):
            entry = self._entries[id] = Entry(row, self._path(row))
            return entry
        return self._begin(row)

    def _begin(self, row: RenderRow) -> Entry:
        row = RenderRow(row.id, row.session, row.draft, row.output, "queued", None, row.created)
        entry = self._entries[row.id] = Entry(row, self._path(row))
        output = Output(format=row.output["format"], quality=row.output["quality"])
        entry.render = self.engine.render(Draft.from_wire(row.draft), output, entry.path)
        entry.watcher = asyncio.get_running_loop().create_task(self._watch(entry, entry.render))
        return entry

    async def _watch(self, entry: Entry, render: Render) -> None:
        """Follow a render to its end, which goes into the journal before it is told."""
        seen: Any = None
        while render.state not in ENDED:
            # A revision for every part that is there, and for each hundredth of the way: not for each of 900 frames.
            mark = ([chunk.state for chunk in render.chunks], len(render.audio_index), int(render.progress * 100))
            if mark != seen:
                seen = mark
                entry.advance()
            await render.next_change()
        error: dict[str, Any] | None = None
        if render.state != "completed":
            try:
                await render.wait()
            except I2VError as failure:
                error = tell(failure)
            except asyncio.CancelledError:
                error = tell(Cancelled())
        row = entry.row
        try:
            await self._store.end_render(row.id, render.state, error)
        except Exception:
            # Told all the same: whoever polls would wait for ever. After a restart it goes on from the parts kept.
            log.exception("The end of render %s could not be written down", row.id)
        entry.advance(RenderRow(row.id, row.session, row.draft, row.output, render.state, error, row.created))

    async def cancel(self, id: str) -> Entry | None:
        """Stop a render; its finished parts are kept."""
        entry = await self.find(id)
        if entry is not None and entry.state not in ENDED and entry.render is not None:
            entry.render.cancel()
            if entry.watcher is not None:
                await asyncio.shield(entry.watcher)
        return entry

    def wake(self) -> None:
        """Let all long polls answer now."""
        for entry in self._entries.values():
            entry.advance()

    async def close(self) -> None:
        """Stop what is under way; the journal still says that it is, so it goes on when the backend starts again."""
        watchers = [e.watcher for e in self._entries.values() if e.watcher is not None and not e.watcher.done()]
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
        for entry in self._entries.values():
            if entry.render is not None and entry.render.state not in ENDED:
                entry.render.cancel()
                with contextlib.suppress(I2VError, asyncio.TimeoutError):
                    await asyncio.wait_for(entry.render.wait(), 5)
        self._entries.clear()

    def _path(self, row: RenderRow) -> Path | None:
        return self._films / f"{row.id}.{row.output['format']}" if row.output["file"] else None

    def _is_kept(self, row: RenderRow) -> bool:
        path = self._path(row)
        return path is not None and path.is_file()


def _checked(wanted: dict[str, Any]) -> dict[str, Any]:
    format, quality = str(wanted.get("format") or "mp4").lower(), str(wanted.get("quality") or "high").lower()
    if format not in FORMATS:
        raise RenderFailed(f"{format} is not made here.", hint=f"Formats: {', '.join(FORMATS)}.")
    if quality not in QUALITIES:
        raise RenderFailed(f"There is no quality “{quality}”.", hint=f"Qualities: {', '.join(QUALITIES)}.")
    # A preview is watched while it grows and needs no file; `"file": true` asks for one all the same.
    return {"format": format, "quality": quality, "file": bool(wanted.get("file", quality != "draft"))}
