"""The film onto disk: resumed by Range, checked for its length, put in place at once."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import IO, Final

from ..errors import BackendUnavailable, I2VError, RateLimited, RenderFailed, TimedOut
from .render_status import ExportStatus
from .secret import Secret
from .transport import Opened
from .wire import Wire

# One hop to a thread per MiB written; five failures in a row without a single new byte end it.
_PIECE: Final = 1 << 20
_TRIES: Final = 5
_NO_SPACE: Final = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class Expired(RenderFailed):
    """The address of the film is good no more (403, 404, 410): a fresh one may be had."""


def prepare(path: Path) -> Path:
    """Make sure, before a render is ordered, that the film can be put there."""
    path = path.expanduser().absolute()
    if path.is_dir():
        raise RenderFailed(f"{path.name}: this is a folder.", hint="Name a file in it.", code="path")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writable = os.access(path.parent, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise RenderFailed(
            f"{path.name}: the folder {path.parent} cannot be written to.", hint="Choose another folder.", code="path"
        )
    return path


async def download(
    wire: Wire, url: str, path: Path, status: ExportStatus, secret: Secret | None, pause: float
) -> AsyncGenerator[tuple[int, int | None], None]:
    """Fetch `url` to `path`, yielding the bytes on disk and the whole size where it is known.

    What came stays beside it as ``.<name>.<render id>.part``, also over a crash: the next try asks for the rest.

    Raises
    ------
    Expired
        The address is good no more.
    RenderFailed
        It does not fit on the disk, or the length is wrong in the end.
    """
    part = path.with_name(f".{path.name}.{status.render_id}.part")
    tries = 0
    while True:
        have = await asyncio.to_thread(_size, part)
        total: int | None = None
        problem: I2VError | None = None
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        request = wire.transport.stream_request(
            "GET", url, secret=secret or await wire.auth.token(), headers=headers, read=wire.timing.request
        )
        start = have
        try:
            async with wire.transport.open(request) as response:
                have, total = _begins(response, have)
                if response.status in (200, 206):
                    async with contextlib.aclosing(_written(response, part, have)) as written:
                        async for have in written:
                            yield have, total
        except (Expired, RenderFailed):
            raise
        except OSError as error:
            raise _disk(error, path, total or status.size, have) from None
        except (BackendUnavailable, TimedOut, RateLimited) as error:
            if error.code == "closed":
                raise
            problem = error
            have = await asyncio.to_thread(_size, part)
        expected = total if total is not None else status.size
        if problem is None and expected is not None and have > expected:
            await asyncio.to_thread(part.unlink, missing_ok=True)
            problem = RenderFailed(f"The film has {have} bytes instead of {expected}.")
        elif problem is None and (expected is None or have == expected):
            break
        tries = 0 if have > start else tries + 1
        if tries >= _TRIES:
            raise problem or RenderFailed(f"The film ends after {have} of {expected} bytes.")
        await asyncio.sleep(wire.timing.rate_limit_wait if isinstance(problem, RateLimited) else pause)
    try:
        await asyncio.to_thread(_put_in_place, part, path)
    except OSError as error:
        raise _disk(error, path, have, have) from None
    yield have, have


def _begins(response: Opened, have: int) -> tuple[int, int | None]:
    """Return from where the answer goes on, and the whole size; raise what its status means."""
    if response.status == 206:
        found = re.match(r"bytes (\d+)-\d*/(\d+|\*)", response.headers.get("content-range", ""))
        if found is None or int(found[1]) > have:
            raise BackendUnavailable("The film's storage sent another part than was asked for.")
        return int(found[1]), None if found[2] == "*" else int(found[2])
    if response.status == 200:
        length = response.headers.get("content-length", "")
        return 0, int(length) if length.isdigit() else None
    if response.status == 416:
        found = re.match(r"bytes \*/(\d+)", response.headers.get("content-range", ""))
        # All of it is here already, or what is here is not of this film.
        return (have, int(found[1])) if found and int(found[1]) == have else (have, 0)
    if response.status in (401, 403, 404, 410):
        raise Expired(f"its address has expired ({response.status}).", code=response.status)
    if response.status == 429:
        raise RateLimited()
    raise BackendUnavailable(f"The film's storage answered with an error ({response.status}).", code=response.status)


async def _written(response: Opened, part: Path, at: int) -> AsyncGenerator[int, None]:
    file = await asyncio.to_thread(_opened, part, at)
    held: list[bytes] = []
    try:
        size = 0
        async for chunk in response:
            held.append(chunk)
            size += len(chunk)
            if size >= _PIECE:
                piece = b"".join(held)
                held.clear()
                await asyncio.to_thread(_write_all, file, piece)
                at, size = at + size, 0
                yield at
        piece = b"".join(held)
        held.clear()
        await asyncio.to_thread(_write_all, file, piece)
        await asyncio.to_thread(os.fsync, file.fileno())
        yield at + size
    finally:
        # Cut or left: what came is kept, at most a MiB of it unwritten.
        with contextlib.suppress(OSError):
            _write_all(file, b"".join(held))
        with contextlib.suppress(OSError):
            file.close()


def _write_all(file: IO[bytes], piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[file.write(view) :]  # a nearly full disk takes a part first, and fails at the next


def _opened(part: Path, at: int) -> IO[bytes]:
    handle = os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    file = os.fdopen(handle, "r+b", buffering=0)
    file.truncate(at)
    file.seek(at)
    return file


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0


def _put_in_place(part: Path, path: Path) -> None:
    if not part.exists():
        part.touch()
    part.replace(path)


def _disk(error: OSError, path: Path, needed: int | None, have: int) -> RenderFailed:
    if error.errno not in _NO_SPACE:
        return RenderFailed(
            f"{path.name} cannot be written ({error.strerror or error}).", hint="Choose another folder."
        )
    try:
        free = f"{shutil.disk_usage(path.parent).free / 1e6:.0f} MB are free"
    except OSError:
        free = "there is no more room"
    wants = f"it needs {max(0, needed - have) / 1e6:.1f} MB more" if needed else "it needs more room"
    return RenderFailed(
        f"{path.name} does not fit into {path.parent}: {wants}, {free}.",
        hint="Make room and export again: what came is kept.",
        code="no-space",
    )
