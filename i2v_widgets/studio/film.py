"""LiveFilm: a running render as the player pulls it, fragment by fragment, through the client."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from ..errors import I2VError, RenderFailed

Wire = Mapping[str, Any]


class Fragments(Protocol):
    """The part of a client's session that gives fragments."""

    async def fragment(self, render_id: str, track: Any, k: Any) -> bytes | None:
        """One fragment's bytes; ``"init"`` for the initialisation."""


class LiveFilm:
    """A preview on its way.

    Parameters
    ----------
    session : Fragments
        Where the bytes come from.
    render_id : str
        Which render.
    name : str
        The film's name.
    """

    def __init__(self, session: Fragments, render_id: str, name: str) -> None:
        self.id = uuid.uuid4().hex[:12]
        self.render_id = render_id
        self.name = name
        self._session = session
        self._wire: Wire = {}
        self._live = True
        self._error: I2VError | None = None
        self._changed = asyncio.Event()

    # What the render says

    def update(self, wire: Wire) -> bool:
        """Take the `film` of a render's status; whether anything is new."""
        if not wire or wire == self._wire:
            return False
        self._wire = wire
        self._wake()
        return True

    def end(self, error: I2VError | None = None) -> None:
        """The render is over."""
        self._live, self._error = False, error
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    @property
    def fps(self) -> float:
        """Frames a second."""
        return float(self._wire.get("fps") or 30)

    @property
    def playable(self) -> bool:
        """Whether the page can begin: the size, the codec and the first picture are known."""
        video = self._wire.get("video") or {}
        chunks = video.get("chunks") or []
        return bool(video.get("mime")) and any(chunk[2] == "done" for chunk in chunks)

    @property
    def audio_parts(self) -> int:
        """How many sound fragments the index has."""
        return len((self._wire.get("audio") or {}).get("index") or [])

    def chunks(self) -> list[list[Any]]:
        """``[start, duration, state]`` in seconds, for the timeline."""
        fps = self.fps
        chunks = (self._wire.get("video") or {}).get("chunks") or []
        return [[round(first / fps, 4), round(frames / fps, 4), state] for first, frames, state in chunks]

    # What the player asks

    def describe(self) -> dict[str, Any]:
        """The player's `film` trait."""
        wire, chunks = self._wire, self.chunks()
        video, audio = wire.get("video") or {}, wire.get("audio") or {}
        index = audio.get("index") or []
        ready = min(int(audio.get("ready") or 0), len(index))
        return {
            "id": self.id,
            "name": self.name,
            "width": wire.get("width", 0),
            "height": wire.get("height", 0),
            "fps": self.fps,
            "duration": round(float(wire.get("frames") or 0) / self.fps, 4),
            "live": self._live,
            "size": 0,
            "video": {
                "mime": video.get("mime") or "",
                "index": [chunk[:2] for chunk in chunks],
                "ready": "".join("1" if chunk[2] == "done" else "0" for chunk in chunks),
            },
            "audio": {
                "mime": audio["mime"],
                "index": [[round(start, 6), round(duration, 6)] for start, duration in index],
                "ready": "1" * ready + "0" * (len(index) - ready),
            }
            if audio.get("mime")
            else None,
        }

    async def fragment(self, track: str, index: int) -> bytes:
        """One fragment that is there, or the initialisation at -1."""
        data = await self._session.fragment(self.render_id, track, "init" if index < 0 else index)
        if data is None:
            raise I2VError("This part of the preview is no longer there.", hint="Ask for a new preview.")
        return data

    async def wait_for(self, track: str, index: int) -> bytes:
        """One fragment, as soon as it is there.

        Raises
        ------
        RenderFailed
            When the render ended without it.
        """
        while not self._has(track, index):
            if not self._live:
                raise self._error or RenderFailed()
            await self._changed.wait()
        return await self.fragment(track, index)

    def _has(self, track: str, index: int) -> bool:
        described = self.describe()[track]
        if described is None or not described["mime"]:
            return False
        return "1" in described["ready"] if index < 0 else described["ready"][index : index + 1] == "1"

    async def read(self, offset: int, length: int) -> bytes:
        """None: a preview has no file."""
        raise I2VError("A preview is not kept as a file.", hint="Export the film to save it.")

    def close(self) -> None:
        """Nothing is open here: the backend keeps the fragments."""
