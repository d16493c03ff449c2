"""What a player can play: fragments on demand from a file, whole or still growing."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any, Protocol

from ..errors import UnsupportedFile


class Film(Protocol):
    """A film as the player pulls it: initialisation, an index of self-contained fragments, and a file to save."""

    id: str

    def describe(self) -> dict[str, Any]:
        """The player's `film` trait."""

    async def fragment(self, track: str, index: int) -> bytes:
        """One fragment of ``"video"`` or ``"audio"``, its times from 0; index -1 is the initialisation."""

    async def read(self, offset: int, length: int) -> bytes:
        """Bytes of the finished file."""

    def close(self) -> None:
        """Give back what is open."""


class FileFilm:
    """Any film that a browser can decode, from a file, nothing re-encoded.

    Opening reads the container's own index only, so that 2 GB open at once.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        from ..media.film import FilmFile

        self.id = uuid.uuid4().hex[:12]
        self.path = path
        self.name = name or path.name
        self._file = FilmFile(path)

    @classmethod
    async def open(cls, path: Path, name: str = "") -> FileFilm:
        """Open off the loop."""
        return await asyncio.to_thread(cls, path, name)

    def describe(self) -> dict[str, Any]:
        """The player's `film` trait."""
        film = self._file
        return {
            "id": self.id,
            "name": self.name,
            "width": film.width,
            "height": film.height,
            "fps": film.fps,
            "duration": film.duration,
            "live": False,
            "size": film.size,
            "video": _track(film.video),
            "audio": _track(film.audio),
        }

    async def fragment(self, track: str, index: int) -> bytes:
        """One fragment, or the initialisation at -1."""
        source = self._file.video if track == "video" else self._file.audio
        if source is None or index >= len(source.index):
            raise UnsupportedFile(f"{self.name}: there is no such part.", hint="")
        return await asyncio.to_thread(source.init if index < 0 else lambda: source.fragment(index))

    async def read(self, offset: int, length: int) -> bytes:
        """Bytes of the file as it is on the disk."""
        return await asyncio.to_thread(read_range, self.path, offset, length)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_range(path: Path, offset: int, length: int) -> bytes:
    """Some bytes of a file; fewer at its end."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _track(track: Any) -> dict[str, Any] | None:
    if track is None:
        return None
    index = [[round(start, 6), round(duration, 6)] for start, duration in track.index]
    return {"mime": track.mime, "index": index, "ready": "1" * len(index)}
