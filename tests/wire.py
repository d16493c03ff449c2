"""A strict backend for the client's tests: real sockets, every request logged, faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

SESSION = "1987654321098765432"
ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")


class CutError(Exception):
    """Raised within a body: the connection breaks off."""


@dataclass
class Seen:
    """A request as it came."""

    key: str
    headers: dict[str, str]
    query: dict[str, str]
    path: str = ""
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


Fault = Response | Callable[[Seen], Awaitable[Response] | Response]
_KEYS = (
    (r"^POST /api/auth/anonymous-token$", "token"),
    (r"^POST /api/auth/claim-token$", "claim"),
    (r"^POST /api/tasks/me/with-session/nemo_agent$", "session"),
    (r"^POST /run_sse$", "send"),
    (r"^POST /api/upload-video/nemo_agent/me/\d{19}$", "upload"),
    (r"^GET /api/state/nemo_agent/me/\d{19}/latest$", "state"),
    (r"^GET /api/credits/balance/simple$", "credits"),
    (r"^POST /api/render/proxy/lambda$", "order"),
    (r"^GET /api/render/proxy/lambda/[\w.]+$", "poll"),
    (r"^POST /api/render/proxy/lambda/[\w.]+/cancel$", "cancel"),
    (r"^GET /films/\w+\.mp4$", "film"),
)


def envelope(data: Any = None, code: int = 0, message: str = "", status: int = 200) -> Response:
    body = {"code": code, "message": message} | ({"data": data} if data is not None else {})
    return JSONResponse(body, status)


def frame(value: Any) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def said(text: str, *, partial: bool | None = None, author: str = "nemo_agent", **more: Any) -> bytes:
    value: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": text}]}, "author": author, **more}
    if partial is not None:
        value["partial"] = partial
    return frame(value)


def stream(*items: Any, content_type: str = "text/event-stream") -> Callable[[Seen], Response]:
    """An answer of these pieces: bytes are sent, an `asyncio.Event` is waited for, an exception is raised."""

    async def body() -> AsyncIterator[bytes]:
        for item in items:
            if isinstance(item, bytes):
                yield item
                await asyncio.sleep(0)
            elif isinstance(item, asyncio.Event):
                await item.wait()
            else:
                raise item

    return lambda _: StreamingResponse(body(), media_type=content_type)


@dataclass
class WireBackend:
    """The hosted backend as protocol.md has it; `faults[key]` are answers that go before its own."""

    own_tokens: set[str] = field(default_factory=set)
    capabilities: dict[str, Any] | None = None
    seen: list[Seen] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    drafts: deque[Any] = field(default_factory=lambda: deque([{}]))
    statuses: deque[Any] = field(default_factory=deque)
    film: bytes = b"\0\0\0\x18ftypmp42" * 5000
    url: str = ""
    running: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self.tokens = set(self.own_tokens)
        self.sessions: set[str] = set()
        self.renders: dict[str, deque[Any]] = {}
        self.issued = 0

    def keys(self) -> list[str]:
        return [seen.key for seen in self.seen]

    def count(self, key: str) -> int:
        return self.keys().count(key)

    def last(self, key: str) -> Seen:
        return [seen for seen in self.seen if seen.key == key][-1]

    def fault(self, key: str, *answers: Fault) -> None:
        self.faults[key].extend(answers)

    # Serving

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[WireBackend]:
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST", "PUT"])])
        config = uvicorn.Config(
            app, port=0, log_level=60, lifespan="off", access_log=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign]
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.001)
        port = server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            server.should_exit = server.force_exit = True
            await task

    async def _answer(self, request: Request) -> Response:
        line = f"{request.method} {request.url.path}"
        key = next((key for pattern, key in _KEYS if re.match(pattern, line)), line)
        seen = Seen(key, dict(request.headers), dict(request.query_params), request.url.path)
        self.seen.append(seen)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            seen.body = await request.body()
            if key != "film" and any(not seen.headers.get(name) for name in ATTRIBUTION):
                return envelope(code=402, message="attribution")
            if key not in ("token", "film") and seen.token not in self.tokens:
                return envelope(code=1001, message=f"bad token {seen.token}", status=401)
            if self.faults[key]:
                fault = self.faults[key].popleft()
                answer = fault(seen) if callable(fault) and not isinstance(fault, Response) else fault
                return await answer if isinstance(answer, Awaitable) else answer  # type: ignore[return-value]
            handler = getattr(self, f"_{key}", None)
            return handler(seen) if handler is not None else JSONResponse({"detail": "Not Found"}, 404)
        finally:
            self.running -= 1

    # The routes

    def _token(self, seen: Seen) -> Response:
        if not seen.headers.get("x-client-id"):
            return envelope(code=400, message="missing client id", status=400)
        self.issued += 1
        token = f"nmv_usr_{self.issued:04d}secret"
        self.tokens.add(token)
        return envelope({"token": token, "user_id": "anon_1", "expires_at": "2099-01-01T00:00:00Z", "credits": 100})

    def _claim(self, seen: Seen) -> Response:
        return envelope({"claim_token": "clm_abcdef123456", "expires_in": 600})

    def _session(self, seen: Seen) -> Response:
        id_ = str(int(SESSION) + len(self.sessions))
        self.sessions.add(id_)
        data: dict[str, Any] = {"task_id": "t1", "session_id": id_, "user_id": "u1"}
        return envelope(data | ({"capabilities": self.capabilities} if self.capabilities else {}))

    def _send(self, seen: Seen) -> Response:
        return stream(said("Done.", partial=True), said("Done."))(seen)

    def _upload(self, seen: Seen) -> Response:
        if seen.headers["content-type"].startswith("application/json"):
            rows = [{"filename": url.rsplit("/", 1)[-1], "cdn_url": url} for url in seen.json["urls"]]
            return envelope({"files": rows})
        name = re.search(rb'name="files"; filename="([^"]*)"', seen.body)
        assert name is not None, "the field is called `files`"
        return envelope({"files": [{"filename": name[1].decode(), "cdn_url": "https://cdn/x", "file_type": "image"}]})

    def _state(self, seen: Seen) -> Response:
        draft = self.drafts.popleft() if len(self.drafts) > 1 else self.drafts[0]
        return envelope({"state": {"draft": draft, "video_infos": [], "generated_media": {}, "canvas_config": {}}})

    def _credits(self, seen: Seen) -> Response:
        return envelope({"available": 80, "frozen": 5, "total": 100})

    def _order(self, seen: Seen) -> Response:
        self.renders.setdefault(seen.json["id"], deque(self.statuses or [self.done(seen.json["id"])]))
        return JSONResponse({"taskId": seen.json["id"], "status": "queued", "progress": 0})

    def _poll(self, seen: Seen) -> Response:
        render = seen.path.rsplit("/", 1)[-1]
        if render not in self.renders:
            return JSONResponse({"detail": "no such render"}, 404)
        told = self.renders[render]
        return JSONResponse(told.popleft() if len(told) > 1 else told[0])

    def _cancel(self, seen: Seen) -> Response:
        return envelope({})

    def _film(self, seen: Seen) -> Response:
        found = re.match(r"bytes=(\d+)-", seen.headers.get("range", ""))
        if not found:
            return Response(self.film, media_type="video/mp4")
        start, size = int(found[1]), len(self.film)
        if start >= size:
            return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
        headers = {"content-range": f"bytes {start}-{size - 1}/{size}"}
        return Response(self.film[start:], 206, headers, media_type="video/mp4")

    def done(self, render: str) -> dict[str, Any]:
        output = {"url": f"{self.url}/films/{render}.mp4", "duration": 9.0, "size": len(self.film)}
        return {"taskId": render, "status": "completed", "progress": 100, "output": output}
