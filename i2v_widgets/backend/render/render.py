"""One render on its way: what it has done, what it can already hand out, and how it is stopped."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from i2v_widgets.backend.render import join
from i2v_widgets.backend.render.output import Encoding
from i2v_widgets.backend.render.plan import Chunk
from i2v_widgets.errors import Cancelled, I2VError
from i2v_widgets.media import boxes

_SOUND_SHARE, _JOIN_SHARE = 0.06, 0.02  # of the pictures' work: AAC takes 0.5 s where 30 s of film take some 10


@dataclass(frozen=True, slots=True)
class ChunkState:
    """One chunk as others see it: where it stands, and whether it is waiting, running, done or failed."""

    first: int
    frames: int
    state: str = "waiting"


class Render:
    """A running or finished render; made by `Engine.render`, read and awaited on the loop it was made on.

    Attributes
    ----------
    state : str
        queued, running, completed, failed or cancelled.
    progress : float
        0 to 1, by frames encoded; sound and joining have their share.
    error : I2VError or None
    path : Path or None
        The finished file; None for a preview.
    fps, width, height, frames
        Of what is rendered.
    chunks : tuple of ChunkState
    video_mime, audio_mime : str
        For MediaSource; audio_mime is "" for a film without sound.
    """

    def __init__(
        self,
        encoding: Encoding,
        chunks: tuple[Chunk, ...],
        destination: Path | None,
        *,
        has_sound: bool,
        read: Callable[[Chunk], bytes | None],
    ) -> None:
        self.state = "queued"
        self.error: I2VError | None = None
        self.path: Path | None = None
        self.fps = float(encoding.rate)
        self.width, self.height = encoding.width, encoding.height
        self.frames = sum(chunk.frames for chunk in chunks)
        self.chunks = tuple(ChunkState(chunk.first, chunk.frames) for chunk in chunks)
        self.video_mime = ""
        self.audio_mime = 'audio/mp4; codecs="mp4a.40.2"' if has_sound else ""
        self.destination = destination
        self._plan = chunks
        self._read = read
        self._head: boxes.Head | None = None
        self._sound: join.AudioEncoding | None = None
        self._sound_done = not has_sound
        self._part_done = [0] * len(chunks)  # frames of each chunk
        self._joined = 0.0
        self._changed: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    # What others read --------------------------------------------------------------------------------------------

    @property
    def progress(self) -> float:
        """How much of the work is done, 0 to 1."""
        if self.state == "completed":
            return 1.0
        whole = float(max(1, self.frames))
        sound = whole * _SOUND_SHARE if self.audio_mime else 0.0
        joining = whole * _JOIN_SHARE if self.destination is not None else 0.0
        done = sum(self._part_done) + (sound if self._sound_done else 0.0) + joining * self._joined
        return min(0.999, done / (whole + sound + joining))

    def video_init(self) -> bytes | None:
        """The pictures' initialisation segment."""
        return boxes.init_segment(self._head) if self._head is not None else None

    def video_fragment(self, index: int) -> bytes | None:
        """Chunk `index` as a fragment whose times start at 0; None until it is there."""
        if not 0 <= index < len(self.chunks) or self.chunks[index].state != "done":
            return None
        return self._read(self._plan[index])

    @property
    def audio_index(self) -> tuple[tuple[float, float], ...]:
        """(start, duration) of each sound fragment in seconds; empty until the sound is there."""
        return join.sound_index(self._sound) if self._sound is not None else ()

    def audio_init(self) -> bytes | None:
        """The sound's initialisation segment."""
        return boxes.init_segment(boxes.aac_head(self._sound.config)) if self._sound is not None else None

    def audio_fragment(self, index: int) -> bytes | None:
        """Sound fragment `index`, times from 0; None until it is there."""
        if self._sound is None:
            return None
        try:
            return join.sound_fragment(self._sound, index)
        except IndexError:
            return None

    @property
    def finished(self) -> bool:
        """Whether nothing more will change."""
        return self.state in ("completed", "failed", "cancelled")

    async def next_change(self) -> None:
        """Return when anything has advanced; at once when nothing will any more."""
        if self.finished:
            return
        if self._changed is None or self._changed.done():
            self._changed = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._changed)

    async def wait(self) -> None:
        """Return when the film is there; raise what stopped it."""
        while not self.finished:
            await self.next_change()
        if self.error is not None:
            raise self.error

    def cancel(self) -> None:
        """Stop; chunks that are done are kept for the next time."""
        if self._task is not None and not self.finished:
            self._task.cancel()

    # What the engine writes --------------------------------------------------------------------------------------

    def advance(self) -> None:
        """Wake those who wait for a change."""
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    def set_head(self, head: boxes.Head) -> None:
        """The parameter sets are known."""
        self._head, self.video_mime = head, head.mime
        self.advance()

    def set_sound(self, sound: join.AudioEncoding | None) -> None:
        """The sound is there, or there is none after all."""
        self._sound, self._sound_done = sound, True
        if sound is None:
            self.audio_mime = ""
        self.advance()

    def set_chunk(self, index: int, state: str, done: int | None = None) -> None:
        """A chunk has advanced."""
        if done is not None:
            self._part_done[index] = min(done, self.chunks[index].frames)
        if self.chunks[index].state != state:
            states = list(self.chunks)
            states[index] = replace(states[index], state=state)
            self.chunks = tuple(states)
        self.advance()

    def set_joined(self, share: float) -> None:
        """So much of the file is written."""
        self._joined = share
        self.advance()

    def finish(self, state: str, error: I2VError | None = None) -> None:
        """Come to an end."""
        self.state, self.error = state, error
        if state == "completed" and self.destination is not None:
            self.path = Path(os.fspath(self.destination))
        if state == "cancelled" and error is None:
            self.error = Cancelled(
                "The render was cancelled.", hint="Finished parts are kept; start it again to continue."
            )
        self.advance()

    def close(self) -> None:
        """The work is over: a task that was cancelled before its first step had no chance to say so."""
        if not self.finished:
            self.finish("cancelled")
