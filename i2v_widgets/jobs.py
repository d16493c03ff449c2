"""Job, what every slow call returns: already running on the package's loop, awaited or waited for from anywhere."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar

from .errors import Cancelled, I2VError, TimedOut
from .loops import close_at_exit, loop, on_own_loop, submit

__all__ = ["HEARTBEAT", "Job", "Status", "close_at_exit", "loop", "run", "submit"]

T = TypeVar("T")
Status = Literal["running", "done", "failed", "cancelled"]

log = logging.getLogger(__name__)

# An interrupt reaches a waiting thread or loop only when something wakes it: 0.1 s is felt as at once.
HEARTBEAT = 0.1
# How long an interrupted wait lets the clean-up run before it gives the prompt back.
CLEAN_UP = 10.0
# A failed job that nobody waits for within this time is told in the log, once.
UNWATCHED = 1.0


def run(coro: Awaitable[T]) -> T:
    """Run any awaitable on the package's own loop and return its result.

    Works inside and outside a running loop (a notebook's cell has one) and patches nothing.
    An interrupt cancels the coroutine, lets its clean-up run, and is raised again.
    """
    if on_own_loop():
        if asyncio.iscoroutine(coro):
            coro.close()
        raise RuntimeError("i2v.run() was called on the package's own loop, which it would block: use await there.")

    async def whole(_: Job[T]) -> T:
        return await coro

    return Job(whole).result()


# asyncio holds its tasks weakly; a running job that nobody holds would be collected in mid-work.
_running: set[Job[Any]] = set()


class Job(Generic[T]):
    """Slow work that is already running: await it, wait for it, watch it, cancel it.

    Parameters
    ----------
    make : callable
        ``make(job)`` returns the coroutine that does the work; through `job` it reports its progress
        and sees whether it was cancelled on request (`cancelling`).
    label : str
        What is being done, for the progress line.
    display_with : callable, optional
        Called with the job, in the waiting thread, the first time it is waited for or shown in a cell.

    Notes
    -----
    Cancelling whoever awaits a job cancels the job, as with an `asyncio.Task`; to wait without that,
    and without the outcome, there is `finished()`.
    """

    def __init__(
        self,
        make: Callable[[Job[T]], Coroutine[Any, Any, T]],
        *,
        label: str = "",
        display_with: Callable[[Job[T]], object] | None = None,
    ) -> None:
        self.label = label
        self.display_with = display_with
        self.progress: float | None = None
        self.text = ""
        self.status: Status = "running"
        self.cancelling = False
        self._waits: set[object] = set()
        self._make = make
        self._task: asyncio.Task[None] | None = None
        # Resolved with the job itself, whatever the outcome: no exception can be left unretrieved.
        self._ended: concurrent.futures.Future[Job[T]] = concurrent.futures.Future()
        self._ended.set_running_or_notify_cancel()
        self._value: T | None = None
        self._error: BaseException | None = None
        self._trace: TracebackType | None = None
        self._observers: list[Callable[[Job[T]], object]] = []
        self._watched = False
        self._shown = False
        _running.add(self)
        loop().call_soon_threadsafe(self._begin)

    # The work, on the package's loop

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._work(), name=f"i2v job {self.label}".strip())
        # A task cancelled before its first step never enters `_work`: the job still has to end.
        self._task.add_done_callback(lambda _: self._end("cancelled", error=Cancelled()))
        if self.cancelling:
            self._task.cancel()

    async def _work(self) -> None:
        try:
            value = await self._make(self)
        except (asyncio.CancelledError, Cancelled) as stop:
            # A fresh error: CancelledError would cancel whoever waits for this job.
            self._end("cancelled", error=stop if isinstance(stop, Cancelled) else Cancelled())
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            # The last two would end the loop itself, and every other job with it.
            self._end("failed", error=error)
        else:
            self._end("done", value=value)

    def _end(self, status: Status, *, value: T | None = None, error: BaseException | None = None) -> None:
        if self._ended.done():
            return
        _running.discard(self)
        self._value, self._error = value, error
        self._trace = error.__traceback__ if error is not None else None
        if status == "done" and self.progress is not None:
            self.progress = 1.0
        self.status = status
        # Who watches hears of it before who waits goes on: a cell's last line must be there before the cell is done.
        self._tell()
        self._ended.set_result(self)
        if status == "failed":
            asyncio.get_running_loop().call_later(UNWATCHED, self._log_failure)

    def _log_failure(self) -> None:
        if not self._watched:
            shown = self._error if isinstance(self._error, I2VError) else f"{type(self._error).__name__}: {self._error}"
            log.warning("%s: %s", self.label or "A job failed", shown)

    def report(self, progress: float | None = None, text: str | None = None) -> None:
        """Say how far the work is (0-1, never backwards) and what it does; called by the work itself."""
        if progress is not None:
            self.progress = min(1.0, max(progress, self.progress or 0.0))
        if text is not None:
            self.text = text
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            try:
                observer(self)
            except Exception:
                log.exception("An observer of %r failed", self)

    # Watching it

    def observe(self, callback: Callable[[Job[T]], object]) -> Callable[[], None]:
        """Call back, on the package's loop, whenever the job advances or ends; returns what stops that."""
        self._observers.append(callback)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._observers.remove(callback)

        return stop

    def add_done_callback(self, callback: Callable[[Job[T]], object]) -> None:
        """Call back with the job once it has ended; at once if it has already."""
        self._watched = True
        self._ended.add_done_callback(lambda _: callback(self))

    @property
    def done(self) -> bool:
        """Whether it has ended, in whichever way."""
        return self.status != "running"

    @property
    def watched(self) -> bool:
        """Whether someone waited for it, or asked to be called, and so hears its outcome."""
        return self._watched

    @property
    def value(self) -> T | None:
        """What it gave, without waiting; None before it is done."""
        return self._value

    @property
    def error(self) -> BaseException | None:
        """What it failed with, without raising it."""
        return self._error

    def cancel(self) -> bool:
        """Ask the work to stop, from any thread; False if it had ended. Asking twice disturbs no clean-up."""
        if self._ended.done():
            return False
        if not self.cancelling:
            self.cancelling = True

            def stop() -> None:
                if self._task is not None:
                    self._task.cancel()

            loop().call_soon_threadsafe(stop)
        return True

    # Waiting for it

    def result(self, timeout: float | None = None) -> T:
        """Wait for the outcome, from a thread of your own.

        An interrupt cancels the job, lets its clean-up run, and is raised again.

        Raises
        ------
        TimedOut
            After `timeout` seconds; the job goes on.
        Cancelled, I2VError
            The job's own outcome, the same at every call.
        """
        if on_own_loop():
            raise RuntimeError(
                "Job.result() was called on the package's own loop, which it would block: await the job."
            )
        self._watched = True
        left = timeout
        wait = object()
        try:
            # Within the try: an interrupt may come at any line, and has to find the clean-up below.
            self._waiting_with(wait, True)
            self._show()
            while not self._ended.done() and (left is None or left > 0):
                step = HEARTBEAT if left is None else min(HEARTBEAT, left)
                concurrent.futures.wait([self._ended], timeout=step)
                left = None if left is None else left - step
        except KeyboardInterrupt:
            self.cancel()
            concurrent.futures.wait([self._ended], timeout=CLEAN_UP)
            raise
        finally:
            self._waiting_with(wait, False)
        if not self._ended.done():
            raise TimedOut(
                f"{self.label or 'The job'} is not done after {timeout:g} s.", hint="It goes on: wait again."
            )
        return self._outcome()

    def __await__(self) -> Generator[Any, None, T]:
        return self._waiting().__await__()

    async def _waiting(self) -> T:
        outside, wait = not on_own_loop(), object()
        self._watched = True
        try:
            if outside:
                self._waiting_with(wait, True)
                self._show()
            await self.finished()
        except (asyncio.CancelledError, KeyboardInterrupt) as stop:
            # An interrupted cell or a cancelled task: the work goes with whoever wanted it.
            self.cancel()
            if isinstance(stop, asyncio.CancelledError):
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self.finished(), CLEAN_UP)
            raise
        finally:
            if outside:
                self._waiting_with(wait, False)
        return self._outcome()

    @property
    def waits(self) -> int:
        """How many threads and tasks outside the package's loop are inside a wait for it now."""
        return len(self._waits)

    def _waiting_with(self, wait: object, inside: bool) -> None:
        (self._waits.add if inside else self._waits.discard)(wait)
        with contextlib.suppress(RuntimeError):  # the loop is gone at exit
            loop().call_soon_threadsafe(lambda: None if self._ended.done() else self._tell())

    async def finished(self) -> Job[T]:
        """Wait, on any loop, until it has ended: neither raises its error nor cancels it."""
        here = asyncio.get_running_loop()
        arrived = asyncio.Event()

        def arrive(_: object) -> None:
            with contextlib.suppress(RuntimeError):  # that loop was closed meanwhile
                here.call_soon_threadsafe(arrived.set)

        self._ended.add_done_callback(arrive)
        # On a foreign loop the wait wakes every 0.1 s, else a kernel's interrupt is not seen (ipykernel 6 and 7).
        beat = None if on_own_loop() else HEARTBEAT
        while not arrived.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(arrived.wait(), beat)
        return self

    def _outcome(self) -> T:
        if self._error is not None:
            # The same traceback at every wait, else it grows by the frames of each earlier one.
            raise self._error.with_traceback(self._trace)
        return self._value  # type: ignore[return-value]

    # Showing it

    def _show(self) -> None:
        if self.display_with is not None and not self._shown:
            self._shown = True
            self.display_with(self)

    def _ipython_display_(self) -> None:
        if self.display_with is None:
            from IPython.display import display

            display({"text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]
            return
        self._shown = True
        self.display_with(self)

    def __repr__(self) -> str:
        far = f" {self.progress:.0%}" if self.progress is not None and self.status == "running" else ""
        return f"<Job {self.label!r} {self.status}{far}>" if self.label else f"<Job {self.status}{far}>"
