"""Export against encoding alone: the same frames, read as raw YUV, with the same encoder settings.

`python -m tests.bench.bench_render [seconds]`; ten photos, motion, crossfades, title and music at 1080p30.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from i2v_widgets.backend.render.encode import ChunkEncoder, view
from i2v_widgets.backend.render.engine import Engine
from i2v_widgets.backend.render.output import Encoding, Output
from i2v_widgets.backend.render.plan import plan_chunks
from i2v_widgets.backend.render.planes import Planes
from i2v_widgets.backend.render.scene import Scene
from i2v_widgets.draft.frames import lay_out
from i2v_widgets.draft.model import Draft
from i2v_widgets.samples import samples

MOTIONS = ("zoom-in", "pan-right", "zoom-out", "pan-left")


def make_draft(digests: list[str], seconds: float, *, music: bool = True) -> Draft:
    """Photos of some 3 s, crossfades of 0.6 s, a title, calm music."""
    count = max(1, round(seconds / 3))
    each = round((seconds * 1000 + (count - 1) * 600) / count)
    clips = []
    for i in range(count):
        m: dict[str, object] = {"name": f"p{i}", "media": "image", "motion": MOTIONS[i % 4]}
        if i:
            m["transition"] = {"name": "crossfade", "d": 600}
        clips.append({"id": f"c{i}", "st": 0, "d": each, "src": digests[i % len(digests)], "m": m})
    tracks = [
        {"id": "v", "tt": 0, "sg": clips, "m": {}},
        {
            "id": "t",
            "tt": 7,
            "sg": [{"id": "t0", "st": 0, "d": 3000, "src": None, "m": {"text": "Urban Dreams"}}],
            "m": {},
        },
    ]
    if music:
        m = {"name": "Calm music", "mood": "calm", "seed": 1, "anchor": "film"}
        tracks.append({"id": "a", "tt": 1, "sg": [{"id": "m0", "st": 0, "d": 1000, "src": None, "m": m}], "m": {}})
    return Draft.from_wire(lay_out({"v": 1, "d": 0, "w": 1920, "h": 1080, "fps": 30, "t": tracks, "m": {}}))


def write_raw(film: Draft, encoding: Encoding, paths: dict[str, Path], raw: Path) -> int:
    """Paint all frames into one raw file; returns their number."""
    planes = Planes.empty(encoding.width, encoding.height)
    count = 0
    with raw.open("wb") as file:
        for chunk in plan_chunks(film, encoding):
            scene = Scene(chunk.spec, paths, {})
            for frame in range(chunk.frames):
                scene.paint(planes, frame)
                for plane in planes:
                    file.write(plane.tobytes())
                count += 1
    return count


def _read(file: object, planes: Planes) -> None:
    for plane in planes:
        data = file.read(plane.size)  # type: ignore[attr-defined]
        plane[:] = np.frombuffer(data, np.uint8).reshape(plane.shape)


def one_encoder(encoding: Encoding, raw: Path, count: int) -> int:
    """One x264 on all cores, its own key frames; returns bytes."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = encoding.width, encoding.height, "yuv420p"  # type: ignore[attr-defined]
    context.time_base, context.framerate = 1 / encoding.rate, encoding.rate  # type: ignore[attr-defined]
    context.thread_count = 0
    context.options = {"preset": encoding.preset, "crf": str(encoding.crf), "profile": "high"}
    frame = av.VideoFrame(encoding.width, encoding.height, "yuv420p")
    size = 0
    with raw.open("rb") as file:
        for i in range(count):
            frame = av.VideoFrame(encoding.width, encoding.height, "yuv420p")
            _read(file, Planes(*(view(plane) for plane in frame.planes)))
            frame.pts = i
            size += sum(p.size for p in context.encode(frame))  # type: ignore[attr-defined]
    return size + sum(p.size for p in context.encode(None))  # type: ignore[attr-defined]


def _chunk(args: tuple[Encoding, Path, int, int]) -> int:
    encoding, raw, first, count = args
    encoder = ChunkEncoder(encoding)
    with raw.open("rb") as file:
        file.seek(first * encoding.width * encoding.height * 3 // 2)
        for _ in range(count):
            _read(file, encoder.planes)
            encoder.push()
    return len(encoder.finish())


def timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """Wall seconds, CPU seconds with those of children that have ended, and the result."""
    wall, cpu = time.perf_counter(), _cpu()
    result = work()
    return time.perf_counter() - wall, _cpu() - cpu, result


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main(seconds: float) -> int:
    folder = Path(tempfile.mkdtemp(prefix="i2v-bench-"))
    try:
        paths = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in samples(min(10, max(1, round(seconds / 3))))}
        film = make_draft(list(paths), seconds)
        encoding = Encoding.of(Output(), film.width, film.height, film.fps)
        chunks = plan_chunks(film, encoding)
        raw = folder / "frames.yuv"
        needed = int(seconds * 30) * 1920 * 1080 * 3 // 2
        if shutil.disk_usage(folder).free < 1.2 * needed:
            print(f"not enough room for {needed / 1e9:.1f} GB of raw frames in {folder}")
            return 1
        count = write_raw(film, encoding, paths, raw)
        path = folder / "film.mp4"

        def export() -> list[float]:
            async def run() -> list[float]:
                engine = Engine(lambda digest: paths[digest], folder / "cache")
                engine.warm()
                started = time.perf_counter()
                preview = engine.render(film, Output(quality="draft"))
                while not any(c.state == "done" for c in preview.chunks):
                    await preview.next_change()
                first = time.perf_counter() - started
                preview.cancel()
                while not preview.finished:
                    await preview.next_change()
                started = time.perf_counter()
                await engine.render(film, Output(), path).wait()
                whole = time.perf_counter() - started
                started = time.perf_counter()
                await engine.render(film, Output(), path).wait()
                again = time.perf_counter() - started
                engine.close()
                return [first, whole, again]

            return asyncio.run(run())

        _, _, times = timed(export)
        first, wall, again = times  # type: ignore[misc]
        one, one_cpu, one_size = timed(lambda: one_encoder(encoding, raw, count))
        work = sorted(((encoding, raw, c.first, c.frames) for c in chunks), key=lambda a: -a[3])
        with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1) as pool:
            pool.map(abs, range(8))
            limit, _, limit_size = timed(lambda: sum(pool.imap_unordered(_chunk, work)))
        size = path.stat().st_size
        print(f"{count} frames, 1080p30, {len(paths)} photos, {len(chunks)} chunks, {os.cpu_count()} cores")
        print(f"export                                {wall:6.2f} s   {size / 1e6:6.2f} MB with sound")
        print(f"one encoder on all cores, raw frames  {one:6.2f} s   {one_size / 1e6:6.2f} MB   ({one_cpu:.1f} s CPU)")  # type: ignore[operator]
        print(f"chunk encoders on all cores           {limit:6.2f} s   {limit_size / 1e6:6.2f} MB")  # type: ignore[operator]
        print(f"export : one encoder       wall {wall / one:5.2f}   (bar 1.0)")
        print(f"export : chunk encoders    wall {wall / limit:5.2f}   (bar 1.5)")
        print(f"chunks : one encoder       size {limit_size / one_size:5.2f}   (bar 1.15)")  # type: ignore[operator]
        print(f"the same export again      wall {again / wall:5.3f}")
        print(f"first fragment of a preview     {first:5.2f} s")
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0))
