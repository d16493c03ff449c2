"""Job and the one background loop: started at once, waited for from anywhere, cancelled, told once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

import pytest

from i2v_widgets import jobs
from i2v_widgets.errors import Cancelled, RenderFailed, TimedOut
from i2v_widgets.jobs import Job, run, submit
from tests.script_kit import python


async def value(job: Job[Any]) -> int:
    await asyncio.sleep(0)
    return 7


async def forever(job: Job[Any]) -> None:
    await asyncio.Event().wait()


async def fails(job: Job[Any]) -> None:
    raise RenderFailed("clip 3 cannot be read.")


def test_job_runs_at_once_and_on_the_one_background_loop() -> None:
    seen: list[tuple[object, str]] = []
    started = threading.Event()

    async def work(job: Job[Any]) -> None:
        seen.append((asyncio.get_running_loop(), threading.current_thread().name))
        started.set()

    Job(work)
    assert started.wait(5)
    assert seen == [(jobs.loop(), "i2v-widgets")]
    assert jobs.loop() is jobs.loop()


def test_result_is_the_same_at_every_wait() -> None:
    job = Job(value)
    assert job.result() == job.result() == 7
    assert job.status == "done"
    assert asyncio.run(_await(job)) == 7


def test_failure_raises_the_typed_error_with_a_traceback_that_does_not_grow() -> None:
    job = Job(fails, label="Export")
    depths = []
    for _ in range(3):
        with pytest.raises(RenderFailed, match="clip 3") as caught:
            job.result()
        depths.append(len(caught.traceback))
    assert job.status == "failed"
    assert depths[0] == depths[2]


async def _await(job: Job[Any]) -> Any:
    return await job


@pytest.mark.anyio
async def test_await_from_a_foreign_loop() -> None:
    assert asyncio.get_running_loop() is not jobs.loop()
    assert await Job(value) == 7
    with pytest.raises(RenderFailed):
        await Job(fails)


@pytest.mark.anyio
async def test_await_on_the_own_loop_from_another_job() -> None:
    async def outer(job: Job[Any]) -> int:
        return 1 + await Job(value)

    assert await Job(outer) == 8


def test_cancel_ends_with_cancelled_and_runs_the_clean_up() -> None:
    cleaned = threading.Event()
    started, asked_twice = threading.Event(), threading.Event()

    async def work(job: Job[Any]) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            assert job.cancelling
            await asyncio.to_thread(asked_twice.wait, 5)
            cleaned.set()

    job = Job(work)
    assert started.wait(5)
    assert job.cancel()
    assert job.cancel()  # a second wish disturbs no clean-up
    asked_twice.set()
    with pytest.raises(Cancelled):
        job.result(5)
    assert cleaned.is_set()
    assert job.status == "cancelled"
    assert not job.cancel()


def test_cancel_before_the_first_step() -> None:
    gate = threading.Event()
    jobs.loop().call_soon_threadsafe(gate.wait, 5)  # the loop is held: the job cannot have begun
    job = Job(value)
    job.cancel()
    gate.set()
    with pytest.raises(Cancelled):
        job.result(5)


def test_result_on_the_own_loop_raises_at_once() -> None:
    async def work(job: Job[Any]) -> None:
        Job(value).result()

    with pytest.raises(RuntimeError, match="await the job"):
        Job(work).result(5)


def test_result_timeout_leaves_the_job_running() -> None:
    job = Job(forever, label="Export")
    with pytest.raises(TimedOut, match=r"Export is not done after 0\.01 s"):
        job.result(0.01)
    assert job.status == "running"
    job.cancel()


@pytest.mark.anyio
async def test_cancelling_the_waiter_cancels_the_job() -> None:
    job = Job(forever)
    waiting = asyncio.ensure_future(_await(job))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert job.status == "cancelled"


@pytest.mark.anyio
async def test_finished_neither_raises_nor_cancels() -> None:
    assert (await Job(fails).finished()).status == "failed"
    job = Job(forever)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(job.finished(), 0.01)
    assert job.status == "running"
    job.cancel()


def test_progress_never_goes_back_and_observers_hear_it() -> None:
    heard: list[tuple[float | None, str, str]] = []
    ready = threading.Event()

    async def work(job: Job[Any]) -> None:
        await asyncio.to_thread(ready.wait, 5)
        job.report(0.5, "half")
        job.report(0.25)
        job.report(9.0)

    job = Job(work, label="Export")
    stop = job.observe(lambda j: heard.append((j.progress, j.text, j.status)))
    ended = threading.Event()
    job.add_done_callback(lambda _: ended.set())
    ready.set()
    assert ended.wait(5)
    run(asyncio.sleep(0))  # the last word is said on the loop, after the result is set
    assert heard == [
        (0.5, "half", "running"),
        (0.5, "half", "running"),
        (1.0, "half", "running"),
        (1.0, "half", "done"),
    ]
    stop()
    stop()


def test_waits_are_counted_and_told() -> None:
    waits: list[int] = []
    go = threading.Event()

    async def work(job: Job[Any]) -> None:
        await asyncio.to_thread(go.wait, 5)

    job = Job(work)
    job.observe(lambda j: (waits.append(j.waits), go.set() if j.waits else None))
    job.result(5)
    assert waits[0] == 1
    assert job.waits == 0
    assert job.watched
    assert job.value is None


def test_an_observer_that_fails_does_not_fail_the_job(caplog: pytest.LogCaptureFixture) -> None:
    def bad(job: Job[Any]) -> None:
        raise ValueError("observer")

    async def work(job: Job[Any]) -> int:
        job.observe(bad)
        job.report(0.1)
        return 1

    assert Job(work).result(5) == 1
    assert "An observer" in caplog.text


def test_unwatched_failure_is_told_once_in_the_log(monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "UNWATCHED", 0)
    told = threading.Event()
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())
            told.set()

    handler = Handler()
    jobs.log.addHandler(handler)
    try:
        job = Job(fails, label="Export")
        assert told.wait(5)
        with pytest.raises(RenderFailed):
            job.result(5)
        run(asyncio.sleep(0))
    finally:
        jobs.log.removeHandler(handler)
    assert lines == ["Export: clip 3 cannot be read. Finished parts are kept; try again to continue."]


def test_watched_failure_is_not_logged(caplog: pytest.LogCaptureFixture, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "UNWATCHED", 0)
    gate = threading.Event()
    heard = threading.Event()

    async def work(job: Job[Any]) -> None:
        await asyncio.to_thread(gate.wait, 5)
        raise RenderFailed("seen")

    job = Job(work)
    job.add_done_callback(lambda _: heard.set())
    gate.set()
    assert heard.wait(5)
    run(asyncio.sleep(0))
    assert not caplog.records


def test_system_exit_in_a_job_does_not_end_the_loop() -> None:
    async def work(job: Job[Any]) -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        Job(work).result(5)
    assert Job(value).result(5) == 7


def test_display_hook_is_called_once_in_the_waiting_thread() -> None:
    shown: list[str] = []
    job = Job(value, display_with=lambda j: shown.append(threading.current_thread().name))
    job.result(5)
    job.result(5)
    assert shown == [threading.current_thread().name]


def test_display_hook_is_silent_when_a_job_awaits_a_job() -> None:
    shown: list[Any] = []

    async def outer(job: Job[Any]) -> int:
        return await Job(value, display_with=shown.append)

    assert Job(outer).result(5) == 7
    assert not shown


def test_repr_says_label_status_and_progress() -> None:
    async def work(job: Job[Any]) -> None:
        job.report(0.25)
        await asyncio.Event().wait()

    job = Job(work, label="Export")
    reported = threading.Event()
    job.observe(lambda _: reported.set())
    while job.progress is None:
        reported.wait(0.01)
    assert repr(job) == "<Job 'Export' running 25%>"
    job.cancel()


@pytest.mark.anyio
async def test_run_inside_a_running_loop() -> None:
    async def where() -> object:
        return asyncio.get_running_loop()

    assert run(where()) is jobs.loop()


def test_run_takes_a_job_too_and_raises_its_error() -> None:
    assert run(Job(value)) == 7
    with pytest.raises(RenderFailed):
        run(Job(fails))


def test_run_on_the_own_loop_says_so() -> None:
    async def inner() -> None:
        run(asyncio.sleep(0))

    with pytest.raises(RuntimeError, match="own loop"):
        run(inner())


def test_submit_gives_a_concurrent_future() -> None:
    async def two() -> int:
        return 2

    assert submit(two()).result(5) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_interrupt_reaches_a_blocking_wait_cancels_and_is_raised_again() -> None:
    cleaned = threading.Event()

    async def work(job: Job[Any]) -> None:
        waited = asyncio.Event()
        job.observe(lambda j: waited.set() if j.waits else None)
        if not job.waits:
            await waited.wait()
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.set()

    job = Job(work)
    with pytest.raises(KeyboardInterrupt):
        job.result(10)
    assert cleaned.is_set()
    assert job.status == "cancelled"


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_interrupt_reaches_an_await_by_the_heartbeat() -> None:
    done = python(
        """
        import asyncio, os, signal, threading
        from i2v_widgets.jobs import Job
        async def work(job):
            os.kill(os.getpid(), signal.SIGINT)
            try:
                await asyncio.Event().wait()
            finally:
                print("cleaned", flush=True)
        async def main():
            await Job(work)
        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    assert "interrupted" in done.stdout, done.stderr


