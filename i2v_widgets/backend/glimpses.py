"""What widgets show of a film without playing it: thumbnails, posters, waveforms."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from i2v_widgets.draft import Draft, Media, Segment
from i2v_widgets.errors import RenderFailed
from i2v_widgets.media.pictures import thumbnail

if TYPE_CHECKING:
    from i2v_widgets.backend.service import Service


async def thumbnail_of(service: Service, media: Media, width: int, at: float) -> bytes:
    """A JPEG of a file, `width` wide."""

    async def make() -> bytes:
        path = service.blobs.path(media.digest)
        async with service.looking:
            return await asyncio.to_thread(thumbnail, path, width, at=at)

    return await service.glimpses.get(("still", media.digest, width, round(at, 2)), make)


async def poster_of(service: Service, draft: Draft, width: int, at: float) -> bytes:
    """A JPEG of the film at `at` seconds, drawn by the code that renders it.

    Raises
    ------
    RenderFailed
        The film is empty.
    """
    from i2v_widgets.backend.render.stills import poster

    if not draft.clips:
        raise RenderFailed("There is no film yet.", hint="Add a photo and say what film it shall be.", code="gone")

    async def make() -> bytes:
        async with service.looking:
            return await asyncio.to_thread(poster, draft, width, at, service.blobs.path)

    return await service.glimpses.get(("poster", _key(draft), width, round(at, 3)), make)


async def peaks_of(service: Service, draft: Draft, segment: Segment, count: int) -> bytes:
    """`count` peaks of a segment's sound at full volume, one byte each."""
    alone = _alone(draft, segment)

    async def make() -> bytes:
        async with service.looking:
            return await asyncio.to_thread(_peaks, service, alone, segment.duration, count)

    return await service.glimpses.get(("peaks", _key(alone), count), make)


def _peaks(service: Service, alone: Draft, seconds: float, count: int) -> bytes:
    import numpy as np

    from i2v_widgets.backend.render.sound.mix import mix

    loud = np.abs(mix(alone, service.blobs.path)).max(axis=1, initial=0.0)
    loud = loud[: round(seconds * 48_000)]
    if not len(loud):
        return bytes(count)
    edges = np.linspace(0, len(loud), count, endpoint=False).astype(np.intp)
    return bytes(np.minimum(np.maximum.reduceat(loud, edges) * 255, 255).astype(np.uint8))


def _alone(draft: Draft, segment: Segment) -> Draft:
    """A film of this segment's sound only, from 0 on, at its full volume."""
    for track in draft.to_wire().get("t", []):
        for item in track.get("sg", []):
            if item.get("id") == segment.id:
                m = {k: v for k, v in item.get("m", {}).items() if k not in {"volume", "transition", "anchor"}}
                only = {**track, "sg": [{**item, "st": 0, "m": m}]}
                return Draft({"v": 1, "d": item.get("d", 0), "fps": draft.fps, "t": [only], "m": {}})
    return Draft()


def _key(draft: Draft) -> str:
    return json.dumps(draft.wire, sort_keys=True)
