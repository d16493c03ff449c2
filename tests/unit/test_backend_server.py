"""The embedded backend as a guest of its process: starting, stopping, its door, and what survives."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import socket
import subprocess
import sys
import textwrap
import threading
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from backend_kit import photos, running

import i2v_widgets.backend as backend_package
from i2v_widgets.backend import EmbeddedBackend, serving
from i2v_widgets.backend.app import ROUTES
from i2v_widgets.backend.store import Store
from i2v_widgets.errors import BackendUnavailable

pytestmark = pytest.mark.anyio


async def test_it_starts_once_and_stops_once(tmp_path: Path) -> None:
    backend = EmbeddedBackend(tmp_path, cache=tmp_path / "cache")
    assert backend.url == ""
    urls = await asyncio.gather(backend.start(), backend.start())
    assert urls[0] == urls[1] == backend.url
    assert backend.url.startswith("http://127.0.0.1:")
    await backend.stop()
    await backend.stop()
    backend.close()
    assert backend.url == ""
    with pytest.raises(httpx.ConnectError):
        await httpx.AsyncClient(trust_env=False).get(urls[0])
    assert await backend.start() != ""
    await backend.stop()


async def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    before, threads = asyncio.all_tasks(), set(threading.enumerate())
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with running(tmp_path) as wire:
            session = await wire.session()
            await wire.upload(session, *photos(tmp_path / "photos", 1))
    assert not told
    assert asyncio.all_tasks() == before
    assert not [t for t in set(threading.enumerate()) - threads if t.name.startswith("i2v-store")]


async def test_an_open_long_poll_does_not_hold_the_end_up(tmp_path: Path) -> None:
    started = asyncio.Event()

    async def think(message: str, **given: object) -> object:
        started.set()
        await asyncio.sleep(1.0)
        raise ValueError("never said")

    async with running(tmp_path, director=think) as wire:
        session = await wire.session()
        asking = asyncio.create_task(wire.ask(session, "hello"))
        await started.wait()
        began = asyncio.get_running_loop().time()
        await wire.backend.stop()
        assert asyncio.get_running_loop().time() - began < 3
        assert await asking == []


async def test_an_upload_half_way_does_not_either(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    begun = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n' + bytes(2_000_000)
        begun.set()
        await asyncio.Event().wait()

    async with running(tmp_path) as wire:
        address = f"/api/upload-video/nemo_agent/me/{await wire.session()}"
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        sending = asyncio.create_task(wire.http.post(address, content=slow(), headers=headers))
        await begun.wait()
        await asyncio.wait_for(wire.backend.stop(), 10)
        sending.cancel()
        await asyncio.wait({sending})
    assert not [r for r in caplog.records if r.levelname in {"ERROR", "WARNING"}]
    assert not list((tmp_path / "project" / "media").iterdir())


def test_close_from_plain_code_while_the_loop_runs_elsewhere(tmp_path: Path) -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    backend = EmbeddedBackend(tmp_path, cache=tmp_path / "cache")
    url = asyncio.run_coroutine_threadsafe(backend.start(), loop).result(10)
    assert httpx.get(url, trust_env=False).status_code == 401
    backend.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()
    backend.close()


def test_without_a_folder_a_temporary_one_goes_with_it(tmp_path: Path) -> None:
    async def use() -> Path:
        backend = EmbeddedBackend(cache=tmp_path / "cache")
        await backend.start()
        folder = backend.folder
        assert folder.is_dir()
        await backend.stop()
        return folder

    assert not asyncio.run(use()).exists()


def test_a_process_that_forgets_to_stop_it_ends_quietly(tmp_path: Path) -> None:
    script = f"""
        import asyncio, threading
        from i2v_widgets.backend import EmbeddedBackend
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        backend = EmbeddedBackend({str(tmp_path / "project")!r}, cache={str(tmp_path / "cache")!r})
        print(asyncio.run_coroutine_threadsafe(backend.start(), loop).result())
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(backend_package.__file__).parents[2])},
    )
    assert done.returncode == 0
    assert done.stdout.startswith("http://127.0.0.1:")
    assert done.stderr == ""


async def test_a_taken_port_and_a_folder_that_cannot_be_are_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BackendUnavailable, match="cannot start"):
            await EmbeddedBackend(tmp_path, cache=tmp_path).start(port=taken.getsockname()[1])
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BackendUnavailable, match="cannot start"):
        await EmbeddedBackend(tmp_path / "file", cache=tmp_path).start()


