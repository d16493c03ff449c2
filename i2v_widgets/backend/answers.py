"""How the backend answers: the envelope of the wire, and errors in it."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from i2v_widgets.errors import I2VError, UnsupportedFile

_STATUS: dict[int | str, int] = {1001: 401, 1002: 404, 4001: 415, 4002: 413, 507: 507, "gone": 404}


class Json(Response):
    """JSON as the wire has it: UTF-8, nothing escaped that need not be."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


class Invalid(I2VError):
    """A request that is not as the wire wants it."""

    code = "invalid"
    default = "The request is not understood."
    hint = "See the backend's README for the form it wants."


def answer(data: Any) -> Json:
    """Wrap what was asked for."""
    return Json({"code": 0, "message": "success", "data": data})


def tell(error: I2VError) -> dict[str, Any]:
    """An error as JSON: code, sentence, way out."""
    told: dict[str, Any] = {"code": error.code, "message": error.message, "hint": error.hint}
    if isinstance(error, UnsupportedFile) and error.accepted:
        told["accepted"] = list(error.accepted)
    return told


def refuse(error: I2VError, data: Any = None) -> Json:
    """Answer with an error; what went well beside it goes into `data`.

    The code is always a number: an error without one on the wire has its HTTP status. 400 and 402 mean something of
    their own there (protocol § 7), so what cannot be done is 422.
    """
    status = _STATUS.get(error.code, 200 if error.code == 2001 else 422)
    told = {**tell(error), "code": error.code if isinstance(error.code, int) else status}
    return Json(told if data is None else {**told, "data": data}, status_code=status)


async def read_json(request: Request) -> dict[str, Any]:
    """Read the body as a JSON object.

    Raises
    ------
    Invalid
    """
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise Invalid("The request's body is not JSON.") from None
    if not isinstance(body, dict):
        raise Invalid("The request's body is not a JSON object.")
    return body


def number_of(request: Request, name: str, default: float, low: float, high: float) -> float:
    """Read a number from the query, within its limits.

    Raises
    ------
    Invalid
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        raise Invalid(f"{name} is not a number.") from None
    if value != value:
        raise Invalid(f"{name} is not a number.")
    return min(max(value, low), high)
