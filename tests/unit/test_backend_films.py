"""Films over the wire: a real small render, watched while it grows, journalled, cancelled, picked up again."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import httpx
import pytest
from backend_kit import Wire, photos, running
from PIL import Image

import i2v_widgets.backend as backend_package
from i2v_widgets.backend import EmbeddedBackend
from i2v_widgets.backend.store import Store
from i2v_widgets.draft import Draft, Media, total_frames

if TYPE_CHECKING:
    from disk_kit import Disk

pytest_plugins = ["disk_kit"]
pytestmark = pytest.mark.anyio

ORDER = "/api/render/proxy/lambda"


async def film(wire: Wire, folder: Path, *, music: bool = False, count: int = 2) -> str:
    """A session with a film of a second a photo, 160×90."""
    session = await wire.session()
    files = (await wire.upload(session, *photos(folder / "photos", count))).json()["data"]["files"]
    edits: list[dict[str, Any]] = [
        {"op": "make", "media": [f["hash"] for f in files], "each": 1.0},
        {"op": "canvas", "width": 160, "height": 90},
    ]
    edits += [{"op": "music", "mood": "calm"}] if music else []
    await wire.post(f"/api/embedded/edits/{session}", {"edits": edits})
    return session


async def order(wire: Wire, session: str, id: str, quality: str = "high", **output: Any) -> dict[str, Any]:
    draft = (await wire.state(session))["draft"]
    output = {"format": "mp4", "quality": quality, **output}
    answered: dict[str, Any] = await wire.post(
        ORDER, {"id": id, "sessionId": session, "draft": draft, "output": output}
    )
    return answered


def decoded(data: bytes) -> tuple[int, int, int]:
    """Frames, width and height of a film."""
    with av.open(io.BytesIO(data)) as container:
        frames = list(container.decode(video=0))
    return len(frames), frames[0].width, frames[0].height


async def test_an_export_from_order_to_file(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path)
        wanted = total_frames(Draft.from_wire((await wire.state(session))["draft"]))
        first = await order(wire, session, "render_1")
        assert first["taskId"] == "render_1"
        assert first["status"] != "failed"
        again = await order(wire, session, "render_1")
        assert again["taskId"] == "render_1", "the same id is the same render"
        done = await wire.finished("render_1")
        assert (done["status"], done["progress"]) == ("completed", 1.0)
        whole = (await wire.http.get(done["output"]["url"])).content
        assert len(whole) == done["output"]["size"]
        assert done["output"]["duration"] == pytest.approx(wanted / 30, abs=0.001)
        assert decoded(whole) == (wanted, 160, 90)
        assert whole.find(b"moov") < whole.find(b"mdat")
        part = await wire.http.get(done["output"]["url"], headers={"Range": "bytes=-16"})
        assert (part.status_code, part.content) == (206, whole[-16:])
        assert len(list((tmp_path / "project" / "films").iterdir())) == 1


async def test_a_preview_is_handed_out_while_it_grows(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=3)
        await order(wire, session, "preview_1", quality="draft")
        done = await wire.finished("preview_1")
        told = done["film"]
        chunks = told["video"]["chunks"]
        assert {state for _, _, state in chunks} == {"done"}
        assert sum(frames for _, frames, _ in chunks) == told["frames"]
        assert told["video"]["mime"].startswith('video/mp4; codecs="avc1.')
        assert "url" not in done["output"], "a preview makes no file"
        base = "/api/embedded/renders/preview_1"
        head = (await wire.http.get(f"{base}/video/init")).content
        seen = 0
        for k in range(len(chunks)):
            fragment = (await wire.http.get(f"{base}/video/{k}")).content
            frames, *size = decoded(head + fragment)
            assert (frames, size) == (chunks[k][1], [told["width"], told["height"]])
            seen += frames
        assert seen == told["frames"]
        for nothing in ("video/999", "video/-1", "video/x", "audio/init", "audio/0", "other/0"):
            assert (await wire.http.get(f"{base}/{nothing}")).status_code == 404, nothing


async def test_progress_is_told_when_there_is_some(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=4)
        await order(wire, session, "render_2")
        revision, shares = -1, []
        while True:
            status = await wire.get(f"{ORDER}/render_2", wait=20, since=revision)
            assert status["revision"] > revision
            revision = status["revision"]
            shares.append(status["progress"])
            if status["status"] == "completed":
                break
        assert shares == sorted(shares)
        assert len(shares) >= 4
        assert any(0 < share < 1 for share in shares)
        again = await asyncio.wait_for(wire.get(f"{ORDER}/render_2", wait=20, since=revision), 5)
        assert again["revision"] == revision, "nothing more will come: it answers at once"


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_journal_that_cannot_be_written_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, cancelled: bool
) -> None:
    async def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Store, "end_render", full)
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path)
        await order(wire, session, "render_1")
        if cancelled:
            await wire.http.delete(f"{ORDER}/render_1")
        done = await asyncio.wait_for(wire.finished("render_1"), 30)
        assert done["status"] in ({"cancelled", "completed"} if cancelled else {"completed"})
        if not cancelled:
            assert (await wire.http.get(done["output"]["url"])).status_code == 200
    assert "could not be written down" in caplog.text


def test_a_full_disk_leaves_the_store_usable(disk: Disk) -> None:
    async def use() -> None:
        with contextlib.closing(Store(disk.folder / "backend.sqlite")) as store:
            session, _ = await store.new_session("en")
            disk.fill()
            media = Media(digest="0" * 64, name="x" * 500_000, kind="image")
            for _ in range(2):
                with pytest.raises(sqlite3.OperationalError, match=r"full|I/O"):
                    await store.add_media(session, media)
            disk.free()
            await store.add_media(session, replace(media, name="x.jpg"))
            assert [m.name for m in await store.media(session)] == ["x.jpg"]

    asyncio.run(use())


async def test_a_database_that_is_full_says_so(tmp_path: Path) -> None:
    with contextlib.closing(Store(tmp_path / "backend.sqlite")) as store:
        session, _ = await store.new_session("en")
        (pages,) = await store._do(lambda db: db.execute("PRAGMA page_count").fetchone())
        await store._do(lambda db: db.execute(f"PRAGMA max_page_count = {pages}"))
        media = Media(digest="0" * 64, name="x" * 500_000, kind="image")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            await store.add_media(session, media)
        assert await store.media(session) == []


async def test_a_file_of_draft_quality_where_one_is_asked_for(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=1)
        await order(wire, session, "small", quality="draft", file=True)
        done = await wire.finished("small")
        assert decoded((await wire.http.get(done["output"]["url"])).content)[0] == done["film"]["frames"]


async def test_a_render_is_cancelled_and_stays_so(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=4)
        await order(wire, session, "render_3")
        waiting = asyncio.create_task(wire.finished("render_3"))
        cancelled = await wire.post(f"{ORDER}/render_3/cancel")
        assert cancelled["status"] == (await waiting)["status"] == "cancelled"
        assert cancelled["error"]["code"] == "cancelled"
        assert (await wire.post(f"{ORDER}/render_3/cancel"))["status"] == "cancelled"
        assert (await wire.http.get("/api/embedded/renders/render_3/file")).status_code == 404
    async with running(tmp_path) as wire:
        assert (await wire.get(f"{ORDER}/render_3"))["status"] == "cancelled"


async def test_a_finished_film_is_there_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=1)
        await order(wire, session, "render_4")
        before = await wire.finished("render_4")
        await order(wire, session, "preview_4", quality="draft")
        await wire.finished("preview_4")
    async with running(tmp_path) as wire:
        after = await wire.get(f"{ORDER}/render_4", wait=20)
        assert (after["status"], after["output"]) == ("completed", before["output"])
        assert (await wire.http.get(after["output"]["url"])).status_code == 200
        preview = await wire.finished("preview_4")
        assert preview["status"] == "completed"
        assert (await wire.http.get("/api/embedded/renders/preview_4/video/0")).status_code == 200


async def test_a_render_cut_off_by_the_end_of_the_process_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=4)
        await order(wire, session, "render_5")
    async with running(tmp_path) as wire:
        done = await wire.finished("render_5")
        assert done["status"] == "completed"
        assert decoded((await wire.http.get(done["output"]["url"])).content)[0] == done["film"]["frames"]


async def test_a_killed_process_loses_neither_session_nor_render(tmp_path: Path) -> None:
    script = f"""
