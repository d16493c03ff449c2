"""Upload: checked by content, streamed from disk, some at once, one result each."""

from __future__ import annotations

import asyncio
import io
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from i2v_widgets.client import Client, Session
from i2v_widgets.client.upload import AT_ONCE, Form
from i2v_widgets.errors import FileTooLarge, SessionNotFound, UnsupportedFile
from tests.client_kit import OWN, QUICK
from tests.wire import CutError, WireBackend, envelope

pytestmark = pytest.mark.anyio


def picture(path: Path, format: str | None = None, mode: str = "RGB", **options: Any) -> Path:
    image = Image.new("RGB", (64, 48), (200, 80, 40))
    if mode == "RGBA":
        image.putalpha(120)
    image.save(path, format, **options)
    return path


def sent(body: bytes) -> tuple[str, bytes]:
    name = re.search(rb'filename="([^"]*)"', body)
    assert name is not None
    return name[1].decode(), body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]


async def test_a_file_arrives_as_it_is_with_progress(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    path = picture(tmp_path / "beach.jpg")
    heard: list[tuple[Path, int, int]] = []
    (result,) = await session.upload(path, on_progress=lambda *each: heard.append(each))
    assert result.ok
    assert result.media is not None
    assert result.media["filename"] == "beach.jpg"
    seen = backend.last("upload")
    assert sent(seen.body) == ("beach.jpg", path.read_bytes())
    assert int(seen.headers["content-length"]) == len(seen.body)
    size = path.stat().st_size
    assert heard == [(path, 0, size), (path, size, size)]
    assert "x-i2v-source" not in seen.headers


async def test_names_with_quotes_and_han(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    path = picture(tmp_path / '照片 "1".jpg')
    await session.upload(path)
    assert sent(backend.last("upload").body)[0] == "照片 %221%22.jpg"


async def test_one_bad_file_does_not_lose_the_others(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    good, text, empty = picture(tmp_path / "a.jpg"), tmp_path / "b.jpg", tmp_path / "c.jpg"
    text.write_text("not a picture")
    empty.touch()
    results = await session.upload(good, text, empty, tmp_path / "gone.png", tmp_path, good)
    assert [result.ok for result in results] == [True, False, False, False, False, True]
    assert [result.name for result in results[:4]] == ["a.jpg", "b.jpg", "c.jpg", "gone.png"]
    assert all(
        isinstance(result.error, UnsupportedFile) and result.name in str(result.error) for result in results[1:4]
    )
    assert backend.count("upload") == 2  # not a byte of the bad ones was sent


async def test_too_large_is_refused_before_a_byte_is_sent(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    with path.open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42")
        file.truncate(201_000_000)
    (result,) = await session.upload(path)
    assert isinstance(result.error, FileTooLarge)
    assert "a.mp4" in str(result.error)
    assert backend.count("upload") == 0


@pytest.mark.parametrize(
    ("name", "format", "mode", "becomes"),
    [
        ("a.bmp", "BMP", "RGB", "a.jpg"),
        ("a.tiff", "TIFF", "RGB", "a.jpg"),
        ("a.tif", "TIFF", "RGBA", "a.png"),
        ("a.avif", "AVIF", "RGB", "a.jpg"),
        ("a.heic", "HEIF", "RGB", "a.jpg"),
        ("a.heic", "HEIF", "RGBA", "a.png"),
        ("a.bmp", "JPEG", "RGB", "a.jpg"),
        ("a", "PNG", "RGB", "a.png"),
        ("a.JPEG", "JPEG", "RGB", "a.JPEG"),
        ("a.webp", "WEBP", "RGB", "a.webp"),
    ],
)
async def test_pictures_that_the_service_does_not_take_are_converted(
    backend: WireBackend, session: Session, tmp_path: Path, name: str, format: str, mode: str, becomes: str
) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    path = picture(tmp_path / name, format, mode)
    (result,) = await session.upload(path)
    assert result.error is None
    assert result.path == path
    as_name, content = sent(backend.last("upload").body)
    assert as_name == becomes
    with Image.open(io.BytesIO(content)) as arrived:
        assert arrived.size == (64, 48)
        assert arrived.format in ("JPEG", "PNG", "WEBP")
        red, _, blue = arrived.convert("RGB").getpixel((30, 20))[:3]  # type: ignore[index]
        assert red > 150 > blue


async def test_a_converted_picture_is_upright(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = picture(tmp_path / "a.tiff", "TIFF", exif=exif)
    await session.upload(path)
    with Image.open(io.BytesIO(sent(backend.last("upload").body)[1])) as arrived:
        assert arrived.size == (48, 64)


async def test_sound_that_the_service_does_not_take_is_told(session: Session, tmp_path: Path) -> None:
    import av

    path = tmp_path / "song.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=48000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=4608)
        frame.sample_rate = 48000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    (result,) = await session.upload(path)
    assert isinstance(result.error, UnsupportedFile)
    assert "song.flac" in str(result.error)
    assert "FLAC" in str(result.error)


async def test_a_backend_with_the_media_capability_gets_files_as_they_are(backend: WireBackend, tmp_path: Path) -> None:
    backend.capabilities = {"media": 1, "poll_s": 0.2}
    path = picture(tmp_path / "照片.bmp", "BMP")
    async with Client(backend.url, OWN, timing=QUICK) as client:
        session = await client.session()
        await session.upload(path)
        assert sent(backend.last("upload").body) == ("照片.bmp", path.read_bytes())
        await session.upload((path, "beach.bmp", "photos/beach, at night.bmp"))
    seen = backend.last("upload")
    assert sent(seen.body)[0] == "beach.bmp"
    assert seen.headers["x-i2v-source"] == "photos/beach%2C%20at%20night.bmp"


async def test_parallelism_is_bounded(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{i}.jpg") for i in range(9)]
    full, go = asyncio.Event(), asyncio.Event()
    inside = 0

    async def hold(seen: Any) -> Any:
        nonlocal inside
        inside += 1
        if inside == AT_ONCE:
            full.set()
        await go.wait()
        return envelope({"files": [{"filename": "x"}]})

    backend.fault("upload", *[hold] * 9)
    task = asyncio.create_task(session.upload(*paths))
    await full.wait()
    go.set()
    assert all(result.ok for result in await task)
    assert backend.most_at_once == AT_ONCE


async def test_urls_by_the_url_form(backend: WireBackend, session: Session) -> None:
    results = await session.upload(urls=["https://example.com/p/a.jpg?x=1", "file:///etc/passwd"])
    assert backend.last("upload").json == {"urls": ["https://example.com/p/a.jpg?x=1"], "source_type": "url"}
    assert [result.ok for result in results] == [True, False]
    assert results[0].name == "a.jpg"
    assert backend.count("upload") == 1


async def test_1001_amid_an_upload_sends_the_file_again(backend: WireBackend, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    async with Client(backend.url, timing=QUICK, folder=tmp_path / "p") as client:
        session = await client.session()
        backend.tokens.clear()
        (result,) = await session.upload(path)
    assert result.ok
    assert backend.count("upload") == 2
    assert sent(backend.last("upload").body)[1] == path.read_bytes()


async def test_1002_amid_an_upload_is_told_for_the_file(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    backend.fault("upload", envelope(code=1002))
    (result,) = await session.upload(picture(tmp_path / "a.jpg"))
    assert isinstance(result.error, SessionNotFound)
    assert session.restarts == 1


async def test_1002_of_several_files_at_once_starts_one_new_session(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    backend.fault("upload", *[envelope(code=1002)] * 3)
    results = await session.upload(*[picture(tmp_path / f"{i}.jpg") for i in range(3)])
    assert all(isinstance(result.error, SessionNotFound) for result in results)
    assert backend.count("session") == 2


async def test_a_cut_upload_is_told_and_not_repeated(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    async def cut(seen: Any) -> Any:
        raise CutError

    backend.fault("upload", cut)
    a, b = await session.upload(picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg"))
    assert {a.ok, b.ok} == {True, False}
    assert backend.count("upload") == 2


async def test_a_file_that_shrinks_while_it_is_sent(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    whole = path.stat().st_size

    def shrink(*_: Any) -> None:
        with path.open("r+b") as file:
            file.truncate(whole // 2)

    (result,) = await session.upload(path, on_progress=shrink)
    assert isinstance(result.error, UnsupportedFile)
    assert "became shorter" in str(result.error)


async def test_cancelling_an_upload_ends_all_of_it(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    held, never = asyncio.Event(), asyncio.Event()

    async def hold(seen: Any) -> Any:
        held.set()
        await never.wait()
        return envelope({})

    backend.fault("upload", *[hold] * 5)
    task = asyncio.create_task(session.upload(*[picture(tmp_path / f"{i}.jpg") for i in range(5)]))
    await held.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    never.set()
    assert backend.count("upload") <= AT_ONCE


async def test_memory_stays_flat_while_a_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    form = Form(path, "large.bin", 100_000_000, "video/mp4")
    tracemalloc.start()
    try:
        length = 0
        async for piece in form.body(lambda _: None):
            length += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert length == form.length
    assert peak < 8_000_000
