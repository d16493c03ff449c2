"""What a render does when something is in the way: cancelled, killed, hung, a source gone, no space left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from i2v_widgets.backend.render.engine import Engine
from i2v_widgets.backend.render.render import Render
from i2v_widgets.draft.model import Draft
from i2v_widgets.errors import Cancelled, RenderFailed
from tests.unit.render_kit import Shelf, decode, draft


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("pictures"))


@pytest.fixture
def fresh(tmp_path: Path, shelf: Shelf) -> Iterator[Callable[..., Engine]]:
    made: list[Engine] = []

    def make(name: str = "cache", **options: object) -> Engine:
        made.append(Engine(shelf.find, tmp_path / name, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.mark.anyio
async def test_cancel_stops_soon_and_what_is_done_is_kept(
    fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path
) -> None:
    engine = fresh()
    film = draft([shelf.textured(i) for i in range(8)], ms=3000, size=(960, 540), join="crossfade", motion=("zoom-in",))
    render = engine.render(film, None, tmp_path / "film.mp4")
    while not any(c.state == "done" for c in render.chunks):
        assert not render.finished, render.error
        await render.next_change()
    render.cancel()
    with pytest.raises(Cancelled):
        await render.wait()
    assert not all(c.state == "done" for c in render.chunks)
    assert render.state == "cancelled"
    assert not (tmp_path / "film.mp4").exists()
    assert list(tmp_path.glob(".film*")) == []
    again = engine.render(film, None, tmp_path / "film.mp4")
    while again.state == "queued" or (again.progress == 0 and not again.finished):
        await again.next_change()
    assert any(c.state == "done" for c in again.chunks)
    await again.wait()
    assert len(decode(tmp_path / "film.mp4").luma) == again.frames


@pytest.mark.anyio
async def test_cancel_before_it_has_begun(fresh: Callable[..., Engine], shelf: Shelf) -> None:
    render = fresh().render(draft([shelf.textured(0)]))
    render.cancel()
    with pytest.raises(Cancelled):
        await asyncio.wait_for(render.wait(), 10)


@pytest.mark.anyio
async def test_a_killed_worker_costs_a_retry_and_two_name_the_clip(
    fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path
) -> None:
    engine = fresh()
    film = draft([shelf.textured(i) for i in range(4)], ms=3000, size=(960, 540), motion=("zoom-in",))
    render = engine.render(film, None, tmp_path / "film.mp4")
    await _until_running(render)
    assert engine._own is not None
    os.kill(engine._own.pids()[0], signal.SIGKILL)
    await render.wait()
    assert len(decode(tmp_path / "film.mp4").luma) == render.frames == 360

    other = draft([shelf.textured(i) for i in range(10, 14)], ms=3000, size=(960, 540), motion=("zoom-in",))
    render = engine.render(other, None, tmp_path / "other.mp4")
    while not render.finished:
        for pid in engine._own.pids():
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.05)
    assert isinstance(render.error, RenderFailed)
    assert "clip" in str(render.error)
    assert "2 times" in str(render.error)
    assert any(c.state == "failed" for c in render.chunks)
    render = engine.render(other, None, tmp_path / "other.mp4")
    await render.wait()
    assert (tmp_path / "other.mp4").exists()


async def _until_running(render: Render) -> None:
    while not any(c.state == "running" for c in render.chunks) or render.progress == 0:
        assert not render.finished, render.error
        await render.next_change()


@pytest.mark.anyio
async def test_a_hung_worker_is_given_up(tmp_path: Path) -> None:
    from i2v_widgets.backend.render.pool import WorkerDied, WorkerPool

    with WorkerPool(1, patience=0.5) as pool:
        hung = pool.submit(time.sleep, 60)
        with pytest.raises(WorkerDied):
            await asyncio.to_thread(hung.result, 20)
        assert await asyncio.to_thread(pool.submit(sum, [1, 2]).result, 20) == 3


@pytest.mark.anyio
async def test_a_missing_or_changed_source_is_named(fresh: Callable[..., Engine], tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    kept, gone = shelf.textured(1, "kept.jpg"), shelf.textured(2, "gone.jpg")
    film = draft([kept, gone], ms=1000)
    engine = Engine(shelf.find, tmp_path / "own")
    try:
        shelf.paths[gone].unlink()
        with pytest.raises(RenderFailed, match="clip1 is missing"):
            await engine.render(film, None, tmp_path / "film.mp4").wait()
        shelf.textured(3, "gone.jpg")
        with pytest.raises(RenderFailed, match="clip1 has changed"):
            await engine.render(film, None, tmp_path / "film.mp4").wait()
        with pytest.raises(RenderFailed, match="nothing to render"):
            await engine.render(Draft(), None, tmp_path / "film.mp4").wait()
        assert not (tmp_path / "film.mp4").exists()
    finally:
        engine.close()


@pytest.mark.anyio
async def test_a_damaged_chunk_is_rendered_again(fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path) -> None:
    engine = fresh()
    film = draft([shelf.textured(i) for i in range(3)], ms=2000, motion=("zoom-in",))
    await engine.render(film, None, tmp_path / "a.mp4").wait()
    kept = sorted(engine.cache.folder.glob("??/*.part"))
    kept[0].write_bytes(kept[0].read_bytes()[:-100])
    data = bytearray(kept[1].read_bytes())
    data[len(data) // 2] ^= 255
    kept[1].write_bytes(bytes(data))
    kept[2].write_bytes(b"")
    await engine.render(film, None, tmp_path / "b.mp4").wait()
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.anyio
async def test_the_cache_keeps_its_limit_and_what_is_needed_now(
    fresh: Callable[..., Engine], shelf: Shelf, tmp_path: Path
) -> None:
    engine = fresh(max_cache_bytes=1)
    film = draft([shelf.textured(i) for i in range(3)], ms=2000, motion=("zoom-in",))
    await engine.render(film, None, tmp_path / "a.mp4").wait()
    assert len(decode(tmp_path / "a.mp4").luma) == 180
    engine.cache.sweep()
    assert engine.cache.size() == 0


FULL = """
    import asyncio, resource, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from tests.unit.render_kit import Shelf, decode, draft
    from i2v_widgets.backend.render.engine import Engine
    from i2v_widgets.errors import RenderFailed

    async def main():
        folder = Path({folder!r})
        shelf = Shelf(folder)
        film = draft([shelf.textured(i) for i in range(4)], ms=2000, size=(640, 360), motion=("zoom-in",))
        engine = Engine(shelf.find, folder / "cache")
        engine.warm()
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
        render = engine.render(film, None, folder / "film.mp4")
        try:
            await render.wait()
        except RenderFailed as error:
            print("FAILED", error)
        print("LEFT", sorted(p.name for p in folder.iterdir() if p.name.startswith((".", "film"))))
        print("KEPT", sum(c.state == "done" for c in render.chunks), len(render.chunks))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await engine.render(film, None, folder / "film.mp4").wait()
        print("FRAMES", len(decode(folder / "film.mp4").luma))
        engine.close()

    asyncio.run(main())
