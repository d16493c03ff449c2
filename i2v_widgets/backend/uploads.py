"""Taking in files: multipart bodies streamed to disk and hashed on the way, and addresses fetched likewise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from i2v_widgets.backend.answers import Invalid
from i2v_widgets.backend.blobs import Blobs, Incoming
from i2v_widgets.backend.public_only import PublicOnly
from i2v_widgets.draft import Media
from i2v_widgets.errors import BackendUnavailable, UnsupportedFile
from i2v_widgets.media.limits import MAX_BYTES
from i2v_widgets.media.names import clean_name
from i2v_widgets.media.sniff import inspect

BATCH = 1 << 20  # bytes handed to a thread at once: 200 MB are 200 hand-overs, and the loop stays free
FETCH_TIMEOUT = httpx.Timeout(30.0, connect=15.0)


class Parts:
    """The files of one multipart body, as they come; fed from one thread at a time.

    Parameters
    ----------
    boundary : bytes
    blobs : Blobs
    """

    def __init__(self, boundary: bytes, blobs: Blobs) -> None:
        self.files: list[Incoming] = []
        self._blobs = blobs
        self._header = (b"", b"")
        self._headers: dict[bytes, bytes] = {}
        self._file: Incoming | None = None
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._field,
                "on_header_value": self._value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body."""
        try:
            self._parser.write(data)
        except FormParserError:
            raise Invalid("The upload is not a multipart body.") from None

    def close(self) -> None:
        """Note that the body is over; one that is not whole is refused."""
        if not self._ended:
            raise Invalid("The upload broke off.")

    def drop(self) -> None:
        """Forget all files that were not kept."""
        for file in self.files:
            file.drop()

    def _begin(self) -> None:
        self._headers, self._header, self._file = {}, (b"", b""), None

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _header_end(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = (b"", b"")

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"filename" in options:
            name = options[b"filename"].decode("utf-8", "replace")
            # The HTML standard escapes these three in a file's name, and no more.
            for escaped, plain in (("%22", '"'), ("%0D", ""), ("%0A", "")):
                name = name.replace(escaped, plain)
            self._file = self._blobs.receive(clean_name(name))
            self.files.append(self._file)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(memoryview(data)[start:end])

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()  # a body may have more parts than a process may have open files
        self._file = None

    def _finish(self) -> None:
        self._ended = True


async def receive(stream: AsyncIterator[bytes], content_type: str, blobs: Blobs) -> Parts:
    """Read a multipart body to its end.

    Raises
    ------
    Invalid
        It is none, or broke off; what had come is forgotten.
    """
    kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Invalid("The upload is not a multipart body.")
    parts = Parts(boundary, blobs)
    try:
        await _in_batches(stream, parts.feed)
        parts.close()
    except BaseException:
        await asyncio.to_thread(parts.drop)
        raise
    return parts


async def fetch(url: str, blobs: Blobs, *, public: bool = False) -> Incoming:
    """Fetch an address; one past the size limit is left as soon as that is known.

    Parameters
    ----------
    url : str
    blobs : Blobs
    public : bool
        Only from public addresses: for a backend that others reach, whose own network is none of their business.

    Raises
    ------
    UnsupportedFile
        Not an http or https address, or not a public one, or there is nothing.
    BackendUnavailable
        The address does not answer.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    if not host:
        raise UnsupportedFile(
            f"{clean_name(url)}: only http and https addresses are fetched.",
            hint="Add a file of this machine by its path instead.",
        )
    name = clean_name(unquote(PurePosixPath(parts.path).name) or host)
    incoming = blobs.receive(name)
    try:
        async with (
            _client(public) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise UnsupportedFile(
                    f"{name}: {host} answers {response.status_code}.",
                    hint="Check the address in a browser, or download the file and add it.",
                )
            await _in_batches(_until_too_much(response, incoming), incoming.write)
    except (httpx.HTTPError, httpx.InvalidURL):
        await asyncio.to_thread(incoming.drop)
        raise BackendUnavailable(f"{name}: {host} cannot be reached.") from None
    except BaseException:
        await asyncio.to_thread(incoming.drop)
        raise
    return incoming


def _client(public: bool) -> httpx.AsyncClient:
    if not public:
        return httpx.AsyncClient(follow_redirects=True, timeout=FETCH_TIMEOUT)
    # A proxy would resolve names by itself, behind the check.
    return httpx.AsyncClient(follow_redirects=True, timeout=FETCH_TIMEOUT, transport=PublicOnly(), trust_env=False)


async def _until_too_much(response: httpx.Response, incoming: Incoming) -> AsyncIterator[bytes]:
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MAX_BYTES and "content-encoding" not in response.headers:
        incoming.size = int(declared)
        return
    async for data in response.aiter_bytes():
        yield data
        if incoming.size > MAX_BYTES:
            return


async def _in_batches(stream: AsyncIterator[bytes], take: Callable[[bytes], None]) -> None:
    batch, size = [], 0
    async for data in stream:
        batch.append(data)
        size += len(data)
        if size >= BATCH:
            await asyncio.to_thread(take, b"".join(batch))
            batch, size = [], 0
    if batch:
        await asyncio.to_thread(take, b"".join(batch))


def judge(incoming: Incoming, digest: str, source: str, known: Media | None) -> Media:
    """Look into a file that has come, unless its content is known, and keep it by its hash; blocks.

    Raises
    ------
    UnsupportedFile, FileTooLarge
    """
    media = known or _look(incoming, digest)
    incoming.keep(digest)
    return replace(media, name=incoming.name, source=source or incoming.name)


def _look(incoming: Incoming, digest: str) -> Media:
    seen = inspect(incoming.path, incoming.name)
    return Media(
        digest=digest,
        name=incoming.name,
        kind=seen.kind,
        width=seen.width or 0,
        height=seen.height or 0,
        duration=seen.duration,
        size=seen.size,
        taken=seen.taken,
        type=seen.type,
    )


def sources_of(header: str, count: int) -> Sequence[str]:
    """Read ``X-I2V-Source``: percent-encoded, one a file, by commas; empty where it is missing."""
    given = [unquote(part.strip()) for part in header.split(",")] if header else []
    return [*given, *[""] * count][:count]
