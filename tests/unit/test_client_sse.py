"""The event-stream decoder: to the letter of the specification, however the bytes are cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.client.sse import Decoder, ServerEvent
from i2v_widgets.errors import StreamInterrupted


def decode(*chunks: bytes, **options: int) -> list[ServerEvent]:
    decoder = Decoder(**options)
    return [event for chunk in chunks for event in decoder.feed(chunk)]


def data(*chunks: bytes) -> list[str]:
    return [event.data for event in decode(*chunks)]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_line_ends_are_cr_lf_and_crlf(end: bytes) -> None:
    assert data(b"data: a" + end + b"data: b" + end + end) == ["a\nb"]


def test_crlf_cut_between_chunks_is_one_line_end() -> None:
    assert data(b"data: a\r", b"\n", b"\r", b"\ndata: b\r", b"\n\r\n") == ["a", "b"]


def test_cr_cr_ends_an_event_without_waiting_for_more() -> None:
    assert data(b"data: a\r\r") == ["a"]


def test_u2028_u2029_and_u0085_are_text() -> None:
    assert data("data: a\u2028b\u2029c\u0085d\x0b\x0c\x1c\n\n".encode()) == ["a\u2028b\u2029c\u0085d\x0b\x0c\x1c"]


def test_an_initial_bom_is_skipped_also_when_cut_and_only_once() -> None:
    assert data(b"\xef\xbb\xbfdata: a\n\n") == ["a"]
    assert data(b"\xef", b"\xbb", b"\xbfdata: a\n\n") == ["a"]
    assert data(b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n") == []
    assert data(b"data: a\n\n\xef\xbb\xbfdata: b\n\n") == ["a"]
    assert data(b"\xef\xbbdata: a\n\n") == []


def test_one_leading_space_is_removed() -> None:
    assert data(b"data:a\n\n", b"data: a\n\n", b"data:  a\n\n", b"data:\ta\n\n") == ["a", "a", " a", "\ta"]


def test_a_field_without_a_colon_has_an_empty_value() -> None:
    assert data(b"data\n\ndata\ndata\n\ndata:") == ["", "\n"]


def test_no_dispatch_without_data_and_the_type_is_forgotten() -> None:
    assert decode(b"event: ping\n\ndata: x\n\n") == [ServerEvent("x")]


def test_comments_and_unknown_fields_are_passed_over() -> None:
    assert data(b": keep-alive\n\n:\nfoo: bar\ndata: x\n: more\n\n") == ["x"]


def test_the_last_event_is_dropped_when_its_blank_line_never_came() -> None:
    assert data(b"data: a\n\ndata: b\n") == ["a"]


def test_type_and_last_id() -> None:
    events = decode(b"id: 7\nevent: add\ndata: x\n\ndata: y\n\nid\ndata: z\n\nid: a\0b\ndata: w\n\n")
    assert events == [
        ServerEvent("x", "add", "7"),
        ServerEvent("y", "message", "7"),
        ServerEvent("z"),
        ServerEvent("w"),
    ]


def test_retry_takes_digits_only() -> None:
    decoder = Decoder()
    decoder.feed(b"retry: 1500\nretry: 15x\nretry: -1\nretry:\nretry: \xd9\xa1\n")
    assert decoder.retry == 1500


def test_field_names_are_case_sensitive_and_exact() -> None:
    assert data(b"Data: a\n dat: b\n data: c\n\ndata : d\n\n") == []


def test_bytes_are_utf8_whatever_and_broken_ones_are_replaced() -> None:
    assert data(b"data: caf\xe9 \xf0\x9f\n\n", b"data: \xe4\xbd", b"\xa0\n\n") == ["caf\ufffd \ufffd", "你"]


@pytest.mark.parametrize("line", [b"data: ", b": ", b"x: "])
def test_an_event_past_the_limit_ends_with_a_clear_error(line: bytes) -> None:
    decoder = Decoder(max_event=1000)
    decoder.feed(line)
    for _ in range(9):
        decoder.feed(b"x" * 100)
    with pytest.raises(StreamInterrupted, match=r"larger than 0\.001 MB"):
        decoder.feed(b"x" * 200)


def test_the_limit_is_of_one_event_not_of_the_stream() -> None:
    assert len(decode(*[b"data: " + b"x" * 900 + b"\n\n"] * 50, max_event=1000)) == 50


def test_16_mb_in_1_kb_pieces_is_linear() -> None:
    decoder = Decoder()
    piece = b"x" * 1024
    begun = time.process_time()
    decoder.feed(b"data: ")
    for _ in range(16 * 1024):
        decoder.feed(piece)
    assert len(decoder.feed(b"\n\n")[0].data) == 16 << 20
    # 0.05 s; joining at every piece would copy 128 GB, some 20 s.
    assert time.process_time() - begun < 2


lines = st.sampled_from(
    [b"data", b"data:", b"data: ", b"data: x", b"id: 1", b"event: e", b":", b"retry: 3", b"", b"\xef\xbb\xbf", b"\xff"]
)
ends = st.sampled_from([b"\n", b"\r", b"\r\n", b""])
shaped = st.lists(st.tuples(lines, ends), max_size=30).map(lambda pairs: b"".join(a + b for a, b in pairs))


@given(st.one_of(st.binary(max_size=300), shaped), st.lists(st.integers(0, 300), max_size=20))
def test_any_cutting_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    places = sorted({min(cut, len(stream)) for cut in cuts})
    chunks = [stream[a:b] for a, b in zip([0, *places], [*places, len(stream)], strict=True)]
    assert decode(*chunks) == decode(stream) == decode(*(stream[i : i + 1] for i in range(len(stream))))


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), max_size=8))
def test_what_is_sent_as_data_lines_comes_back(texts: list[str]) -> None:
    stream = b"".join(f"data: {text}\n\n".encode() for text in texts)
    assert data(stream) == texts
