"""The engine: drafts into films, chunk by chunk, on any executor, each chunk paid once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from pathlib import Path, PurePath

from i2v_widgets.backend.render import space
from i2v_widgets.backend.render.audio import KeptSound, has_sound, pack_sound, sound_digests, sound_key, unpack_sound
from i2v_widgets.backend.render.cache import ChunkCache
from i2v_widgets.backend.render.crew import Crew
from i2v_widgets.backend.render.encode import video_head
from i2v_widgets.backend.render.join import AudioEncoding, DamagedPartError, Part, join_film
from i2v_widgets.backend.render.output import Encoding, Output
from i2v_widgets.backend.render.plan import Chunk, plan_chunks
from i2v_widgets.backend.render.pool import WorkerPool
from i2v_widgets.backend.render.render import Render
from i2v_widgets.backend.render.task import ChunkResult, ChunkTask, SoundTask, render_chunk, render_sound
from i2v_widgets.draft.model import Draft
from i2v_widgets.errors import I2VError, RenderFailed
from i2v_widgets.media.boxes import Head

_HEALINGS = 3  # times a chunk that vanished between rendering and joining is rendered anew


class Engine:
    """Renders drafts.

    Parameters
    ----------
    source : callable
        Where the media of a digest lies; raises LookupError or OSError, or names a file that is not there.
    cache : Path
        Folder of the finished parts, shared by all projects and processes.
    executor : concurrent.futures.Executor, optional
        Where chunks are rendered; worker processes of our own by default.
    max_cache_bytes : float
    """

    def __init__(
        self,
        source: Callable[[str], Path],
        cache: Path,
        executor: Executor | None = None,
        max_cache_bytes: float = 5e9,
    ) -> None:
        self._source = source
        self.cache = ChunkCache(Path(cache), max_cache_bytes)
        self._own = WorkerPool() if executor is None else None
        self._executor: Executor = executor or self._own  # type: ignore[assignment]
        self._running: set[asyncio.Task[None]] = set()

    def warm(self) -> None:
        """Start the workers, so that the first render finds them ready."""
        if self._own is not None:
            self._own.warm()

    def close(self) -> None:
        """End the workers of our own; renders that still run fail or are cancelled by their loop."""
        if self._own is not None:
            self._own.shutdown(wait=True, cancel_futures=True)

    def render(self, draft: Draft, output: Output | None = None, destination: Path | None = None) -> Render:
        """Start rendering, on the running loop.

        Parameters
        ----------
        draft : Draft
        output : Output, optional
        destination : Path, optional
            The film's file. Without one it is a preview: fragments only, the beginning first.
        """
        output = output or Output()
        encoding = Encoding.of(output, draft.width, draft.height, draft.fps)
        chunks = plan_chunks(draft, encoding, ramp=destination is None)
        salt = repr(encoding.key()).encode()
        render = Render(
            encoding,
            chunks,
            Path(destination) if destination is not None else None,
            has_sound=has_sound(draft),
            read=lambda chunk: self.cache.get(chunk.key, salt),
        )
        job = _Job(self, render, draft, encoding, chunks, salt)
        render._task = asyncio.get_running_loop().create_task(job.run())
        self._running.add(render._task)
        render._task.add_done_callback(self._running.discard)
        render._task.add_done_callback(lambda _: render.close())
        return render


class _Job:
    """The steps of one render."""

    def __init__(
        self, engine: Engine, render: Render, draft: Draft, encoding: Encoding, chunks: tuple[Chunk, ...], salt: bytes
    ) -> None:
        self._cache, self._source = engine.cache, engine._source
        self._render, self._draft, self._encoding = render, draft, encoding
        self._chunks, self._salt = chunks, salt
        self._crew = Crew(engine._executor)
        self._names = source_names(draft)

    async def run(self) -> None:
        """Do it all; never raises but for cancellation, which it also swallows: the Render tells how it ended."""
        render = self._render
        try:
            render.state = "running"
            if not self._chunks:
                raise RenderFailed(
                    "There is nothing to render: the timeline has no pictures.", hint="Add pictures first."
                )
            with self._cache.pinned(chunk.key for chunk in self._chunks):
                await self._work()
            render.finish("completed")
        except asyncio.CancelledError:
            render.finish("cancelled")
        except I2VError as error:
            render.finish("failed", error)
        except Exception as error:
            render.finish("failed", RenderFailed(f"The render stopped: {type(error).__name__}: {error}"))
        finally:
            self._crew.stop()

    async def _work(self) -> None:
        head = await asyncio.to_thread(video_head, self._encoding)
        self._render.set_head(head)
        sound = asyncio.create_task(self._sound())
        try:
            await self._pictures(range(len(self._chunks)))
            encoded = await sound
        finally:
            sound.cancel()
        if self._render.destination is not None:
            await self._join(head, encoded, self._render.destination)

    # Pictures ----------------------------------------------------------------------------------------------------

    async def _pictures(self, wanted: Iterable[int]) -> None:
        """Have every chunk in the cache."""
        by_key: dict[str, list[int]] = {}
        for index in wanted:
            by_key.setdefault(self._chunks[index].key, []).append(index)
        missing = []
        for key, indices in by_key.items():
            if await asyncio.to_thread(self._cache.get, key, self._salt) is None:
                missing.append(indices)
            else:
                self._mark(indices, "done", self._chunks[indices[0]].frames)
        if not missing:
            return
        paths = await asyncio.to_thread(self._paths, {d for i in missing for d in self._chunks[i[0]].digests})
        calls = [
            self._crew.call(
                lambda indices=indices: self._one(indices, paths),  # type: ignore[misc]
            )
            for indices in self._in_order(missing)
        ]
        await self._crew.all(calls)

    async def _one(self, indices: list[int], paths: dict[str, str]) -> None:
        chunk = self._chunks[indices[0]]
        self._mark(indices, "running", 0)
        task = ChunkTask(
            chunk.spec, {d: paths[d] for d in chunk.digests}, {d: self._names.get(d, d[:8]) for d in chunk.digests}
        )
        try:
            result: ChunkResult = await self._crew.run(
                render_chunk,
                task,
                what=_told(chunk.names),
                on_progress=lambda done: self._mark(indices, "running", done),
            )
            if _parameter_sets(result.extradata, self._encoding) != video_head(self._encoding).entry:
                raise RenderFailed(
                    "The workers' encoders differ: their parts cannot be joined.",
                    hint="Install the same version of PyAV wherever chunks are rendered.",
                )
            try:
                await asyncio.to_thread(self._cache.put, chunk.key, result.data, self._salt)
            except OSError as error:
                if space.is_full(error):
                    raise space.no_space(self._cache.folder, len(result.data), "a part of the film") from None
                raise
        except asyncio.CancelledError:
            self._mark(indices, "waiting", 0)
            raise
        except BaseException:
            self._mark(indices, "failed", 0)
            raise
        self._mark(indices, "done", chunk.frames)

    def _in_order(self, missing: list[list[int]]) -> list[list[int]]:
        """A preview from its beginning; an export in as many runs as there are workers.

        Neighbouring chunks share a picture: a worker that goes along one run decodes each picture once.
        """
        if self._render.destination is None:
            return missing
        runs = self._crew.workers
        length = -(-len(missing) // runs)
        return [missing[r * length + i] for i in range(length) for r in range(runs) if r * length + i < len(missing)]

    def _mark(self, indices: list[int], state: str, done: int) -> None:
        for index in indices:
            self._render.set_chunk(index, state, done)

    def _paths(self, digests: Iterable[str]) -> dict[str, str]:
        """Where the sources lie; one that is gone is told by its name."""
        found = {}
        for digest in digests:
            name = self._names.get(digest, digest[:8])
            try:
                path = Path(self._source(digest))
                path.open("rb").close()
            except (LookupError, OSError):
                raise RenderFailed(
                    f"The file {name} is missing: the film needs it, and it cannot be read any more.",
                    hint="Add it again, or remove it from the film; finished parts are kept.",
                ) from None
            found[digest] = str(path)
        return found

    # Sound -------------------------------------------------------------------------------------------------------

    async def _sound(self) -> AudioEncoding | None:
        if not has_sound(self._draft):
            self._render.set_sound(None)
            return None
        key = sound_key(self._draft)
        encoded: AudioEncoding | KeptSound | None = None
        if (kept := await asyncio.to_thread(self._cache.get, key)) is not None:
            with contextlib.suppress(ValueError):  # damaged: it is made again
                encoded = unpack_sound(kept)
        if encoded is None:
            paths = await asyncio.to_thread(self._paths, sound_digests(self._draft))
            task = SoundTask(self._draft.to_wire(), paths)
            encoded = await self._crew.run(render_sound, task, what="the sound")
            try:
                await asyncio.to_thread(self._cache.put, key, pack_sound(encoded))
            except OSError as error:
                if space.is_full(error):
                    raise space.no_space(self._cache.folder, sum(map(len, encoded.packets)), "the sound") from None
                raise
        self._render.set_sound(encoded)
        return encoded

    # The file ----------------------------------------------------------------------------------------------------

    async def _join(self, head: Head, sound: AudioEncoding | None, destination: Path) -> None:
        parts = [Part(lambda chunk=chunk: self._kept(chunk), chunk.frames) for chunk in self._chunks]  # type: ignore[misc]
        loop = asyncio.get_running_loop()

        def on_part(done: int) -> None:
            loop.call_soon_threadsafe(self._render.set_joined, done / len(parts))

        for _ in range(_HEALINGS):
            try:
                await asyncio.to_thread(join_film, destination, head, self._encoding.ticks, parts, sound, on_part)
                return
            except DamagedPartError as damaged:
                await self._pictures([damaged.index])
        raise RenderFailed(
            "Finished parts of the film vanish as fast as they are rendered.",
            hint="Another program empties the cache folder: give it a folder of its own.",
        )

    def _kept(self, chunk: Chunk) -> bytes:
        data = self._cache.get(chunk.key, self._salt)
        if data is None:
            raise LookupError(chunk.key)
        return data


def source_names(draft: Draft) -> dict[str, str]:
    """What people call each source, by digest."""
    found = {}
    for track in draft.tracks:
        for segment in track.segments:
            if segment.digest:
                found[segment.digest] = segment.name or PurePath(segment.source).name or segment.digest[:8]
    return found


def _told(names: tuple[str, ...]) -> str:
    return " and ".join(names[:2]) if len(names) < 3 else f"{names[0]} to {names[-1]}"


def _parameter_sets(extradata: bytes, encoding: Encoding) -> bytes:
    from i2v_widgets.media.boxes import avc_head

    return avc_head(encoding.width, encoding.height, encoding.timescale, extradata).entry
