"""The decoder beside the real Chromium's own EventSource: the same bytes over real HTTP give the same events."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from i2v_widgets.client.sse import Decoder

from .conftest import ARTEFACTS

STREAMS = 400
TYPES = ["message", "error", "open", "a", "b c", "é", "heartbeat", " a", "data"]
NAMES = ["data", "event", "id", "retry", "Data", "dat", "", "x"]
ENDS = [b"\n", b"\r", b"\r\n", b"\n\n", b"\r\r", b"\r\n\r\n", b"\n\r", b"\r\n\n"]
VALUES = [
    *(b"", b" ", b"  two", b"1", b"a", b" a", b"b c", b'{"x": 1}', b":", b"a:b", b"\t", b"\0", b"x\0y", b"-1", b"007"),
    *("é", " 片", "u\u2028v", "\u2029", "\u0085", "\ufeff", "\ufeffdata", "😀", "\x0b\x0c\x1c").__iter__(),
    # Not UTF-8: cut short, over-long, a surrogate, past the last code point, a lone continuation.
    *(
        b"\xe7\x89",
        b"\xf0\x9f\x98x",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xff\xfe",
        b"\xe2\x80",
    ),
]
PAGE = """<!doctype html><meta charset="utf-8"><title>EventSource</title><script>
const read = (path, types) => new Promise((done) => {
  const heard = [], source = new EventSource(path);
  for (const type of types) source.addEventListener(type, (event) => {
    if (event instanceof MessageEvent) heard.push([event.type, event.data, event.lastEventId]);
    else if (event.type === "error") { source.close(); done(heard); }
  });
});
const readAll = async (from, to, types) => {
  const found = [];
  for (let i = from; i < to; i += 5) {
    const some = Array.from({ length: Math.min(5, to - i) }, (_, k) => read(`/s/${i + k}`, types));
    found.push(...(await Promise.all(some)));
  }
  return found;
};
</script>"""


def generated(seed: int) -> list[bytes]:
    """One stream, in the pieces in which it is sent."""
    dice = random.Random(seed)
    stream = dice.choice([b"", b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xef\xbb", b"\n"])
    for _ in range(dice.randrange(1, 30)):
        value = dice.choice(VALUES)
        value = value.encode() if isinstance(value, str) else value
        kind = dice.random()
        if kind < 0.15:
            stream += dice.choice(ENDS)
        elif kind < 0.25:
            stream += value + dice.choice(ENDS)
        elif kind < 0.35:
            stream += dice.choice(NAMES).encode() + dice.choice(ENDS)
        elif kind < 0.5:
            stream += b"event: " + dice.choice(TYPES).encode() + dice.choice(ENDS[:3])
        else:
            name = "data" if kind < 0.8 else dice.choice(NAMES)
            stream += name.encode() + dice.choice([b":", b": "]) + value + dice.choice(ENDS)
    stream += dice.choice([b"", b"\n\n", b"\r", b"\r\n\r\n", b"data: never ended"])
    cuts = sorted(dice.randrange(len(stream) + 1) for _ in range(dice.randrange(5)))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The page and the streams, each piece a write of its own."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    server: asyncio.Server | None = None

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        kind = "text/event-stream" if path.startswith("/s/") else "text/html"
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n".encode())
        for piece in generated(int(path[3:])) if path.startswith("/s/") else [PAGE.encode()]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001)  # so that the pieces travel apart
        writer.close()

    async def serve() -> None:
        nonlocal server
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        ready.set()

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(serve(), loop)
    assert ready.wait(10)
    assert server is not None
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"

    async def end() -> None:
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(end(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def ours(pieces: list[bytes]) -> list[list[str]]:
    decoder = Decoder()
    events = [event for piece in pieces for event in decoder.feed(piece)]
    return [[event.type, event.data, event.last_id] for event in events if event.type in TYPES]


def test_the_decoder_gives_what_the_browsers_own_gives(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(served)
    told = page.evaluate(f"types => readAll(0, {STREAMS}, types)", TYPES)
    page.close()
    ARTEFACTS.mkdir(exist_ok=True)
    record = [{"bytes": b"".join(generated(i)).hex(), "events": told[i]} for i in range(STREAMS)]
    (ARTEFACTS / "event-source.json").write_text(json.dumps(record), "utf-8")
    different = {
        i: (b"".join(generated(i)), told[i], ours(generated(i)))
        for i in range(STREAMS)
        if told[i] != ours(generated(i))
    }
    assert not different, "\n".join(map(repr, list(different.values())[:3]))
    counts = [len(events) for events in told]
    assert sum(counts) > STREAMS, "the streams hold something"
    assert len({event[0] for events in told for event in events}) >= 6, "of several types"
