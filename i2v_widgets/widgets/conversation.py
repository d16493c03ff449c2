"""Conversation: what the person said, the answer as it is written, and what it changed."""

from __future__ import annotations

import inspect
import threading
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from traitlets import Bool, Dict, List, Unicode

from ..jobs import Job, loop
from .base import RATE, Widget, bundle
from .commands import Buffers, Handler, Message, tell_error

Respond = Callable[[str], "str | Awaitable[str] | AsyncIterator[str]"]


class Conversation(Widget):
    """A prompt box with streamed answers.

    Parameters
    ----------
    respond : callable, optional
        ``respond(text)`` returns the answer: a string, an awaitable of one, or an async iterator of its parts.
        Inside a `Studio` the Studio answers.
    **traits
        `language`, `suggestions`.

    Attributes
    ----------
    messages : list of dict
        id, role (user, agent, notice, error, export), text (Markdown), state (done, streaming, failed, cancelled),
        changes, version, seconds, and for cards title, hint, actions, progress, detail, file.
    suggestions : list of str
        Prompts offered while the conversation is empty.
    activity : dict
        ``phase`` ("", opening, ready, connecting, waiting, writing, still, uploading) and ``since`` (ms of the epoch).
    placeholder_key : str
        ``"film"`` before there is one, then ``"change"``.
    waiting : bool
        Whether the kernel is inside a wait of ours, so that the page may cancel by interrupting it.

    Examples
    --------
    >>> Conversation(respond=lambda text: f"You said *{text}*.")
    """

    _esm = bundle("conversation")

    messages = List(Dict(), help="What was said, oldest first.").tag(sync=True)
    suggestions = List(Unicode(), help="Prompts to begin with.").tag(sync=True)
    activity = Dict({"phase": "", "since": 0}, help="What is going on.").tag(sync=True)
    placeholder_key = Unicode("film", help="Which invitation the prompt box shows: film or change.").tag(sync=True)
    waiting = Bool(False, help="The kernel is inside a wait of ours.").tag(sync=True)

    def __init__(self, respond: Respond | None = None, **traits: Any) -> None:
        self._respond = respond
        self._log: dict[str, dict[str, Any]] = {}
        self._log_lock = threading.RLock()
        self._deltas: dict[str, list[str]] = {}
        self._sequence: dict[str, int] = {}
        self._delta_timer = False
        self._job: Job[str] | None = None
        self._on: dict[str, Callable[[Message], Any]] = {}
        super().__init__(**traits)
        self._log = {str(message.get("id")): dict(message) for message in self.messages}

    # Writing into it

    def post(self, role: str, text: str = "", **fields: Any) -> str:
        """Add a message, from any thread; returns its id."""
        id = uuid.uuid4().hex[:12]
        with self._log_lock:
            self._log[id] = {"id": id, "role": role, "text": text, "state": "done", **fields}
        self._publish(now=True)
        return id

    def change(self, id: str, *, now: bool = True, **fields: Any) -> None:
        """Change fields of a message; None takes a field away."""
        with self._log_lock:
            if (message := self._log.get(id)) is None:
                return
            message = {**message, **fields}
            self._log[id] = {key: value for key, value in message.items() if value is not None}
            if self._log[id].get("state") != "streaming":
                self._deltas.pop(id, None)
                self._sequence.pop(id, None)
        self._publish(now=now)

    def take_back(self, id: str) -> None:
        """Remove a message."""
        with self._log_lock:
            self._log.pop(id, None)
        self._publish(now=True)

    def message(self, id: str) -> dict[str, Any] | None:
        """The message of this id."""
        return self._log.get(id)

    def restore(self, messages: list[dict[str, Any]]) -> None:
        """Begin with messages of an earlier time."""
        with self._log_lock:
            self._log = {str(message["id"]): dict(message) for message in messages}
        self._publish(now=True)

    def stream(self, id: str, text: str) -> None:
        """Append to a streaming message: told in batches, at most 30 a second; synced by the final `change`."""
        with self._log_lock:
            self._deltas.setdefault(id, []).append(text)
            if self._delta_timer:
                return
            self._delta_timer = True
        loop().call_soon_threadsafe(lambda: loop().call_later(1 / RATE, self._send_deltas))

    def _send_deltas(self) -> None:
        with self._log_lock:
            self._delta_timer = False
            batches, self._deltas = self._deltas, {}
            numbered = []
            for id, parts in batches.items():
                number = self._sequence[id] = self._sequence.get(id, -1) + 1
                numbered.append({"kind": "delta", "message": id, "seq": number, "text": "".join(parts)})
        for content in numbered:
            self._tell_page(content)

    def act(self, phase: str, **fields: Any) -> None:
        """Say what is going on; an empty phase means nothing is."""
        self.show(activity={"phase": phase, "since": int(time.time() * 1000), **fields}, now=True)

    def _publish(self, *, now: bool) -> None:
        with self._log_lock:
            messages = [dict(message) for message in self._log.values()]
        self.show(messages=messages, now=now)

    # What the page asks

    def on(self, name: str, callback: Callable[[Message], Any]) -> None:
        """Answer a command of the page (ask, cancel, retry, undo, action) with a function or coroutine function."""
        self._on[name] = callback

    def _commands(self) -> Mapping[str, Handler]:
        def handler(name: str) -> Handler:
            async def handle(content: Message, _: Buffers) -> None:
                callback = self._on.get(name) or getattr(self, f"_own_{name}", None)
                if callback is not None:
                    result = callback(content)
                    if inspect.isawaitable(result):
                        await result

            return handle

        return {name: handler(name) for name in ("ask", "cancel", "retry", "undo", "action")}

    def _command_failed(self, content: Message, error: BaseException) -> None:
        told = tell_error(error)
        self.post("error", told["message"], state="failed", hint=told["hint"])

    # Alone, without a Studio

    def ask(self, text: str) -> Job[str]:
        """Say something; the job gives the whole answer of `respond`."""

        async def work(_: Job[str]) -> str:
            self.post("user", text)
            id, parts = self.post("agent", state="streaming"), list[str]()
            self.act("waiting")
            started = time.monotonic()
            try:
                answer: Any = self._respond(text) if self._respond is not None else ""
                if hasattr(answer, "__aiter__"):
                    async for part in answer:
                        parts.append(part)
                        self.stream(id, part)
                        if len(parts) == 1:
                            self.act("writing")
                else:
                    parts.append(await answer if inspect.isawaitable(answer) else str(answer))
            except Exception as error:
                told = tell_error(error)
                self.change(id, role="error", state="failed", text=told["message"], hint=told["hint"])
                raise
            except BaseException:
                self.change(id, state="cancelled", text="".join(parts))
                raise
            else:
                self.change(id, state="done", text="".join(parts), seconds=round(time.monotonic() - started, 2))
                return "".join(parts)
            finally:
                self.act("")

        return Job(work, label="ask")

    def _own_ask(self, content: Message) -> None:
        self._job = self.ask(str(content.get("text", "")))

    def _own_cancel(self, _: Message) -> None:
        if self._job is not None:
            self._job.cancel()

    def _own_retry(self, content: Message) -> None:
        said = [message for message in self._log.values() if message["role"] == "user"]
        if said:
            self._job = self.ask(said[-1]["text"])

    def _summary(self) -> str:
        if not self.messages:
            return "nothing said yet"
        last = self.messages[-1]
        words = " ".join(str(last.get("text", "")).split())
        return f"{len(self.messages)} messages, last: {words[:80]}{'…' if len(words) > 80 else ''}"
