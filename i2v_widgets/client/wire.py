"""Calls with the repeats that the wire allows: one new token, one wait after a 429, and never a second message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Protocol

from ..errors import RateLimited, TokenExpired
from .auth import Auth
from .secret import Secret
from .timing import Timing
from .transport import Answer, Transport


class Closable(Protocol):
    """A stream that is being read; closing the client closes it."""

    def close(self) -> None: ...


class Wire:
    """One backend as one person sees it: the transport, the token, and what is open on them."""

    def __init__(self, transport: Transport, auth: Auth, timing: Timing) -> None:
        self.transport = transport
        self.auth = auth
        self.timing = timing
        self.live: set[Closable] = set()

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: Callable[[], AsyncIterator[bytes]] | None = None,
        secret: Secret | None = None,
        renew: bool = True,
        repeat_limited: bool = True,
        before: Callable[[Secret], Any] | None = None,
        patience: float = 0,
    ) -> Answer:
        """Send a request and return its answer, which may be an error that is left to the caller.

        Parameters
        ----------
        content : callable, optional
            Makes the body anew for each repeat.
        secret : Secret, optional
            The one token that this request may use, instead of the client's.
        renew, repeat_limited : bool
            Whether a 1001 fetches a new token, and a 429 waits, before the single repeat of each.
        before : coroutine function, optional
            Awaited with the token right before each request.
        patience : float
            Seconds that the answer itself may take, beyond the usual limit.
        """
        token = secret or await self.auth.token()
        while True:
            if before is not None:
                await before(token)
            answer = await self.transport.exchange(
                method,
                path,
                secret=token,
                json=json,
                params=params,
                headers=headers,
                content=content() if content is not None else None,
                patience=patience,
            )
            error = answer.error
            if isinstance(error, TokenExpired) and renew:
                token, renew = await self.auth.renew(token), False
            elif isinstance(error, RateLimited) and repeat_limited:
                repeat_limited = False
                await asyncio.sleep(self.timing.rate_limit_wait)
            else:
                return answer

    async def aclose(self) -> None:
        """Close what is open; a `send` under way ends with an interrupted `StreamEnd`."""
        self.transport.closed = True
        for stream in tuple(self.live):
            stream.close()
        await self.transport.aclose()
