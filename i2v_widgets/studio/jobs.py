"""A Studio's jobs: in their turn, shown where they are waited for, and known to the page while they are."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import I2VError
from ..jobs import Job
from ..strings import t
from .display import show_job
from .line import Ticket

if TYPE_CHECKING:
    from .studio import Studio

T = TypeVar("T")


class StudioJobs:
    """Makes the jobs of one Studio."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._waited: set[int] = set()

    def make(
        self,
        work: Callable[[Job[T]], Coroutine[Any, Any, T]],
        label: str,
        ticket: Ticket | None = None,
        *,
        show: bool = True,
    ) -> Job[T]:
        """Start a job that leaves its place in the line when it ends; shown unless the page asked for it."""
        language = self._studio.language
        if self._studio.closed:
            raise I2VError(t("studio.closed", language), hint=t("studio.closed_hint", language))
        job = Job(work, label=label, display_with=self._show if show else None)
        if ticket is not None:
            ticket.leave_with(job)
        # The page may cancel by an interrupt only while the kernel is inside a wait of ours.
        job.observe(lambda job: self._waits(job, job.waits > 0 and not job.done))
        return job

    def _show(self, job: Job[Any]) -> None:
        show_job(job, self._studio.language or "en")

    def _waits(self, job: Job[Any], inside: bool) -> None:
        before = bool(self._waited)
        (self._waited.add if inside else self._waited.discard)(id(job))
        if before != bool(self._waited):
            self._studio.conversation.show(waiting=bool(self._waited), now=True)
