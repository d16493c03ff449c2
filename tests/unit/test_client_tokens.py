"""No token in any repr, frame, log or answer."""

from __future__ import annotations

import asyncio
import io
import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest

from i2v_widgets.client import HOSTED, Client, Secret, Session
from i2v_widgets.errors import (
    I2VError,
    OutOfCredits,
)
from tests.client_kit import OWN, QUICK, anonymous, told
from tests.wire import WireBackend, envelope

pytestmark = pytest.mark.anyio


# Secrets


def frames_of(error: BaseException) -> str:
    """Everything that a verbose traceback or a crash dump could print of an error."""
    out = io.StringIO()
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        todo += [each.__cause__, each.__context__]
        out.write("".join(traceback.format_exception(each)) + repr(vars(each)))
        trace = each.__traceback__
        while trace is not None:
            if "i2v_widgets" in trace.tb_frame.f_code.co_filename or "http" in trace.tb_frame.f_code.co_filename:
                for name, value in trace.tb_frame.f_locals.items():
                    out.write(f"{name} = {value!r}\n")
                    out.write(f"{name}: {getattr(value, '__dict__', '')!r}\n")
            trace = trace.tb_next
    return out.getvalue()


@pytest.mark.parametrize("failure", ["refused", "cut", "dead", "garbage", "cancelled"])
async def test_no_token_in_any_frame_of_any_error(backend: WireBackend, tmp_path: Path, failure: str) -> None:
    async def cut(seen: Any) -> Any:
        raise RuntimeError("cut")

    url = "http://127.0.0.1:9" if failure == "dead" else backend.url
    client = Client(url, OWN, timing=QUICK, folder=tmp_path)
    if failure == "refused":
        backend.tokens.clear()  # its message echoes the token
    if failure == "cut":
        backend.fault("credits", cut)
    if failure == "garbage":
        backend.fault("credits", envelope(code=9, message=f"token {OWN} is odd"))
    if failure == "cancelled":
        held, never = asyncio.Event(), asyncio.Event()

        async def hold(seen: Any) -> Any:
            held.set()
            await never.wait()
            return envelope({})

        backend.fault("credits", hold)
        task = asyncio.create_task(client.credits())
        await held.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        never.set()
    else:
        with pytest.raises(I2VError) as caught:
            await client.credits()
    shown = frames_of(caught.value)
    assert OWN not in shown
    assert "Bearer" not in shown
    assert "httpcore" not in shown
    await client.aclose()


async def test_no_anonymous_token_in_a_frame_either(backend: WireBackend, tmp_path: Path) -> None:
    backend.fault("token", envelope({"token": "", "user_id": "anon"}), envelope({"tok": 1}, code=3))
    async with anonymous(backend, tmp_path) as client:
        for _ in range(2):
            with pytest.raises(I2VError):
                await client.credits()
        backend.fault("credits", envelope(code=2001))
        with pytest.raises(OutOfCredits) as caught:
            await client.credits()
    assert "secret" not in frames_of(caught.value)


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(OWN)
    assert OWN not in f"{secret} {secret!r} {secret:>30} {[secret]} {secret.fingerprint}"
    assert secret.mask(f"a {OWN} b") == "a ••• b"
    assert secret.mask_bytes(f"a {OWN}".encode()) == "a •••".encode()
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)
    assert Secret(secret) == secret
    assert "own-token" not in repr(Client(token=OWN)) + repr(vars(Client(token=OWN)))


async def test_an_answer_that_echoes_the_token_is_masked(backend: WireBackend, session: Session) -> None:
    from tests.wire import said, stream

    backend.fault("send", stream(said(f"your token is {OWN}")))
    backend.drafts[0] = {"m": {"name": f"x {OWN}"}}
    assert OWN not in repr(await told(session))
    assert OWN not in repr((await session.state()).raw)


async def test_logs_hold_no_token(backend: WireBackend, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with anonymous(backend, tmp_path) as client:
        await told(await client.session())
    mine = "\n".join(record.getMessage() for record in caplog.records)
    assert "nmv_usr" not in mine
    assert "POST /api/tasks" in mine


def test_a_token_of_the_environment_goes_to_no_stranger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "tok-environment-1234567890")
    for url, has in (
        (HOSTED, True),
        ("http://127.0.0.1:9", True),
        ("https://example.org", False),
        ("http://10.0.0.7", False),
    ):
        client = Client(url, folder=tmp_path)
        assert (client._wire.auth._own) is has, url
