"""Bytes over the comm: whatever the order and the repeats, the file on disk is the one that was sent."""

from __future__ import annotations

import asyncio
import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from i2v_widgets.errors import I2VError
from i2v_widgets.widgets.transfer import PIECE, WINDOW, Incoming, Outgoing


@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 5000), piece=st.integers(1, 900), seed=st.integers(0, 10_000))
def test_pieces_in_any_order_and_twice_make_the_same_file(
    size: int, piece: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data, order = random.Random(seed).randbytes(size), random.Random(seed)
    incoming = Incoming(tmp_path_factory.mktemp("in") / "file", size)
    offsets = list(range(0, size, piece)) * 2
    order.shuffle(offsets)

    for offset in offsets:
        incoming.write(offset, data[offset : offset + piece])

    assert incoming.complete
    assert incoming.finish() == hashlib.sha256(data).hexdigest()
    assert incoming.path.read_bytes() == data


def test_what_is_acknowledged_has_no_gap(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path / "file", 30)

    assert incoming.write(20, b"c" * 10) == 0
    assert incoming.write(0, b"a" * 10) == 10
    assert incoming.write(10, b"b" * 10) == 30
    incoming.discard()


def test_more_than_was_announced_is_refused(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path / "file", 10)
    with pytest.raises(I2VError, match="more than it announced"):
        incoming.write(5, b"x" * 6)
    incoming.discard()


class Wire:
    """Hears pieces; acknowledges them when told to."""

    def __init__(self) -> None:
        self.pieces: list[tuple[int, bytes]] = []

    def send(self, content: dict[str, Any], buffers: list[Any]) -> None:
        self.pieces.append((content["offset"], bytes(buffers[0])))


async def sent(wire: Wire, count: int) -> None:
    while len(wire.pieces) < count:  # noqa: ASYNC110 (the wire is a list, it signals nothing)
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_no_more_than_a_window_is_on_its_way() -> None:
    data, wire = bytes(6 * PIECE + 5), Wire()
    out = Outgoing(wire.send)
    task = asyncio.create_task(out.send("r", data))
    await sent(wire, WINDOW)
    await asyncio.sleep(0.01)
    assert len(wire.pieces) == WINDOW

    out.hear({"kind": "ack", "id": "r", "offset": 2 * PIECE})
    await sent(wire, WINDOW + 2)
    out.hear({"kind": "ack", "id": "r", "offset": len(data)})
    await sent(wire, 7)

    assert await task
    assert b"".join(piece for _, piece in wire.pieces) == data


@pytest.mark.anyio
async def test_a_lost_piece_goes_again() -> None:
    data, wire = bytes(2 * PIECE), Wire()
    out = Outgoing(wire.send, resend_after=0.02)
    task = asyncio.create_task(out.send("r", data))
    await sent(wire, 2)
    out.hear({"kind": "ack", "id": "r", "offset": PIECE})  # the second was lost
    await sent(wire, 3)

    assert wire.pieces[2][0] == PIECE
    out.hear({"kind": "ack", "id": "r", "offset": 2 * PIECE})
    assert await task


@pytest.mark.anyio
async def test_a_page_that_fell_silent_is_given_up() -> None:
    out = Outgoing(Wire().send, resend_after=0.01)

    assert not await out.send("r", b"abc")


@pytest.mark.anyio
async def test_cancel_ends_it() -> None:
    wire = Wire()
    out = Outgoing(wire.send)
    task = asyncio.create_task(out.send("r", bytes(9 * PIECE)))
    await sent(wire, WINDOW)
    out.hear({"kind": "cancel", "id": "r"})

    assert not await task
