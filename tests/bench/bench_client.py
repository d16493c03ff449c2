"""The client's figures: events a second beside a bare loop, memory of a 200 MB upload, last byte in to event out.

Run it with ``python -m tests.bench.bench_client``; each figure is the median of five runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from i2v_widgets.client import Client, StreamEnd, TextDelta

RUNS = 5
EVENTS = 19200
SESSION = "1987654321098765432"
WORDS = "x" * 900  # with its frame around it an event of 1 KB


async def serve() -> None:
    """Answer ``/run_sse`` with EVENTS events, as many a chunk as the message says, and uploads with nothing kept."""
    frame = (
        f"data: {json.dumps({'content': {'parts': [{'text': WORDS}]}, 'partial': True, 'author': 'a'})}\n\n".encode()
    )

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(next((x[15:] for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")), b"0"))
            body = b""
            while length:
                piece = await reader.read(min(length, 1 << 20))
                length -= len(piece)
                body = piece if len(piece) < 4096 else b""
            if head.startswith(b"POST /run_sse"):
                each = int(json.loads(body)["new_message"]["parts"][0]["text"])
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                )
                chunk = b"%x\r\n%s\r\n" % (len(frame) * each, frame * each)
                for _ in range(EVENTS // each):
                    writer.write(chunk)
                    await writer.drain()
                writer.write(b"0\r\n\r\n")
            else:
                answer = json.dumps({"code": 0, "data": {"session_id": SESSION, "files": [{"filename": "x"}]}}).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer)
                )
                writer.write(answer)
            await writer.drain()

    async def quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(quiet, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def bare(url: str, each: int) -> float:
    """What any loop has to do at the least: split the same bytes at blank lines, and `json.loads`."""
    body = {"new_message": {"parts": [{"text": str(each)}]}}
    async with httpx.AsyncClient() as client:
        begun, count, held = time.perf_counter(), 0, b""
        async with client.stream("POST", f"{url}/run_sse", json=body) as response:
            async for chunk in response.aiter_bytes():
                *frames, held = (held + chunk).split(b"\n\n")
                for frame in frames:
                    json.loads(frame[6:])
                    count += 1
        assert count == EVENTS
        return EVENTS / (time.perf_counter() - begun)


async def ours(url: str, each: int) -> float:
    async with Client(url, "bench") as client:
        session = await client.session(id=SESSION)
        begun, count = time.perf_counter(), 0
        async for event in session.send(str(each)):
            count += isinstance(event, TextDelta)
        assert count == EVENTS
        return EVENTS / (time.perf_counter() - begun)


async def upload(url: str, folder: Path) -> float:
    """Peak memory in MB over the start, of uploading 200 MB; a small film goes before, so that all is imported."""
    async with Client(url, "bench") as client:
        session = await client.session(id=SESSION)
        (warm,) = await session.upload(folder / "small.mp4")
        assert warm.ok, warm.error
        before = _peak()
        (result,) = await session.upload(folder / "large.mp4")
        assert result.ok, result.error
    return _peak() - before


async def upload_apart(url: str, folder: str) -> float:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __spec__.name, "upload", url, folder), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return float(told)


def films(folder: Path) -> None:
    import av

    with av.open(str(folder / "small.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(30):
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(stream.encode(None))
    shutil.copyfile(folder / "small.mp4", folder / "large.mp4")
    with (folder / "large.mp4").open("r+b") as file:
        file.truncate(199_999_999)


def _peak() -> float:
    with contextlib.suppress(OSError):
        # `ru_maxrss` begins at what the parent had; this begins with the program.
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        if found is not None:
            return int(found[1]) / 1e3
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


async def latency() -> float:
    """Milliseconds from the last byte of an event written to the socket, to the event at the caller."""
    stamps: list[float] = []
    gaps: list[float] = []
    heard = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        for _ in range(200):
            frame = {"content": {"parts": [{"text": "word"}]}, "partial": True}
            stamps.append(time.perf_counter())
            writer.write(f"data: {json.dumps(frame)}\n\n".encode())
            await heard.wait()
            heard.clear()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server, Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "bench") as client:
        session = await client.session(id=SESSION)
        async for event in session.send("x"):
            if not isinstance(event, StreamEnd):
                gaps.append((time.perf_counter() - stamps[-1]) * 1000)
                heard.set()
    return statistics.median(gaps)


async def median(measure: Callable[[], Awaitable[float]]) -> float:
    return statistics.median([await measure() for _ in range(RUNS)])


async def main(url: str) -> None:
    await ours(url, 64)
    for each in (1, 64):
        # One after the other, so that what else the machine does slows both down.
        pairs = [(await bare(url, each), await ours(url, each)) for _ in range(RUNS)]
        loop, client = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(client / loop for loop, client in pairs)
        print(
            f"events of 1 KB, {each:2d} a chunk: {client:7.0f} a second; bare loop {loop:7.0f}; "
            f"ratio {ratio:.2f} (at least 0.6)"
        )
    # A process knows only the highest its memory ever was: so each run has its own.
    with tempfile.TemporaryDirectory() as folder:
        films(Path(folder))
        print(f"upload of 200 MB: {await median(lambda: upload_apart(url, folder)):.1f} MB over the start (under 40)")
    print(f"last byte in to event out: {await median(latency):.2f} ms")


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    elif sys.argv[1:2] == ["upload"]:
        print(asyncio.run(upload(sys.argv[2], Path(sys.argv[3]))))
    else:
        with subprocess.Popen(
            [sys.executable, "-m", __spec__.name, "serve"], stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            try:
                asyncio.run(main(f"http://127.0.0.1:{server.stdout.readline().strip()}"))
            finally:
                server.terminate()
