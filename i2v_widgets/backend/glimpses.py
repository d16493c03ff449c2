"""What widgets show of a film without playing it: thumbnails, posters, waveforms."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
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
    """`count` peaks of a segment's sound at full volume, one byte each; silence for what has none."""
    shown = replace(segment, start_ms=0, volume=1.0, fade_in=0.0, fade_out=0.0, transition="")

    async def make() -> bytes:
        async with service.listening:
            return await asyncio.to_thread(_peaks, service, shown, draft.fps, count)

    return await service.glimpses.get(("peaks", shown, draft.fps, count), make)


def _peaks(service: Service, segment: Segment, fps: float, count: int) -> bytes:
    from i2v_widgets.backend.render.sound import RATE
    from i2v_widgets.backend.render.sound.mix import mix, track
    from i2v_widgets.backend.render.sound.peaks import outline

    if segment.kind == "audio":
        return outline(track(segment, round(segment.duration * RATE), service.blobs.path), count).tobytes()
    if segment.media == "video" and segment.has_sound:
        return outline(mix(_alone(segment, fps), service.blobs.path), count).tobytes()
    return bytes(count)


def _alone(clip: Segment, fps: float) -> Draft:
    """A film of this clip only."""
    m = {"media": "video", "speed": clip.speed, "in": round(clip.trim * 1000)}
    segment = {"id": clip.id, "st": 0, "d": clip.duration_ms, "src": clip.digest, "m": m}
    return Draft({"v": 1, "d": clip.duration_ms, "fps": fps, "t": [{"id": "v", "tt": 0, "sg": [segment]}]})


def _key(draft: Draft) -> str:
    return json.dumps(draft.wire, sort_keys=True)
