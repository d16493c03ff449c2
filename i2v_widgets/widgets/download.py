"""Fetches one web address to disk, within the limits, hashed on the way."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import BackendUnavailable, UnsupportedFile
from ..media.limits import MAX_BYTES, check_size

TIMEOUT = 60.0  # per read, never for the whole file


@dataclass(frozen=True, slots=True)
class Downloaded:
    """Where the bytes are, and their SHA-256."""

    path: Path
    digest: str


async def download(url: str, path: Path, *, name: str, progress: Callable[[float], None] | None = None) -> Downloaded:
    """Stream `url` to `path`.

    Raises
    ------
    UnsupportedFile, FileTooLarge, BackendUnavailable
        One sentence that names the file.
    """
    import httpx

    path.parent.mkdir(parents=True, exist_ok=True)
    digest, got = hashlib.sha256(), 0
    try:
        async with (
            httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=True) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code >= 400:
                raise UnsupportedFile(
                    f"{name}: the address answers {answer.status_code}.", hint="Open it in a browser and look."
                )
            total = int(answer.headers.get("content-length") or 0)
            if total:
                check_size(total, name)
            with path.open("wb") as file:
                async for block in answer.aiter_bytes(1 << 20):
                    got += len(block)
                    if got > MAX_BYTES:
                        check_size(got, name)
                    digest.update(block)
                    await asyncio.to_thread(file.write, block)
                    if progress is not None and total:
                        progress(min(got / total, 1.0))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        # The library's own frames hold request headers: they do not go into a traceback.
        raise BackendUnavailable(f"{name}: the address cannot be reached ({type(error).__name__}).") from None
    except BaseException:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        raise
    return Downloaded(path, digest.hexdigest())