def test_a_script_that_ends_with_running_jobs_ends_quietly_and_cleans_up() -> None:
    done = python(
        """
        import asyncio, threading
        from i2v_widgets.jobs import Job
        up = threading.Event()
        async def work(job):
            up.set()
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                print("cleaned", flush=True)
        Job(work); up.wait()
        """
    )
    assert done.stdout == "cleaned\n"
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_has_a_loop_of_its_own() -> None:
    done = python(
        """
        import asyncio, os, warnings
        warnings.simplefilter("ignore")
        from i2v_widgets.jobs import run
        run(asyncio.sleep(0))
        pid = os.fork()
        if pid == 0:
            print(run(asyncio.sleep(0, "child")), flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        """
    )
    assert done.stdout == "child\n", done.stderr


def test_a_running_job_that_nobody_holds_is_not_collected() -> None:
    import gc

    ended = threading.Event()
    wake: list[asyncio.Event] = []
    up = threading.Event()

    async def work(job: Job[Any]) -> None:
        wake.append(asyncio.Event())
        up.set()
        await wake[0].wait()
        ended.set()

    Job(work)
    assert up.wait(5)
    gc.collect()
    jobs.loop().call_soon_threadsafe(wake[0].set)
    assert ended.wait(5)


def test_no_leak_of_finished_jobs() -> None:
    import gc
    import weakref

    job = Job(value)
    job.result(5)
    gone = weakref.ref(job)
    del job
    run(asyncio.sleep(0))
    until = time.monotonic() + 5
    while gone() is not None and time.monotonic() < until:
        gc.collect()
        with contextlib.suppress(Exception):
            run(asyncio.sleep(0))
    assert gone() is None