@pytest.mark.parametrize("error", [RuntimeError("no more"), OSError(24, "Too many open files"), None])
async def test_a_server_that_ends_before_it_is_up_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    closed = []

    async def ends(*_: object, **__: object) -> None:
        if error is not None:
            raise error

    def close(store: Store) -> None:
        closed.append(store)
        really(store)

    really = Store.close
    with monkeypatch.context() as patched:
        patched.setattr(serving.Server, "serve", ends)
        patched.setattr(Store, "close", close)
        backend = EmbeddedBackend(tmp_path, cache=tmp_path / "cache")
        before = asyncio.all_tasks()
        with pytest.raises(BackendUnavailable, match="cannot start"):
            await asyncio.wait_for(backend.start(), 10)
        await asyncio.sleep(0)
    assert len(closed) == 1
    assert asyncio.all_tasks() == before
    await backend.start()
    await backend.stop()


@pytest.mark.parametrize("kind", [TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError, None])
def test_a_close_that_takes_too_long_raises_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception] | None
) -> None:
    class Third(Exception):
        """What Python 3.10 has there: a class of its own."""

    class Slow:
        def result(self, timeout: float) -> None:
            raise kind or Third

    if kind is None:
        monkeypatch.setattr(concurrent.futures, "TimeoutError", Third)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    backend = EmbeddedBackend(tmp_path, cache=tmp_path / "cache")
    asyncio.run_coroutine_threadsafe(backend.start(), loop).result(10)
    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "run_coroutine_threadsafe", lambda coro, loop: coro.close() or Slow())
        backend.close()
    backend.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


async def test_small_pieces_go_out_at_once(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        await wire.session()
        running_server = wire.backend._running
        assert running_server is not None
        (connection,) = running_server._server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")  # type: ignore[union-attr]
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0, "else each delta waits 40 ms"


# The door ------------------------------------------------------------------------------------------------------------


async def test_every_route_is_closed_to_whoever_lacks_the_secret(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await wire.session()
        token = wire.backend.token
        given = ("", token, f"Bearer {token[:-1]}", f"Bearer {token}x", f"Basic {token}")
        wrong: list[dict[str, str]] = [{}, {"Cookie": token}, *({"Authorization": value} for value in given)]
        paths = [(method, route.path) for route in ROUTES for method in sorted(route.methods or ())]
        assert len(paths) >= 18
        async with httpx.AsyncClient(base_url=wire.backend.url, trust_env=False) as stranger:
            for method, path in [*paths, ("GET", "/"), ("POST", "/nowhere"), ("OPTIONS", "/run_sse")]:
                path = path.replace("{session}", session).replace(":path", "")
                for headers in wrong:
                    response = await stranger.request(method, path, headers=headers, params={"token": token})
                    assert response.status_code == 401, (method, path)
                    if method != "HEAD":
                        assert response.json()["code"] == 1001
                        assert token not in response.text


async def test_the_secret_is_another_each_time_and_is_shown_nowhere(tmp_path: Path) -> None:
    one, two = (EmbeddedBackend(tmp_path / name, cache=tmp_path) for name in "ab")
    assert one.token != two.token
    assert len(one.token) >= 40
    await one.start()
    assert one.token not in repr(one) + str(one)
    await one.stop()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or one.token.encode() not in file.read_bytes()


async def test_unknown_things_are_told_as_the_wire_has_it(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        nowhere = await wire.http.get("/api/nowhere")
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, 404)
        assert (await wire.http.get("/run_sse")).status_code == 405
        unknown = await wire.http.get("/api/state/nemo_agent/me/1234567890123456789/latest")
        assert (unknown.status_code, unknown.json()["code"]) == (404, 1002)
        garbage = await wire.http.post("/api/render/proxy/lambda", content=b"{not json")
        assert garbage.status_code == 422
        assert garbage.json()["code"] != 0


# What survives -------------------------------------------------------------------------------------------------------


async def test_a_session_goes_on_in_another_process_with_the_same_folder(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await wire.session()
        assert len(session) == 19
        assert session.isdigit()
        uploaded = (await wire.upload(session, *photos(tmp_path / "photos", 3))).json()["data"]["files"]
        digests = [file["hash"] for file in uploaded]
        await wire.post(f"/api/embedded/edits/{session}", {"edits": [{"op": "make", "media": digests}]})
        before = await wire.state(session)
    async with running(tmp_path) as wire:
        assert await wire.state(session) == before
