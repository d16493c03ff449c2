"""`Session.send`: posted once, delivered whole, ended always; what each failure of the wire gives to the caller."""

from __future__ import annotations

import asyncio
import gc
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from i2v_widgets.client import AgentError, Client, Heartbeat, Session, StreamEnd, TextDelta, TextDone
from i2v_widgets.client.language import detect_language
from i2v_widgets.errors import BackendUnavailable, I2VError, OutOfCredits, RateLimited, SessionNotFound
from tests.client_kit import OWN, QUICK, told
from tests.wire import CutError, WireBackend, envelope, frame, said, stream

pytestmark = pytest.mark.anyio


def end(events: list[Any]) -> StreamEnd:
    assert isinstance(events[-1], StreamEnd)
    assert sum(isinstance(event, StreamEnd) for event in events) == 1
    return events[-1]


async def test_the_body_is_snake_case_and_nothing_else(backend: WireBackend, session: Session) -> None:
    await told(session, "add a title")
    seen = backend.last("send")
    assert seen.json == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session.id,
        "new_message": {"parts": [{"text": "add a title"}]},
    }
    assert seen.headers["accept"] == "text/event-stream"


async def test_deltas_then_the_whole_then_the_end(session: Session) -> None:
    events = await told(session)
    assert events[:2] == [TextDelta("Done.", "nemo_agent", 0), TextDone("Done.", "nemo_agent", 0)]
    assert end(events).had_text
    assert not end(events).interrupted


async def test_a_run_that_yields_nothing_is_a_200_with_no_byte(backend: WireBackend, session: Session) -> None:
    backend.fault("send", Response(b"", media_type="text/event-stream"), Response(b""))
    for _ in range(2):
        (only,) = await told(session)
        assert only == replace(only, interrupted=False, had_text=False, reason="")


async def test_a_clean_end_without_text_is_a_silent_edit(backend: WireBackend, session: Session) -> None:
    call = {"content": {"parts": [{"functionCall": {"name": "edit", "args": {}}}]}}
    backend.fault("send", stream(frame(call)))
    assert not end(await told(session)).had_text


async def test_404_session_not_found_starts_a_new_one_and_says_so(backend: WireBackend, session: Session) -> None:
    old = session.id
    backend.fault("send", JSONResponse({"detail": "Session not found: 123"}, 404))
    with pytest.raises(SessionNotFound, match="the timeline starts anew"):
        await told(session)
    assert session.id != old
    assert session.restarts == 1
    assert backend.count("session") == 2
    assert backend.count("send") == 1  # said again only by whoever knows that the pictures are gone
    await told(session)
    assert backend.last("send").json["session_id"] == session.id


async def test_422_is_told_in_a_sentence(backend: WireBackend, session: Session) -> None:
    backend.fault("send", JSONResponse({"detail": [{"loc": ["body"], "msg": "field required"}]}, 422))
    with pytest.raises(I2VError, match=r"^The backend refused the request \(422\): it gave no reason\.$") as caught:
        await told(session)
    assert caught.value.code == 422


async def test_a_200_with_a_code_is_an_error_before_any_event(backend: WireBackend, session: Session) -> None:
    backend.fault("send", envelope(code=2001, message="no credits"))
    with pytest.raises(OutOfCredits, match="Top up credits in your account"):
        await told(session)
    assert backend.count("send") == 1


async def test_429_waits_and_posts_once_more(backend: WireBackend, session: Session) -> None:
    backend.fault("send", envelope(code=429, status=429))
    assert end(await told(session)).had_text
    assert backend.count("send") == 2
    backend.fault("send", envelope(code=429, status=429), envelope(code=429, status=429))
    with pytest.raises(RateLimited):
        await told(session)
    assert backend.count("send") == 4


async def test_503_before_the_stream_is_not_posted_again(backend: WireBackend, session: Session) -> None:
    backend.fault("send", Response("<html>oops</html>", 503, media_type="text/html"))
    with pytest.raises(BackendUnavailable, match=r"answered with an error \(503\)"):
        await told(session)
    assert backend.count("send") == 1


