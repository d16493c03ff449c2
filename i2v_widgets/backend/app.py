"""The backend's routes, put together behind the gate."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from i2v_widgets.backend import film_routes, media_routes
from i2v_widgets.backend.answers import answer, read_json, refuse
from i2v_widgets.backend.chat import run_sse
from i2v_widgets.backend.gate import Gate
from i2v_widgets.backend.service import Service, service_of
from i2v_widgets.errors import I2VError

CAPABILITIES = {"edits": 1, "fragments": 1, "stills": 1, "peaks": 1, "media": 1, "poll_s": 0.2}


async def new_session(request: Request) -> Response:
    """Begin a session."""
    service = service_of(request)
    language = (await read_json(request)).get("language")
    session, task = await service.store.new_session(language if isinstance(language, str) else "")
    return answer({"task_id": task, "session_id": session, "user_id": "me", "capabilities": CAPABILITIES})


async def credits(request: Request) -> Response:
    """Tell the balance."""
    available = await service_of(request).available()
    return answer({"available": available, "frozen": 0, "total": available})


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, I2VError)
    return refuse(error)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = refuse(I2VError("The backend knows no such address.", code=error.status_code))
    response.status_code = error.status_code
    return response


async def _broken(request: Request, error: Exception) -> Response:
    response = refuse(I2VError("The backend could not do this.", hint="Try again; the log says more.", code=500))
    response.status_code = 500
    return response


async def _missing(request: Request, error: Exception) -> Response:
    return refuse(I2VError("A file of this film is not on this machine any more.", hint="Add it again.", code="gone"))


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=499)


ROUTES = [
    Route("/api/tasks/me/with-session/nemo_agent", new_session, methods=["POST"]),
    Route("/api/credits/balance/simple", credits, methods=["GET"]),
    Route("/run_sse", run_sse, methods=["POST"]),
    *media_routes.ROUTES,
    *film_routes.ROUTES,
]


def make_app(service: Service, secret: str) -> ASGIApp:
    """The application of one running backend.

    Parameters
    ----------
    service : Service
    secret : str
        What every request must bring.
    """
    app = Starlette(
        routes=ROUTES,
        exception_handlers={
            I2VError: _refuse,
            HTTPException: _no_route,
            ClientDisconnect: _gone,
            FileNotFoundError: _missing,
            Exception: _broken,  # uvicorn logs it, with its traceback
        },
    )
    app.state.service = service
    return Gate(app, secret)
