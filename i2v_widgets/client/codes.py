"""The codes of the wire: what an answer means, as the typed error that a person gets."""

from __future__ import annotations

import re
from typing import Any, Final

from ..errors import (
    BackendUnavailable,
    FileTooLarge,
    I2VError,
    MissingClientId,
    OutOfCredits,
    PlanBlocked,
    RateLimited,
    SessionNotFound,
    TokenExpired,
    UnsupportedFile,
)
from .secret import mask

# The service's own list; HEIC, BMP, TIFF and AVIF are promised by the skills and become JPEG before an upload.
HOSTED_FORMATS: Final = ("mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac")

_BY_CODE: Final[dict[int, type[I2VError]]] = {
    1001: TokenExpired,
    1002: SessionNotFound,
    2001: OutOfCredits,
    4001: UnsupportedFile,
    4002: FileTooLarge,
    400: MissingClientId,
    401: TokenExpired,
    402: PlanBlocked,
    413: FileTooLarge,
    415: UnsupportedFile,
    429: RateLimited,
}
# Their own words are said to people; what a backend writes beside them is not.
_OWN_WORDS: Final = frozenset({TokenExpired, SessionNotFound, OutOfCredits, MissingClientId, PlanBlocked, RateLimited})
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")

# HTML, JSON and stack traces are for a log, and addresses for nobody.
_RAW: Final = re.compile(r"^[\[{]|[{\[]\"|</?\w|Traceback|https?://")


def code_of(answer: Any) -> int | None:
    """Return the code of an answer's envelope, None where there is none or it is no number."""
    code = answer.get("code") if isinstance(answer, dict) else None
    if isinstance(code, bool):
        return None
    if isinstance(code, int):
        return code
    if isinstance(code, str) and code.lstrip("-").isdigit():
        return int(code)
    return None


def unwrap(answer: Any) -> Any:
    """Return the inner object of an envelope; an answer without one is taken as it is."""
    if isinstance(answer, dict) and answer.get("data") is not None:
        return answer["data"]
    return answer


def plain(message: Any, limit: int = 300) -> str:
    """Return a backend's message as one plain sentence, empty when it is none (HTML, JSON, a stack trace)."""
    if not isinstance(message, str):
        return ""
    words = mask(" ".join(_CONTROL.sub(" ", message).split()))
    if not words or len(words) > limit or _RAW.search(words):
        return ""
    return words


def message_of(answer: Any) -> str:
    """Return the plain sentence that an answer gives about itself, empty where it gives none."""
    if not isinstance(answer, dict):
        return ""
    for key in ("message", "msg", "error", "detail"):
        value = answer.get(key)
        found = plain(value.get("message") if isinstance(value, dict) else value)
        if found:
            return found
    return ""


def error_of(status: int, answer: Any) -> I2VError | None:
    """Return the error that an answer means, None when it means success.

    Parameters
    ----------
    status : int
        The HTTP status.
    answer : Any
        The parsed body, None where it was no JSON. A `code` other than 0 is an error whatever the status.
    """
    code = code_of(answer)
    if status < 400 and not code:
        return None
    session_gone = status == 404 and "session not found" in message_of(answer).lower()
    kind = _BY_CODE.get(code) if code else None
    kind = kind or (SessionNotFound if session_gone else _BY_CODE.get(status))
    said = message_of(answer)
    if kind is not None:
        hint = plain(answer.get("hint")) if isinstance(answer, dict) else ""
        if kind is UnsupportedFile:
            accepted = answer.get("accepted") if isinstance(answer, dict) else None
            accepted = [str(ending) for ending in accepted] if isinstance(accepted, list) else HOSTED_FORMATS
            return UnsupportedFile(said, accepted=accepted, hint=hint or _formats_hint(), code=4001)
        return kind("" if kind in _OWN_WORDS else said, hint=hint if hint and kind not in _OWN_WORDS else None)
    known: int | str = code or status
    hint = plain(answer.get("hint")) if isinstance(answer, dict) else ""
    if said and hint:
        # A backend that gives a hint has written its message for people.
        broken = status >= 500 and status != 507
        return (BackendUnavailable if broken else I2VError)(said, hint=hint, code=known)
    if status >= 500 or status == 408:
        return BackendUnavailable(f"The backend answered with an error ({known}).", hint="Try again later.", code=known)
    words = said.rstrip(".") or "it gave no reason"
    return I2VError(f"The backend refused the request ({known}): {words}.", code=known)


def _formats_hint() -> str:
    return f"Accepted are {', '.join(HOSTED_FORMATS)}."
