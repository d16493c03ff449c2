"""Serves the scripted agent by the real agent server; run by the Python of the peers' own environment.

The session route is the hosted service's, which the agent server does not have: it opens one of the server's own.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
from pathlib import Path

import uvicorn
from fastapi import Request
from google.adk.cli.fast_api import get_fast_api_app
from starlette.responses import JSONResponse

os.environ.setdefault("OTEL_SDK_DISABLED", "true")
numbers = itertools.count(1987654321098765432)
calls: dict[str, int] = {}

app = get_fast_api_app(agents_dir=str(Path(__file__).with_name("agents")), web=False, use_local_storage=False)


@app.middleware("http")
async def count(request: Request, call_next):  # type: ignore[no-untyped-def]
    """Count the requests by path."""
    calls[request.url.path] = calls.get(request.url.path, 0) + 1
    return await call_next(request)


@app.post("/api/tasks/me/with-session/nemo_agent")
async def session() -> JSONResponse:
    """Open a session as the hosted service does."""
    import httpx

    id_ = str(next(numbers))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://peer") as client:
        (await client.post(f"/apps/nemo_agent/users/me/sessions/{id_}", json={})).raise_for_status()
    return JSONResponse({"code": 0, "data": {"task_id": "t", "session_id": id_, "user_id": "me"}})


@app.get("/calls")
async def told() -> JSONResponse:
    """Tell how many requests came."""
    return JSONResponse(calls)


if __name__ == "__main__":
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    print(listening.getsockname()[1], flush=True)
    asyncio.run(uvicorn.Server(uvicorn.Config(app, log_level="error")).serve(sockets=[listening]))
