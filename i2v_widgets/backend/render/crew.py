"""Calls on an executor from a loop: a few at a time, once more after a death, all stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any

from i2v_widgets.backend.render.pool import WorkerPool, cores
from i2v_widgets.backend.render.task import StoppedError
from i2v_widgets.errors import I2VError, RenderFailed

_TRIES = 2


class Crew:
    """The calls of one render on an executor that others may share.

    No more calls are handed over than keep the workers busy, so a preview that is started during an export gets its
    turn after a chunk, not after the film.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._pool = executor if isinstance(executor, WorkerPool) else None
        found = self._pool.workers if self._pool else getattr(executor, "_max_workers", None)
        self.workers: int = found if isinstance(found, int) and found > 0 else 2 * cores()
        self._room = asyncio.Semaphore(self.workers + 1)
        self._futures: set[Future[Any]] = set()

    async def call(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work when there is room for it."""
        async with self._room:
            await work()

    async def all(self, calls: Sequence[Awaitable[None]]) -> None:
        """Await all; the first failure stops the others, and those that are done stay done."""
        tasks = [asyncio.ensure_future(call) for call in calls]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()  # each stops what it has handed over
            await asyncio.gather(*tasks, return_exceptions=True)

    async def run(
        self,
        function: Callable[..., Any],
        argument: Any,
        *,
        what: str,
        on_progress: Callable[[int], None] | None = None,
    ) -> Any:
        """Run one call; when its process dies, once more in another, and then say which clip it was."""
        for attempt in range(_TRIES):
            future = self._submit(function, argument, on_progress, what)
            self._futures.add(future)
            try:
                return await asyncio.wrap_future(future)
            except BrokenExecutor:
                if attempt + 1 == _TRIES:
                    raise RenderFailed(
                        f"The process that rendered {what} ended unexpectedly, {_TRIES} times.",
                        hint="Memory may be short: close other programs and try again; finished parts are kept.",
                    ) from None
            except asyncio.CancelledError:
                self._stop(future)
                raise
            except (CancelledError, StoppedError):
                raise RenderFailed(f"The executor gave up {what}.") from None
            except I2VError:
                raise
            except MemoryError:
                raise RenderFailed(f"There is not enough memory for {what}.", hint="Close other programs.") from None
            except Exception as error:
                raise RenderFailed(f"{what} could not be rendered: {type(error).__name__}: {error}") from error
            finally:
                self._futures.discard(future)
        raise AssertionError

    def _submit(
        self, function: Callable[..., Any], argument: Any, on_progress: Callable[[int], None] | None, what: str
    ) -> Future[Any]:
        try:
            if self._pool is None or on_progress is None:
                return self._executor.submit(function, argument)
            loop = asyncio.get_running_loop()
            return self._pool.submit_watched(
                lambda done: _quietly(loop, on_progress, done),
                function,
                argument,
            )
        except RuntimeError as error:  # closed, or broken before
            raise RenderFailed(f"{what} could not be rendered: {error}") from None

    def stop(self) -> None:
        """Stop all that is handed over."""
        for future in list(self._futures):
            self._stop(future)

    def _stop(self, future: Future[Any]) -> None:
        if self._pool is not None:
            self._pool.stop(future)
        else:
            future.cancel()


def _quietly(loop: asyncio.AbstractEventLoop, on_progress: Callable[[int], None], done: int) -> None:
    """Tell the loop; one that is closed no longer wants to know."""
    try:
        loop.call_soon_threadsafe(on_progress, done)
    except RuntimeError:
        return
