"""Both dialects of the stream into one set of events, and the rule that merges deltas with their aggregate."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.client import (
    AgentError,
    Event,
    StateDelta,
    TextDelta,
    TextDone,
    Thought,
    ToolCall,
    ToolResult,
)
from i2v_widgets.client.dialects import Reader
from i2v_widgets.client.sse import ServerEvent


def read(*frames: Any, finish: bool = True) -> list[Event]:
    reader = Reader()
    events: list[Event] = []
    for frame in frames:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        events += reader.read(ServerEvent(text)) or []
    return events + (reader.finish() if finish else [])


def said(*texts: str, partial: bool | None = None, author: str = "a", thought: bool = False, **more: Any) -> Any:
    parts: list[dict[str, Any]] = [{"text": text} | ({"thought": True} if thought else {}) for text in texts]
    return (
        {"content": {"parts": parts}, "author": author} | ({"partial": partial} if partial is not None else {}) | more
    )


def test_deltas_append_and_the_aggregate_replaces_and_closes() -> None:
    assert read(said("Hel", partial=True), said("lo", partial=True), said("Hello")) == [
        TextDelta("Hel", "a", 0),
        TextDelta("lo", "a", 0),
        TextDone("Hello", "a", 0),
    ]


def test_an_aggregate_that_differs_wins() -> None:
    assert read(said("Helo", partial=True), said("Hello", partial=False))[-1] == TextDone("Hello", "a", 0)


def test_a_complete_text_without_an_open_buffer_is_its_own() -> None:
    assert read(said("One."), said("Two.")) == [TextDone("One.", "a", 0), TextDone("Two.", "a", 1)]


def test_nothing_is_dropped_by_id_nor_by_equal_words() -> None:
    one = said("Done.", id="e1")
    assert read(said("Done.", partial=True, id="e1"), one, one) == [
        TextDelta("Done.", "a", 0),
        TextDone("Done.", "a", 0),
        TextDone("Done.", "a", 1),
    ]


def test_two_authors_interleaved() -> None:
    events = read(
        said("A1", partial=True, author="a"),
        said("B1", partial=True, author="b"),
        said("A2", partial=True, author="a"),
        said("B1", author="b"),
        said("A1A2", author="a"),
    )
    assert [e for e in events if isinstance(e, TextDone)] == [TextDone("B1", "b", 1), TextDone("A1A2", "a", 0)]


def test_thoughts_have_a_buffer_of_their_own() -> None:
    events = read(
        said("hm", partial=True, thought=True), said("Yes", partial=True), said("hm", thought=True), said("Yes")
    )
    assert events == [
        Thought("hm", "a", 0),
        TextDelta("Yes", "a", 1),
        Thought("hm", "a", 0, done=True),
        TextDone("Yes", "a", 1),
    ]


def test_several_text_parts_concatenate() -> None:
    assert read(said("Hel", "lo")) == [TextDone("Hello", "a", 0)]


def test_partials_that_nothing_closes_are_delivered_as_incomplete() -> None:
    assert read(said("Hel", partial=True))[-1] == TextDone("Hel", "a", 0, complete=False)


def test_an_empty_complete_text_takes_nothing_away() -> None:
    assert read(said("Hello", partial=True), said(""))[-1] == TextDone("Hello", "a", 0, complete=False)


def test_the_call_of_a_partial_is_not_acted_upon() -> None:
    call = {"functionCall": {"id": "c1", "name": "add_title", "args": {"text": "x"}}}
    assert read({"content": {"parts": [call]}, "partial": True}) == []
    assert read({"content": {"parts": [call]}, "author": "a"}) == [ToolCall("add_title", {"text": "x"}, "c1", "a")]


def test_a_function_response_is_no_echo_of_the_person() -> None:
    part = {"functionResponse": {"id": "c1", "name": "add_title", "response": {"ok": True}}}
    assert read({"content": {"role": "user", "parts": [part]}, "author": "a"}) == [
        ToolResult("add_title", {"ok": True}, "c1", "a")
    ]


def test_long_running_is_a_non_empty_list_only() -> None:
    call = {"content": {"parts": [{"functionCall": {"id": "c1", "name": "n", "args": {}}}]}}
    for ids, long_running in (([], False), (["c1"], True), (["c2"], False)):
        (event,) = read(call | {"longRunningToolIds": ids})
        assert isinstance(event, ToolCall)
        assert event.long_running is long_running


def test_state_deltas_come_and_empty_actions_do_not() -> None:
    empty = {"actions": {"stateDelta": {}, "artifactDelta": {}}}
    assert read(empty, {"actions": {"stateDelta": {"draft": 1}}}) == [StateDelta({"draft": 1})]


def test_an_error_code_beside_text_gives_both() -> None:
    assert read(said("Half", errorCode="MAX_TOKENS", errorMessage="too long")) == [
        TextDone("Half", "a", 0),
        AgentError("too long", "MAX_TOKENS"),
    ]


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ({"error": "boom"}, AgentError("boom")),
        ({"error": "boom", "error_details": {"k": 1}}, AgentError("boom", "", {"k": 1})),
        ({"error": {"message": "boom", "code": 503}}, AgentError("boom", "503")),
        ('{"error": "Can\'t find "x" here"}', AgentError('Can\'t find "x" here')),
        ('{"error": "two\nlines"}', AgentError("two\nlines")),
    ],
)
def test_error_frames_also_when_they_are_no_json(frame: Any, error: AgentError) -> None:
    assert read(said("Good.")) + read(frame) == [TextDone("Good.", "a", 0), error]


def test_a_temporary_issue_after_a_good_answer_is_an_error_and_takes_nothing_away() -> None:
    issue = "I encountered a temporary issue. Please try again."
    assert read(said("Good", partial=True), said(issue)) == [
        TextDelta("Good", "a", 0),
        TextDone("Good", "a", 0),
        AgentError(issue, "temporary"),
    ]
    assert read(said(issue)) == [TextDone(issue, "a", 0)]


def test_unreadable_frames_are_told() -> None:
    assert read("{nonsense") == [AgentError("A part of the answer could not be read.", "unreadable")]
    assert read("[" * 100_000) == [AgentError("A part of the answer could not be read.", "unreadable")]
    assert read("[1, 2]", "3", "null") == []


@pytest.mark.parametrize(
    "event",
    [
        ServerEvent(""),
        ServerEvent(" "),
        ServerEvent("", "heartbeat"),
        ServerEvent("{}", "heartbeat"),
        ServerEvent('{"type":"heartbeat"}'),
    ],
)
def test_keep_alives_are_signs_of_life_and_no_events(event: ServerEvent) -> None:
    assert Reader().read(event) is None


def test_dialect_b() -> None:
    events = read(
        {"type": "text", "content": "Add"},
        {"type": "text", "content": "ing."},
        {"type": "tool_call", "name": "add", "args": {"n": 1}},
        {"type": "tool_result", "name": "add", "result": {"ok": 1}},
        {"type": "text", "content": "Done."},
        {"type": "novel"},
    )
    assert events == [
        TextDelta("Add", "", 0),
        TextDelta("ing.", "", 0),
        TextDone("Adding.", "", 0),
        ToolCall("add", {"n": 1}),
        ToolResult("add", {"ok": 1}),
        TextDelta("Done.", "", 1),
        TextDone("Done.", "", 1, complete=False),
    ]


def test_snake_case_is_read_too() -> None:
    frame = {
        "content": {"parts": [{"function_call": {"id": "c", "name": "n", "args": {}}}]},
        "actions": {"state_delta": {"k": 1}},
        "error_code": "X",
        "error_message": "y",
        "long_running_tool_ids": ["c"],
    }
    assert read(frame) == [ToolCall("n", {}, "c", "", True), StateDelta({"k": 1}), AgentError("y", "X")]


def test_a_token_in_an_error_is_masked() -> None:
    assert read({"error": "bad token nmv_usr_abc.def-1"}) == [AgentError("bad token •••")]


KEYS = (
    *("content", "parts", "text", "thought", "partial", "author", "actions", "stateDelta", "functionCall", "type"),
    *("functionResponse", "error", "name", "args", "id", "longRunningToolIds", "errorCode"),
)
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.lists(odd, max_size=5))
def test_odd_values_never_crash_the_reader(frames: list[Any]) -> None:
    read(*[json.dumps(frame) for frame in frames])


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(min_size=1, max_size=4)), min_size=1, max_size=20))
def test_deltas_of_any_interleaving_give_each_author_its_text(spoken: list[tuple[str, str]]) -> None:
    events = read(*[said(text, partial=True, author=author) for author, text in spoken])
    for author in {author for author, _ in spoken}:
        whole = "".join(text for who, text in spoken if who == author)
        assert [e.text for e in events if isinstance(e, TextDone) and e.author == author] == [whole]
