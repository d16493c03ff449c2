"""Routes for a session's files: upload, order, the bytes themselves, and what widgets show of them."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from i2v_widgets.backend.answers import Invalid, answer, number_of, read_json, refuse, tell
from i2v_widgets.backend.blobs import Incoming
from i2v_widgets.backend.glimpses import peaks_of, poster_of, thumbnail_of
from i2v_widgets.backend.service import Service, service_of
from i2v_widgets.backend.uploads import fetch, judge, receive, sources_of
from i2v_widgets.draft import Media
from i2v_widgets.errors import I2VError, UnsupportedFile

_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}  # named by their content
_MIME = {"jpeg": "image/jpeg", "tiff": "image/tiff", "mov": "video/quicktime", "mkv": "video/x-matroska",
         "avi": "video/x-msvideo", "mp3": "audio/mpeg", "m4a": "audio/mp4"}  # fmt: skip


async def upload(request: Request) -> Response:
    """Take files from a multipart body, or fetch addresses; what is good is kept whatever else is not."""
    service, session = service_of(request), request.path_params["session"]
    await service.store.line(session)
    kept: list[dict[str, Any]] = []
    errors: list[tuple[str, I2VError]] = []
    if request.headers.get("content-type", "").startswith("application/json"):
        for url in _urls(await read_json(request)):
            try:
                kept.append(await _take(service, session, await fetch(url, service.blobs, public=service.public), url))
            except I2VError as error:
                errors.append((url, error))
    else:
        try:
            parts = await receive(request.stream(), request.headers.get("content-type", ""), service.blobs)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody listens any more
        if not parts.files:
            raise Invalid("The upload holds no file.")
        try:
            sources = sources_of(request.headers.get("x-i2v-source", ""), len(parts.files))
            for file, source in zip(parts.files, sources, strict=True):
                try:
                    kept.append(await _take(service, session, file, source))
                except I2VError as error:
                    errors.append((file.name, error))
        finally:
            await asyncio.to_thread(parts.drop)
    if errors:
        told = [{"filename": name, **tell(error)} for name, error in errors]
        return refuse(errors[0][1], {"files": kept, "errors": told})
    return answer({"files": kept})


def _urls(body: dict[str, Any]) -> list[str]:
    urls = body.get("urls")
    if not isinstance(urls, list) or not urls or not all(isinstance(url, str) for url in urls):
        raise Invalid("urls is not a list of addresses.")
    return urls


async def _take(service: Service, session: str, file: Incoming, source: str) -> dict[str, Any]:
    try:
        digest = await asyncio.to_thread(file.finish)
        facts = await service.store.known(digest)
        known = Media.from_wire(facts) if facts else None
        async with service.looking:
            media = await asyncio.to_thread(judge, file, digest, source, known)
    finally:
        await asyncio.to_thread(file.drop)
    await service.store.add_media(session, media)
    return _told(session, media)


def _told(session: str, media: Media) -> dict[str, Any]:
    return {
        "filename": media.name,
        "file_type": media.kind,
        "cdn_url": f"/api/embedded/media/{session}/{media.digest}",
        "duration": media.duration,
        "width": media.width or None,
        "height": media.height or None,
        "hash": media.digest,
        "size": media.size,
        "taken": media.taken,
        "type": media.type,
        "source": media.source,
    }


async def list_media(request: Request) -> Response:
    """List the session's files in the order of the film."""
    media = await service_of(request).store.media(request.path_params["session"])
    return answer([m.to_wire() for m in media])


async def choose_media(request: Request) -> Response:
    """Choose and order the session's files."""
    service, session = service_of(request), request.path_params["session"]
    digests = (await read_json(request)).get("digests")
    if not isinstance(digests, list) or not all(isinstance(digest, str) for digest in digests):
        raise Invalid("digests is not a list of texts.")
    async with service.turn(session):
        strangers = await service.store.choose_media(session, digests)
    if strangers:
        raise UnsupportedFile(
            f"{len(strangers)} of these files were never added to this session.", hint="Add them first.", code="gone"
        )
    return await list_media(request)


async def file(request: Request) -> Response:
    """Give the bytes of a file as they came; byte ranges are honoured."""
    service = service_of(request)
    media = await _media(service, request)
    mime = _MIME.get(media.type) or f"{media.kind}/{media.type}"
    return FileResponse(service.blobs.path(media.digest), media_type=mime, headers=_FOREVER, filename=media.name)


async def still(request: Request) -> Response:
    """Give a small JPEG of a picture, or of a film's frame at `t` seconds."""
    service = service_of(request)
    media = await _media(service, request)
    width = int(number_of(request, "w", 160, 16, 2048))
    at = number_of(request, "t", 0.0, 0.0, 86_400.0) if media.kind == "video" else 0.0
    data = await thumbnail_of(service, media, width, at)
    return Response(data, media_type="image/jpeg", headers=_FOREVER)


async def poster(request: Request) -> Response:
    """Give a JPEG of the session's film at `t` seconds."""
    service = service_of(request)
    line = await service.store.line(request.path_params["session"])
    width = int(number_of(request, "w", 480, 16, 2048))
    data = await poster_of(service, line.draft, width, number_of(request, "t", 0.0, 0.0, 86_400.0))
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


async def peaks(request: Request) -> Response:
    """Give `n` peaks of a segment's sound, a byte each, 255 being full scale."""
    service = service_of(request)
    line = await service.store.line(request.path_params["session"])
    segment = line.draft.segment(request.path_params["segment"])
    if segment is None:
        raise Invalid("There is no such segment in the film.", code="gone")
    count = int(number_of(request, "n", max(1.0, round(50 * segment.duration)), 1, 20_000))
    data = await peaks_of(service, line.draft, segment, count)
    return Response(data, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


async def _media(service: Service, request: Request) -> Media:
    digest = request.path_params["digest"]
    for media in await service.store.media(request.path_params["session"], every=True):
        if media.digest == digest:
            return media
    raise UnsupportedFile("This file is not in the session.", hint="Add it again.", code="gone")


ROUTES = [
    Route("/api/upload-video/nemo_agent/me/{session}", upload, methods=["POST"]),
    Route("/api/embedded/media/{session}", list_media, methods=["GET"]),
    Route("/api/embedded/media/{session}", choose_media, methods=["PUT"]),
    Route("/api/embedded/media/{session}/{digest}", file, methods=["GET"]),
    Route("/api/embedded/stills/{session}/{digest}", still, methods=["GET"]),
    Route("/api/embedded/poster/{session}", poster, methods=["GET"]),
    Route("/api/embedded/peaks/{session}/{segment:path}", peaks, methods=["GET"]),
]
