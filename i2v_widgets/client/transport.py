"""The transport: one HTTP connection pool, signed requests, and errors that carry no secret."""

from __future__ import annotations

import asyncio
import ipaddress
import json as json_
import logging
import platform
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from .._version import __version__
from ..errors import BackendUnavailable, I2VError, TimedOut
from .codes import error_of, unwrap
from .secret import Secret, mask
from .skills import Skill, platform_of
from .timing import Timing
from .trace import Trace

log = logging.getLogger(__name__)

USER_AGENT: Final = f"i2v-widgets/{__version__} (Python {platform.python_version()}; httpx {httpx.__version__})"
# An answer that is no stream and no film fits in this; more is a fault of the other side.
MAX_ANSWER: Final = 64_000_000


@dataclass(frozen=True)
class Answer:
    """One answer, read to its end: the status, the parsed JSON (None when it is none), the bytes."""

    status: int
    # Out of the repr: the answer to a token request has a token in it.
    json: Any = field(repr=False)
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def error(self) -> I2VError | None:
        """The error that it means, None on success."""
        return error_of(self.status, self.json)

    @property
    def data(self) -> Any:
        """The inner object, out of its envelope; raises the error that the answer means."""
        if (error := self.error) is not None:
            raise error
        return unwrap(self.json)


class Transport:
    """Sends requests to one backend.

    Parameters
    ----------
    base_url : str
    skill : Skill
        For the attribution headers, which go with every request: without them exports answer 402.
    timing : Timing
    """

    def __init__(self, base_url: str, skill: Skill, timing: Timing) -> None:
        self.base_url = base_url.rstrip("/")
        self.timing = timing
        self.closed = False
        self._secrets: set[Secret] = set()
        self.trace = Trace.from_environment(self.masked_text)
        self._origin = _origin(self.base_url)
        headers = {
            "User-Agent": USER_AGENT,
            "X-Skill-Source": skill.name,
            "X-Skill-Version": skill.version,
            "X-Skill-Platform": platform_of(Path(__file__).resolve()),
        }
        try:
            self._client = httpx.AsyncClient(
                headers=headers,
                timeout=httpx.Timeout(timing.request, pool=None),
                limits=httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30),
                # A proxy of the environment never sees this machine's own backend, whatever NO_PROXY says.
                trust_env=not is_loopback(self.base_url),
            )
        except ImportError:
            raise BackendUnavailable(
                "The proxy of this environment (ALL_PROXY) is a SOCKS one, which needs a package more.",
                hint="Run %pip install httpx[socks], or unset ALL_PROXY.",
                code="proxy",
            ) from None
        except ValueError:
            raise BackendUnavailable(
                "The proxy of this environment is none that can be used.",
                hint="Look at HTTP_PROXY, HTTPS_PROXY and ALL_PROXY: they are addresses like http://host:port.",
                code="proxy",
            ) from None
        except OSError:  # `ssl.SSLError` is one
            raise BackendUnavailable(
                "The certificates that this environment names cannot be read.",
                hint="Look at SSL_CERT_FILE and SSL_CERT_DIR: a file of PEM certificates, or a folder of them.",
                code="certificates",
            ) from None

    @property
    def host(self) -> str:
        """The backend's host, for sentences."""
        return urlsplit(self.base_url).hostname or self.base_url

    def url(self, path: str) -> str:
        """Return the absolute URL of a path, or of the URL that an answer gave."""
        return urljoin(self.base_url + "/", path.lstrip("/") if not path.startswith("//") else path)

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        secret: Secret | None = None,
        json: Any = None,
        content: AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        patience: float = 0,
    ) -> Answer:
        """Send one request and read its whole answer; nothing is repeated here.

        `patience` seconds are added to the read limit, for an answer that is allowed to wait.

        Raises
        ------
        BackendUnavailable, TimedOut
            When there is no answer at all; an answer that is an error is returned.
        """
        request = self._request(method, path, secret, json, content, headers, params)
        size = int(request.headers.get("content-length", 0)) or None if content is not None else None
        n = self.trace.request(method, str(request.url.raw_path, "ascii"), json, size) if self.trace else 0
        if patience:
            limits = httpx.Timeout(self.timing.request, read=self.timing.request + patience, pool=None)
            request.extensions = {**request.extensions, "timeout": limits.as_dict()}
        async with self.open(request) as response:
            body = bytearray()
            async for chunk in response:
                body += chunk
                if len(body) > MAX_ANSWER:
                    body.clear()
                    raise BackendUnavailable("The backend's answer is too large.", hint="Try again later.")
            content_ = self.masked(bytes(body))
        parsed = parse_json(content_) if _may_be_json(response.headers) else None
        if self.trace:
            self.trace.answer(n, path, response.status, parsed, len(content_))
        log.debug("%s %s -> %s, %d bytes", method, path.split("?")[0], response.status, len(content_))
        return Answer(response.status, parsed, content_, response.headers)

    def stream_request(
        self,
        method: str,
        path: str,
        *,
        secret: Secret | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        read: float | None = None,
    ) -> httpx.Request:
        """Build a request whose answer is read piece by piece; `read` None leaves the silence limit to the caller."""
        request = self._request(method, path, secret, json, None, headers, None)
        limits = httpx.Timeout(self.timing.request, read=read, pool=None)
        request.extensions = {**request.extensions, "timeout": limits.as_dict()}
        return request

    def open(self, request: httpx.Request) -> Opened:
        """Return a context in which the request's answer is being read."""
        return Opened(self, self._client, request)

    def _request(
        self,
        method: str,
        path: str,
        secret: Secret | None,
        json: Any,
        content: AsyncIterator[bytes] | None,
        headers: Mapping[str, str] | None,
        params: Mapping[str, str] | None,
    ) -> httpx.Request:
        if self.closed:
            raise BackendUnavailable("The client is closed.", hint="Make a new Client.", code="closed")
        url = self.url(path)
        request = self._client.build_request(method, url, json=json, content=content, headers=headers, params=params)
        if secret is not None and _origin(url) == self._origin:
            # Files may lie on another host, which has no business with the token.
            self._secrets.add(secret)
            request.headers["Authorization"] = secret.header()
        return request

    def masked(self, content: bytes) -> bytes:
        """Return what a backend sent without the tokens of this client, should it echo one."""
        for secret in self._secrets:
            content = secret.mask_bytes(content)
        return content

    def masked_text(self, text: str) -> str:
        """Return a text without the tokens of this client."""
        for secret in self._secrets:
            text = secret.mask(text)
        return text

    async def aclose(self) -> None:
        """Close every connection; requests under way end with `BackendUnavailable`."""
        self.closed = True
        failure = None
        try:
            await self._client.aclose()
        except BaseException as error:
            failure = washed(error, self)
        if isinstance(failure, asyncio.CancelledError):
            raise failure


