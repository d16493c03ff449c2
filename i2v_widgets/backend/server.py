"""`EmbeddedBackend`: the wire served by this very process, on loopback, inside the loop that starts it."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from i2v_widgets.backend.app import make_app
from i2v_widgets.backend.blobs import Blobs
from i2v_widgets.backend.faults import Faults
from i2v_widgets.backend.public_only import is_loopback
from i2v_widgets.backend.renders import Renders
from i2v_widgets.backend.service import Service
from i2v_widgets.backend.serving import PATIENCE, Server, listen
from i2v_widgets.backend.store import Store
from i2v_widgets.errors import BackendUnavailable

if TYPE_CHECKING:
    from i2v_widgets.backend.director import Direction
    from i2v_widgets.backend.render.engine import Engine


class EmbeddedBackend:
    """The backend that needs no account and no network.

    Parameters
    ----------
    folder : path, optional
        Where sessions, media and films are kept; opened again by another process, sessions go on. Left out, a temporary
        folder is used, and removed when the backend is closed.
    director : callable, optional
        What turns words into edits instead of the built-in grammar; the signature of `backend.director.direct`, a plain
        or a coroutine function.
    executor : concurrent.futures.Executor, optional
        Renders on it, for example on a cluster, instead of worker processes of its own.
    credits : int, optional
        Credits there are; each message costs one. Left out, they never end.
    faults : "realistic" or Faults, optional
        Misbehave as the hosted backend is known to, for teaching and tests.
    cache : path, optional
        Where rendered parts are kept; the user's cache folder, shared by all projects, when left out.

    Attributes
    ----------
    url : str
        Where it serves; empty while it does not.
    token : str
        The secret that every request must bring; another one in every process.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        director: Callable[..., Any] | None = None,
        executor: concurrent.futures.Executor | None = None,
        credits: int | None = None,
        faults: str | Faults | None = None,
        cache: str | Path | None = None,
    ) -> None:
        self.url = ""
        self.token = secrets.token_urlsafe(32)
        self._folder = Path(folder).expanduser() if folder is not None else None
        self._cache = Path(cache).expanduser() if cache is not None else platformdirs.user_cache_path("i2v-widgets")
        self._director = director
        self._executor = executor
        self._credits = credits
        self._faults = Faults.of(faults)
        self._running: _Running | None = None
        self._starting: asyncio.Lock | None = None
        self._temporary: weakref.finalize[..., Any] | None = None

    def __repr__(self) -> str:
        return f"<EmbeddedBackend {self.url or 'not started'}>"

    @property
    def folder(self) -> Path:
        """Where things are kept; a temporary folder is made when it is first asked for."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="i2v-"))
            self._temporary = weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve on the running loop; started before, only tell where.

        Parameters
        ----------
        host : str
        port : int
            0 for any free one.

        Returns
        -------
        str
            The base URL.

        Raises
        ------
        BackendUnavailable
            The folder cannot be written or the port is taken.
        """
        self._starting = self._starting or asyncio.Lock()
        async with self._starting:
            if self._running is None:
                try:
                    self._running = await _Running.begin(self, host, port)
                except OSError as error:
                    raise BackendUnavailable(
                        f"The embedded backend cannot start: {error.strerror or error}.",
                        hint="Check that the folder can be written and the port is free.",
                    ) from None
                self.url = self._running.url
            return self.url

    async def stop(self) -> None:
        """Stop serving, and end what is under way; a render goes on from its finished parts at the next start."""
        running, self._running, self.url, self._starting = self._running, None, "", None
        if running is not None:
            if running.loop is asyncio.get_running_loop():
                await running.end()
            else:
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(running.end(), running.loop))
        if self._temporary is not None:
            await asyncio.to_thread(self._temporary)
            self._temporary = self._folder = None

    def close(self) -> None:
        """Stop from plain code, on any thread, any number of times.

        On the backend's own loop it only begins to; elsewhere it waits until it is done.
        """
        running = self._running
        if running is not None and running.loop.is_running():
            if _running_loop() is running.loop:
                running.keep = running.loop.create_task(self.stop())
            else:
                # On Python 3.10 these are three classes.
                with contextlib.suppress(TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError):
                    asyncio.run_coroutine_threadsafe(self.stop(), running.loop).result(PATIENCE + 8)
            return
        self._running, self.url = None, ""
        if running is not None:  # its loop is gone: what is left are workers and files
            running.abandon()
        if self._temporary is not None:
            self._temporary()
            self._temporary = self._folder = None