import asyncio
from i2v_widgets.backend import EmbeddedBackend

async def serve():
    backend = EmbeddedBackend({str(tmp_path / "project")!r}, cache={str(tmp_path / "cache")!r})
    print(await backend.start(), backend.token, flush=True)
    await asyncio.Event().wait()

asyncio.run(serve())
"""
    paths = {**os.environ, "PYTHONPATH": str(Path(backend_package.__file__).parents[2])}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, env=paths
    )
    try:
        assert process.stdout is not None
        url, token = (await process.stdout.readline()).decode().split()
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as http:
            wire = Wire(EmbeddedBackend(tmp_path), http)
            session = await film(wire, tmp_path, count=4)
            state = await wire.state(session)
            await order(wire, session, "render_8")
            assert (await wire.get(f"{ORDER}/render_8", wait=20, since=0))["status"] != "failed"
    finally:
        process.kill()
        await process.wait()
    async with running(tmp_path) as wire:
        assert await wire.state(session) == state
        done = await wire.finished("render_8")
        assert done["status"] == "completed"
        assert decoded((await wire.http.get(done["output"]["url"])).content)[0] == done["film"]["frames"]


async def test_what_cannot_be_rendered_is_one_sentence(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=1)
        empty = await wire.session()

        async def told(**more: Any) -> str:
            draft = (await wire.state(session))["draft"]
            body = {"id": "r", "sessionId": session, "draft": draft, "output": {}, **more}
            answered = (await wire.http.post(ORDER, json=body)).json()
            failed = answered.get("data")
            assert answered["code"] != 0 or failed["status"] == "failed"
            return str(failed["error"]["message"] if failed else answered["message"])

        assert "nothing to render" in await told(sessionId=empty, draft=None)
        assert "gif" in await told(output={"format": "gif"})
        assert "quality" in await told(output={"quality": "8k"})
        assert "id" in await told(id="../../films")
        assert (await wire.http.get(f"{ORDER}/never")).status_code == 404
        for file in (tmp_path / "project" / "media").iterdir():
            file.unlink()
        await order(wire, session, "render_6")
        failed = await wire.finished("render_6")
        assert failed["status"] == "failed"
        assert "p0" in failed["error"]["message"]
        assert failed["error"]["hint"]


async def test_the_films_poster(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=2)
        address = f"/api/embedded/poster/{session}"
        first, last = [(await wire.http.get(address, params={"w": 320, "t": t})).content for t in (0.2, 1.4)]
        assert Image.open(io.BytesIO(first)).size == (320, 180)
        assert first != last
        assert (await wire.http.get(f"/api/embedded/poster/{await wire.session()}")).status_code == 404


async def test_a_film_with_music_has_sound_and_a_waveform(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await film(wire, tmp_path, count=2, music=True)
        draft = Draft.from_wire((await wire.state(session))["draft"])
        (music,) = draft.segments("audio")
        peaks = (await wire.http.get(f"/api/embedded/peaks/{session}/{music.id}", params={"n": 64})).content
        assert len(peaks) == 64
        assert max(peaks) > 60
        assert sum(peak in (0, 255) for peak in peaks) < 16  # an outline, not noise at full scale
        silent = (await wire.http.get(f"/api/embedded/peaks/{session}/{draft.clips[0].id}", params={"n": 8})).content
        assert silent == bytes(8)
        assert (await wire.http.get(f"/api/embedded/peaks/{session}/none")).status_code == 404

        await order(wire, session, "render_7")
        done = await wire.finished("render_7")
        sound = done["film"]["audio"]
        assert sound["mime"].startswith('audio/mp4; codecs="mp4a.40.2')
        assert sound["ready"] == len(sound["index"]) > 0
        base = "/api/embedded/renders/render_7/audio"
        head = (await wire.http.get(f"{base}/init")).content
        first = (await wire.http.get(f"{base}/0")).content
        with av.open(io.BytesIO(head + first)) as container:
            assert sum(frame.samples for frame in container.decode(audio=0)) > 0
        with av.open(io.BytesIO((await wire.http.get(done["output"]["url"])).content)) as container:
            seconds = sum(frame.samples for frame in container.decode(audio=0)) / 48_000
        assert seconds == pytest.approx(draft.duration, abs=0.05)