class Opened:
    """The answer of one request, open until its context is left.

    HTTP libraries keep headers in the variables of their frames, and a verbose traceback prints those: so no
    exception leaves here with such frames behind it, not by its traceback nor by its context.
    """

    def __init__(self, transport: Transport, client: httpx.AsyncClient, request: httpx.Request) -> None:
        self._transport = transport
        self._client = client
        self._request = request
        self._response: httpx.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None
        self.status = 0
        self.headers: Mapping[str, str] = {}

    @property
    def content_type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    async def __aenter__(self) -> Opened:
        failure: BaseException | None = None
        try:
            # A redirected POST could become a second one: only what changes nothing follows.
            follow = self._request.method == "GET"
            self._response = await self._client.send(self._request, stream=True, follow_redirects=follow)
        except BaseException as error:
            failure = washed(error, self._transport)
        if failure is not None:
            raise failure
        assert self._response is not None
        self.status, self.headers = self._response.status_code, self._response.headers
        return self

    def __aiter__(self) -> Opened:
        return self

    async def __anext__(self) -> bytes:
        """Return the next bytes of the body as they arrive."""
        assert self._response is not None
        if self._pieces is None:
            self._pieces = self._response.aiter_bytes()
        failure: BaseException
        try:
            return await self._pieces.__anext__()
        except BaseException as error:
            failure = error if isinstance(error, StopAsyncIteration) else washed(error, self._transport)
        raise failure

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            failure = None
            try:
                await self._response.aclose()
            except BaseException as problem:
                failure = washed(problem, self._transport)
            if isinstance(failure, asyncio.CancelledError) and error is None:
                raise failure


def washed(error: BaseException, transport: Transport) -> BaseException:
    """Return the exception to raise in place of one of the HTTP library's: typed, without its frames."""
    if isinstance(error, I2VError):
        return error
    if isinstance(error, (asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit)):
        error.__traceback__ = error.__context__ = error.__cause__ = None
        return error
    where = transport.host
    if transport.closed:
        return BackendUnavailable("The client was closed.", hint="Make a new Client.", code="closed")
    if isinstance(error, httpx.ConnectTimeout):
        return NotReached(f"{where} did not answer within {transport.timing.request:g} s.", code="timeout")
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"{where} fell silent for {transport.timing.request:g} s.", hint="Try again.")
    if isinstance(error, (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return NotReached(f"{where} cannot be reached ({_reason(error)}).")
    if isinstance(error, httpx.HTTPError):
        return BackendUnavailable(f"The connection to {where} broke off ({_reason(error)}).")
    if isinstance(error, OSError):
        return _local(error)
    return BackendUnavailable(f"The connection to {where} failed ({type(error).__name__}).")


class NotReached(BackendUnavailable):
    """No connection came about, so the request certainly did not arrive: it may be sent again."""


def _local(error: OSError) -> BaseException:
    # Of this machine (a file that cannot be read while it is sent): its own words are the best there are.
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def _reason(error: Exception) -> str:
    words = mask(" ".join(str(error).split()))
    return words[:120] or type(error).__name__


def parse_json(content: bytes) -> Any:
    """Return the parsed JSON, None where it is none."""
    try:
        return json_.loads(content)
    except (ValueError, RecursionError):
        return None


def _may_be_json(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    return not kind.startswith(("image/", "video/", "audio/", "application/octet-stream"))


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), port


def is_loopback(url: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