class _Running:
    """All that exists between start and stop."""

    def __init__(self, service: Service, server: Server, task: asyncio.Task[None], url: str) -> None:
        self.loop = asyncio.get_running_loop()
        self.url = url
        self.keep: asyncio.Task[None] | None = None
        self._service = service
        self._server = server
        self._task = task
        self._at_exit = self.abandon
        atexit.register(self._at_exit)

    @classmethod
    async def begin(cls, backend: EmbeddedBackend, host: str, port: int) -> _Running:
        folder = backend.folder
        await asyncio.to_thread((folder / "films").mkdir, parents=True, exist_ok=True)
        blobs = await asyncio.to_thread(Blobs, folder / "media")
        async with contextlib.AsyncExitStack() as undo:
            listening = listen(host, port)
            undo.callback(listening.close)
            store = Store(folder / "backend.sqlite")
            undo.push_async_callback(asyncio.to_thread, store.close)
            engine = await asyncio.to_thread(_engine, blobs, backend)
            undo.push_async_callback(asyncio.to_thread, engine.close)
            renders = Renders(store, engine, folder / "films")
            director = backend._director or _grammar
            public = not is_loopback(host)
            service = Service(folder, store, blobs, renders, director, backend._credits, backend._faults, public)
            server = Server(make_app(service, backend.token))
            task = asyncio.get_running_loop().create_task(server.serve(sockets=[listening]))
            undo.push_async_callback(_ended, task)
            await _up(server, task)
            undo.pop_all()
        service.spawn(asyncio.to_thread(_warm, engine))
        shown = f"[{host}]" if ":" in host else host
        return cls(service, server, task, f"http://{shown}:{listening.getsockname()[1]}")

    async def end(self) -> None:
        atexit.unregister(self._at_exit)
        service = self._service
        service.stopping.set()
        service.renders.wake()
        self._server.should_exit = True
        await asyncio.wait({self._task}, timeout=PATIENCE)
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()  # an upload half-way: it is told that nobody listens, and cleans up
        await self._task
        await asyncio.gather(*service.tasks, return_exceptions=True)
        await service.glimpses.close()
        await service.renders.close()
        await asyncio.to_thread(service.renders.engine.close)
        await asyncio.to_thread(service.store.close)

    def abandon(self) -> None:
        """Without a loop: end the workers, close the files."""
        atexit.unregister(self._at_exit)
        self._service.renders.engine.close()
        self._service.store.close()


async def _up(server: Server, task: asyncio.Task[None]) -> None:
    """Return when the server is up; one that ends before never will be."""
    up = asyncio.ensure_future(server.is_up.wait())
    try:
        await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        up.cancel()
    if not server.is_up.is_set():
        error = task.exception() if not task.cancelled() else None
        if isinstance(error, OSError):
            raise error
        raise BackendUnavailable(
            f"The embedded backend cannot start: {error or 'its server ended at once'}.",
            hint="Start it again; if that does not help, restart the kernel.",
        ) from error


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _engine(blobs: Blobs, backend: EmbeddedBackend) -> Engine:
    from i2v_widgets.backend.render.engine import Engine

    return Engine(blobs.path, backend._cache / "chunks", backend._executor)


def _grammar(message: str, **given: Any) -> Direction:
    """Direct by the built-in grammar; its vocabularies are read at the first call, in a thread, not at the start."""
    from i2v_widgets.backend.director import direct

    return direct(message, **given)


def _warm(engine: Engine) -> None:
    """What the first message and the first render would else wait for."""
    engine.warm()
    import_module("i2v_widgets.backend.director")
