"""Upload: files streamed from disk, some at once, each with its own progress and its own result."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from ..errors import BackendUnavailable, I2VError, UnsupportedFile
from ..media.limits import ACCEPTED
from ..media.sniff import Inspected, inspect
from .codes import HOSTED_FORMATS
from .convert import CONVERTED, to_hosted
from .wire import Wire

# 1 MiB a read: 200 of them for the largest file, each a hop to a thread of some 50 µs.
PIECE: Final = 1 << 20
AT_ONCE: Final = 3

Progress = Callable[[Path, int, int], object]
# A file by another name than its path's: where it lies, what people call it, and the path or URL it was added by.
Named = tuple[Path, str, str]
_ENDINGS: Final = {"jpeg": ("jpg", "jpeg")}


@dataclass(frozen=True)
class UploadResult:
    """What became of one file or URL.

    Attributes
    ----------
    path : Path or None
        The file, as it was given; None for a URL.
    name : str
        What people call it.
    media : Mapping or None
        The backend's own row: ``filename file_type cdn_url duration width height``.
    error : I2VError or None
        Why it was not taken; the other files are none the worse.
    """

    path: Path | None
    name: str
    media: Mapping[str, Any] | None = None
    error: I2VError | None = None

    @property
    def ok(self) -> bool:
        """Whether the backend has it."""
        return self.error is None


class Uploader:
    """Uploads into one session.

    Parameters
    ----------
    wire : Wire
    url : str
        The path of the session's upload route.
    keeps_all : bool
        The backend takes every format and wants to know where a file came from (capability ``media``);
        otherwise pictures are first made into what the service reads.
    refused : coroutine function
        Is given a session's error, returns the one to tell.
    """

    def __init__(self, wire: Wire, url: str, keeps_all: bool, refused: Callable[[I2VError], Any]) -> None:
        self._wire, self._url, self._keeps_all, self._refused = wire, url, keeps_all, refused
        self._places = asyncio.Semaphore(AT_ONCE)

    async def upload(
        self, paths: Iterable[str | Path | Named], urls: Iterable[str], on_progress: Progress | None
    ) -> list[UploadResult]:
        """Upload all, and return the results in the order given, files before URLs."""
        named = [path if isinstance(path, tuple) else (Path(path), Path(path).name, str(path)) for path in paths]
        tasks = [asyncio.ensure_future(self._file(*each, on_progress)) for each in named]
        tasks += [asyncio.ensure_future(self._url_of(url)) for url in urls]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks)

    async def _file(self, path: Path, called: str, origin: str, on_progress: Progress | None) -> UploadResult:
        copy: Path | None = None
        async with self._places:
            try:
                found = await asyncio.to_thread(inspect, path, called)
                source, name = path, called
                if not self._keeps_all:
                    if found.kind == "image" and found.type in CONVERTED:
                        source, name = await asyncio.to_thread(to_hosted, path, called)
                        copy, found = source, await asyncio.to_thread(inspect, source, name)
                    else:
                        name = _fitting(called, found)
                media = await self._send(
                    path, called, origin, Form(source, name, found.size, _mime(found)), on_progress
                )
            except I2VError as error:
                return UploadResult(path, called, error=error)
            except OSError as error:
                return UploadResult(path, called, error=_unreadable(called, error))
            finally:
                if copy is not None:
                    await asyncio.to_thread(copy.unlink, missing_ok=True)
        return UploadResult(path, called, media)

    async def _send(
        self, path: Path, called: str, origin: str, form: Form, on_progress: Progress | None
    ) -> Mapping[str, Any]:
        headers = {"Content-Type": form.content_type, "Content-Length": str(form.length)}
        if self._keeps_all:
            headers["X-I2V-Source"] = quote(origin)

        def progress(sent: int) -> None:
            if on_progress is not None:
                on_progress(path, sent, form.size)

        answer = await self._wire.call("POST", self._url, headers=headers, content=lambda: form.body(progress))
        if (error := answer.error) is not None:
            raise _named(await self._refused(error), called)
        rows = _rows(answer.data)
        if not rows:
            raise BackendUnavailable(f"{called}: the backend did not say that it has the file.", hint="Try again.")
        return rows[0]

    async def _url_of(self, url: str) -> UploadResult:
        name = urlsplit(url).path.rsplit("/", 1)[-1] or url
        async with self._places:
            try:
                if urlsplit(url).scheme not in ("http", "https"):
                    raise UnsupportedFile(f"{name}: only http and https addresses are taken.", accepted=ACCEPTED)
                answer = await self._wire.call(
                    "POST",
                    self._url,
                    json={"urls": [url], "source_type": "url"},
                    patience=self._wire.timing.request,  # the backend fetches it before it answers
                )
                if (error := answer.error) is not None:
                    raise _named(await self._refused(error), name)
                rows = _rows(answer.data)
                if not rows:
                    raise BackendUnavailable(
                        f"{name}: the backend did not say that it has the file.", hint="Try again."
                    )
            except I2VError as error:
                return UploadResult(None, name, error=error)
        return UploadResult(None, name, rows[0])


class Form:
    """A multipart form of one file, read from disk piece by piece: memory stays flat at any size."""

    def __init__(self, path: Path, name: str, size: int, mime: str) -> None:
        self._path, self.size = path, size
        boundary = secrets.token_hex(16)
        # As browsers do (WHATWG, multipart/form-data § 4.10.21.8): UTF-8, with these three escaped.
        safe = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        self._head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{safe}"\r\n'
            f"Content-Type: {mime}\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self.length = len(self._head) + size + len(self._tail)

    async def body(self, progress: Callable[[int], object]) -> AsyncIterator[bytes]:
        """Yield the body; `progress` hears how many bytes of the file are gone."""
        yield self._head
        sent = 0
        file = self._path.open("rb")  # not in a thread: a cancelled wait would leave it open
        try:
            progress(0)
            while sent < self.size:
                piece = await asyncio.to_thread(file.read, min(PIECE, self.size - sent))
                if not piece:
                    raise UnsupportedFile(f"{self._path.name}: the file became shorter while it was sent.")
                yield piece
                sent += len(piece)
                progress(sent)
        finally:
            with contextlib.suppress(OSError):
                file.close()
        yield self._tail


def _fitting(name: str, found: Inspected) -> str:
    """Return the name with the ending that the content has: the service goes by the name."""
    endings = _ENDINGS.get(found.type, (found.type,))
    stem, dot, ending = name.rpartition(".")
    if endings[0] not in HOSTED_FORMATS:
        raise UnsupportedFile(
            f"{name}: the hosted service does not take {found.type.upper()}.",
            accepted=HOSTED_FORMATS,
            hint=f"Accepted are {', '.join(HOSTED_FORMATS)}; the embedded backend takes it.",
        )
    return name if dot and ending.lower() in endings else f"{stem or name}.{endings[0]}"


def _mime(found: Inspected) -> str:
    special = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "mov": "video/quicktime", "mkv": "video/x-matroska"}
    return special.get(found.type, f"{found.kind}/{found.type}")


def _rows(data: Any) -> Sequence[Mapping[str, Any]]:
    rows = data.get("files", data) if isinstance(data, dict) else data
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _named(error: I2VError, name: str) -> I2VError:
    # The service's own sentence names no file; the person may have added twenty.
    if isinstance(error.code, int) and error.code in (4001, 4002) and name not in error.message:
        error.args = (f"{name}: {error.message[:1].lower()}{error.message[1:]}",)
    return error


def _unreadable(name: str, error: OSError) -> I2VError:
    return UnsupportedFile(f"{name}: the file cannot be read ({error.strerror or error}).", hint="Check its rights.")