"""


@pytest.mark.parametrize(("limit", "kept"), [(300_000, True), (20_000, False)])
def test_no_space_is_told_in_megabytes_and_the_next_try_continues(tmp_path: Path, limit: int, kept: bool) -> None:
    # A plain script without a main guard; the limit on a file's size stands for a full disk, for film or parts.
    script = tmp_path / "script.py"
    root = str(Path(__file__).resolve().parents[2])
    script.write_text(textwrap.dedent(FULL.format(root=root, folder=str(tmp_path), limit=limit)))
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert "no space left" in told["FAILED"]
    assert told["FAILED"].count(" MB") == 2
    assert told["LEFT"] == "[]"
    done_chunks, chunks = map(int, told["KEPT"].split())
    assert done_chunks == chunks if kept else done_chunks < chunks
    assert told["FRAMES"] == "240"


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, time\nfrom i2v_widgets.backend.render.pool import WorkerPool\n"
        "pool = WorkerPool(2)\npool.warm()\n"
        "futures = [pool.submit(pow, 2, 3) for _ in range(4)]\nassert [f.result() for f in futures] == [8] * 4\n"
        "print(*pool.pids(), flush=True)\npool.submit(time.sleep, 60)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert len(pids) == 2
    end = time.monotonic() + 10
    while time.monotonic() < end and any(_alive(pid) for pid in pids):
        time.sleep(0.02)
    assert not any(_alive(pid) for pid in pids)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
