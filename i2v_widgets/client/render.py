"""Export: one order, one render; written down before it is asked for, found again after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from ..errors import (
    BackendUnavailable,
    I2VError,
    RateLimited,
    RenderFailed,
    SessionNotFound,
    TimedOut,
    TokenExpired,
    UnsupportedFile,
)
from .codes import code_of
from .download import Expired, download, prepare
from .journal import Journal, RenderRow
from .render_status import ExportStatus, new_render_id
from .secret import Secret
from .transport import Answer, NotReached
from .wire import Wire

ROUTE: Final = "/api/render/proxy/lambda"
# What a long poll asks for at the most; the answer comes as soon as anything advanced.
_LONG_POLL: Final = 10.0
_HOSTED_FORMAT: Final = ("mp4",)
_HOSTED_QUALITY: Final = ("high",)


@dataclass(frozen=True)
class Later:
    """A request that is to be repeated: after how long, and whether it may have arrived."""

    seconds: float
    arrived: bool


class Renders:
    """The renders of one session.

    Parameters
    ----------
    wire : Wire
    session : str
    journal : Journal
    poll_s : float or None
        How often the backend likes to be asked (capability).
    long_poll : bool
        Whether the backend holds a status request until something advanced (capability ``fragments``).
    refused : coroutine function
        Is given the error with which an order was refused, returns the one to raise.
    """

    def __init__(
        self,
        wire: Wire,
        session: str,
        journal: Journal,
        poll_s: float | None,
        long_poll: bool,
        refused: Callable[[I2VError], Awaitable[I2VError]],
    ) -> None:
        self._wire, self._session, self._journal, self._refused = wire, session, journal, refused
        self._timing = wire.timing
        self._poll = self._timing.poll_interval if poll_s is None else min(poll_s, self._timing.poll_interval)
        self._long_poll = long_poll
        self._secret: Secret | None = None  # the token that ordered the render: it is asked for with that alone

    async def export(
        self, draft: Any, path: Path | None, output: dict[str, Any], render_id: str | None, *, order: bool = True
    ) -> AsyncGenerator[ExportStatus, None]:
        """Order, wait, fetch; see `Session.export`. Without `order` an unknown render is not ordered."""
        if path is not None:
            path = await asyncio.to_thread(prepare, path)
        loop = asyncio.get_running_loop()
        until = loop.time() + self._timing.render_total
        render = render_id or new_render_id()
        if render_id is not None:
            await self._reachable(render)
        # A given id is asked about first, and ordered only where the backend does not know it.
        accepted, look = False, render_id is not None
        status = ExportStatus(render)
        while True:
            if look or accepted:
                result = await self._look(render, status.revision if accepted else 0)
                if isinstance(result, Answer) and _gone(result):
                    if accepted or not order:
                        await self._note(render, "failed", path)
                        raise RenderFailed(f"The backend no longer has the render {render}.", code=404)
                    look = False
                    continue
            else:
                result = await self._order(render, draft, output, path)
            if isinstance(result, Later):
                look = look or result.arrived
                yield status
                await self._pause(render, result.seconds, until)
                continue
            accepted = True
            status = ExportStatus.from_wire(render, result.data)
            if status.error is not None:
                await self._note(render, "failed", path)
                raise status.error
            yield status
            if status.rendered:
                await self._note(render, "completed", path)
                break
            await self._pause(render, 0.02 if self._long_poll else self._poll, until)
        if path is not None:
            async with aclosing(self._fetched(status, path, until)) as fetched:
                async for status in fetched:
                    yield status

    async def status(self, render: str, since: int = 0, wait: float = 0.0) -> ExportStatus:
        """Ask once how far a render is; `wait` seconds of long poll where the backend has it."""
        answer = await self._status_answer(render, since, wait)
        if _gone(answer):
            raise RenderFailed(f"The backend no longer has the render {render}.", code=404)
        return ExportStatus.from_wire(render, answer.data)

    async def start(self, render: str, draft: Any, output: dict[str, Any]) -> ExportStatus:
        """Order a render and return its first status, without waiting for it."""
        # A preview is in no journal: whoever wants it again starts it again.
        answer = await self._order(render, draft, output, None, journal=False)
        if isinstance(answer, Later):
            raise BackendUnavailable("The backend does not take the render now.", hint="Try again.")
        return ExportStatus.from_wire(render, answer.data)

    async def cancel(self, render: str) -> None:
        """Cancel a render at the backend; one that has ended is left as it is."""
        answer = await self._wire.call("POST", f"{ROUTE}/{quote(render, safe='')}/cancel", secret=self._secret)
        if not _gone(answer) and answer.status != 409:
            answer.data  # noqa: B018 - raises the error that the answer means

    # The requests

    async def _order(
        self, render: str, draft: Any, output: dict[str, Any], path: Path | None, journal: bool = True
    ) -> Answer | Later:
        async def before(secret: Secret) -> None:
            self._secret = secret
            if journal:
                await self._note(render, "ordered", path)

        body = {"id": render, "sessionId": self._session, "draft": draft, "output": output}
        result = await self._tried("POST", ROUTE, json=body, before=before)
        if isinstance(result, Answer):
            if journal:
                await self._note(render, "failed" if result.error is not None else "accepted", path)
            if (error := result.error) is not None:
                raise await self._refused(error)
        return result

    async def _look(self, render: str, since: int) -> Answer | Later:
        wait = _LONG_POLL if self._long_poll else 0.0
        result = await self._tried("GET", None, render=render, since=since, wait=wait)
        if isinstance(result, Answer) and not _gone(result):
            error = result.error
            if isinstance(error, TokenExpired):
                raise _orphan(render)
            if isinstance(error, SessionNotFound):
                raise RenderFailed(f"The backend no longer has the render {render}.", code=1002)
            if error is not None:
                raise error
        return result

    async def _tried(
        self,
        method: str,
        path: str | None,
        *,
        json: Any = None,
        before: Any = None,
        render: str = "",
        since: int = 0,
        wait: float = 0.0,
    ) -> Answer | Later:
        try:
            if path is None:
                answer = await self._status_answer(render, since, wait)
            else:
                answer = await self._wire.call(method, path, json=json, before=before, repeat_limited=False)
        except NotReached:
            return Later(self._poll, arrived=False)
        except (BackendUnavailable, TimedOut) as error:
            if error.code == "closed":
                raise
            return Later(self._poll, arrived=True)
        if isinstance(answer.error, RateLimited):
            return Later(self._timing.rate_limit_wait, arrived=False)
        if isinstance(answer.error, BackendUnavailable):
            return Later(self._poll, arrived=True)
        return answer

    async def _status_answer(self, render: str, since: int, wait: float) -> Answer:
        params = {"wait": f"{wait:g}", "since": str(since)} if wait else None
        return await self._wire.call(
            "GET",
            f"{ROUTE}/{quote(render, safe='')}",
            params=params,
            secret=self._secret,
            renew=False,
            repeat_limited=False,
            patience=wait,
        )

    async def _pause(self, render: str, seconds: float, until: float) -> None:
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            raise TimedOut(
                f"The render {render} is not done after {self._timing.render_total:g} s.",
                hint=f"It goes on at the backend: resume it with render_id={render!r}.",
            )
        await asyncio.sleep(min(seconds, left))

    # The journal

    async def _note(self, render: str, state: str, path: Path | None) -> None:
        row = RenderRow(
            render=render,
            session=self._session,
            token=self._secret.fingerprint if self._secret is not None else self._wire.auth.fingerprint or "",
            base=self._wire.transport.base_url,
            state=state,
            path=str(path or ""),
        )
        await asyncio.to_thread(self._journal.write, row)

    async def _reachable(self, render: str) -> None:
        """Take the token that ordered a render, or say that it is gone, and the render with it."""
        self._secret = await self._wire.auth.token()
        row = await asyncio.to_thread(self._journal.find, render)
        if row is None or row.base != self._wire.transport.base_url:
            return
        self._session = row.session or self._session
        if row.token and row.token != self._secret.fingerprint:
            raise _orphan(render)

    # The file

    async def _fetched(self, status: ExportStatus, path: Path, until: float) -> AsyncGenerator[ExportStatus, None]:
        for again in (True, False):
            assert status.url is not None
            try:
                parts = download(self._wire, status.url, path, status, self._secret, self._poll)
                async with aclosing(parts):
                    async for received, size in parts:
                        status = replace(status, phase="downloading", received=received, size=size or status.size)
                        yield status
            except Expired as gone:
                if not again:
                    raise RenderFailed(f"The film of {status.render_id} cannot be fetched: {gone.message}") from None
            else:
                break
            # The address was good for some minutes only: the status gives a fresh one.
            result = await self._look(status.render_id, 0)
            if isinstance(result, Later):
                await self._pause(status.render_id, result.seconds, until)
            else:
                fresh = ExportStatus.from_wire(status.render_id, result.data)
                status = fresh if fresh.rendered else status
        await self._note(status.render_id, "saved", path)
        yield replace(status, phase="done", path=path, progress=1.0)


def check_output(format: str, quality: str, capabilities: Any) -> dict[str, Any]:
    """Return the output that is ordered, or refuse, before any request, what only the embedded backend renders."""
    if not capabilities.get("fragments"):
        if format.lower() not in _HOSTED_FORMAT:
            raise UnsupportedFile(
                f"The hosted backend renders MP4 only, not {format.upper()}.",
                accepted=_HOSTED_FORMAT,
                hint='Export as "mp4", or use the embedded backend.',
                code="format",
            )
        if quality not in _HOSTED_QUALITY:
            raise I2VError(
                f"The hosted backend renders 1080p only, not the quality {quality!r}.",
                hint='Export with quality="high", or use the embedded backend.',
                code="quality",
            )
        return {"format": format.lower(), "quality": quality}
    # A preview has no file unless one is asked for; an export is a file.
    return {"format": format.lower(), "quality": quality, "file": True}


def _gone(answer: Answer) -> bool:
    return answer.status == 404 or code_of(answer.json) == 404


def _orphan(render: str) -> I2VError:
    return RenderFailed(
        f"The render {render} can no longer be reached: the token that ordered it was replaced.",
        hint="Export again to order a new one.",
        code=1001,
    )
