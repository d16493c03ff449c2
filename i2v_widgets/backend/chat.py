"""`POST /run_sse`: what a person says becomes edits, and the answer streams while it is written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from i2v_widgets.backend.answers import Json, read_json, refuse, tell
from i2v_widgets.backend.events import HEARTBEAT, Invocation, failure, pieces
from i2v_widgets.backend.service import Service, service_of
from i2v_widgets.backend.store import Line
from i2v_widgets.errors import I2VError, OutOfCredits

if TYPE_CHECKING:
    from i2v_widgets.backend.director import Direction

log = logging.getLogger("i2v_widgets.backend")

HEARTBEAT_S = 2.0  # silence between heartbeats while the director thinks
RHYTHM_S = 0.012  # between deltas, so that the answer is seen being written: 40 words take 0.12 s
WRITING_S = 0.25  # and no answer takes longer than this to be written


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one message."""

    direction: Direction
    before: Line
    after: Line


async def run_sse(request: Request) -> Response:
    """Answer a message with an event stream."""
    service = service_of(request)
    body = await read_json(request)
    session, text, missing = _read(body)
    if missing:
        return Json(
            {"detail": [{"type": "missing", "loc": ["body", name], "msg": "Field required"} for name in missing]},
            status_code=422,
        )
    if not await service.store.has_session(session):
        return Json({"detail": f"Session not found: {session}", "code": 1002}, status_code=404)
    if await service.available() <= 0:
        return refuse(OutOfCredits())
    # It goes on when the listener leaves: the hosted one does, and the state shows what was done.
    service.turns[session] += 1
    number = service.turns[session]
    stream = _stream(service, service.spawn(_turn(service, session, text, number)))
    if service.faults:
        stream = service.faults.spoil(stream, text, number)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


def _read(body: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Session, text, and what is missing."""
    message = body.get("new_message")
    parts = message.get("parts") if isinstance(message, dict) else None
    session = body.get("session_id")
    missing = [
        name
        for name, there in (("session_id", isinstance(session, str)), ("new_message", isinstance(parts, list)))
        if not there
    ]
    texts = [part["text"] for part in parts or () if isinstance(part, dict) and isinstance(part.get("text"), str)]
    return str(session), "".join(texts), missing


async def _turn(service: Service, session: str, text: str, number: int) -> Turn:
    async with service.turn(session):
        before = await service.store.line(session)
        direction = await service.direct(text, before, await service.store.media(session))
        after = await service.store.settle(session, direction.draft, text, direction.step)
        if service.credits is not None:
            await service.store.spend(session, 1)
        if service.faults and service.faults.lags(text, number):
            service.stale[session] = before
    return Turn(direction, before, after)


async def _stream(service: Service, task: asyncio.Task[Turn]) -> AsyncIterator[bytes]:
    stopping = asyncio.ensure_future(service.stopping.wait())
    try:
        while not task.done():
            await asyncio.wait({task, stopping}, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
            if stopping.done():
                return
            if not task.done():
                yield HEARTBEAT
    finally:
        stopping.cancel()
    try:
        turn = task.result()
    except I2VError as error:
        told = tell(error)
        yield failure(told.pop("message"), **told)
        return
    except Exception:
        log.exception("The director failed")
        yield failure("The sentence could not be worked on.", hint="Say it in other words.", code="director")
        return
    async for part in _tell(turn):
        yield part


async def _tell(turn: Turn) -> AsyncIterator[bytes]:
    invocation = Invocation()
    direction = turn.direction
    for name, args, result in direction.calls:
        for part in invocation.call(name, dict(args), result):
            yield part
    if direction.reply:
        deltas = list(pieces(direction.reply))
        pause = min(RHYTHM_S, WRITING_S / len(deltas))
        for i, delta in enumerate(deltas):
            if i:
                await asyncio.sleep(pause)
            yield invocation.delta(delta)
    if turn.before.version != turn.after.version:
        draft = turn.after.draft
        size = {"width": draft.width, "height": draft.height, "fps": draft.fps}
        yield invocation.state({"draft": draft.to_wire(), "canvas_config": size})
    if direction.reply:
        yield invocation.aggregate(direction.reply)
