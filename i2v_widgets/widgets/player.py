"""VideoPlayer: a film in the cell, its bytes pulled piece by piece, also while it is still being rendered."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets import Bool, Dict, Float, Unicode

from ..errors import I2VError, UnsupportedFile
from ..jobs import Job
from ..media.names import clean_name
from .base import Widget, bundle
from .commands import Buffers, Handler, Message, tell_error
from .download import download
from .footage import FileFilm, Film
from .paths import is_url
from .transfer import Outgoing

# Kept in the saved notebook, so small: 25 kB of JPEG at most.
POSTER_BYTES = 25_000
# A page saves a film in parts of its own choosing; more than this at once is not needed to fill the socket.
MOST_AT_ONCE = 8 << 20


class VideoPlayer(Widget):
    """Play a film from a path, a URL, bytes, or anything that has a `path` (a `Video`).

    Parameters
    ----------
    source : str, Path, bytes, Video or Film, optional
        MP4, MOV, WebM or MKV with codecs that the browser plays.
    **traits
        `language`, `position`, `volume`, `rate`, `loop`, `muted`.

    Attributes
    ----------
    film : dict
        What the page needs to know of the film: id, name, size in pixels, fps, duration, tracks with their index.
    poster : str
        A small picture as a data URL.
    position, playing, volume, rate, loop, muted
        Owned by the page; set them to move it, observe them to follow.
    error : str
        Why nothing plays, one sentence.

    Examples
    --------
    >>> VideoPlayer("film.mp4", loop=True)
    """

    _esm = bundle("player")

    film = Dict(help="What is played.").tag(sync=True)
    poster = Unicode("", help="A small picture as a data URL.").tag(sync=True)
    position = Float(0.0, min=0.0, help="Seconds.").tag(sync=True)
    playing = Bool(False, help="Whether it plays.").tag(sync=True)
    volume = Float(1.0, min=0.0, max=1.0, help="0 to 1.").tag(sync=True)
    rate = Float(1.0, min=0.25, max=4.0, help="Speed, 0.25 to 4.").tag(sync=True)
    loop = Bool(False, help="Whether it begins again at its end.").tag(sync=True)
    muted = Bool(False, help="Whether it is silent.").tag(sync=True)
    error = Unicode("", help="Why nothing plays.").tag(sync=True)

    def __init__(self, source: Any = None, **traits: Any) -> None:
        self._films: dict[str, Film] = {}
        self._own: dict[str, Path] = {}  # by film: the folder that was made for its bytes
        self._current: Film | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        super().__init__(**traits)
        self._outgoing = Outgoing(self._tell_page)
        if source is not None:
            self.load(source)

    # What is played

    def load(self, source: Any) -> Job[None]:
        """Open another film; the job ends when it can be played."""
        if isinstance(source, (bytes, bytearray, memoryview)):
            source = bytes(source)

        async def work(_: Job[None]) -> None:
            try:
                film, path = await self._open(source)
            except Exception as error:
                told = tell_error(error)
                self.show(error=f"{told['message']} {told['hint']}".strip(), film={}, now=True)
                raise
            self.play_film(film)
            # Decoding a picture takes longer than opening 2 GB.
            poster = getattr(source, "poster", None)
            if path is not None and not isinstance(poster, bytes):
                poster = await asyncio.to_thread(_first_picture, path)
            self.show(poster=data_url(poster if isinstance(poster, bytes) else None), now=True)

        return Job(work, label="open the film")

    async def _open(self, source: Any) -> tuple[Film, Path | None]:
        if hasattr(source, "describe") and hasattr(source, "fragment"):
            return source, None
        if isinstance(source, bytes) or (isinstance(source, str) and is_url(source)):
            return await self._open_own(source)
        path = Path(getattr(source, "path", None) or source).expanduser()
        if not path.is_file():
            raise UnsupportedFile(f"{path}: there is no such file.", hint="Look at the spelling of the path.")
        return await FileFilm.open(path), path

    async def _open_own(self, source: str | bytes) -> tuple[Film, Path]:
        self._temporary = self._temporary or tempfile.TemporaryDirectory(prefix="i2v-player-")
        # A folder of its own each: the film before is open until this one is shown.
        folder, name = Path(self._temporary.name) / uuid.uuid4().hex, "film"
        path = folder / name
        try:
            folder.mkdir()
            if isinstance(source, bytes):
                await asyncio.to_thread(path.write_bytes, source)
            else:
                name = clean_name(source.split("?")[0].rstrip("/"), name)
                await download(source, path, name=name)
            film = await FileFilm.open(path, name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._own[film.id] = folder
        return film, path

    def play_film(self, film: Film) -> None:
        """Show a film that is open already; the one before stays known until `forget`."""
        before, self._current = self._current, film
        self.offer(film)
        self.show(film=film.describe(), error="", now=True)
        if before is not None and before is not film:
            self.forget(before)

    def grow(self, film: Film, *, audio_index: bool = False) -> None:
        """Tell the page which fragments of a running render are there now."""
        described = film.describe()
        if self._current is not film:
            return
        message: dict[str, Any] = {"kind": "grown", "film": film.id}
        for track in ("video", "audio"):
            if described.get(track):
                message[track] = described[track]["ready"]
        if audio_index and described.get("audio"):
            message["audio_index"] = described["audio"]["index"]
        self._tell_page(message)

    def offer(self, film: Film) -> None:
        """Make a film known by its id without showing it, so that the page can save it."""
        self._films[film.id] = film

    def forget(self, film: Film) -> None:
        """Close a film that is shown no more."""
        self._films.pop(film.id, None)
        film.close()
        if (folder := self._own.pop(film.id, None)) is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def known(self, id: str) -> Film | None:
        """The film of this id."""
        return self._films.get(id)

    # What the page pulls

    def _requests(self) -> Mapping[str, Handler]:
        async def hear(content: Message, _: Buffers) -> None:
            self._outgoing.hear(content)

        async def get(content: Message, _: Buffers) -> None:
            await self.answer_get(content, self._outgoing)

        return {"get": get, "ack": hear, "cancel": hear}

    async def answer_get(self, content: Message, outgoing: Outgoing) -> None:
        """Answer one pull of the page, through whichever widget it came."""
        film = self.known(str(content.get("film")))
        if film is None:
            raise I2VError("This film is no longer here.", hint="Show the Studio again.")
        track = str(content.get("track"))
        if track == "file":
            length = max(0, min(int(content.get("length", MOST_AT_ONCE)), MOST_AT_ONCE))
            data = await film.read(max(0, int(content.get("offset", 0))), length)
        else:
            data = await film.fragment(track, int(content.get("index", -1)))
        await outgoing.send(str(content.get("id")), data)

    def _summary(self) -> str:
        if self.error:
            return self.error
        if not self.film:
            return "no film yet"
        film = self.film
        return f"{film['name']}, {film['width']}×{film['height']}, {film['duration']:.1f} s"

    def close(self) -> None:
        """Take the widget away and close its films."""
        super().close()
        films, self._films = list(getattr(self, "_films", {}).values()), {}
        for film in films:
            with contextlib.suppress(Exception):
                film.close()
        if (temporary := getattr(self, "_temporary", None)) is not None:
            with contextlib.suppress(OSError):
                temporary.cleanup()


def data_url(jpeg: bytes | None) -> str:
    """A picture for the `poster` trait; empty if there is none or it is too large to be saved in a notebook."""
    if not jpeg or len(jpeg) > POSTER_BYTES:
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


def _first_picture(path: Path) -> bytes | None:
    from ..media.film import poster

    for width in (480, 320, 160):
        with contextlib.suppress(Exception):
            if len(jpeg := poster(path, width)) <= POSTER_BYTES:
                return jpeg
    return None
