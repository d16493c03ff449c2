"""`I2V_TRACE`: the session as JSON lines, for bug reports; no token in it, and never in the way."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from i2v_widgets.client import Client
from tests.client_kit import OWN, QUICK, told
from tests.wire import WireBackend, said, stream

pytestmark = pytest.mark.anyio


async def test_requests_answers_and_events_stand_in_it(backend: WireBackend, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("I2V_TRACE", str(tmp_path / "trace.jsonl"))
    async with Client(backend.url, timing=QUICK, folder=tmp_path / "p") as client:
        session = await client.session()
        backend.fault("send", stream(said("your token is nmv_usr_0001secret, 你好", partial=True)))
        await told(session, "add a title")
        await session.upload(urls=["https://example.com/a.jpg"])
    text = (tmp_path / "trace.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert [(row["kind"], row.get("path", "").split("/")[-1]) for row in rows if row["kind"] != "answer"] == [
        ("request", "anonymous-token"),
        ("request", "nemo_agent"),
        ("request", "run_sse"),
        ("frame", ""),
        ("end", ""),
        ("request", session.id),
    ]
    assert [row["status"] for row in rows if row["kind"] == "answer"] == [200, 200, 200]
    assert "json" not in next(row for row in rows if row["kind"] == "answer")  # the token's
    assert rows[4]["json"]["new_message"]["parts"][0]["text"] == "add a title"
    assert "你好" in text
    assert "secret" not in text
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "trace.jsonl").stat().st_mode) == 0o600


async def test_a_trace_that_cannot_be_written_is_told_once_and_stops_nothing(
    backend: WireBackend, tmp_path: Path, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("I2V_TRACE", str(tmp_path))
    async with Client(backend.url, OWN, timing=QUICK, folder=tmp_path / "p") as client:
        await told(await client.session())
    assert [record.name for record in caplog.records if record.levelname == "WARNING"] == ["i2v_widgets.client.trace"]
