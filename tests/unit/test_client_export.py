"""Export: one order, one render; every row of protocol § 6, and nothing lost or paid twice."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from i2v_widgets.client import Client, FileJournal, RenderRow, Session
from i2v_widgets.draft import Draft
from i2v_widgets.errors import I2VError, PlanBlocked, RenderFailed, SessionNotFound, TimedOut, UnsupportedFile
from tests.client_kit import OWN, QUICK, exported
from tests.wire import CutError, Seen, WireBackend, envelope

pytestmark = pytest.mark.anyio

WIRE = {"zz": 1, "t": [{"tt": 0, "sg": [{"d": 3000, "odd": {"b": 1, "a": None}}], "q": []}], "a": 2}
DRAFT = Draft.from_wire(WIRE)


def journal(tmp_path: Path) -> FileJournal:
    return FileJournal(tmp_path / "private" / "renders.jsonl")


async def test_the_order_holds_the_draft_unchanged_to_the_last_key(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    statuses = await exported(session, DRAFT, tmp_path / "dreams.mp4")
    body = backend.last("order").json
    assert json.dumps(body["draft"]) == json.dumps(WIRE)
    assert body["sessionId"] == session.id
    assert body["output"] == {"format": "mp4", "quality": "high"}
    assert body["id"].startswith("render_")
    last = statuses[-1]
    assert last == replace(last, phase="done", path=tmp_path / "dreams.mp4", render_id=body["id"], progress=1.0)
    assert (tmp_path / "dreams.mp4").read_bytes() == backend.film
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dreams.mp4", "private"]


async def test_the_render_id_is_in_the_journal_before_the_request(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    rows: list[RenderRow | None] = []

    def look(seen: Seen) -> Response:
        rows.append(journal(tmp_path).find(seen.json["id"]))
        return backend._order(seen)

    backend.fault("order", look)
    await exported(session, DRAFT, tmp_path / "a.mp4")
    (row,) = rows
    assert row is not None
    assert (row.session, row.state, row.base) == (session.id, "ordered", backend.url)
    assert row.token
    assert OWN not in (tmp_path / "private" / "renders.jsonl").read_text()
    states = [row.state for row in journal(tmp_path).rows()]
    assert states == ["ordered", "accepted", "completed", "saved"]


async def test_both_forms_of_status_and_progress(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    backend.statuses.extend(
        [
            {"taskId": "x", "status": "queued", "progress": 0},
            {"success": True, "data": {"id": "x", "status": "RUNNING", "progress": 0.25}},
            {"code": 0, "data": {"status": "running", "progress": 50}},
            {"success": True, "data": {"status": "completed", "outputUrl": f"{backend.url}/films/x.mp4"}},
        ]
    )
    statuses = await exported(session, DRAFT, tmp_path / "a.mp4")
    seen = [s.progress for s in statuses if s.phase == "rendering"]
    assert seen == [0.0, 0.0, 0.25, 0.5, None]
    assert statuses[-1].phase == "done"


@pytest.mark.parametrize("word", ["failed", "cancelled", "expired", "Failed"])
async def test_each_terminal_word_ends_with_render_failed(backend: WireBackend, session: Session, word: str) -> None:
    backend.statuses.append({"status": word, "error": {"message": "Clip 3 is broken.", "code": 9}})
    with pytest.raises(RenderFailed, match=r"Clip 3 is broken\."):
        await exported(session, DRAFT)
    assert backend.count("order") == 1


async def test_success_false_is_a_failure(backend: WireBackend, session: Session) -> None:
    backend.statuses.append({"success": False, "message": "No GPU is free."})
    with pytest.raises(RenderFailed, match="No GPU is free"):
        await exported(session, DRAFT)


@pytest.mark.parametrize("odd", [{"status": "transmogrifying"}, {"status": "completed"}, {}, {"status": 3}])
async def test_unknown_words_and_completed_without_a_url_count_as_work(backend: WireBackend, odd: Any) -> None:
    backend.statuses.append(odd)
    async with Client(backend.url, OWN, timing=replace(QUICK, render_total=0.6)) as client:
        session = await client.session()
        with pytest.raises(TimedOut, match=r"not done after 0\.6 s.*resume it with render_id='render_"):
            await exported(session, DRAFT)
    assert backend.count("order") == 1
    assert backend.count("poll") >= 2


async def test_404_of_a_render_is_gone_and_is_not_the_session(backend: WireBackend, session: Session) -> None:
    backend.fault("poll", JSONResponse({"detail": "Session not found"}, 404))
    with pytest.raises(RenderFailed, match="no longer has the render"):
        await exported(session, DRAFT)
    assert backend.count("session") == 1
    assert backend.count("order") == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_trouble_while_asking_is_retried_with_the_same_id(
    backend: WireBackend, session: Session, tmp_path: Path, status: int
) -> None:
    backend.fault("poll", *[Response(status_code=status)] * 3)
    await exported(session, DRAFT, tmp_path / "a.mp4")
    assert backend.count("order") == 1
    assert backend.count("poll") == 4


async def test_a_cut_connection_while_asking_is_retried(backend: WireBackend, session: Session) -> None:
    async def cut(seen: Seen) -> Response:
        raise CutError

    backend.fault("poll", cut, cut)
    statuses = await exported(session, DRAFT)
    assert statuses[-1].url
    assert backend.count("order") == 1


async def test_an_order_that_may_have_arrived_is_asked_about_first(backend: WireBackend, session: Session) -> None:
    async def arrived_but_cut(seen: Seen) -> Response:
        backend._order(seen)
        raise CutError

    async def cut(seen: Seen) -> Response:
        raise CutError

    backend.fault("order", arrived_but_cut)
    await exported(session, DRAFT)
    assert backend.count("order") == 1  # it had arrived: never again

    backend.fault("order", cut)
    await exported(session, DRAFT)
    orders = [seen.json["id"] for seen in backend.seen if seen.key == "order"]
    assert len(orders) == 3
    assert orders[1] == orders[2]  # it had not: the same id once more


async def test_429_of_an_order_waits_and_keeps_the_id(backend: WireBackend, session: Session) -> None:
    backend.fault("order", envelope(code=429, status=429))
    await exported(session, DRAFT)
    orders = [seen.json["id"] for seen in backend.seen if seen.key == "order"]
    assert len(orders) == 2
    assert len(set(orders)) == 1


async def test_every_repeat_waits_poll_interval(backend: WireBackend) -> None:
    backend.fault("poll", *[Response(status_code=503)] * 2)
    async with Client(backend.url, OWN, timing=replace(QUICK, poll_interval=0.1)) as client:
        session = await client.session()
        begun = asyncio.get_running_loop().time()
        await exported(session, DRAFT)
        assert asyncio.get_running_loop().time() - begun >= 0.3


async def test_402_is_the_plan_and_not_credits(backend: WireBackend, session: Session) -> None:
    backend.fault("order", envelope(code=402, status=402))
    with pytest.raises(PlanBlocked, match="Register or upgrade your plan to unlock export"):
        await exported(session, DRAFT)
    assert backend.count("order") == 1
    assert backend.count("poll") == 0


async def test_1002_of_an_order(backend: WireBackend, session: Session) -> None:
    backend.fault("order", envelope(code=1002))
    with pytest.raises(SessionNotFound):
        await exported(session, DRAFT)
    assert backend.count("order") == 1


async def test_1001_of_an_order_renews_and_the_journal_has_the_token_that_counts(
    backend: WireBackend, tmp_path: Path
) -> None:
    async with Client(backend.url, timing=QUICK, folder=tmp_path / "private") as client:
        session = await client.session()
        backend.tokens.clear()
        await exported(session, DRAFT)
    rows = list(journal(tmp_path).rows())
    assert [row.state for row in rows] == ["ordered", "ordered", "accepted", "completed", "saved"][:4]
    assert rows[0].token != rows[1].token == rows[3].token


@pytest.mark.parametrize("format", ["webm", "gif", "mov"])
async def test_a_format_that_the_service_does_not_render_is_refused_before_the_request(
    backend: WireBackend, session: Session, format: str
) -> None:
    with pytest.raises(UnsupportedFile, match="renders MP4 only"):
        await exported(session, DRAFT, format=format)
    with pytest.raises(I2VError, match="renders 1080p only"):
        await exported(session, DRAFT, quality="max")
    assert backend.keys() == ["session"]


async def test_a_folder_that_cannot_be_written_is_told_before_the_request(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for bad in (tmp_path, tmp_path / "file" / "a.mp4"):
        with pytest.raises(RenderFailed):
            await exported(session, DRAFT, bad)
    assert backend.keys() == ["session"]
    await exported(session, DRAFT, tmp_path / "new" / "folder" / "a.mp4")
    assert (tmp_path / "new" / "folder" / "a.mp4").exists()


async def test_a_given_id_is_asked_about_first(backend: WireBackend, session: Session) -> None:
    await exported(session, DRAFT, render_id="render_7")
    assert backend.keys() == ["session", "poll", "order", "poll"]
    assert backend.last("order").json["id"] == "render_7"
    await exported(session, DRAFT, render_id="render_7")
    assert backend.keys()[4:] == ["poll"]


async def test_a_failed_render_exported_again_gets_a_new_id(backend: WireBackend, session: Session) -> None:
    backend.statuses.append({"status": "failed"})
    for _ in range(2):
        with pytest.raises(RenderFailed):
            await exported(session, DRAFT)
    first, second = (seen.json["id"] for seen in backend.seen if seen.key == "order")
    assert first != second


async def test_resume_never_orders(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match="no longer has the render"):
        async for _ in session.resume("render_8", tmp_path / "a.mp4"):
            pass
    assert backend.count("order") == 0


async def test_resume_from_another_process(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    async for status in session.export(DRAFT, tmp_path / "a.mp4"):
        render = status.render_id
        break  # the kernel dies here
    script = f"""
        import asyncio, os
        from pathlib import Path
        from i2v_widgets.client import Client, Timing
        async def main():
            folder = Path({str(tmp_path / "private")!r})
            async with Client({backend.url!r}, timing=Timing(poll_interval=0.01), folder=folder) as client:
                session = await client.session(id="{session.id}")
                async for status in session.resume({render!r}, {str(tmp_path / "b.mp4")!r}):
                    last = status
            print(last.phase)
        asyncio.run(main())
    """
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        env={"NEMO_TOKEN": OWN, "PATH": "", "HOME": str(tmp_path)},
        check=False,
    )
    assert done.stdout == "done\n", done.stderr
    assert (tmp_path / "b.mp4").read_bytes() == backend.film
    assert backend.count("order") == 1


async def test_an_orphan_is_said_to_be_one_and_never_posted_anew(backend: WireBackend, tmp_path: Path) -> None:
    folder = tmp_path / "private"
    async with Client(backend.url, timing=QUICK, folder=folder) as client:
        session = await client.session()
        async for status in session.export(DRAFT):
            render = status.render_id
            break
        backend.tokens.clear()
        await client.credits()  # the token is replaced
    asked = len(backend.seen)
    async with Client(backend.url, timing=QUICK, folder=folder) as client:
        session = await client.session(id=session.id)
        for again in (session.resume(render), session.export(DRAFT, render_id=render)):
            with pytest.raises(RenderFailed, match="can no longer be reached: the token that ordered it was replaced"):
                async for _ in again:
                    pass
    assert len(backend.seen) == asked


async def test_1001_while_asking_is_an_orphan_and_no_new_token(backend: WireBackend, tmp_path: Path) -> None:
    async with Client(backend.url, timing=QUICK, folder=tmp_path) as client:
        session = await client.session()
        backend.fault("poll", envelope(code=1001, status=401))
        with pytest.raises(RenderFailed, match="can no longer be reached") as caught:
            await exported(session, DRAFT)
    assert caught.value.code == 1001
    assert backend.count("token") == 1
    assert backend.count("order") == 1


async def test_leaving_an_export_leaves_the_render_alone(backend: WireBackend, session: Session) -> None:
    backend.statuses.append({"status": "running"})
    export = session.export(DRAFT)
    async for status in export:
        render = status.render_id
        break
    await export.aclose()
    asked = asyncio.Event()

    def heard(seen: Seen) -> Response:
        asked.set()
        return backend._poll(seen)

    backend.fault("poll", heard)
    task = asyncio.create_task(exported(session, DRAFT, render_id=render))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert backend.count("cancel") == 0
    await session.cancel_render(render)
    assert backend.count("cancel") == 1
    assert backend.seen[-1].path.endswith(f"/{render}/cancel")


async def test_cancelling_what_is_gone_is_no_error(backend: WireBackend, session: Session) -> None:
    backend.fault("cancel", JSONResponse({}, 404), JSONResponse({}, 409), envelope(code=5))
    await session.cancel_render("render_1")
    await session.cancel_render("render_1")
    with pytest.raises(I2VError):
        await session.cancel_render("render_1")
