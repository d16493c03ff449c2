"""What a page asks of the kernel: acknowledged at once, done once, and done on the background loop."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from ..errors import Cancelled, I2VError
from ..jobs import submit

log = logging.getLogger(__name__)

Message = dict[str, Any]
Buffers = Sequence[memoryview]
Handler = Callable[[Message, Buffers], Awaitable[None]]

# A page resends after 2 s without an answer; 1,000 ids are far more than it can have under way.
REMEMBERED = 1000


class Seen:
    """The ids that were already obeyed, the oldest forgotten first."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._size = size
        self._lock = threading.Lock()

    def first_time(self, id: str) -> bool:
        """Whether this id is new; from now on it is not."""
        with self._lock:
            if id in self._ids:
                return False
            self._ids[id] = None
            if len(self._ids) > self._size:
                self._ids.popitem(last=False)
            return True


def tell_error(error: BaseException) -> dict[str, str]:
    """Make message and hint of any error: a sentence of ours as it is, the rest without its traceback."""
    if isinstance(error, I2VError):
        return {"message": error.message, "hint": error.hint}
    words = str(error).strip().split("\n")[0] or type(error).__name__
    return {"message": words, "hint": ""}


class Dispatch:
    """Routes custom messages of one widget to coroutines on the background loop.

    The host may call from any thread and in any order (a subshell thread on ipykernel 7, the end of the running
    cell on 6), so nothing is done here but to acknowledge and to hand over.

    Parameters
    ----------
    send : callable
        ``send(content, buffers)`` of the widget.
    commands : mapping
        Name of a command → coroutine function of (message, buffers); commands change something.
    requests : mapping
        Kind of message → the same; requests answer something, or are parts of a transfer.
    failed : callable, optional
        Told the error of a command, for a widget that shows it.
    """

    def __init__(
        self,
        send: Callable[..., None],
        commands: Mapping[str, Handler],
        requests: Mapping[str, Handler],
        failed: Callable[[Message, BaseException], None] | None = None,
    ) -> None:
        self._send = send
        self.commands = dict(commands)
        self.requests = dict(requests)
        self._failed = failed
        self._seen = Seen()

    def __call__(self, widget: object, content: Any, buffers: Any) -> None:
        """Take one message from the page."""
        if not isinstance(content, dict):
            return
        kind = content.get("kind")
        # marimo hands bytes where Jupyter hands memoryviews.
        views = [memoryview(buffer) for buffer in buffers or ()]
        if kind == "command":
            id = str(content.get("id", ""))
            self._send({"kind": "ack", "id": id})
            if not id or self._seen.first_time(id):
                handler = self.commands.get(str(content.get("name")))
                submit(self._obey(handler, content, views, command=True))
        elif isinstance(kind, str) and kind in self.requests:
            submit(self._obey(self.requests[kind], content, views, command=False))

    async def _obey(self, handler: Handler | None, content: Message, buffers: Buffers, *, command: bool) -> None:
        try:
            if handler is None:
                raise I2VError(f"There is no command {content.get('name')!r}.", hint="Reload the page.")
            await handler(content, buffers)
        except Cancelled:
            pass
        except Exception as error:
            if not isinstance(error, I2VError):
                log.exception("A message from the page failed: %s", content.get("name") or content.get("kind"))
            self._send({"kind": "error", "id": content.get("id", ""), **tell_error(error)})
            if command and self._failed is not None:
                self._failed(content, error)
