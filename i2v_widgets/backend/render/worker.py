"""A worker process: reads tasks from its standard input, answers on its standard output, ends when the parent does."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import Any

from i2v_widgets.backend.render import pipe, task


def main() -> None:
    """Work until the parent's end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the notebook; it tells us what it wants
    inbox = os.fdopen(os.dup(0), "rb")
    outbox = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the messages
    sys.stdout = sys.stderr
    tasks: queue.SimpleQueue[tuple[int, Any, Any, Any]] = queue.SimpleQueue()
    unwanted: set[int] = set()

    def read() -> None:
        try:
            while True:
                kind, *rest = pipe.receive(inbox)
                if kind == "stop":
                    unwanted.add(rest[0])
                else:
                    tasks.put((rest[0], rest[1], rest[2], rest[3]))
        except (EOFError, OSError):
            os._exit(0)  # the parent has gone: nobody wants what is being rendered

    threading.Thread(target=read, daemon=True).start()
    _preload()
    while True:
        number, function, args, kwargs = tasks.get()

        def hear(done: int, number: int = number) -> None:
            if number in unwanted:
                raise task.StoppedError
            pipe.send(outbox, ("progress", number, done))

        task.listen(hear)
        try:
            answer = ("result", number, function(*args, **kwargs))
        except BaseException as error:
            answer = ("error", number, _portable(error))
        try:
            pipe.send(outbox, answer)
        except OSError:
            os._exit(0)
        except Exception as error:  # a result that cannot be pickled
            pipe.send(outbox, ("error", number, RuntimeError(f"{type(error).__name__}: {error}")))


def _portable(error: BaseException) -> BaseException:
    """An error as it can travel: with its own type where that can be pickled, else as words."""
    import pickle

    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _preload() -> None:
    """Import while nobody waits yet: the first task then starts at once."""
    import i2v_widgets.backend.render.encode
    import i2v_widgets.backend.render.scene  # noqa: F401


if __name__ == "__main__":
    main()
