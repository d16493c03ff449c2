"""`replay`: a recorded trace is a backend that answers as the recorded one did, to the client and to the Studio."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import av
import pytest

import i2v_widgets as i2v
from i2v_widgets.client import Client, StreamEnd, TextDelta, TextDone
from tests.client_kit import OWN, QUICK, exported, told
from tests.wire import CutError, WireBackend, envelope, frame, said, stream

pytest_plugins = ["studio_kit"]
pytestmark = pytest.mark.anyio
FIRST = {"t": [{"tt": 0, "sg": [{"d": 2000}]}]}
SECOND = {"t": [{"tt": 0, "sg": [{"d": 5000}]}], "odd": [1, None]}


@pytest.fixture
async def trace(backend: WireBackend, tmp_path: Path, monkeypatch: Any) -> Path:
    """A session recorded from the strict backend: two answers, one of them cut, one refusal, a film."""
    path = tmp_path / "trace.jsonl"
    monkeypatch.setenv("I2V_TRACE", str(path))
    backend.drafts.extend([FIRST, SECOND])
    backend.drafts.popleft()
    tool = frame({"author": "nemo_agent", "content": {"parts": [{"functionCall": {"name": "cut", "args": {"n": 3}}}]}})
    backend.fault("send", stream(tool, said("A film", partial=True), said("A film\u2028of three.")))
    backend.fault("send", stream(said("Half an ans", partial=True), CutError()))
    backend.fault("send", envelope(code=2001, message="broke"))
    async with Client(backend.url, OWN, timing=QUICK, folder=tmp_path / "p") as client:
        session = await client.session()
        await session.upload(urls=["https://example.com/a.jpg"])
        await told(session, "make a film")
        await session.state()
        await told(session, "make it longer")
        await session.state()
        with pytest.raises(i2v.OutOfCredits):
            await told(session, "and once more")
        await client.credits()
        await exported(session, SECOND, tmp_path / "first.mp4")
    monkeypatch.delenv("I2V_TRACE")
    return path


@pytest.fixture
async def replayed(trace: Path) -> AsyncIterator[Any]:
    async with i2v.replay(trace, pace=0) as backend:
        yield backend


@pytest.fixture
async def again(replayed: Any, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(replayed.url, replayed.token, timing=QUICK, folder=tmp_path / "q") as client:
        yield client


async def test_the_answers_are_those_that_were_recorded(replayed: Any, again: Client) -> None:
    assert replayed.prompts == ("make a film", "make it longer", "and once more")
    session = await again.session()
    call, delta, whole, end = await told(session, "Make a  film.")
    assert (call.name, call.args) == ("cut", {"n": 3})
    assert isinstance(delta, TextDelta)
    assert isinstance(whole, TextDone)
    assert (whole.text, end.interrupted) == ("A film\u2028of three.", False)
    assert (await session.state()).draft.to_wire() == FIRST
    assert (await session.state()).draft.to_wire() == FIRST, "the next answer has not been asked for"
    cut = await told(session, "make it longer")
    assert [getattr(event, "text", "") for event in cut[:-1]] == ["Half an ans"] * 2
    assert isinstance(cut[-1], StreamEnd)
    assert (cut[-1].interrupted, cut[-1].reason) == (True, "cut")
    assert (await session.state()).draft.to_wire() == SECOND
    with pytest.raises(i2v.OutOfCredits):
        await told(session, "and once more")
    assert (await again.credits()).available == 80


async def test_a_film_is_waited_for_and_a_stand_in_is_fetched(again: Client, tmp_path: Path) -> None:
    session = await again.session()
    statuses = await exported(session, SECOND, tmp_path / "again.mp4")
    assert statuses[-1].phase == "done"
    with av.open(str(tmp_path / "again.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 60


async def test_any_picture_will_do(again: Client, photos: list[Path]) -> None:
    session = await again.session()
    results = await session.upload(*photos, urls=["https://example.com/a.jpg"])
    assert [result.ok for result in results] == [True] * 5
    assert [result.media["filename"] for result in results if result.media] == [*(p.name for p in photos), "a.jpg"]


async def test_what_was_never_said_is_refused_with_what_there_is(again: Client) -> None:
    session = await again.session()
    with pytest.raises(i2v.I2VError, match="no answer") as refused:
        await told(session, "make it blue")
    assert "make a film" in refused.value.hint


async def test_a_second_session_begins_at_the_start(again: Client) -> None:
    for _ in range(2):
        session = await again.session()
        await told(session, "make a film")
        assert (await session.state()).draft.to_wire() == FIRST


async def test_nobody_gets_in_without_its_secret(replayed: Any, tmp_path: Path) -> None:
    async with Client(replayed.url, "another", timing=QUICK, folder=tmp_path / "q") as client:
        with pytest.raises(i2v.TokenExpired):
            await client.session()


@pytest.mark.parametrize("content", ["", "no trace\n", '{"kind": "else"}\n', '[]\n"request"\n\x00'])
def test_what_is_no_trace_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.jsonl").write_text(content)
    with pytest.raises(i2v.I2VError, match=r"t\.jsonl: this is no trace"):
        i2v.replay(tmp_path / "t.jsonl")
    with pytest.raises(i2v.I2VError, match="cannot be read"):
        i2v.replay(tmp_path / "absent.jsonl")


async def test_a_line_cut_by_a_crash_is_passed_over(trace: Path) -> None:
    whole = i2v.replay(trace).prompts
    with trace.open("a") as file:
        file.write('{"kind": "request", "n": 99, "pa')
    assert i2v.replay(trace).prompts == whole


def test_a_studio_over_a_recording_of_a_studio(
    make: Callable[..., i2v.Studio],
    photos: list[Path],
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    path = tmp_path / "studio.jsonl"
    monkeypatch.setenv("I2V_TRACE", str(path))
    recorded = make()
    recorded.add(*photos).result(60)
    first = recorded.ask("turn these photos into an 8 second video").result(60)
    second = recorded.ask('add the title "Hello" for the first 2 seconds').result(60)
    recorded.export(tmp_path / "recorded.mp4", quality="draft").result(60)
    monkeypatch.delenv("I2V_TRACE")
    assert json.loads(path.read_text("utf-8").splitlines()[0])["kind"] == "request"
    for turn in range(2):
        backend = i2v.replay(path, pace=0)
        studio = i2v.Studio(backend=backend, folder=tmp_path / f"replayed{turn}", timing=QUICK)
        try:
            assert studio.place["kind"] == "local"
            studio.add(*photos).result(60)
            assert studio.ask("turn these photos into an 8 second video").result(60).draft == first.draft
            reply = studio.ask('add the title "Hello" for the first 2 seconds').result(60)
            assert (reply.draft, reply.text) == (second.draft, second.text)
            assert reply.changes == second.changes
            assert studio.export(tmp_path / f"again{turn}.mp4").result(60).duration == pytest.approx(2, abs=0.1)
            studio.undo().result(60)
            assert studio.draft == first.draft
            with pytest.raises(i2v.I2VError, match="no answer"):
                studio.ask("make everything blue").result(60)
        finally:
            studio.close()
            i2v.run(studio.ended())
            i2v.run(backend.stop())
