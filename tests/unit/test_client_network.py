"""The way to a backend: proxies and certificates by the standard environment variables, connections kept alive."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from i2v_widgets.client import Client
from i2v_widgets.errors import BackendUnavailable
from tests.client_kit import OWN, QUICK, told
from tests.wire import WireBackend

pytestmark = pytest.mark.anyio
PEM = Path(__file__).with_name("tls.pem")
CREDITS = b'{"available": 7, "frozen": 0, "total": 9}'


@contextlib.asynccontextmanager
async def listening(heads: list[bytes], tls: bool = False) -> AsyncIterator[int]:
    """A server that answers everything with credits."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n" + CREDITS)
            await writer.drain()
        writer.close()

    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


async def test_a_proxy_of_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []
    async with listening(heads) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        async with Client("http://films.example", OWN, timing=QUICK, folder=tmp_path) as client:
            assert (await client.credits()).available == 7
    assert heads[0].startswith(b"GET http://films.example/api/credits/balance/simple HTTP/1.1\r\n")


async def test_no_proxy_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []
    async with listening(heads) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "films.invalid")
        async with Client("http://films.invalid", OWN, timing=QUICK, folder=tmp_path) as client:
            with pytest.raises(BackendUnavailable, match=r"films\.invalid cannot be reached"):
                await client.credits()
    assert heads == []


async def test_a_certificate_authority_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []
    look_up = socket.getaddrinfo

    def here(host: Any, *args: Any, **more: Any) -> Any:
        return look_up("127.0.0.1" if host in ("films.example", b"films.example") else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    async with listening(heads, tls=True) as port:
        async with Client(f"https://films.example:{port}", OWN, timing=QUICK, folder=tmp_path) as client:
            with pytest.raises(BackendUnavailable, match=r"cannot be reached \(.*certificate"):
                await client.credits()
        monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
        async with Client(f"https://films.example:{port}", OWN, timing=QUICK, folder=tmp_path) as client:
            assert (await client.credits()).available == 7
    assert len(heads) == 1


def unusable(name: str, value: str, words: str) -> Any:
    return pytest.param(name, value, words, id=f"{name}={value}")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        unusable("HTTPS_PROXY", "nonsense://x", "proxy"),
        unusable("SSL_CERT_FILE", "/nowhere/ca.pem", "certificates"),
        unusable("SSL_CERT_FILE", "EMPTY", "certificates"),
    ],
)
async def test_what_cannot_be_used_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    if value == "EMPTY":
        (tmp_path / "ca.pem").write_text("nothing")
        value = str(tmp_path / "ca.pem")
    monkeypatch.setenv(name, value)
    with pytest.raises(BackendUnavailable, match=words) as caught:
        Client("https://films.example", OWN)
    assert name in caught.value.hint
    assert caught.value.__cause__ is None


async def test_one_connection_serves_many_requests(
    backend: WireBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    connect = asyncio.get_running_loop().create_connection

    async def counted(factory: Callable[..., Any], *args: Any, **more: Any) -> Any:
        opened.append(args)
        return await connect(factory, *args, **more)

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", counted)
    async with Client(backend.url, OWN, timing=QUICK, folder=tmp_path) as client:
        session = await client.session()
        for _ in range(5):
            await client.credits()
            await told(session)
    assert len(opened) == 1
    assert all(seen.headers.get("connection") == "keep-alive" for seen in backend.seen)
