"""An executor over worker processes: no import of the caller's script, progress, deaths that harm one task."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import IO, Any, ParamSpec, TypeVar

from i2v_widgets.backend.render import pipe

P = ParamSpec("P")
T = TypeVar("T")

_MOST = 8  # processes: each holds an encoder and a few pictures, about 150 MB
_PATIENCE = 120.0  # seconds without a word from a busy worker: a frame takes 0.03, the slowest 4K one about 1
_LOOK = 2.0


class WorkerDied(BrokenExecutor):
    """The process that had the task ended, or was ended because it hung."""


@dataclass(slots=True)
class _Task:
    future: Future[Any]
    call: tuple[Any, Any, Any]
    on_progress: Callable[[int], None] | None
    number: int = 0
    stopped: bool = False
    worker: _Worker | None = None


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerPool(Executor):
    """Runs picklable calls in processes of ``python -m i2v_widgets.backend.render.worker``.

    A spawning pool of the standard library imports the caller's main module again, so a plain script without a main
    guard would start itself over; these workers import this package alone. They end when this process does, however
    that comes about: their input closes.

    Parameters
    ----------
    workers : int, optional
        As many as there are processors, at most 8.
    patience : float
        Seconds after which a silent worker counts as hung.
    """

    def __init__(self, workers: int | None = None, *, patience: float = _PATIENCE) -> None:
        self.workers = workers or min(_MOST, cores())
        self._patience = patience
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._crew: list[_Worker] = []
        self._closed = False
        self._over = threading.Event()  # ends the watch at once
        self._numbers = 0

    def warm(self) -> None:
        """Start the processes now, so that the first task finds them ready."""
        self._hire()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``fn(*args, **kwargs)`` in a worker."""
        return self._submit((fn, args, kwargs), None)

    def submit_watched(self, on_progress: Callable[[int], None], fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Like `submit`; `on_progress` hears, on a thread of the pool, what the call reports."""
        return self._submit((fn, args, {}), on_progress)

    def _submit(self, call: tuple[Any, Any, Any], on_progress: Callable[[int], None] | None) -> Future[Any]:
        with self._lock:
            if self._closed:
                raise RuntimeError("The worker pool is closed.")
            self._numbers += 1
            task = _Task(Future(), call, on_progress, self._numbers)
        self._hire()
        self._tasks.put(task)
        task.future._i2v_task = task  # type: ignore[attr-defined]
        return task.future

    def stop(self, future: Future[Any]) -> None:
        """Cancel a call, also one that is running: it ends at its next report."""
        task: _Task | None = getattr(future, "_i2v_task", None)
        if future.cancel() or task is None:
            return
        task.stopped = True
        worker = task.worker
        if worker is not None:
            worker.tell(("stop", task.number))

    def pids(self) -> list[int]:
        """The processes that run now."""
        return [w.process.pid for w in self._crew if w.process is not None and w.process.poll() is None]

    def _hire(self) -> None:
        with self._lock:
            if self._closed or self._crew:
                return
            self._crew = [_Worker(self._tasks) for _ in range(self.workers)]
            threading.Thread(target=self._watch, name="i2v-render-watch", daemon=True).start()
        for worker in self._crew:
            worker.thread.start()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            now = time.monotonic()
            for worker in self._crew:
                if worker.busy_since and now - worker.heard > self._patience:
                    worker.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: at once with `cancel_futures`, else after what was submitted."""
        with self._lock:
            closed, self._closed = self._closed, True
        if closed:
            return
        self._over.set()
        if cancel_futures:
            with contextlib.suppress(queue.Empty):
                while (task := self._tasks.get_nowait()) is not None:
                    task.future.cancel()
        for _ in self._crew:
            self._tasks.put(None)
        if cancel_futures:
            for worker in self._crew:
                worker.kill()
        if wait:
            for worker in self._crew:
                worker.thread.join()


class _Worker:
    """One process and the thread that speaks with it."""

    def __init__(self, tasks: queue.SimpleQueue[_Task | None]) -> None:
        self._tasks = tasks
        self._pen = threading.Lock()
        self._ending = False
        self.process: subprocess.Popen[bytes] | None = None
        self.busy_since = 0.0
        self.heard = time.monotonic()
        self.thread = threading.Thread(target=self._run, name="i2v-render", daemon=True)

    def tell(self, message: Any) -> None:
        """Send a message from any thread; a dead process hears nothing."""
        with self._pen, contextlib.suppress(OSError, ValueError):
            if self.process is not None and self.process.stdin is not None:
                pipe.send(self.process.stdin, message)

    def kill(self) -> None:
        """End the process; its task fails with `WorkerDied`."""
        process = self.process
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            self._start()
        while (task := self._tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                result = self._do(task)
            except BaseException as error:
                task.future.set_exception(error)
            else:
                task.future.set_result(result)
            finally:
                self.busy_since = 0.0
                task.worker = None
            del task
        self._end()

    def _do(self, task: _Task) -> Any:
        if self.process is None or self.process.poll() is not None:
            self._end()
            self._start()
        process = self.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        self.busy_since = self.heard = time.monotonic()
        task.worker = self
        if task.stopped:
            raise WorkerDied("stopped")
        try:
            kind, value = self._converse(process.stdin, process.stdout, task)
        except (EOFError, OSError):
            self._end()
            raise WorkerDied(f"The worker process ended (exit code {process.returncode}).") from None
        if kind == "error":
            raise value
        return value

    def _converse(self, stdin: IO[bytes], stdout: IO[bytes], task: _Task) -> tuple[str, Any]:
        with self._pen:
            pipe.send(stdin, ("task", task.number, *task.call))
        while True:
            kind, number, value = pipe.receive(stdout)
            self.heard = time.monotonic()
            if number != task.number:
                continue
            if kind != "progress":
                return kind, value
            if task.on_progress is not None:
                task.on_progress(value)

    def _start(self) -> None:
        # What can be imported here can be imported there, whatever the folder; the notebook's own files shadow nothing.
        paths = os.pathsep.join(path for path in sys.path if path)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "i2v_widgets.backend.render.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONSAFEPATH": "1"},
            start_new_session=True,  # an interrupt of the kernel goes to its whole group
        )

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        with self._pen, contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
