"""`replay`: a recorded trace served as a backend, for teaching without network and for bug reports."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from i2v_widgets.backend.answers import Json, answer, read_json, refuse
from i2v_widgets.backend.gate import Gate
from i2v_widgets.backend.serving import PATIENCE, Server, listen
from i2v_widgets.backend.standin import StandIn
from i2v_widgets.backend.tape import RENDERS, Exchange, Recording, Tape, read_trace, same, words_of
from i2v_widgets.errors import BackendUnavailable, I2VError

# Between two events no longer than this, however long the agent thought when it was recorded.
_GAP: Final = 0.25
# A recording has no media in it, so what needs them is not offered.
_KEPT: Final = ("edits",)
_NAME: Final = re.compile(rb'name="files"; filename="([^"\r\n]*)"')


class Replay:
    """A backend that answers as one did when it was recorded.

    Sessions play in the recording's order and begin again after the last. What is asked is answered by what was
    answered to the same words then; words that were never said are refused with what there is. Media are not in a
    trace: any picture will do, and an exported film is a short stand-in that says so.

    Parameters
    ----------
    trace : path
        A file that ``I2V_TRACE`` wrote.
    pace : float
        1 leaves the gaps between events as they were, a quarter of a second at the most; 0 leaves none.

    Attributes
    ----------
    url, token : str
        Where it serves (empty while it does not), and the secret that every request must bring.
    prompts : tuple of str
        What was said in the recording.
    """

    def __init__(self, trace: str | os.PathLike[str], *, pace: float = 1.0) -> None:
        self.url = ""
        self.token = secrets.token_urlsafe(32)
        self._path = Path(trace).expanduser()
        self._recording: Recording = read_trace(self._path)
        self._pace = pace
        self._turns = itertools.count()
        self._film = StandIn()
        self._starting: asyncio.Lock | None = None
        self._running: tuple[asyncio.AbstractEventLoop, Server, asyncio.Task[None]] | None = None

    def __repr__(self) -> str:
        return f"<Replay of {self._path.name}: {len(self.prompts)} messages>"

    @property
    def prompts(self) -> tuple[str, ...]:
        """What was said in the recording, in its order."""
        return tuple(words for tape in self._recording.tapes for words in tape.prompts)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve on the running loop; started before, only tell where."""
        self._starting = self._starting or asyncio.Lock()
        async with self._starting:
            if self._running is None:
                try:
                    listening = listen(host, port)
                except OSError as error:
                    raise BackendUnavailable(f"The replay cannot start: {error.strerror or error}.") from None
                loop, server = asyncio.get_running_loop(), Server(Gate(self._app(), self.token))
                self._running = loop, server, loop.create_task(server.serve(sockets=[listening]))
                await server.is_up.wait()
                self.url = f"http://{host}:{listening.getsockname()[1]}"
            return self.url

    async def stop(self) -> None:
        """Stop serving; from any loop."""
        running, self._running, self.url, self._starting = self._running, None, "", None
        if running is not None:
            loop, server, task = running
            if loop is asyncio.get_running_loop():
                await _end(server, task)
            else:
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_end(server, task), loop))
        await asyncio.to_thread(self._film.remove)

    async def __aenter__(self) -> Replay:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # What it answers

    def _app(self) -> Starlette:
        def route(path: str, handler: Callable[[Request], Any], *methods: str) -> Route:
            return Route(path, handler, methods=list(methods))

        async def failed(_: Request, error: Exception) -> Response:
            assert isinstance(error, I2VError)
            return refuse(error)

        return Starlette(
            routes=[
                route("/api/tasks/me/with-session/nemo_agent", self._session, "POST"),
                route("/run_sse", self._say, "POST"),
                route("/api/upload-video/nemo_agent/me/{session}", self._upload, "POST"),
                route("/api/embedded/draft/{session}", self._put_draft, "PUT"),
                route(RENDERS, self._order, "POST"),
                route(RENDERS + "/{render}", self._poll, "GET"),
                route(RENDERS + "/{render}/cancel", self._cancel, "POST"),
                route("/replay/film.mp4", self._fetch, "GET"),
                route("/{path:path}", self._other, "GET", "POST", "PUT"),
            ],
            exception_handlers={I2VError: failed},
        )

    def _tape(self, session: str) -> Tape:
        for tape in self._recording.tapes:
            if tape.session == session:
                return tape
        raise I2VError("The recording does not know this session.", code=1002)

    async def _session(self, request: Request) -> Response:
        tapes = [tape for tape in self._recording.tapes if tape.opened is not None] or list(self._recording.tapes)
        if not tapes:
            raise _absent("a session")
        tape = tapes[next(self._turns) % len(tapes)]
        tape.rewind()
        opened = dict(tape.opened or {"task_id": "replay", "user_id": "me", "session_id": tape.session})
        could = opened.get("capabilities")
        could = could if isinstance(could, dict) else {}
        # Nobody waits half a minute for what is long decided.
        opened["capabilities"] = {name: could[name] for name in _KEPT if name in could} | {"poll_s": 0.05}
        return answer(opened)

    async def _say(self, request: Request) -> Response:
        body = await read_json(request)
        tape, words = self._tape(str(body.get("session_id", ""))), words_of(body)
        found = tape.act(lambda exchange: exchange.said is not None and same(exchange.said) == same(words))
        if found is None:
            left = "; ".join(f"“{prompt}”" for prompt in tape.prompts[:5])
            raise I2VError(
                "The recording has no answer to this.", hint=f"It has: {left}." if left else "It has no messages."
            )
        if not found.frames and found.reason is None and found.status:
            return Json(found.json, found.status)
        return StreamingResponse(self._frames(found, request), media_type="text/event-stream")

    async def _frames(self, exchange: Exchange, request: Request) -> AsyncIterator[bytes]:
        before = exchange.at
        for at, kind, data in exchange.frames:
            if self._pace:
                await asyncio.sleep(min(max(0.0, at - before) * self._pace, _GAP))
            before = at
            head = "" if kind == "message" else f"event: {kind}\n"
            yield (head + "".join(f"data: {line}\n" for line in data.split("\n")) + "\n").encode()
        if exchange.reason is None or exchange.reason:
            await self._hang_up(request)

    async def _hang_up(self, request: Request) -> None:
        """Close the connection before its answer is whole, as it was in the recording."""
        server = self._running[1] if self._running is not None else None
        for connection in list(server.server_state.connections) if server is not None else ():
            if getattr(connection, "scope", None) is request.scope:
                connection.transport.close()
                while (await request.receive())["type"] != "http.disconnect":
                    pass

    async def _upload(self, request: Request) -> Response:
        tape, path = self._tape(request.path_params["session"]), request.url.path
        if request.headers.get("content-type", "").startswith("application/json"):
            body = await read_json(request)
            urls = body.get("urls")
            names = [str(url).rsplit("/", 1)[-1] for url in urls] if isinstance(urls, list) else []
            found = tape.act(lambda exchange: exchange.path == path and exchange.body == body)
        else:
            names = [await _first_name(request)]
            found = tape.act(lambda exchange: exchange.path == path and _filename(exchange.json) == names[0])
        if found is not None and found.status:
            return Json(found.json, found.status)
        return answer({"files": [{"filename": name, "file_type": "image", "cdn_url": ""} for name in names]})

    async def _put_draft(self, request: Request) -> Response:
        draft = (await read_json(request)).get("draft")
        path = request.url.path
        self._tape(request.path_params["session"]).act(
            lambda exchange: (
                exchange.path == path and isinstance(exchange.body, dict) and exchange.body.get("draft") == draft
            )
        )
        return answer({"state": {"draft": draft, "video_infos": []}})

    async def _order(self, request: Request) -> Response:
        body = await read_json(request)
        tape, id_ = self._tape(str(body.get("sessionId", ""))), str(body.get("id", ""))
        # The same output, else any export; a preview has no file.
        found = tape.act(lambda exchange: _output(exchange) == body.get("output")) or tape.act(
            lambda exchange: bool(_output(exchange).get("file")) or _output(exchange).get("quality") == "high"
        )
        if found is None:
            raise _absent("an export")
        tape.renders[id_] = str(found.body.get("id"))
        return self._status(found, tape.renders[id_], id_)

    async def _poll(self, request: Request) -> Response:
        id_ = request.path_params["render"]
        for tape in self._recording.tapes:
            if recorded := tape.renders.get(id_):
                found = tape.look(lambda exchange: exchange.path == f"{RENDERS}/{recorded}", bound=False)
                if found is not None:
                    return self._status(found, recorded, id_)
        return Json({"code": 404, "message": "The recording has no such render."}, 404)

    def _status(self, found: Exchange, recorded: str, id_: str) -> Response:
        told = json.loads(json.dumps(found.json).replace(json.dumps(recorded)[1:-1], id_))
        for holder in (told, told.get("data") if isinstance(told, dict) else None):
            if isinstance(holder, dict):
                self._here(holder)
        return Json(told, found.status or 200)

    def _here(self, holder: dict[str, Any]) -> None:
        """Lead to the stand-in where a film's address was."""
        output = holder.get("output")
        if isinstance(output, dict) and output.get("url"):
            output["url"] = f"{self.url}/replay/film.mp4"
            output.pop("size", None)
        if holder.get("outputUrl"):
            holder["outputUrl"] = f"{self.url}/replay/film.mp4"
            holder.pop("size", None)

    async def _cancel(self, request: Request) -> Response:
        return answer({})

    async def _fetch(self, request: Request) -> Response:
        return FileResponse(await asyncio.to_thread(self._film.path), media_type="video/mp4")

    async def _other(self, request: Request) -> Response:
        method, path = request.method, request.url.path
        body = await read_json(request) if method != "GET" else None
        for tape in (*self._recording.tapes, self._recording.rest):
            fits = [
                lambda exchange: exchange.method == method and exchange.path == path and exchange.body == body,
                lambda exchange: exchange.method == method and exchange.path == path,
            ]
            for fit in fits if method == "GET" else fits[:1]:
                found = tape.look(fit, bool(tape.session)) if method == "GET" else tape.act(fit)
                if found is not None and found.json is not None:
                    return Json(found.json, found.status or 200)
        raise _absent(f"{method} {path}")


