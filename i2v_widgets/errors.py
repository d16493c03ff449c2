"""What can go wrong, in types: every error has a code, a sentence for a person, and the way out."""

from __future__ import annotations

from collections.abc import Sequence


class I2VError(Exception):
    """The parent of all that this package raises on purpose.

    Parameters
    ----------
    message : str
        What happened, to which file or step; one plain sentence, never a raw API answer.
    hint : str, optional
        What to do, one sentence. Each child has its own default.
    code : int or str, optional
        The code of the wire where it has one (protocol § 7), else a short word.

    Attributes
    ----------
    code : int or str
    hint : str
    """

    code: int | str = "error"
    hint: str = ""

    def __init__(self, message: str = "", *, hint: str | None = None, code: int | str | None = None) -> None:
        super().__init__(message or self.default)
        if hint is not None:
            self.hint = hint
        if code is not None:
            self.code = code

    default = "Something went wrong."

    @property
    def message(self) -> str:
        """What happened, without the hint."""
        return str(self.args[0])

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def _render_traceback_(self) -> list[str]:
        """Show one plain sentence in a cell instead of frames of ours (IPython asks for this)."""
        return [f"{type(self).__name__}: {self}"]


class TokenExpired(I2VError):
    """The token is bad or has expired (1001)."""

    code = 1001
    default = "The token is not valid any more."
    hint = "Set a new NEMO_TOKEN, or leave it out to get an anonymous one."


class SessionNotFound(I2VError):
    """The backend does not know the session (1002)."""

    code = 1002
    default = "The backend no longer knows this session."
    hint = "Ask again: a new session starts with an empty timeline."


class OutOfCredits(I2VError):
    """No credits left (2001).

    Attributes
    ----------
    register_url : str or None
        Where an anonymous user can register; None for a registered one.
    """

    code = 2001
    default = "There are no credits left."
    hint = "Top up credits in your account."

    def __init__(
        self,
        message: str = "",
        *,
        register_url: str | None = None,
        hint: str | None = None,
        code: int | str | None = None,
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.register_url = register_url


class UnsupportedFile(I2VError):
    """A file of a type that is not accepted, or that cannot be read (4001).

    Attributes
    ----------
    accepted : tuple of str
        The accepted endings, without a dot.
    """

    code = 4001
    default = "This file cannot be used."

    def __init__(
        self,
        message: str = "",
        *,
        accepted: Sequence[str] = (),
        hint: str | None = None,
        code: int | str | None = None,
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.accepted = tuple(accepted)


class FileTooLarge(I2VError):
    """A file past the size limit (4002)."""

    code = 4002
    default = "This file is too large."
    hint = "Compress or trim it; the limit is 200 MB."


class MissingClientId(I2VError):
    """The backend wants a client id (400)."""

    code = 400
    default = "The backend did not get a client id."
    hint = "Try again: one is made and kept."


class PlanBlocked(I2VError):
    """The export is blocked by the subscription (402)."""

    code = 402
    default = "The plan does not allow this export."
    hint = "Register or upgrade your plan to unlock export."


class RateLimited(I2VError):
    """Too many requests (429)."""

    code = 429
    default = "The backend asks for a pause."
    hint = "Wait half a minute, then try again."


class BackendUnavailable(I2VError):
    """The backend cannot be reached, or answers with an error of its own."""

    code = "unavailable"
    default = "The backend cannot be reached."
    hint = "Check the network, then try again."


class StreamInterrupted(I2VError):
    """The answer broke off; what came is kept, and nothing was posted twice."""

    code = "interrupted"
    default = "The answer broke off."
    hint = "What came is kept; look at the timeline before you ask again."


class RenderFailed(I2VError):
    """The film could not be rendered; finished parts are kept."""

    code = "render"
    default = "The render stopped."
    hint = "Finished parts are kept; try again to continue."


class TimedOut(I2VError):
    """A wait of `Timing` ran out."""

    code = "timeout"
    default = "That took too long."
    hint = "Try again, or allow more time with Timing."


class Cancelled(I2VError):
    """Cancelled on request."""

    code = "cancelled"
    default = "Cancelled."
