"""Whole films: rendered, joined, decoded again and measured; and what happens when something is in the way."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from i2v_widgets.backend.render.engine import Engine
from i2v_widgets.backend.render.output import Output
from i2v_widgets.draft.model import Draft
from i2v_widgets.media import boxes
from tests.unit.render_kit import Decoded, Shelf, decode, draft, luma_of


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Engine]:
    engine = Engine(shelf.find, tmp_path_factory.mktemp("cache"))
    engine.warm()
    yield engine
    engine.close()


@pytest.fixture
def fresh(tmp_path: Path, shelf: Shelf) -> Iterator[Callable[..., Engine]]:
    made: list[Engine] = []

    def make(name: str = "cache", **options: object) -> Engine:
        made.append(Engine(shelf.find, tmp_path / name, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for engine in made:
        engine.close()


async def film_of(engine: Engine, film: Draft, path: Path, output: Output | None = None) -> Decoded:
    await asyncio.wait_for(engine.render(film, output, path).wait(), 60)
    return await asyncio.to_thread(decode, path)


@pytest.mark.anyio
async def test_a_film_has_every_frame_on_time_and_is_tagged(engine: Engine, shelf: Shelf, tmp_path: Path) -> None:
    film = draft(
        [shelf.textured(i) for i in range(4)], ms=2000, join="crossfade", join_ms=400, motion=("zoom-in", "pan-left")
    )
    path = tmp_path / "film.mp4"
    found = await film_of(engine, film, path)
    assert len(found.luma) == 4 * 60 - 3 * 12
    base = found.stream["base"]
    assert [float(pts * base * 30) for pts in found.pts] == list(range(len(found.luma)))
    assert found.stream["size"] == (320, 180)
    assert found.stream["rate"] == 30
    assert found.stream["codec"] == "h264"
    assert found.stream["pixels"] == "yuv420p"
    assert found.stream["profile"] == "High"
    assert found.stream["colours"] == (1, 1, 1, 1)
    assert found.stream["audio"] == []
    top = [kind for kind, _, _ in boxes.walk(path.read_bytes())]
    assert top == [b"ftyp", b"moov", b"mdat"]
    # Seams: no step between frames stands out at a place where chunks meet.
    steps = np.array([np.abs(a.astype(int) - b).mean() for a, b in zip(found.luma, found.luma[1:], strict=False)])
    render = engine.render(film, None, path)
    await render.wait()
    for chunk in render.chunks[1:]:
        near = np.r_[steps[chunk.first - 7 : chunk.first - 1], steps[chunk.first : chunk.first + 6]]
        assert steps[chunk.first - 1] <= 2.5 * near.max() + 0.5


@pytest.mark.anyio
async def test_the_join_shows_exactly_the_frames_of_its_chunks(engine: Engine, shelf: Shelf, tmp_path: Path) -> None:
    film = draft([shelf.textured(i) for i in range(3)], ms=2500, join="wipe-left", motion=("pan-right",))
    path = tmp_path / "film.mp4"
    render = engine.render(film, None, path)
    await render.wait()
    found = decode(path)
    assert len(render.chunks) > 2
    for k, chunk in enumerate(render.chunks):
        data = (render.video_init() or b"") + (render.video_fragment(k) or b"")
        with av.open(io.BytesIO(data)) as container:
            frames = [luma_of(frame) for frame in container.decode(video=0)]
        assert len(frames) == chunk.frames
        for i, luma in enumerate(frames):
            assert np.array_equal(luma, found.luma[chunk.first + i])


@pytest.mark.anyio
async def test_colours_survive(engine: Engine, shelf: Shelf, tmp_path: Path) -> None:
    patches = [(255, 255, 255), (0, 0, 0), (128, 128, 128), (200, 40, 40), (40, 160, 60), (40, 60, 200), (230, 190, 40)]
    card = Image.new("RGB", (640, 360))
    for i, colour in enumerate(patches):
        card.paste(colour, (i * 90, 0, i * 90 + 90, 360))
    for motion in ("none", "zoom-in"):
        film = draft([shelf.add(card, f"patches-{motion}.png")], size=(640, 360), motion=(motion,))
        found = await film_of(engine, film, tmp_path / f"{motion}.mp4")
        frame = found.frames[0]
        for i, colour in enumerate(patches):
            x = 12 + i * 90 + 40 if motion == "none" else i * 90 + 45
            x = min(x, i * 90 + 70)
            got = _rgb(frame, x, 180)
            assert max(abs(a - b) for a, b in zip(got, colour, strict=True)) <= 3, (motion, colour, got)


def _rgb(frame: object, x: int, y: int) -> tuple[float, ...]:
    """A patch's colour by the arithmetic of BT.709, not by a converter that may assume another."""
    y_, u, v = (
        np.frombuffer(memoryview(p), np.uint8)[: p.height * p.line_size].reshape(p.height, p.line_size)
        for p in frame.planes  # type: ignore[attr-defined]
    )
    luma = (float(np.mean(y_[y - 8 : y + 8, x - 8 : x + 8])) - 16) / 219 * 255
    blue = (float(np.mean(u[y // 2 - 4 : y // 2 + 4, x // 2 - 4 : x // 2 + 4])) - 128) / 224 * 255
    red = (float(np.mean(v[y // 2 - 4 : y // 2 + 4, x // 2 - 4 : x // 2 + 4])) - 128) / 224 * 255
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    return r, (luma - 0.2126 * r - 0.0722 * b) / 0.7152, b


@pytest.mark.anyio
async def test_two_runs_and_two_executors_give_the_same_bytes(
    fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path
) -> None:
    film = draft(
        [shelf.textured(i) for i in range(3)],
        ms=1500,
        join="zoom",
        motion=("zoom-out", "pan-up"),
        texts=[{"text": "Same again", "d": 1500}],
        filter="warm",
    )
    with ThreadPoolExecutor(2) as threads:
        for name, engine in (("a", fresh("a")), ("b", fresh("b")), ("c", fresh("c", executor=threads))):
            await engine.render(film, None, tmp_path / f"{name}.mp4").wait()
    one = (tmp_path / "a.mp4").read_bytes()
    assert len(one) > 10_000
    assert one == (tmp_path / "b.mp4").read_bytes() == (tmp_path / "c.mp4").read_bytes()


@pytest.mark.anyio
async def test_a_second_time_costs_nothing_and_a_change_only_itself(
    fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path
) -> None:
    engine = fresh()
    pictures = [shelf.textured(i) for i in range(6)]
    film = draft(pictures, ms=2500, join="crossfade", motion=("zoom-in",))
    await engine.render(film, None, tmp_path / "a.mp4").wait()
    pids = engine._own.pids() if engine._own else []
    before = _cpu(pids)
    again = engine.render(film, None, tmp_path / "b.mp4")
    await again.wait()
    assert _cpu(pids) - before < 0.05
    other = engine.render(
        draft([*pictures[:4], pictures[5], pictures[4]], ms=2500, join="crossfade", motion=("zoom-in",)),
        None,
        tmp_path / "c.mp4",
    )
    ran = set()
    while not other.finished:
        ran |= {i for i, c in enumerate(other.chunks) if c.state == "running"}
        await other.next_change()
    assert other.state == "completed"
    assert 0 < len(ran) <= 3
    assert len(other.chunks) == 7


def _cpu(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.mark.anyio
async def test_a_preview_hands_out_its_beginning_first_and_tells_true_progress(
    fresh: Callable[..., Engine], shelf: Shelf
) -> None:
    film = draft(
        [shelf.textured(i) for i in range(4)], ms=3000, size=(1280, 720), join="crossfade", motion=("pan-left",)
    )
    render = fresh().render(film, Output(quality="draft"))
    done: list[int] = []
    seen: list[float] = []
    while not render.finished:
        await render.next_change()
        seen.append(render.progress)
        begun = [chunk.state != "waiting" for chunk in render.chunks]
        assert begun == sorted(begun, reverse=True)  # from the beginning on, none before its turn
        for i, chunk in enumerate(render.chunks):
            if chunk.state == "done" and i not in done:
                done.append(i)
                if len(done) == 1:
                    assert render.video_init()
                    assert render.video_fragment(i)
                    assert render.state == "running"
    assert render.error is None
    assert render.path is None
    assert (render.width, render.height) == (960, 540)
    assert 0 in done[:3]
    assert len(done) == len(render.chunks)
    assert seen == sorted(seen)
    assert sum(0 < p < 1 for p in seen) > 20
    assert render.progress == 1
    assert render.video_mime.startswith('video/mp4; codecs="avc1.64')
    assert render.video_fragment(99) is None


@pytest.mark.anyio
async def test_sound_is_as_long_as_the_pictures_and_keyed_apart(
    fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path
) -> None:
    engine = fresh()
    pictures = [shelf.textured(i) for i in range(3)]
    film = draft(pictures, ms=2000, join="crossfade", music={"mood": "calm", "seed": 3, "name": "Calm music"})
    render = engine.render(film, None, tmp_path / "a.mp4")
    await render.wait()
    found = decode(tmp_path / "a.mp4")
    ((codec, rate, length),) = found.stream["audio"]
    assert (codec, rate) == ("aac", 48000)
    assert abs(float(length) - render.frames / 30) < 0.001
    whole = heard((tmp_path / "a.mp4").read_bytes())
    assert abs(len(whole) - render.frames * 1600) <= 1024
    assert np.abs(whole).max() > 0.05
    # The fragments hold the same packets: the first begins before 0 by the encoder's priming.
    assert render.audio_mime == 'audio/mp4; codecs="mp4a.40.2"'
    assert render.audio_index[0][0] == -1024 / 48000
    parts = [render.audio_fragment(k) for k in range(len(render.audio_index))]
    joined = heard((render.audio_init() or b"") + (parts[0] or b""))
    assert np.allclose(joined[1024 : 1024 + 48000], whole[:48000], atol=1e-5)
    ends = render.audio_index[-1][0] + render.audio_index[-1][1]
    assert 0 <= ends - render.frames / 30 < 0.05
    assert render.audio_fragment(len(parts)) is None

    quieter = draft(pictures, ms=2000, join="crossfade", music={"mood": "calm", "seed": 3, "volume": 0.25})
    again = engine.render(quieter, None, tmp_path / "b.mp4")
    ran = False
    while not again.finished:
        ran = ran or any(chunk.state == "running" for chunk in again.chunks)
        await again.next_change()
    assert again.error is None
    assert not ran
    soft = heard((tmp_path / "b.mp4").read_bytes())
    loud = slice(48000, 3 * 48000)
    assert np.sqrt((soft[loud] ** 2).mean()) / np.sqrt((whole[loud] ** 2).mean()) == pytest.approx(0.25, rel=0.08)


def heard(data: bytes) -> np.ndarray:
    """All that a decoder makes of a file's sound."""
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([frame.to_ndarray().T for frame in container.decode(audio=0)])
