"""The order of calls: what changes a film runs in the order it was called, whoever called and wherever it waits."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from ..jobs import Job, loop


class Ticket:
    """A place in the line, taken at the moment of the call."""

    def __init__(self, before: Ticket | None) -> None:
        self._before = before
        self._gone = asyncio.Event()

    async def turn(self) -> None:
        """Wait until all that was called before is done."""
        if self._before is not None:
            await self._before._gone.wait()
            self._before = None

    def leave(self) -> None:
        """Let the next one in; on the background loop."""
        if self._before is None or self._before._gone.is_set():
            self._gone.set()
            return

        # Cancelled while waiting: the next one still has to wait for those before.
        async def later(before: Ticket) -> None:
            await before._gone.wait()
            self._gone.set()

        self._later = asyncio.get_running_loop().create_task(later(self._before))

    def leave_with(self, job: Job[Any]) -> None:
        """Leave when the job ends, however it ends, also if it never began."""

        def ended(job: Job[Any]) -> None:
            if job.done:
                self.leave()

        job.observe(ended)
        if job.done:  # before anyone could observe it
            loop().call_soon_threadsafe(self.leave)


class Line:
    """Hands out tickets, and keeps what a failed `add` has to tell the `ask` that follows it."""

    def __init__(self) -> None:
        self._last: Ticket | None = None
        self._lock = threading.Lock()
        self._failed: list[Job[Any]] = []

    def ticket(self) -> Ticket:
        """Take the next place."""
        with self._lock:
            self._last = Ticket(self._last)
            return self._last

    def added(self, job: Job[Any]) -> None:
        """Remember an `add`: if it fails, the next `ask` fails with its sentence."""
        with self._lock:
            self._failed.append(job)

    def raise_failed_add(self) -> None:
        """Raise what a failed `add` has not yet told anyone; each is told once, by itself or by the `ask` after it."""
        with self._lock:
            done = [job for job in self._failed if job.done]
            self._failed = [job for job in self._failed if not job.done]
        for job in done:
            if job.status == "failed" and not job.watched and job.error is not None:
                raise job.error
