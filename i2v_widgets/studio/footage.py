"""The timeline's small pictures and waveforms, from the backend through the session."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from ..errors import UnsupportedFile

if TYPE_CHECKING:
    from .studio import Studio

# A filmstrip of 20 clips at some zooms; 4 kB each.
KEPT = 400


class SessionFootage:
    """Asks the backend for stills and peaks, where it has them."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._kept: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()

    async def still(self, digest: str, width: int, at: float) -> bytes:
        """A JPEG of one medium at a time of its own."""
        session = await self._studio.link.session()
        if "stills" not in session.capabilities:
            raise UnsupportedFile("This backend has no stills.", hint="")
        key = (digest, width, round(at, 2))
        if key not in self._kept:
            self._kept[key] = await session.still(digest, width, at)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    async def peaks(self, segment: str, count: int) -> bytes:
        """Peaks of one audio segment."""
        session = await self._studio.link.session()
        if "peaks" not in session.capabilities:
            raise UnsupportedFile("This backend has no waveforms.", hint="")
        peaks: bytes = await session.peaks(segment, count)
        return peaks
