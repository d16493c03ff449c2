"""Video: a film that is there, or on its way; it plays in the cell that shows it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any

from ..errors import I2VError
from ..jobs import submit
from ..widgets.footage import FileFilm, Film
from .cells import in_kernel


class Video:
    """A rendered film.

    Attributes
    ----------
    path : Path or None
        The file; None for a preview, which lives in fragments only.
    width, height : int
        Pixels.
    duration : float
        Seconds.
    size : int
        Bytes of the file, 0 for a preview.
    poster : bytes or None
        A small JPEG.
    render_id : str
        What `Studio.resume` takes.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None,
        *,
        width: int = 0,
        height: int = 0,
        duration: float = 0.0,
        poster: bytes | None = None,
        render_id: str = "",
        film: Film | None = None,
        name: str = "",
    ) -> None:
        self.path = Path(path) if path is not None else None
        self.width, self.height, self.duration = width, height, duration
        self.poster = poster
        self.render_id = render_id
        self.name = name or (self.path.name if self.path else "preview")
        self.size = self.path.stat().st_size if self.path and self.path.is_file() else 0
        self._film = film
        self._player: Any = None

    @classmethod
    async def of_file(cls, path: Path, **fields: Any) -> Video:
        """Read size and length from the file itself."""
        film = await FileFilm.open(path)
        try:
            seen = film.describe()
        finally:
            film.close()
        return cls(path, width=seen["width"], height=seen["height"], duration=seen["duration"], **fields)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Copy the file to `path` (a folder keeps its name); returns where it is."""
        if self.path is None:
            raise I2VError("A preview is not kept as a file.", hint="Use studio.export(path).")
        target = Path(path).expanduser()
        if target.is_dir():
            target = target / self.path.name
        if target.absolute() != self.path.absolute():
            shutil.copyfile(self.path, target)
        return target

    async def fragments(self) -> AsyncIterator[bytes]:
        """Yield the picture track as it becomes ready: the initialisation first, then one fragment a chunk."""
        if self._film is None and self.path is None:
            return
        film: Film = self._film or await FileFilm.open(self.path)  # type: ignore[arg-type]
        # A growing film lives on the package's loop, whatever loop asks here.
        pull = getattr(film, "wait_for", film.fragment)
        try:
            yield await asyncio.wrap_future(submit(pull("video", -1)))
            for k in range(len(film.describe()["video"]["index"])):
                yield await asyncio.wrap_future(submit(pull("video", k)))
        finally:
            if film is not self._film:
                film.close()

    def __repr__(self) -> str:
        where = str(self.path) if self.path else self.name
        size = f", {self.size / 1e6:.1f} MB" if self.size else ""
        return f"Video: {where}, {self.width}×{self.height}, {self.duration:.1f} s{size}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"text/plain": repr(self)}
        if in_kernel():
            from ..widgets.player import VideoPlayer, data_url

            if self._player is None:
                self._player = VideoPlayer(self._film if self.path is None else self)
            view = self._player._repr_mimebundle_()
            shown |= {**(view[0] if isinstance(view, tuple) else view), "text/plain": repr(self)}
            # What GitHub and nbviewer show, which run no widget.
            picture = data_url(self.poster)
            image = f"<img src='{picture}' width='480' alt=''><br>" if picture else ""
            shown["text/html"] = f"{image}{escape(repr(self))}"
        return shown