async def _end(server: Server, task: asyncio.Task[None]) -> None:
    server.should_exit = True
    await asyncio.wait({task}, timeout=PATIENCE)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await task


async def _first_name(request: Request) -> str:
    """Read a form to its end and return the first file's name; nothing of it is kept."""
    head = b""
    async for piece in request.stream():
        if len(head) < 4096:
            head += piece[:4096]
    found = _NAME.search(head)
    return found[1].decode("utf-8", "replace") if found else "file"


def _output(exchange: Exchange) -> dict[str, Any]:
    output = exchange.body.get("output") if exchange.path == RENDERS and isinstance(exchange.body, dict) else None
    return output if isinstance(output, dict) else {}


def _filename(told: Any) -> str:
    data = told.get("data", told) if isinstance(told, dict) else None
    rows = data.get("files") if isinstance(data, dict) else None
    row = rows[0] if isinstance(rows, list) and rows else None
    return str(row.get("filename", "")) if isinstance(row, dict) else ""


def _absent(what: str) -> I2VError:
    return I2VError(f"The recording has no answer to this ({what}).", hint="Record a session that does it.")


def replay(trace: str | os.PathLike[str], *, pace: float = 1.0) -> Replay:
    """Serve a recorded session as a backend: ``Studio(backend=i2v.replay("session.jsonl"))``.

    Parameters
    ----------
    trace : path
        A file that the environment variable ``I2V_TRACE`` had written.
    pace : float
        1 leaves the gaps between events as they were, a quarter of a second at the most; 0 leaves none.

    Raises
    ------
    I2VError
        There is no such file, or it is no trace.
    """
    return Replay(trace, pace=pace)
