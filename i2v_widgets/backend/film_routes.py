"""Routes for the film: its draft, edits by hand, and renders with their fragments and file."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from i2v_widgets.backend.answers import Invalid, answer, number_of, read_json, tell
from i2v_widgets.backend.renders import Entry
from i2v_widgets.backend.service import service_of
from i2v_widgets.backend.store import Line
from i2v_widgets.draft import Draft, Media
from i2v_widgets.draft.edits import apply, from_wire
from i2v_widgets.errors import RenderFailed

LONGEST_POLL = 30.0  # seconds; well within any client's patience for one read


def state_of(line: Line, media: list[Media]) -> dict[str, Any]:
    """Tell a session's state as the wire has it; `draft` is null before the first film."""
    draft = line.draft
    return {
        "draft": draft.to_wire() if draft.wire else None,
        "video_infos": [m.to_wire() for m in media],
        "generated_media": {},
        "canvas_config": {"width": draft.width, "height": draft.height, "fps": draft.fps} if draft.wire else {},
        "version": line.version,
        "can_undo": bool(line.past),
        "can_redo": bool(line.future),
    }


async def state(request: Request) -> Response:
    """Tell the session's state."""
    service, session = service_of(request), request.path_params["session"]
    line = service.stale.pop(session, None) or await service.store.line(session)
    return answer({"state": state_of(line, await service.store.media(session))})


async def edit(request: Request) -> Response:
    """Make typed edits; all of them or, with an error, none."""
    service, session = service_of(request), request.path_params["session"]
    wanted = (await read_json(request)).get("edits")
    if not isinstance(wanted, list):
        raise Invalid("edits is not a list.")
    edits = [from_wire(one) for one in wanted]
    async with service.turn(session):
        line = await service.store.line(session)
        media = await service.store.media(session, every=True)
        line = await service.store.settle(session, apply(line.draft, edits, media), "edit")
    return answer({"state": state_of(line, await service.store.media(session))})


async def put_draft(request: Request) -> Response:
    """Make a draft the session's: going back, forth, or to any version."""
    service, session = service_of(request), request.path_params["session"]
    body = await read_json(request)
    if "draft" not in body:
        raise Invalid("draft is missing.")
    async with service.turn(session):
        line = await service.store.settle(session, Draft.from_wire(body["draft"] or {}), "put", "put")
    return answer({"state": state_of(line, await service.store.media(session))})


async def render(request: Request) -> Response:
    """Begin a render; the same id again is the same render. One that cannot be is told as failed, with the reason."""
    service, body = service_of(request), await read_json(request)
    id, session, output = body.get("id"), body.get("sessionId"), body.get("output")
    if not isinstance(id, str) or not isinstance(session, str):
        raise Invalid("id or sessionId is missing.")
    line = await service.store.line(session)
    draft = body.get("draft") or line.draft.to_wire()
    try:
        entry = await service.renders.start(id, session, draft, output if isinstance(output, dict) else {})
    except RenderFailed as error:
        return answer({"taskId": id, "status": "failed", "progress": 0.0, "revision": 0, "error": tell(error)})
    return answer(entry.status())


async def render_status(request: Request) -> Response:
    """Tell how far a render is; with `wait`, when its revision is past `since` or that many seconds are over."""
    entry = await _entry(request)
    wait = number_of(request, "wait", 0.0, 0.0, LONGEST_POLL)
    if wait and entry.watcher is not None and not service_of(request).stopping.is_set():
        since = number_of(request, "since", -1.0, -1.0, 1e15)
        await entry.after(int(since), wait if not entry.watcher.done() else 0.0)
    return answer(entry.status())


async def cancel(request: Request) -> Response:
    """Stop a render."""
    await _entry(request)
    entry = await service_of(request).renders.cancel(request.path_params["id"])
    return answer(entry.status() if entry else {})


async def fragment(request: Request) -> Response:
    """Give a fragment of a film that may still be in the making: `init`, or a number."""
    entry = await _entry(request)
    render, track, which = entry.render, request.path_params["track"], request.path_params["which"]
    data: bytes | None = None
    if render is not None and which == "init":
        data = {"video": render.video_init, "audio": render.audio_init}.get(track, lambda: None)()
    elif render is not None and which.isdecimal():
        read = {"video": render.video_fragment, "audio": render.audio_fragment}.get(track)
        data = await asyncio.to_thread(read, int(which)) if read else None
    if data is None:
        raise RenderFailed("This part is not there yet.", hint="Ask again when the status says so.", code="gone")
    return Response(data, media_type="video/iso.segment", headers={"Cache-Control": "no-store"})


async def file(request: Request) -> Response:
    """Give the finished film; byte ranges are honoured."""
    entry = await _entry(request)
    if entry.state != "completed" or entry.path is None or not entry.path.is_file():
        raise RenderFailed("The film is not finished.", hint="Ask again when it is completed.", code="gone")
    return FileResponse(entry.path, media_type="video/mp4", filename=entry.path.name)


async def _entry(request: Request) -> Entry:
    entry = await service_of(request).renders.find(request.path_params["id"])
    if entry is None:
        raise RenderFailed("There is no such render.", hint="Start it again.", code="gone")
    return entry


ROUTES = [
    Route("/api/state/nemo_agent/me/{session}/latest", state, methods=["GET"]),
    Route("/api/embedded/edits/{session}", edit, methods=["POST"]),
    Route("/api/embedded/draft/{session}", put_draft, methods=["PUT"]),
    Route("/api/render/proxy/lambda", render, methods=["POST"]),
    Route("/api/render/proxy/lambda/{id}", render_status, methods=["GET"]),
    Route("/api/render/proxy/lambda/{id}/cancel", cancel, methods=["POST"]),
    Route("/api/embedded/renders/{id}/file", file, methods=["GET"]),
    Route("/api/embedded/renders/{id}/{track}/{which}", fragment, methods=["GET"]),
]
