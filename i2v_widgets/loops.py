"""The one background event loop of the package, and how work gets onto it."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import concurrent.futures.thread  # loaded on first use, it would register its end after ours, and so end before us
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# At exit what is still running gets this long to leave its `finally` blocks.
AT_EXIT = 2.0

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None
_over = False  # the process is ending: a thread started now would never come to run


def loop() -> asyncio.AbstractEventLoop:
    """Return the package's event loop, started in a daemon thread on first use.

    Everything slow lives on it, so what was started goes on whatever the kernel's own thread does.
    """
    global _loop, _thread
    with _lock:
        if _over:
            raise RuntimeError("The process is ending.")
        if _loop is None or _loop.is_closed() or _thread is None or not _thread.is_alive():
            started = threading.Event()
            fresh = asyncio.new_event_loop()
            fresh.call_soon(started.set)
            _thread = threading.Thread(target=_turn, args=(fresh,), name="i2v-widgets", daemon=True)
            _thread.start()
            started.wait()
            _loop = fresh
        return _loop


def _turn(fresh: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(fresh)
    try:
        fresh.run_forever()
    finally:
        with contextlib.suppress(Exception):
            fresh.run_until_complete(fresh.shutdown_asyncgens())
        fresh.close()


def on_own_loop() -> bool:
    """Whether the caller runs on the package's loop, and must not block it."""
    return _thread is not None and threading.get_ident() == _thread.ident


_closers: list[Callable[[], Coroutine[Any, Any, object]]] = []


def close_at_exit(closer: Callable[[], Coroutine[Any, Any, object]]) -> Callable[[], None]:
    """Run a coroutine function on the loop when the process ends, before all else is cancelled; returns the undoing."""
    _closers.append(closer)

    def undo() -> None:
        with contextlib.suppress(ValueError):
            _closers.remove(closer)

    return undo


def _stop() -> None:
    """Close and cancel what runs and let it clean up, so that leaving a script leaves no warning behind."""
    global _loop, _over
    running = _loop
    if running is None or running.is_closed() or _thread is None or not _thread.is_alive():
        _over = True
        return

    async def end() -> None:
        for closer in tuple(_closers):  # in their order: who uses a thing before the thing itself
            with contextlib.suppress(Exception):
                await asyncio.wait_for(closer(), AT_EXIT)
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=AT_EXIT)

    with contextlib.suppress(Exception):
        asyncio.run_coroutine_threadsafe(end(), running).result((len(_closers) + 1) * AT_EXIT + 1)
    _loop, _over = None, True  # only now: cancelling a job needs the loop
    running.call_soon_threadsafe(running.stop)
    _thread.join(AT_EXIT)


# `atexit` comes too late: by then `concurrent.futures` takes no work any more, and clean-up needs its threads.
getattr(threading, "_register_atexit", atexit.register)(_stop)


def _forget() -> None:
    """After a fork the thread is gone: the child starts a loop of its own."""
    global _loop, _thread, _lock
    _loop, _thread, _lock = None, None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def submit(coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
    """Start a coroutine on the package's loop, from any thread, and return its future."""
    try:
        return asyncio.run_coroutine_threadsafe(coro, loop())
    except RuntimeError:
        coro.close()
        raise
