"""What the client's tests share: a strict backend, and a client of it whose waits are tiny."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from i2v_widgets.client import Client, Event, Session, Timing
from tests.wire import WireBackend

OWN = "own-token-0123456789"
QUICK = Timing(
    poll_interval=0.01,
    silent_wait=0.01,
    silent_interval=0.02,
    silent_tries=5,
    still_working=60,
    rate_limit_wait=0.01,
    stream_idle=20,
    heartbeat_only=20,
    stream_total=30,
    render_total=20,
    request=10,
)


@pytest.fixture
async def backend() -> AsyncIterator[WireBackend]:
    async with WireBackend(own_tokens={OWN}).serve() as backend:
        yield backend


@pytest.fixture
async def client(backend: WireBackend, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(backend.url, OWN, timing=QUICK, folder=tmp_path / "private") as client:
        yield client


@pytest.fixture
async def session(client: Client) -> Session:
    return await client.session()


@contextlib.asynccontextmanager
async def anonymous(backend: WireBackend, folder: Path, **options: Any) -> AsyncIterator[Client]:
    """A client without a token of the user's own."""
    async with Client(backend.url, timing=QUICK, folder=folder, **options) as client:
        yield client


async def told(session: Session, text: str = "add a title") -> list[Event]:
    return [event async for event in session.send(text)]


async def exported(session: Session, *args: Any, **options: Any) -> list[Any]:
    return [status async for status in session.export(*args, **options)]
