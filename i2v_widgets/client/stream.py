"""One answer, read while it comes: three limits told apart, and an end that is always told."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Final, Literal

from ..errors import I2VError, RateLimited, TokenExpired
from .dialects import Reader
from .events import Event, Heartbeat, StreamEnd
from .sse import Decoder
from .transport import MAX_ANSWER, Answer, NotReached, Opened, parse_json
from .wire import Wire

# The reader runs ahead of a slow caller by this much, then the connection's own flow control holds the backend.
AHEAD: Final = 4_000_000
_HEADERS: Final = {"Accept": "text/event-stream", "Accept-Encoding": "identity", "Cache-Control": "no-store"}


class Pump:
    """Reads the answer to one message in a task of its own, so that the caller's waits can be timed and left."""

    def __init__(self, wire: Wire, path: str, body: Any) -> None:
        self._wire, self._path, self._body = wire, path, body
        self.chunks: deque[bytes] = deque()
        self.waiting = 0  # bytes in `chunks`
        self.moved = asyncio.Event()
        self._room = asyncio.Event()
        self.ended = False
        self.closed = False
        self.refusal: I2VError | None = None  # the message was not taken, or never arrived
        self.refused: Answer | None = None  # what was answered in place of a stream
        self.cut = False  # it arrived, or may have, and the answer broke off
        self.fault: Exception | None = None  # of this package
        self._task = asyncio.get_running_loop().create_task(self._read(), name="i2v answer")
        wire.live.add(self)

    def take(self) -> bytes:
        """Return all bytes that have come since."""
        chunk = self.chunks.popleft() if len(self.chunks) == 1 else b"".join(self.chunks)
        self.chunks.clear()
        self.waiting = 0
        self._room.set()
        return chunk

    def close(self) -> None:
        """End the reading, from the client's side."""
        self.closed = True
        self._task.cancel()

    async def stopped(self) -> None:
        """End the reading and wait until the connection is given back."""
        self._wire.live.discard(self)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([self._task])

    async def _read(self) -> None:
        try:
            await self._converse()
        except asyncio.CancelledError:
            self.closed = True  # by `close` or `stopped`: whoever waits for this task is not cancelled with it
        except NotReached as error:
            self.refusal = error
        except I2VError as error:
            if self.refusal is None:
                self.cut = True
                if error.code == "closed":
                    self.closed = True
        except Exception as error:
            self.fault = error
        finally:
            self.ended = True
            self.moved.set()

    async def _converse(self) -> None:
        try:
            token = await self._wire.auth.token()
        except I2VError as error:
            self.refusal = error
            return
        renewed = waited = False
        while True:
            request = self._wire.transport.stream_request(
                "POST", self._path, secret=token, json=self._body, headers=_HEADERS
            )
            async with self._wire.transport.open(request) as response:
                if response.status == 200 and response.content_type == "text/event-stream":
                    await self._pour(response)
                    return
                self.refused = await _whole(response, self._wire)
            told = self.refused.error
            # An answer that is an error says that the message was not taken: only then is it posted again.
            if isinstance(told, TokenExpired) and not renewed:
                renewed = True
                try:
                    token = await self._wire.auth.renew(token)
                except I2VError as refused:
                    self.refusal = refused
                    return
            elif isinstance(told, RateLimited) and not waited:
                waited = True
                await asyncio.sleep(self._wire.timing.rate_limit_wait)
            else:
                self.refusal = told  # None: a run that yields nothing, which is a 200 with no byte
                return

    async def _pour(self, response: Opened) -> None:
        async for chunk in response:
            self.chunks.append(chunk)
            self.waiting += len(chunk)
            self.moved.set()
            if self.waiting > AHEAD:
                self._room.clear()
                await self._room.wait()


async def _whole(response: Opened, wire: Wire) -> Answer:
    body = bytearray()
    async for chunk in response:
        body += chunk
        if len(body) > MAX_ANSWER:
            break
    content = wire.transport.masked(bytes(body))
    return Answer(response.status, parse_json(content), content, response.headers)


async def answer(
    wire: Wire, path: str, body: Any, refused: Callable[[I2VError], Awaitable[I2VError]]
) -> AsyncGenerator[Event, None]:
    """Post a message and yield what comes back; the last event is a `StreamEnd`.

    Parameters
    ----------
    refused : coroutine function
        Is given the error with which the message was refused, returns the one to raise.

    Raises
    ------
    I2VError
        When the message was refused or never arrived. A limit of `Timing` and a cut connection raise nothing:
        what came is delivered, and the `StreamEnd` is an interrupted one.
    """
    timing, loop = wire.timing, asyncio.get_running_loop()
    decoder, reader, pump = Decoder(), Reader(), Pump(wire, path, body)
    trace = wire.transport.trace
    n = trace.request("POST", path, body) if trace else 0
    begun = heard = spoke = told = loop.time()  # a byte was heard; an event spoke; the caller was told
    reason: Literal["", "cut", "closed", "stream_idle", "heartbeat_only", "stream_total"] = ""
    try:
        while not reason:
            while pump.chunks:
                frames = decoder.feed(pump.take())
                heard = loop.time()
                for frame in frames:
                    # Masked here and not by chunks: a token could lie across two of them.
                    data = wire.transport.masked_text(frame.data)
                    if trace:
                        trace.frame(n, frame.type, data)
                    found = reader.read(frame if data is frame.data else frame._replace(data=data))
                    if found is not None:
                        for event in found:
                            yield event
                        heard = spoke = told = loop.time()
            if pump.ended:
                break
            now = loop.time()
            if now - begun >= timing.stream_total:
                reason = "stream_total"
            elif now - heard >= timing.stream_idle:
                reason = "stream_idle"
            elif heard > spoke and now - spoke >= timing.heartbeat_only:
                reason = "heartbeat_only"
            elif now - told >= timing.still_working:
                told = now
                yield Heartbeat(now - begun)
            else:
                limits = [begun + timing.stream_total, heard + timing.stream_idle, told + timing.still_working]
                if heard > spoke:
                    limits.append(spoke + timing.heartbeat_only)
                pump.moved.clear()
                if not pump.chunks and not pump.ended:
                    alarm = loop.call_at(min(limits), pump.moved.set)
                    try:
                        await pump.moved.wait()
                    finally:
                        alarm.cancel()
        if pump.fault is not None:
            raise pump.fault
        if pump.refusal is not None and not reason:
            if trace and (said := pump.refused) is not None:
                trace.answer(n, path, said.status, said.json, len(said.content))
            raise await refused(pump.refusal)
        if not reason and pump.ended:
            reason = "closed" if pump.closed else "cut" if pump.cut else ""
        if trace:
            trace.end(n, reason)
        for event in reader.finish(complete=not reason):
            yield event
        yield StreamEnd(bool(reason), reader.had_text, reason, loop.time() - begun)
    finally:
        await pump.stopped()