@pytest.mark.parametrize("at", [0, 1])
async def test_a_cut_connection_delivers_what_came_and_never_posts_again(
    backend: WireBackend, session: Session, at: int
) -> None:
    backend.fault("send", stream(*[said("Half", partial=True)][:at], CutError()))
    events = await told(session)
    assert end(events).interrupted
    assert end(events).reason == "cut"
    assert end(events).had_text is bool(at)
    assert [e.text for e in events if isinstance(e, TextDone) and not e.complete] == ["Half"] * at
    assert backend.count("send") == 1
    assert (await session.state()).draft.is_empty  # the session is there to be looked at


async def test_nobody_there_is_an_error_not_an_end(client: Client, backend: WireBackend, session: Session) -> None:
    dead = Client("http://127.0.0.1:9", OWN, timing=QUICK)
    gone = await dead.session(id="1")
    with pytest.raises(BackendUnavailable, match=r"127\.0\.0\.1 cannot be reached"):
        await told(gone)
    await dead.aclose()


KEEP_ALIVES = [b": ping\n\n", b"data:\n\n", b"event: heartbeat\ndata:\n\n", frame({"type": "heartbeat"})]


@pytest.mark.parametrize("alive", KEEP_ALIVES)
async def test_each_shape_of_keep_alive_is_no_event(backend: WireBackend, session: Session, alive: bytes) -> None:
    backend.fault("send", stream(alive, said("Done."), alive))
    assert [type(event) for event in await told(session)] == [TextDone, StreamEnd]


async def limited(backend: WireBackend, *items: Any, **waits: float) -> tuple[list[Any], int]:
    async with Client(backend.url, OWN, timing=replace(QUICK, **waits)) as quick:
        session = await quick.session()
        backend.fault("send", stream(*items))
        return await told(session), backend.count("send")


async def test_stream_idle_is_no_byte_at_all(backend: WireBackend) -> None:
    never = asyncio.Event()
    events, posts = await limited(backend, said("Half", partial=True), never, stream_idle=0.05)
    never.set()
    assert end(events).reason == "stream_idle"
    assert end(events).had_text
    assert posts == 1


async def test_heartbeat_only_is_bytes_but_no_event(backend: WireBackend) -> None:
    beats = [b": ping\n\n"] * 3
    never = asyncio.Event()
    events, _ = await limited(backend, *beats, never, stream_idle=5, heartbeat_only=0.05)
    never.set()
    assert end(events).reason == "heartbeat_only"


async def test_stream_total_ends_the_whole(backend: WireBackend) -> None:
    never = asyncio.Event()
    events, _ = await limited(backend, said("x", partial=True), never, stream_total=0.05)
    never.set()
    assert end(events).reason == "stream_total"
    assert end(events).interrupted


async def test_silence_is_told_with_the_seconds_passed(backend: WireBackend) -> None:
    more = asyncio.Event()
    backend.fault("send", stream(b": ping\n\n", more, said("Done.")))
    events = []
    async with Client(backend.url, OWN, timing=replace(QUICK, still_working=0.02)) as quick:
        session = await quick.session()
        async for event in session.send("x"):
            events.append(event)
            if sum(isinstance(e, Heartbeat) for e in events) == 2:
                more.set()
    beats = [event.seconds for event in events if isinstance(event, Heartbeat)]
    assert len(beats) >= 2
    assert beats[1] - beats[0] >= 0.02
    assert not end(events).interrupted


async def test_a_slow_caller_is_not_silence_of_the_backend(backend: WireBackend) -> None:
    async with Client(backend.url, OWN, timing=replace(QUICK, stream_idle=0.03, heartbeat_only=0.03)) as quick:
        session = await quick.session()
        backend.fault("send", stream(said("a", partial=True), said("b", partial=True), said("ab")))
        events = []
        async for event in session.send("x"):
            events.append(event)
            await asyncio.sleep(0.05)
    assert not end(events).interrupted


async def test_an_event_of_three_megabytes(backend: WireBackend, session: Session) -> None:
    words = "x" * 3_000_000
    backend.fault("send", stream(said(words)))
    events = await told(session)
    assert isinstance(events[0], TextDone)
    assert events[0].text == words


async def test_the_content_type_is_checked_and_its_charset_is_not(backend: WireBackend, session: Session) -> None:
    backend.fault("send", stream(said("你好\u2028x"), content_type="text/event-stream; charset=latin-1"))
    assert (await told(session))[0] == TextDone("你好\u2028x", "nemo_agent", 0)
    backend.fault("send", stream(said("not a stream"), content_type="text/plain"))
    assert [type(event) for event in await told(session)] == [StreamEnd]


