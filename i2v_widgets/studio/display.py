"""A job in the cell that waits for it: one display handle, live while it runs, a short static account after."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from ..errors import Cancelled
from ..jobs import Job
from ..strings import t
from ..widgets.commands import tell_error
from .cells import in_kernel, shell, shown_here
from .markup import bar, failure, paragraph, plain
from .reply import Reply

# An eye reads no faster; hosts drop outputs past their rate limits.
PACE = 0.125


def show_job(job: Job[Any], language: str = "en") -> None:
    """Show a job where it is waited for: a cell, a terminal, or nowhere when the output is no one's screen."""
    if in_kernel():
        _InCell(job, language)
    elif sys.stderr.isatty() or shell() is not None:
        _InTerminal(job, language)


class _InCell:
    """One display handle: HTML while the cell waits (Stop cancels), with a Cancel button while it does not."""

    def __init__(self, job: Job[Any], language: str) -> None:
        from IPython.display import display

        self._job, self._language = job, language
        self._last = 0.0
        self._lock = threading.Lock()
        self._ended = False
        self._waited = job.waits > 0
        if self._waited:
            shown_here(job)
        self._line: Any = None
        self._widgets: list[Any] = []
        if job.done:
            display(self._account(), raw=True)
            return
        self._handle: Any = display(self._shown(), raw=True, display_id=True)
        job.observe(self._advance)
        self._advance(job)

    def _shown(self) -> dict[str, Any]:
        html = bar(self._job.text, self._job.progress, self._job.label)
        shown: dict[str, Any] = {"text/plain": progress_line(self._job), "text/html": html}
        if self._waited:
            return shown
        import ipywidgets

        # Widgets only while it runs; each costs a kilobyte in a saved notebook.
        self._line = ipywidgets.HTML(html)
        stop = ipywidgets.Button(description=t("studio.cancel", self._language), layout={"width": "auto"})
        stop.on_click(lambda _: self._job.cancel())
        box = ipywidgets.HBox([self._line, stop], layout={"justify_content": "space-between"})
        self._widgets = [box, self._line, stop]
        view = box._repr_mimebundle_()
        return {**(view[0] if isinstance(view, tuple) else view), **shown}

    def _advance(self, job: Job[Any]) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = job.done
            if not self._ended:
                now = time.monotonic()
                if now - self._last < PACE:
                    return
                self._last = now
                if self._line is not None:
                    self._line.value = bar(job.text, job.progress, job.label)
                else:
                    self._handle.update(self._shown(), raw=True)
                return
        self._handle.update(self._account(), raw=True)
        for widget in self._widgets:
            widget.close()

    def _account(self) -> dict[str, str]:
        return account(self._job, self._language)


class _InTerminal:
    """The same as plain lines: each new tenth, and the outcome."""

    def __init__(self, job: Job[Any], language: str) -> None:
        self._language = language
        self._told = -1
        self._ended = False
        job.observe(self._advance)
        if job.done:
            self._advance(job)

    def _advance(self, job: Job[Any]) -> None:
        if job.done:
            if not self._ended:
                self._ended = True
                print(account(job, self._language)["text/plain"], file=sys.stderr)  # noqa: T201
            return
        tenth = int((job.progress or 0) * 10)
        if job.progress is not None and tenth > self._told:
            self._told = tenth
            print(progress_line(job), file=sys.stderr)  # noqa: T201


def progress_line(job: Job[Any]) -> str:
    """What it does and how far it is, in one line."""
    far = "" if job.progress is None else f" {job.progress:.0%}"
    return plain(job.text or job.label) + far


def account(job: Job[Any], language: str) -> dict[str, str]:
    """What is left of a job: one line, and the same in HTML."""
    if job.status == "done":
        value = job.value
        if isinstance(value, Reply):
            return {
                "text/plain": f"{plain(value.text)} ({value.foot()})",
                "text/html": paragraph(value.text, value.told(), foot=value.foot()),
            }
        line = plain(job.text or job.label)
        return {"text/plain": line, "text/html": paragraph(line)}
    if isinstance(job.error, Cancelled) or job.error is None:
        line = t("studio.cancelled", language, what=job.label)
        return {"text/plain": line, "text/html": paragraph(line)}
    told = tell_error(job.error)
    return {
        "text/plain": f"{told['message']} {told['hint']}".strip(),
        "text/html": failure(told["message"], told["hint"]),
    }
