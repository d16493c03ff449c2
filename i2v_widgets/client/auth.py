"""Who asks: a token of the user's own, or an anonymous one that is kept and renewed."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import platformdirs

from ..errors import BackendUnavailable, MissingClientId, RateLimited, TokenExpired
from .codes import unwrap
from .private_file import locked, read_private, write_private
from .secret import Secret
from .transport import Answer, Transport

log = logging.getLogger(__name__)

_WEEK: Final = 7 * 24 * 3600.0
_OWN_HINT: Final = "Set a new NEMO_TOKEN, or leave it out to get an anonymous one."


def default_folder() -> Path:
    """Return the folder of what is private to this person: the token file and the render journal."""
    return Path(platformdirs.user_data_dir("i2v-widgets")) / "private"


class Auth:
    """Holds the token of one client.

    Parameters
    ----------
    transport : Transport
    token : Secret or None
        The user's own, which is never replaced. None asks for an anonymous one on first use.
    folder : Path
        Where the anonymous token is kept with its client id: one token a client id in 7 days, so both are reused.
    """

    def __init__(self, transport: Transport, token: Secret | None, folder: Path) -> None:
        self._transport = transport
        self._own = token is not None
        self._token = token
        self._file = folder / "tokens.json"
        self._one_at_a_time = asyncio.Lock()
        self.user_id: str | None = None
        self.credits: float | None = None

    @property
    def anonymous(self) -> bool:
        """Whether the service would ask this user to register."""
        return not self._own or (self._token is not None and self._token.anonymous)

    @property
    def fingerprint(self) -> str | None:
        """Of the token in hand, None before there is one."""
        return self._token.fingerprint if self._token is not None else None

    async def token(self) -> Secret:
        """Return the token: the one in hand, the kept one, or a new anonymous one."""
        if self._token is None:
            async with self._one_at_a_time:
                if self._token is None:
                    self._token = await self._kept_or_new(None)
        return self._token

    async def renew(self, bad: Secret) -> Secret:
        """Return a token in place of one that was refused.

        Raises
        ------
        TokenExpired
            When it is the user's own.
        """
        if self._own:
            raise TokenExpired("The token of your own (NEMO_TOKEN) is not valid, or has expired.", hint=_OWN_HINT)
        async with self._one_at_a_time:
            if self._token is None or self._token == bad:
                self._token = await self._kept_or_new(bad)
        return self._token

    async def _kept_or_new(self, bad: Secret | None) -> Secret:
        # Two kernels that start together make one request: the second finds the token of the first.
        async with locked(self._file, self._transport.timing.request):
            files = await asyncio.to_thread(read_private, self._file)
            row = files.get(self._transport.base_url)
            kept = _Kept(row if isinstance(row, dict) else {})
            del row
            if kept.token is not None and kept.token != bad and kept.expires > time.time():
                self.user_id = kept.user_id
                return kept.token
            client_id = kept.client_id or uuid.uuid4().hex
            answer = await self._request(client_id)
            if isinstance(answer.error, MissingClientId):
                client_id = uuid.uuid4().hex
                answer = await self._request(client_id)
            fresh = _Kept.of_answer(answer, client_id)
            self.user_id, self.credits = fresh.user_id, fresh.credits
            files[self._transport.base_url] = fresh.row()
            await asyncio.to_thread(write_private, self._file, _dump(files))
            del files
            assert fresh.token is not None
            log.info("a new anonymous token from %s", self._transport.host)
            return fresh.token

    async def _request(self, client_id: str) -> Answer:
        for last in (False, True):
            answer = await self._transport.exchange(
                "POST", "/api/auth/anonymous-token", headers={"X-Client-Id": client_id[:64]}
            )
            if last or not isinstance(answer.error, RateLimited):
                return answer
            await asyncio.sleep(self._transport.timing.rate_limit_wait)
        raise AssertionError("unreachable")


class _Kept:
    """One row of the private file; its token leaves the dict before anything can fail."""

    __slots__ = ("client_id", "credits", "expires", "token", "user_id")

    def __init__(self, row: dict[str, Any]) -> None:
        plain = isinstance(row.get("token"), str) and bool(row["token"])
        self.token = Secret(row["token"]) if plain else None
        self.client_id = row["client_id"] if isinstance(row.get("client_id"), str) else ""
        self.user_id = row["user_id"] if isinstance(row.get("user_id"), str) else None
        self.credits: float | None = None
        self.expires = _when(row.get("expires_at"))

    @classmethod
    def of_answer(cls, answer: Answer, client_id: str) -> _Kept:
        if (error := answer.error) is not None:
            raise error
        inner = unwrap(answer.json)
        kept = cls(inner if isinstance(inner, dict) else {})
        left = inner.get("credits") if isinstance(inner, dict) else None
        del inner
        if kept.token is None:
            raise BackendUnavailable("The backend gave no anonymous token.", hint="Try again later.")
        kept.client_id = client_id
        kept.credits = float(left) if isinstance(left, (int, float)) else None
        return kept

    def row(self) -> dict[str, Any]:
        return {
            "client_id": self.client_id,
            "token": self.token.kept() if self.token is not None else "",
            "user_id": self.user_id,
            "expires_at": self.expires,
        }


def _dump(files: dict[str, Any]) -> str:
    import json

    return json.dumps(files, indent=1)


def _when(value: Any) -> float:
    """Return an expiry as seconds since 1970: ISO 8601, seconds, or milliseconds; a week where it is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) / 1000 if value > 1e11 else float(value)
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
        except ValueError:
            pass
    return time.time() + _WEEK
