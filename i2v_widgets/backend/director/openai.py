"""A model in the director's place: the same typed edits, by tool calls over an OpenAI-compatible endpoint."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from i2v_widgets.backend.director.direct import Direction, direct
from i2v_widgets.backend.director.phrases import say
from i2v_widgets.backend.director.reply import sentences, told
from i2v_widgets.backend.director.text import read
from i2v_widgets.backend.director.tools import RULES, STEPS, describe, keys_of, read_call, tools
from i2v_widgets.draft import edits as e
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft

ROUNDS = 6  # answers with tool calls before the talk is ended
MOST_CALLS = 200
CONNECT_S = 5.0
LOOPBACK = ("127.", "localhost", "[::1]")
LONGEST = 4000  # letters of a message and of an answer
log = logging.getLogger(__name__)


class _Away(Exception):
    """The model did not answer, or not with anything that can be used."""


class _Bearer(httpx.Auth):
    """Puts the key on a request as it leaves; the key is in no repr, and in no frame but this one."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


@dataclass(slots=True)
class _Work:
    """A film on its way, while a model works on it."""

    draft: Draft
    media: Sequence[Media]
    past: Sequence[Draft]
    future: Sequence[Draft]
    edits: list[e.Edit] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)
    refused: int = 0

    def call(self, name: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a tool call says; what it answers."""
        try:
            if name in STEPS:
                self._step(name)
            else:
                edit = read_call(name, args, keys_of(self.media))
                if len(self.edits) >= MOST_CALLS:
                    raise e.BadEdit("That is enough for one message.")
                self.draft = e.apply(self.draft, [edit], self.media)
                self.edits.append(edit)
                self.calls.append((f"edit_{edit.op}", edit.to_wire(), {"status": "ok"}))
        except e.BadEdit as error:
            self.refused += 1
            return {"status": "error", "message": str(error)}
        return {"status": "ok", "now": json.loads(describe(self.draft, self.media))["film"]}

    def _step(self, name: str) -> None:
        stack, count = (self.past if name == "undo" else self.future), self.steps.get(name, 0) + 1
        if self.edits or count > len(stack):
            raise e.BadEdit(f"There is nothing to {name}.")
        self.draft, self.steps[name] = stack[-count], count
        self.calls.append((name, {}, {"status": "ok"}))


class OpenAIDirector:
    """Let a model direct: any server that speaks chat completions with tools.

    What the model does are the same typed edits that the built-in grammar makes. When the server is away, or answers
    nonsense, the grammar takes over, so a sentence is always answered.

    Parameters
    ----------
    base_url : str
        Up to and with the version: ``http://localhost:11434/v1``.
    model : str
    api_key : str, optional
        Else the environment's ``OPENAI_API_KEY``, if there is one.
    timeout : float
        Seconds that a message may take in all.
    fallback : callable, optional
        Directs when the model cannot; the built-in grammar.

    Examples
    --------
    >>> backend = EmbeddedBackend(director=OpenAIDirector("http://localhost:11434/v1", "qwen3"))  # doctest: +SKIP
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str | None = None,
        timeout: float = 60.0,
        fallback: Callable[..., Direction] = direct,
    ) -> None:
        self.base_url, self.model, self.timeout = base_url.rstrip("/"), model, timeout
        self._fallback = fallback
        self._auth = _Bearer(os.environ.get("OPENAI_API_KEY", "") if api_key is None else api_key)

    def __repr__(self) -> str:
        return f"OpenAIDirector({self.base_url!r}, {self.model!r})"

    def __call__(
        self,
        message: str,
        *,
        draft: Draft,
        media: Sequence[Media],
        past: Sequence[Draft] = (),
        future: Sequence[Draft] = (),
    ) -> Direction:
        """Do what a person says; see `direct`."""
        work = _Work(draft, media, past, future)
        words = ""
        try:
            words = self._talk(message, work)
        except _Away as away:
            log.warning("The model %s cannot direct (%s); the built-in grammar does.", self.model, away)
            if work.draft == draft:
                return self._fallback(message, draft=draft, media=media, past=past, future=future)
        language = read(message[:LONGEST]).language
        changed = work.draft != draft
        if not words:
            words = sentences(told(draft, work.draft, language), language) if changed else say("same", language)
        if not changed:
            return Direction(words, language, draft)
        step = "edit" if work.edits else next(iter(work.steps))
        return Direction(words, language, work.draft, tuple(work.edits), tuple(work.calls), step)

    def _talk(self, message: str, work: _Work) -> str:
        """Speak with the model until it has no more to do; its last words."""
        messages: list[dict[str, Any]] = [
            {"role": "system", "content": f"{RULES}\n\n{describe(work.draft, work.media)}"},
            {"role": "user", "content": message[:LONGEST]},
        ]
        end = time.monotonic() + self.timeout
        here = any(f"://{host}" in self.base_url for host in LOOPBACK)  # no proxy leads to this machine
        with httpx.Client(auth=self._auth, follow_redirects=False, trust_env=not here) as http:
            for _ in range(ROUNDS):
                answer = self._ask(http, messages, end - time.monotonic())
                calls = _calls(answer)
                if not calls:
                    break
                messages.append(
                    {"role": "assistant", "content": answer.get("content"), "tool_calls": answer["tool_calls"]}
                )
                for key, name, args in calls:
                    result = work.call(name, args)
                    messages.append({"role": "tool", "tool_call_id": key, "content": json.dumps(result)})
        words = answer.get("content")
        words = " ".join(words.split())[:LONGEST] if isinstance(words, str) else ""
        if not work.calls and (work.refused or not words):
            raise _Away("no call of it made sense" if work.refused else "it said nothing")
        return words

    def _ask(self, http: httpx.Client, messages: list[dict[str, Any]], left: float) -> dict[str, Any]:
        """One request; the message that the model answers with."""
        if left <= 0:
            raise _Away("it took too long")
        body = {"model": self.model, "messages": messages, "tools": list(tools()), "temperature": 0}
        try:
            timeout = httpx.Timeout(left, connect=min(CONNECT_S, left))
            response = http.post(f"{self.base_url}/chat/completions", json=body, timeout=timeout)
            if response.status_code != 200:
                raise _Away(f"status {response.status_code}")
            answer = response.json()["choices"][0]["message"]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, IndexError, TypeError) as error:
            # Chained frames of the HTTP library would hold the headers, and with them the key.
            raise _Away(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise _Away("no message in the answer")
        return answer


def _calls(answer: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """The tool calls of an answer: id, name, arguments; arguments that are no JSON object are empty."""
    found: list[tuple[str, str, Mapping[str, Any]]] = []
    asked = answer.get("tool_calls")
    for i, call in enumerate(asked[:MOST_CALLS] if isinstance(asked, list) else ()):
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict):
            raise _Away("a tool call without a function")
        args = function.get("arguments")
        if isinstance(args, str):
            try:
                args = json.loads(args or "{}")
            except ValueError:
                args = None
        found.append((str(call.get("id") or i), str(function.get("name")), args if isinstance(args, dict) else {}))
    return found