async def test_an_error_frame_amid_good_text(backend: WireBackend, session: Session) -> None:
    backend.fault("send", stream(said("Good."), frame({"error": "model overloaded"}), said("More.")))
    events = await told(session)
    assert events[1] == AgentError("model overloaded")
    assert [e.text for e in events if isinstance(e, TextDone)] == ["Good.", "More."]


async def test_leaving_gives_the_connection_back(backend: WireBackend, client: Client, session: Session) -> None:
    never = asyncio.Event()
    for _ in range(3):
        backend.fault("send", stream(said("x", partial=True), never))
        async for _event in session.send("x"):
            break
    gc.collect()

    def held() -> bool:
        return bool(client._wire.live) or any(task.get_name() == "i2v answer" for task in asyncio.all_tasks())

    for _ in range(2000):
        await asyncio.sleep(0.005)
        if not held():
            break
    never.set()
    assert not held()


async def test_closing_the_client_ends_a_send_as_interrupted(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    never = asyncio.Event()
    client = Client(backend.url, OWN, timing=QUICK)
    other = await client.session()
    backend.fault("send", stream(said("x", partial=True), never))
    events: list[Any] = []
    begun = asyncio.Event()

    async def listen() -> None:
        async for event in other.send("x"):
            events.append(event)
            begun.set()

    task = asyncio.create_task(listen())
    await begun.wait()
    await client.aclose()
    await asyncio.wait_for(task, 5)
    never.set()
    assert end(events).reason == "closed"


async def test_a_send_that_still_waits_for_its_answer_ends_on_close_too(backend: WireBackend) -> None:
    arrived, never = asyncio.Event(), asyncio.Event()

    async def hold(seen: Any) -> Response:
        arrived.set()
        await never.wait()
        return Response()

    client = Client(backend.url, OWN, timing=QUICK)
    session = await client.session()
    backend.fault("send", hold)
    task = asyncio.create_task(told(session))
    await arrived.wait()
    await client.aclose()
    events = await asyncio.wait_for(task, 5)
    never.set()
    assert end(events).reason == "closed"
    with pytest.raises(BackendUnavailable, match="client is closed"):
        await session.state()


async def test_cancelling_the_caller_cancels_at_once(backend: WireBackend, client: Client, session: Session) -> None:
    never = asyncio.Event()
    backend.fault("send", stream(said("x", partial=True), never))
    begun = asyncio.Event()

    async def listen() -> None:
        async for _ in session.send("x"):
            begun.set()

    task = asyncio.create_task(listen())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    never.set()
    assert not client._wire.live


async def test_a_silent_edit_is_waited_for_by_reading_the_state(backend: WireBackend, session: Session) -> None:
    changed = {"t": [{"tt": 0, "sg": [{"id": "a", "d": 3000}]}]}
    before = (await session.state()).draft
    backend.drafts.extend([{}, changed])  # the first one stays until there is a next
    waits: list[float] = []
    state = await session.settled(before, waits.append)
    assert state.draft.to_wire() == changed
    assert waits == [QUICK.silent_wait, QUICK.silent_interval]


async def test_a_silent_edit_is_looked_at_five_times_at_the_most(backend: WireBackend, session: Session) -> None:
    before = (await session.state()).draft
    waits: list[float] = []
    state = await session.settled(before, waits.append)
    assert state.draft == before
    assert waits == [0.01, 0.02, 0.02, 0.02, 0.02]
    assert backend.count("state") == 7


def test_json_of_a_draft_as_text_is_read() -> None:
    from i2v_widgets.client import State

    draft = {"t": [{"tt": 7, "sg": []}], "x": 1}
    assert State.from_wire({"state": {"draft": json.dumps(draft)}}).draft.to_wire() == draft
    for odd in (None, 3, [], {"state": 4}, {"state": {"draft": "{", "video_infos": 3}}, {"draft": [1]}):
        State.from_wire(odd)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("turn these photos into a video", "en"),
        ("把这些照片做成视频", "zh"),
        ("把 title 换成 Sunset Boulevard Forever", "zh"),
        ("add the title 你好世界朋友", "en"),
        ('add the title "城市梦想城市梦想"', "en"),
        ("标题写“Urban Dreams of the Western World”", "zh"),
        ("你好", "zh"),
        ("ok", "en"),
    ],
)
def test_language_by_script(text: str, language: str) -> None:
    assert detect_language(text) == language
