"""The Studio's line to its backend: which one, started on first use, and its session brought up to date."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import I2VError
from ..jobs import close_at_exit

if TYPE_CHECKING:
    from ..client import Client, Journal, Secret, Session, Timing

OFFLINE_SKILL = "image-to-video-ai-offline"


class Link:
    """One client and one session.

    Parameters
    ----------
    backend : None, str, EmbeddedBackend or Client
        As in `Studio`.
    begun : callable
        Called with each new session, to bring pictures and draft into it.

    Attributes
    ----------
    folder : Path
        The project's folder, where an embedded backend keeps its state.
    journal : Journal
        Where renders are written down.
    """

    folder: Path
    journal: Journal

    def __init__(
        self,
        backend: Any,
        *,
        skill: str,
        token: Secret | None,
        language: str | None,
        timing: Timing | None,
        begun: Callable[[Session], Awaitable[None]],
    ) -> None:
        if backend is None:
            hosted = bool(token or os.environ.get("NEMO_TOKEN")) and skill != OFFLINE_SKILL
            backend = "nemo" if hosted else "embedded"
        if isinstance(backend, str) and backend not in ("nemo", "embedded"):
            if not backend.startswith(("http://", "https://")):
                raise I2VError(f"{backend}: there is no such backend.", hint='Use "embedded", "nemo", or an address.')
        elif not isinstance(backend, str) and not (hasattr(backend, "session") or hasattr(backend, "start")):
            raise I2VError(
                f"{type(backend).__name__}: this is no backend.",
                hint="Use an EmbeddedBackend, a Client, or an address.",
            )
        self._backend = backend
        self._skill, self._language, self._timing = skill, language, timing
        self._token = token
        self._begun = begun
        self._own: list[Any] = []
        self._client: Client | None = None
        self._session: Session | None = None
        self._connecting: asyncio.Lock | None = None
        self._starting: asyncio.Lock | None = None
        self._at_exit: list[Callable[[], None]] = []  # each undoes what was to be done when the process ends
        self._restarts = 0  # of the session, when it was last brought up to date
        self.closed = False

    @property
    def shared(self) -> Any:
        """The backend as it was given, for another Studio beside this one."""
        return self._backend

    @property
    def token(self) -> Secret | None:
        """The token that was given."""
        return self._token

    @property
    def place(self) -> dict[str, str]:
        """Where pictures go."""
        backend = self._backend
        if backend == "embedded" or hasattr(backend, "start"):
            return {"kind": "local", "host": ""}
        if backend == "nemo":
            from ..client import HOSTED

            backend = HOSTED
        address = backend if isinstance(backend, str) else str(getattr(backend, "base_url", ""))
        host = urlsplit(address).hostname or ""
        return {"kind": "local" if host in ("127.0.0.1", "localhost", "::1") else "hosted", "host": host}

    @property
    def backend(self) -> Any:
        """The embedded backend that serves this Studio, or the address or client that was given."""
        return self._own[0] if self._backend == "embedded" and self._own else self._backend

    async def client(self) -> Client:
        """The client, its backend started if that is ours to do; on the background loop."""
        self._starting = self._starting or asyncio.Lock()
        async with self._starting:  # several jobs may be the first to ask
            if self._client is None:
                self._client = await self._make_client()
            return self._client

    async def _make_client(self) -> Client:
        from ..client import Client

        backend: Any = self._backend
        make = partial(Client, skill=self._skill, timing=self._timing, journal=self.journal)
        if backend == "embedded":
            from ..backend import EmbeddedBackend

            backend = EmbeddedBackend(folder=self.folder)
        if isinstance(backend, Client):
            return backend
        if hasattr(backend, "start"):
            await backend.start()
            self._at_exit.append(close_at_exit(backend.stop))
            if self._backend == "embedded":
                self._own.append(backend)
            client = make(backend.url, backend.token)
        elif backend == "nemo":
            client = make(token=self._token)
        else:
            client = make(backend, self._token)
        self._own.append(client)
        return client

    async def session(self, prompt: str = "") -> Session:
        """The session, made on first use, and brought up to date where the backend lost it; on the background loop.

        `prompt` is what the person says first, if that is known: some skills go by its language.
        """
        self._connecting = self._connecting or asyncio.Lock()
        async with self._connecting:
            if self.closed:
                raise I2VError("This Studio is closed.", hint="Make a new one: Studio(folder=…) opens the same film.")
            if self._session is None:
                client = await self.client()
                session = await client.session(language=self._language, prompt=prompt)
                await self._begun(session)
                self._session, self._restarts = session, session.restarts
            while self._session.restarts != self._restarts:
                # The client has started another one in its place already: it is empty.
                self._restarts = self._session.restarts
                await self._begun(self._session)
            return self._session

    async def connect(self, act: Callable[[str], None]) -> None:
        """Connect before anyone asks; with a backend that is far away, people see that, and when it is done."""
        if self.place["kind"] != "hosted" or self.connected:
            await self.session()
            return
        act("opening")
        try:
            await self.session()
        except BaseException:
            act("")
            raise
        act("ready")

    @property
    def connected(self) -> bool:
        """Whether there is a session."""
        return self._session is not None

    async def use_embedded(self) -> None:
        """Leave the backend for one on this machine; on the background loop."""
        self._connecting = self._connecting or asyncio.Lock()
        async with self._connecting:
            old, self._own = self._own, []
            self._backend, self._client, self._session = "embedded", None, None
        await _end(old)

    async def close(self) -> None:
        """Close what is ours: the client, then the backend."""
        self.closed = True
        own, self._own = self._own, []
        await _end(own)
        if self._backend == "embedded":  # one that was given outlives this Studio, and still has to be stopped
            while self._at_exit:
                self._at_exit.pop()()


async def _end(own: list[Any]) -> None:
    for thing in reversed(own):
        with contextlib.suppress(Exception):
            if hasattr(thing, "aclose"):
                await thing.aclose()
            elif hasattr(thing, "stop"):
                await thing.stop()
