"""The chat wire against the real agent server from PyPI, with an agent that follows a script (``make test-peers``)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from i2v_widgets.client import (
    AgentError,
    Client,
    Event,
    Heartbeat,
    Session,
    StateDelta,
    StreamEnd,
    TextDelta,
    TextDone,
    Thought,
    ToolCall,
    ToolResult,
)
from i2v_widgets.errors import I2VError, SessionNotFound
from tests.client_kit import QUICK, told

pytestmark = pytest.mark.anyio
HERE = Path(__file__).resolve().parent
PYTHON = os.environ.get("I2V_PEERS", str(HERE.parents[1] / ".venv" / "peers" / "bin" / "python"))
SEPARATORS = "one\u2028two\u2029three\u0085four\rfive\nsix"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with subprocess.Popen([PYTHON, str(HERE / "serve.py")], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            assert port, "the agent server did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
async def client(server: str, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(server, "peer-token-0123456789", timing=QUICK, folder=tmp_path) as client:
        yield client


@pytest.fixture
async def session(client: Client) -> Session:
    return await client.session()


def end(events: list[Event]) -> StreamEnd:
    last = events[-1]
    assert isinstance(last, StreamEnd)
    assert sum(isinstance(event, StreamEnd) for event in events) == 1
    return last


def texts(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, TextDone)]


def errors(events: list[Event]) -> list[str]:
    return [event.message for event in events if isinstance(event, AgentError)]


async def messages(server: str) -> int:
    """How many messages the server got."""
    async with httpx.AsyncClient() as plain:
        return int((await plain.get(f"{server}/calls")).json().get("/run_sse", 0))


async def test_deltas_and_their_aggregate(session: Session) -> None:
    events = await told(session, "deltas")
    deltas = [event for event in events if isinstance(event, TextDelta)]
    assert "".join(delta.text for delta in deltas) == "Your film has three photos."
    assert len(deltas) == 3
    assert texts(events) == ["Your film has three photos."]
    assert {delta.message for delta in deltas} == {event.message for event in events if isinstance(event, TextDone)}
    assert (end(events).interrupted, end(events).had_text) == (False, True)


async def test_two_turns_that_say_the_same_are_both_told(session: Session) -> None:
    assert texts(await told(session, "deltas")) == texts(await told(session, "deltas")) != []


async def test_thoughts_are_no_answer(session: Session) -> None:
    events = await told(session, "thoughts")
    assert texts(events) == ["Done."]
    assert [event.text for event in events if isinstance(event, Thought) and event.done] == ["Let me see"]


async def test_two_authors_interleaved(session: Session) -> None:
    assert texts(await told(session, "two authors")) == ["cutting", "music"]


async def test_tools_and_state(session: Session) -> None:
    events = await told(session, "tools")
    calls = [event for event in events if isinstance(event, ToolCall)]
    assert [(call.name, call.args, call.long_running) for call in calls] == [
        ("add_title", {"text": "城市", "seconds": 3}, False),
        ("render", {}, True),
    ], "the call of a partial is not acted upon"
    (result,) = (event for event in events if isinstance(event, ToolResult))
    assert (result.name, result.response, result.id) == ("add_title", {"ok": True}, "c1")
    assert [event.delta for event in events if isinstance(event, StateDelta)] == [{"draft_version": 2}]
    assert texts(events) == ["The title is there."]


async def test_a_silent_edit_is_a_clean_end_without_text(session: Session) -> None:
    events = await told(session, "silent edit")
    assert [type(event) for event in events] == [StateDelta, StreamEnd]
    assert (end(events).interrupted, end(events).had_text) == (False, False)


async def test_a_run_that_yields_nothing_has_no_byte(session: Session) -> None:
    events = await told(session, "nothing")
    assert len(events) == 1
    assert (end(events).interrupted, end(events).had_text) == (False, False)


async def test_an_error_before_any_text(session: Session) -> None:
    events = await told(session, "error before")
    assert texts(events) == []
    assert 'no "quota" left' in errors(events)[0]


async def test_an_error_amid_text_keeps_what_came(session: Session) -> None:
    events = await told(session, "error amid")
    assert texts(events) == ["Half an ans"]
    assert "the model fell over" in errors(events)[0]


async def test_an_error_after_a_good_answer_takes_nothing_away(session: Session) -> None:
    events = await told(session, "error after")
    assert texts(events) == ["All is done."]
    assert "the model fell over" in errors(events)[0]


async def test_an_error_code_beside_text(session: Session) -> None:
    events = await told(session, "error code")
    assert texts(events) == ["I stop here."]
    assert [(event.message, event.code) for event in events if isinstance(event, AgentError)] == [("blocked", "SAFETY")]


async def test_silence_is_told_and_outlived(server: str, tmp_path: Path) -> None:
    timing = replace(QUICK, still_working=0.4)
    async with Client(server, "peer-token", timing=timing, folder=tmp_path) as client:
        events = await told(await client.session(), "silence")
    beats = [event.seconds for event in events if isinstance(event, Heartbeat)]
    assert 2 <= len(beats) <= 4
    assert beats == sorted(beats)
    assert texts(events) == ["At last."]


async def test_silence_past_the_limit_ends_as_interrupted(server: str, tmp_path: Path) -> None:
    async with Client(server, "peer-token", timing=replace(QUICK, stream_idle=0.3), folder=tmp_path) as client:
        events = await told(await client.session(), "silence")
    assert (end(events).interrupted, end(events).reason) == (True, "stream_idle")


async def test_an_event_of_three_megabytes(session: Session) -> None:
    assert texts(await told(session, "large")) == ["片" * 1_000_000]


async def test_line_separators_are_text(session: Session) -> None:
    events = await told(session, "separators")
    assert texts(events) == [SEPARATORS]
    assert [event.text for event in events if isinstance(event, TextDelta)] == [SEPARATORS]


async def test_an_unknown_session_is_replaced_and_the_message_not_repeated(server: str, client: Client) -> None:
    session = await client.session(id="1000000000000000001")
    before = await messages(server)
    with pytest.raises(SessionNotFound):
        await told(session, "deltas")
    assert await messages(server) == before + 1
    assert session.restarts == 1
    assert texts(await told(session, "deltas")) == ["Your film has three photos."]


async def test_a_body_that_is_refused_is_told_in_a_sentence(session: Session) -> None:
    with pytest.raises(I2VError) as refused:
        await told(session, 3)  # type: ignore[arg-type]
    assert str(refused.value).endswith(".")
    assert "{" not in str(refused.value)


async def test_leaving_an_answer_gives_the_connection_back(session: Session) -> None:
    for _ in range(3):
        async for _event in session.send("deltas"):
            break
    assert texts(await told(session, "deltas")) == ["Your film has three photos."]
