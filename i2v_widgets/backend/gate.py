"""The door: nobody gets in without this process's secret, whatever the route."""

from __future__ import annotations

import hmac

from starlette.types import ASGIApp, Receive, Scope, Send

from i2v_widgets.backend.answers import refuse
from i2v_widgets.errors import TokenExpired


class Gate:
    """Let a request through only with ``Authorization: Bearer <secret>``, compared in constant time.

    It stands before the router, so unknown paths and methods are closed too.
    """

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._wanted = f"Bearer {secret}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = next((value for name, value in scope.get("headers", ()) if name == b"authorization"), b"")
        if scope["type"] == "http" and hmac.compare_digest(given, self._wanted):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http":
            error = TokenExpired("This backend was not started by you, or was started anew.", hint="Start it again.")
            await refuse(error)(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
