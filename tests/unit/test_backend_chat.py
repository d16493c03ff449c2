"""`/run_sse` as its listeners see it: frames, deltas, heartbeats, errors, undo, credits and faults."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from backend_kit import Wire, events_of, photos, running, text_of
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.backend import chat
from i2v_widgets.backend.events import pieces
from i2v_widgets.backend.faults import Faults
from i2v_widgets.draft import Draft, Media
from i2v_widgets.draft.edits import Make, Name, apply
from i2v_widgets.errors import RenderFailed

pytestmark = pytest.mark.anyio

TURN = "turn these photos into a short video with transitions and music"


@dataclass
class Direction:
    """What a director gives back."""

    reply: str
    draft: Draft
    language: str = "en"
    edits: tuple[Any, ...] = ()
    calls: tuple[tuple[str, dict[str, Any], Any], ...] = ()
    step: str = "edit"


@dataclass
class Echo:
    """A director for tests: names the film after what is said, and remembers what it was given."""

    reply: str = "I named the film, and kept everything else as it was. 好的，已完成。"
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, message: str, *, draft: Draft, media: Sequence[Media], past: Any, future: Any) -> Direction:
        self.seen.append({"message": message, "media": media, "past": past, "future": future})
        if message == "undo":
            return Direction("Undone.", past[-1], step="undo")
        if message == "redo":
            return Direction("Done again.", future[-1], step="redo")
        if message == "undo twice":
            return Direction("Undone.", past[-2], step="undo")
        edits = (*([] if draft.clips else [Make(tuple(m.digest for m in media))]), Name(message))
        return Direction(
            self.reply, apply(draft, edits, media), calls=(("name_film", {"text": message}, {"ok": True}),)
        )


async def begun(wire: Wire, tmp_path: Path, count: int = 2) -> str:
    session = await wire.session()
    await wire.upload(session, *photos(tmp_path / "photos", count))
    return session


async def test_the_answer_streams_and_the_draft_is_there(tmp_path: Path) -> None:
    director = Echo()
    async with running(tmp_path, director=director) as wire:
        session = await begun(wire, tmp_path)
        events = await wire.ask(session, "Dreams")
        state = await wire.state(session)
    assert text_of(events, partial=True) == text_of(events, partial=False) == director.reply
    assert sum(bool(e.get("partial")) for e in events) >= 4
    assert {e["author"] for e in events} == {"nemo_agent"}
    assert len({e["invocationId"] for e in events}) == 1
    parts = [p for e in events for p in e.get("content", {}).get("parts", ())]
    call = next(p["functionCall"] for p in parts if "functionCall" in p)
    response = next(p["functionResponse"] for p in parts if "functionResponse" in p)
    assert (call["name"], call["args"], call["id"]) == ("name_film", {"text": "Dreams"}, response["id"])
    delta = next(e["actions"]["stateDelta"] for e in events if e["actions"]["stateDelta"])
    assert delta["draft"] == state["draft"]
    draft = Draft.from_wire(state["draft"])
    assert (draft.name, len(draft.clips)) == ("Dreams", 2)
    assert [m.name for m in director.seen[0]["media"]] == ["p0.jpg", "p1.jpg"]


async def test_undo_and_redo_by_words(tmp_path: Path) -> None:
    director = Echo()
    async with running(tmp_path, director=director) as wire:
        session = await begun(wire, tmp_path)
        states = [await wire.state(session)]
        for name in ("One", "Two"):
            await wire.ask(session, name)
            states.append(await wire.state(session))
        for words, expected in (("undo", 1), ("undo", 0), ("redo", 1), ("redo", 2), ("undo", 1)):
            await wire.ask(session, words)
            now = await wire.state(session)
            assert now["draft"] == states[expected]["draft"], words
        assert now["can_redo"]
        await wire.ask(session, "Three")
        assert not (await wire.state(session))["can_redo"]
        assert [d.wire for d in director.seen[-1]["past"]] == [{}], "at Three the film was One"
        back = await wire.http.put(f"/api/embedded/draft/{session}", json={"draft": states[1]["draft"]})
        assert back.json()["data"]["state"]["can_redo"], "going to the draft before is an undo"
        await wire.ask(session, "redo")
        assert Draft.from_wire((await wire.state(session))["draft"]).name == "Three"


async def test_an_edit_back_to_an_old_film_is_no_undo(tmp_path: Path) -> None:
    async with running(tmp_path, director=Echo()) as wire:
        session = await begun(wire, tmp_path)
        for words in ("One", "Two", "One"):
            await wire.ask(session, words)
        assert (await wire.state(session))["version"] == 3
        await wire.ask(session, "undo")
        assert Draft.from_wire((await wire.state(session))["draft"]).name == "Two"
        await wire.ask(session, "undo twice")
        assert (await wire.state(session))["version"] == 0
        for name in ("One", "Two", "One"):
            await wire.ask(session, "redo")
            assert Draft.from_wire((await wire.state(session))["draft"]).name == name


async def test_edits_by_hand_are_all_or_nothing(tmp_path: Path) -> None:
    async with running(tmp_path, director=Echo()) as wire:
        session = await begun(wire, tmp_path)
        await wire.ask(session, "Film")
        before = await wire.state(session)
        clip = Draft.from_wire(before["draft"]).clips[0].id
        address = f"/api/embedded/edits/{session}"
        bad = await wire.http.post(
            address,
            json={"edits": [{"op": "remove", "segments": [clip]}, {"op": "trim", "segment": "x", "duration": 1}]},
        )
        assert bad.json()["code"] != 0
        assert bad.json()["message"]
        assert await wire.state(session) == before
        after = await wire.post(address, {"edits": [{"op": "trim", "segment": clip, "duration": 1.5}]})
        assert Draft.from_wire(after["state"]["draft"]).clips[0].duration == 1.5
        assert (await wire.http.post(address, json={"edits": "x"})).status_code == 422


async def test_words_of_one_session_run_in_turn(tmp_path: Path) -> None:
    async with running(tmp_path, director=Echo(reply="ok")) as wire:
        session, other = await begun(wire, tmp_path), await wire.session()
        names = [f"take {i}" for i in range(8)]
        await asyncio.gather(*(wire.ask(session, name) for name in names))
        state = await wire.state(session)
        assert state["version"] == len(names), "no edit was made on an older draft than it was told"
        assert (await wire.state(other))["draft"] is None


async def test_the_first_words_come_at_once(tmp_path: Path) -> None:
    long = "word " * 400
    async with running(tmp_path, director=Echo(reply=long)) as wire:
        session = await begun(wire, tmp_path)
        body = {"session_id": session, "new_message": {"parts": [{"text": "go"}]}}
        began, first = time.perf_counter(), 0.0
        async with wire.http.stream("POST", "/run_sse", json=body) as response:
            async for data in response.aiter_bytes():
                first = first or (time.perf_counter() - began if b'"text"' in data else 0.0)
        total = time.perf_counter() - began
    assert 0 < first < total
    assert total < 2, "no answer waits for effect"


@given(st.text(max_size=300))
def test_pieces_are_the_text(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found) == text
    assert all(found)


def test_the_first_piece_is_small_and_chinese_is_cut_too() -> None:
    assert next(pieces("Made a film of three photos")) == "Made "
    assert [len(p) for p in pieces("已经把五张照片做成一段视频")] == [1, 4, 4, 4]


async def test_heartbeats_while_the_director_thinks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "HEARTBEAT_S", 0.02)
    beats = asyncio.Event()

    async def slow(message: str, *, draft: Draft, **given: Any) -> Direction:
        await beats.wait()
        return Direction("Here.", draft)

    async with running(tmp_path, director=slow) as wire:
        session = await wire.session()
        body = {"session_id": session, "new_message": {"parts": [{"text": "go"}]}}
        raw = b""
        async with wire.http.stream("POST", "/run_sse", json=body) as response:
            async for data in response.aiter_bytes():
                raw += data
                if raw.count(b"event: heartbeat\ndata:\n\n") >= 3:
                    beats.set()
        assert text_of(events_of(raw), partial=False) == "Here."


async def test_who_leaves_early_finds_the_edit_made(tmp_path: Path) -> None:
    asked, go = asyncio.Event(), asyncio.Event()
    echo = Echo()

    async def slow(message: str, **given: Any) -> Direction:
        asked.set()
        await go.wait()
        return echo(message, **given)

    async with running(tmp_path, director=slow) as wire:
        session = await begun(wire, tmp_path)
        leaving = asyncio.create_task(wire.ask(session, "Kept"))
        await asked.wait()
        leaving.cancel()
        await asyncio.wait({leaving})
        go.set()
        follow = await wire.ask(session, "Kept")
        assert text_of(follow, partial=False) == echo.reply
        assert (await wire.state(session))["version"] == 1, "the second found the film named already"


async def test_failures_are_frames_of_the_protocol(tmp_path: Path) -> None:
    def fails(message: str, **given: Any) -> Direction:
        if message == "known":
            raise RenderFailed("The model is away.", hint="Start it.")
        raise KeyError("secret detail")

    async with running(tmp_path, director=fails) as wire:
        session = await wire.session()
        (event,) = await wire.ask(session, "known")
        assert event == {"error": "The model is away.", "error_details": {"code": "render", "hint": "Start it."}}
        (event,) = await wire.ask(session, "unknown")
        assert "secret detail" not in json.dumps(event)
        assert (await wire.state(session))["draft"] is None


async def test_before_the_stream(tmp_path: Path) -> None:
    async with running(tmp_path, director=Echo()) as wire:
        session = await wire.session()
        unknown = await wire.http.post("/run_sse", json={"session_id": "9" * 19, "new_message": {"parts": []}})
        assert (unknown.status_code, unknown.json()["code"]) == (404, 1002)
        assert unknown.json()["detail"].startswith("Session not found")
        missing = await wire.http.post("/run_sse", json={"session_id": session})
        assert (missing.status_code, missing.json()["detail"][0]["loc"]) == (422, ["body", "new_message"])


async def test_credits_are_spent_and_end(tmp_path: Path) -> None:
    balance = "/api/credits/balance/simple"
    async with running(tmp_path, director=Echo(), credits=2) as wire:
        session = await begun(wire, tmp_path)
        assert await wire.get(balance) == {"available": 2, "frozen": 0, "total": 2}
        await wire.ask(session, "one")
    async with running(tmp_path, director=Echo(), credits=2) as wire:
        await wire.ask(session, "two")
        assert (await wire.get(balance))["available"] == 0
        body = {"session_id": session, "new_message": {"parts": [{"text": "three"}]}}
        out = await wire.http.post("/run_sse", json=body)
        assert out.json()["code"] == 2001
    async with running(tmp_path, director=Echo()) as wire:
        assert (await wire.get(balance))["available"] > 1000


# Faults --------------------------------------------------------------------------------------------------------------


async def test_faults_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    async def kinds(folder: Path, seed: int) -> list[str]:
        faults = Faults(silent=0.3, cut=0.2, gui_talk=0.3, slow_state=0.3, heartbeats=1, pause=0.0, seed=seed)
        found = []
        async with running(folder, director=Echo(), faults=faults) as wire:
            session = await begun(wire, tmp_path)
            for i in range(12):
                events = await wire.ask(session, f"take {i}")
                whole = text_of(events, partial=False)
                deltas = text_of(events, partial=True)
                kind = "gui" if len(whole) > 75 else "good" if whole else "cut" if deltas else "silent"
                names = [Draft.from_wire((await wire.state(session))["draft"]).name for _ in range(2)]
                assert names[1] == f"take {i}", "the edit is made, whatever was said"
                found.append(kind if names[0] == names[1] else f"{kind}, slow")
        return found

    first = await kinds(tmp_path / "a", 7)
    assert first == await kinds(tmp_path / "b", 7)
    assert first != await kinds(tmp_path / "c", 8)
    assert {"silent", "good", "silent, slow"} <= set(first)


def test_what_faults_may_be() -> None:
    assert Faults.of("realistic") == Faults(silent=0.3, cut=0.05, gui_talk=0.25, slow_state=0.2, heartbeats=2)
    with pytest.raises(ValueError, match="realistic"):
        Faults.of("mean")
