"""Films out: the live preview that follows the draft, and exports with their card, journal and time left."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..client import new_render_id
from ..draft.model import Draft
from ..errors import Cancelled, I2VError, RenderFailed
from ..jobs import Job, submit
from ..strings import t
from ..widgets.footage import FileFilm
from ..widgets.player import data_url
from .film import LiveFilm
from .video import Video

if TYPE_CHECKING:
    from .studio import Studio

# One long poll: long enough to be quiet, short enough that a lost answer is soon asked for again.
LONG_POLL = 10.0
# Under this much progress an estimate of the time left would be a guess.
TELLS = 0.04
# A backend that does not answer a cancel holds up nobody for longer.
CANCEL = 5.0


class TimeLeft:
    """Estimates the seconds left from true progress; None while it would be a guess."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: float | None = None

    def __call__(self, progress: float) -> int | None:
        now = time.monotonic()
        if self._first is None:
            # What was cached is there at once and tells nothing of the pace.
            self._first, self._began = progress, now
        done = progress - self._first
        if done < TELLS:
            return None
        return max(0, round((now - self._began) / done * (1 - progress)))


class Renders:
    """One Studio's previews and exports."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._preview: asyncio.Task[None] | None = None
        self._previewed: Any = None
        self._exports: dict[Job[Any], Path] = {}  # those under way, each with the file it will leave

    # Preview

    def follow(self) -> None:
        """Render a preview of the draft as it is now, in place of the one that runs; from any thread."""
        submit(self._follow())

    async def _follow(self) -> None:
        with contextlib.suppress(Exception):  # told in the Studio already
            await self.preview(self._studio.draft, again=False)

    async def preview(self, draft: Draft, *, again: bool = True) -> Video:
        """Start a preview; the video is there as soon as it can be played, and goes on growing."""
        studio = self._studio
        if draft.is_empty:
            raise I2VError(t("studio.no_film", studio.language), hint=t("studio.no_film_hint", studio.language))
        session = await studio.link.session()
        if "fragments" not in session.capabilities:
            raise I2VError("This backend renders no previews.", hint="Use studio.export(path).")
        wire = draft.to_wire()
        if not again and self._previewed == wire:
            return self._video(studio.player._current, draft)
        await self.cancel_preview()
        self._previewed = wire
        id = new_render_id()
        film = LiveFilm(session, id, draft.name or t("studio.untitled", studio.language))
        playable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        playable.add_done_callback(lambda f: f.cancelled() or f.exception())
        self._preview = asyncio.create_task(self._run_preview(session, id, film, draft, playable))
        await asyncio.shield(playable)
        return self._video(film, draft)

    def _video(self, film: Any, draft: Draft) -> Video:
        seen = film.describe()
        return Video(
            None, width=seen["width"], height=seen["height"], duration=draft.duration, film=film,
            render_id=film.render_id, name=film.name,
        )  # fmt: skip

    async def _run_preview(
        self, session: Any, id: str, film: LiveFilm, draft: Draft, playable: asyncio.Future[None]
    ) -> None:
        studio, left, revision, audio = self._studio, TimeLeft(), 0, 0
        poster = submit(self._poster(session))
        studio.show(preview_state={"state": "running", "progress": 0, "left": None}, now=True)
        try:
            status = await session.start_render(draft, "draft", id)
            while True:
                wire = status.film or {}
                if film.update(wire):
                    studio.timeline.show(chunks=film.chunks())
                    if film.playable and not playable.done():
                        studio.player.play_film(film)
                        audio = film.audio_parts
                        playable.set_result(None)
                    elif playable.done():
                        studio.player.grow(film, audio_index=film.audio_parts != audio)
                        audio = film.audio_parts
                far = status.progress or 0.0
                studio.show(preview_state={"state": "running", "progress": round(far, 3), "left": left(far)})
                if status.status == "completed":
                    break
                if status.status in ("failed", "cancelled", "expired"):
                    raise status.error or RenderFailed()
                revision = status.revision
                status = await session.render_status(id, since=revision, wait=LONG_POLL)
            film.end()
            if not playable.done():
                studio.player.play_film(film)
                playable.set_result(None)
            studio.player.show(film=film.describe())
            studio.timeline.show(chunks=[], now=True)
            studio.show(preview_state={"state": "done", "progress": 1, "left": 0}, now=True)
        except asyncio.CancelledError:
            film.end(Cancelled())
            self._previewed = None
            if not playable.done():
                playable.set_exception(Cancelled())
            studio.show(preview_state={"state": "idle", "progress": 0, "left": None}, now=True)
            with contextlib.suppress(Exception):
                await asyncio.wait_for(session.cancel_render(id), CANCEL)
            raise
        except Exception as error:
            told = error if isinstance(error, I2VError) else RenderFailed(str(error))
            film.end(told)
            self._previewed = None
            studio.show(preview_state={"state": "failed", "progress": 0, "left": None}, now=True)
            studio.tell_failure(told, again={"do": "preview"})
            if not playable.done():
                playable.set_exception(told)
        finally:
            poster.cancel()

    async def _poster(self, session: Any) -> None:
        if "stills" not in session.capabilities:
            return
        for width in (480, 320, 200):
            with contextlib.suppress(I2VError):
                if url := data_url(await session.poster(width, 0.0)):
                    self._studio.player.show(poster=url, now=True)
                    return

    async def cancel_preview(self) -> None:
        """Stop the running preview, here and in the backend."""
        task, self._preview = self._preview, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task])

    # Export

    async def export(
        self,
        job: Job[Any],
        path: Path | None,
        format: str,
        quality: str,
        *,
        draft: Draft,
        render_id: str | None = None,
        language: str = "",
    ) -> Video:
        """Render the draft to a file; its card in the conversation has progress, time left and Cancel."""
        studio, language = self._studio, language or studio_language(self._studio)
        if draft.is_empty:
            raise I2VError(t("studio.no_film", language), hint=t("studio.no_film_hint", language))
        session = await studio.link.session()
        target = path or self._free_name(draft, format)
        id = render_id or new_render_id()
        journal = {"path": str(target), "format": format, "quality": quality, "draft": draft.to_wire()}
        if render_id is None:  # one that is taken up again stays of the session that ordered it
            journal["session"] = session.id
        studio.project.keep_render(id, **journal, state="ordered")  # before the first request
        card = studio.conversation.post("export", target.name, state="streaming", progress=0.0, actions=["cancel"])
        self._exports[job] = target
        studio.show(export_state={"state": "running", "progress": 0, "left": None, "name": target.name}, now=True)
        left = TimeLeft()
        try:
            order = partial(session.export, draft, target, format=format, quality=quality, render_id=id)
            async for status in _resumed(session, id, target, order) if render_id else order():
                progress = status.progress or 0.0
                rest = left(progress)
                job.report(progress, t("studio.exporting", language, name=target.name))
                far = {"progress": round(progress, 3), "left": rest}
                studio.show(export_state={"state": "running", "name": target.name, **far})
                studio.conversation.change(card, now=False, **far)
            video = await Video.of_file(target, render_id=id, poster=await self._small_poster(session))
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(session.cancel_render(id), CANCEL)
            studio.project.keep_render(id, **journal, state="cancelled")
            studio.conversation.change(card, state="cancelled", actions=[], progress=None, left=None)
            studio.show(export_state={"state": "idle", "progress": 0, "left": None}, now=True)
            raise
        except Exception as error:
            why = str(error).rstrip(".")
            told = error if isinstance(error, I2VError) else RenderFailed(f"The export stopped: {why}.")
            studio.conversation.change(
                card, state="failed", text=told.message, hint=told.hint, title=target.name, actions=["retry"],
                progress=None, left=None,
            )  # fmt: skip
            studio.show(
                export_state={"state": "failed", "progress": 0, "left": None, "message": told.message}, now=True
            )
            studio.told.add(told)
            with contextlib.suppress(Exception):  # on a sick disk the sentence matters more than the journal
                studio.project.keep_render(id, **journal, state="failed")
            if told is error:
                raise
            raise told from None
        finally:
            del self._exports[job]
            studio.keep_conversation(card)
        studio.project.keep_render(id, **journal, state="completed")
        film = await FileFilm.open(target)
        studio.player.offer(film)
        file = {"id": film.id, "name": target.name, "size": video.size, "path": str(target)}
        detail = f"{min(video.width, video.height)}p · {video.duration:.1f} s"
        studio.conversation.change(
            card, state="done", file=file, detail=detail, actions=["save"], progress=None, left=None
        )
        studio.keep_conversation(card)
        studio.show(
            export_state={
                "state": "done",
                "progress": 1,
                "left": 0,
                "name": target.name,
                "size": video.size,
                "file": film.id,
            },
            now=True,
        )
        job.report(1.0, t("studio.exported", language, path=str(target)))
        return video

    async def _small_poster(self, session: Any) -> bytes | None:
        if "stills" in session.capabilities:
            with contextlib.suppress(I2VError):
                poster: bytes = await session.poster(480, 0.0)
                return poster
        return None

    def _free_name(self, draft: Draft, format: str) -> Path:
        stem = re.sub(r"[^\w]+", "-", draft.title.lower()[:60], flags=re.UNICODE).strip("-") or "film"
        folder = self._studio.project.films
        path, n = folder / f"{stem}.{format}", 2
        while path.exists() or path in self._exports.values():
            path, n = folder / f"{stem}-{n}.{format}", n + 1
        return path

    def cancel_exports(self) -> None:
        """Stop all exports that run."""
        for job in list(self._exports):
            job.cancel()

    async def close(self) -> None:
        """Stop what runs."""
        exports = list(self._exports)
        self.cancel_exports()
        await self.cancel_preview()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(job.finished() for job in exports)), CANCEL)


async def _resumed(session: Any, id: str, target: Path, order: Callable[[], Any]) -> AsyncIterator[Any]:
    """Wait for a render that was ordered before; order it anew only where that costs nothing."""
    try:
        async for status in session.resume(id, target):
            yield status
    except RenderFailed as error:
        if str(error.code) != "404" or "fragments" not in session.capabilities:
            raise
    else:
        return
    async for status in order():
        yield status


def studio_language(studio: Studio) -> str:
    """The language for words that answer no prompt."""
    return studio.language or "en"
