"""A really started embedded backend and a plain HTTP client for it, for the tests of its rooms."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, ImageDraw

from i2v_widgets.backend import EmbeddedBackend


class Wire:
    """The backend as its clients see it: requests with its secret, answers unwrapped."""

    def __init__(self, backend: EmbeddedBackend, http: httpx.AsyncClient) -> None:
        self.backend = backend
        self.http = http

    async def get(self, path: str, **params: Any) -> Any:
        return data_of(await self.http.get(path, params=params))

    async def post(self, path: str, body: Any = None) -> Any:
        return data_of(await self.http.post(path, json=body or {}))

    async def session(self) -> str:
        data = await self.post("/api/tasks/me/with-session/nemo_agent", {"task_name": "project", "language": "en"})
        return str(data["session_id"])

    async def upload(self, session: str, *paths: Path, sources: str = "") -> httpx.Response:
        with contextlib.ExitStack() as stack:
            files = [("files", (path.name, stack.enter_context(path.open("rb")))) for path in paths]
            headers = {"X-I2V-Source": sources} if sources else {}
            return await self.http.post(f"/api/upload-video/nemo_agent/me/{session}", files=files, headers=headers)

    async def ask(self, session: str, text: str) -> list[dict[str, Any]]:
        body = {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": session,
            "new_message": {"parts": [{"text": text}]},
        }
        async with self.http.stream("POST", "/run_sse", json=body) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            return events_of(await response.aread())

    async def state(self, session: str) -> dict[str, Any]:
        state: dict[str, Any] = (await self.get(f"/api/state/nemo_agent/me/{session}/latest"))["state"]
        return state

    async def finished(self, render: str) -> dict[str, Any]:
        """Long-poll a render to its end."""
        revision = -1
        while True:
            status: dict[str, Any] = await self.get(f"/api/render/proxy/lambda/{render}", wait=20, since=revision)
            if status["status"] in {"completed", "failed", "cancelled"}:
                return status
            assert status["revision"] > revision
            revision = status["revision"]


def data_of(response: httpx.Response) -> Any:
    body = response.json()
    assert body["code"] == 0, body
    return body["data"]


def events_of(raw: bytes) -> list[dict[str, Any]]:
    whole = raw.decode().split("\n\n")[:-1]  # what no blank line closed is no event
    blocks = [block for block in whole if block.startswith("data: ")]
    return [json.loads(block[6:]) for block in blocks]


def text_of(events: list[dict[str, Any]], *, partial: bool) -> str:
    """All texts of the deltas, or of the complete events, joined."""
    return "".join(
        part["text"]
        for event in events
        if bool(event.get("partial")) is partial
        for part in event.get("content", {}).get("parts", ())
        if "text" in part
    )


@contextlib.asynccontextmanager
async def running(folder: Path, **options: Any) -> AsyncIterator[Wire]:
    backend = EmbeddedBackend(folder / "project", cache=folder / "cache", **options)
    url = await backend.start()
    headers = {"Authorization": f"Bearer {backend.token}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as http:
            yield Wire(backend, http)
    finally:
        await backend.stop()


def photos(folder: Path, count: int, size: tuple[int, int] = (640, 480)) -> list[Path]:
    """Real JPEGs p0.jpg, p1.jpg, …, each of another colour."""
    folder.mkdir(exist_ok=True)
    paths = []
    for i in range(count):
        picture = Image.new("RGB", size, (40 + 50 * i, 120, 200 - 40 * i))
        ImageDraw.Draw(picture).ellipse((100, 80, 260 + 20 * i, 240), fill=(250, 220, 60))
        paths.append(folder / f"p{i}.jpg")
        picture.save(paths[-1], quality=88)
    return paths
