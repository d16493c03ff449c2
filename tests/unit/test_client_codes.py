"""Each code of protocol § 7 with its single repeat and its words."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from i2v_widgets.client import Client, Session
from i2v_widgets.errors import (
    FileTooLarge,
    I2VError,
    OutOfCredits,
    RateLimited,
    SessionNotFound,
    TokenExpired,
    UnsupportedFile,
)
from tests.client_kit import anonymous, told
from tests.wire import WireBackend, envelope

pytestmark = pytest.mark.anyio


# § 7 codes


async def test_1001_of_an_anonymous_token_is_renewed_once(backend: WireBackend, tmp_path: Path) -> None:
    async with anonymous(backend, tmp_path) as client:
        await client.credits()
        backend.tokens.clear()
        await client.credits()
        assert backend.keys() == ["token", "credits", "credits", "token", "credits"]
        backend.fault("credits", envelope(code=1001), envelope(code=1001))
        with pytest.raises(TokenExpired):
            await client.credits()
    assert backend.count("token") == 3
    assert json.loads((tmp_path / "tokens.json").read_text())[backend.url]["token"] == "nmv_usr_0003secret"


async def test_1001_seen_by_several_requests_at_once_renews_once(backend: WireBackend, tmp_path: Path) -> None:
    async with anonymous(backend, tmp_path) as client:
        await client.credits()
        backend.tokens.clear()
        await asyncio.gather(*(client.credits() for _ in range(5)))
    assert backend.count("token") == 2


async def test_1001_of_a_send_is_renewed_and_posted_in_its_place(backend: WireBackend, tmp_path: Path) -> None:
    async with anonymous(backend, tmp_path) as client:
        session = await client.session()
        backend.tokens.clear()
        await told(session)
    assert backend.count("send") == 2
    assert backend.count("token") == 2


async def test_1001_of_the_users_own_token_is_said_and_never_replaced(backend: WireBackend, client: Client) -> None:
    backend.tokens.clear()
    with pytest.raises(TokenExpired, match=r"token of your own \(NEMO_TOKEN\)") as caught:
        await client.credits()
    assert caught.value.code == 1001
    assert backend.keys() == ["credits"]


async def test_1002_starts_a_new_session_and_says_so(backend: WireBackend, session: Session) -> None:
    backend.fault("state", envelope(code=1002, message="session not found"))
    with pytest.raises(SessionNotFound, match="new one was started: the timeline starts anew"):
        await session.state()
    assert backend.keys() == ["session", "state", "session"]
    await session.state()


async def test_2001_of_an_anonymous_user_gives_the_link(backend: WireBackend, tmp_path: Path) -> None:
    async with anonymous(backend, tmp_path) as client:
        session = await client.session()
        links = []
        for claim in (
            None,
            envelope({"claim_token": "clm_x y", "url": "https://nemo.example/join?c=1"}),
            envelope(code=5000),
            envelope({"bind_id": "b7"}),
            envelope({"url": "https://nemo.example/?t=nmv_usr_1234"}),
        ):
            backend.fault("send", envelope(code=2001))
            if claim is not None:
                backend.fault("claim", claim)
            with pytest.raises(OutOfCredits, match="Register") as caught:
                await told(session)
            links.append(caught.value.register_url)
    assert links == [
        "https://www.nemovideo.com/workspace/claim?ct=clm_abcdef123456",
        "https://nemo.example/join?c=1",
        f"https://www.nemovideo.com/?bind={session.id}",
        "https://www.nemovideo.com/?bind=b7",
        f"https://www.nemovideo.com/?bind={session.id}",
    ]
    assert backend.last("claim").json == {"task_id": "t1", "session_id": session.id}


async def test_2001_of_a_registered_user_is_to_top_up(backend: WireBackend, session: Session) -> None:
    backend.fault("send", envelope(code=2001, message="insufficient"))
    with pytest.raises(OutOfCredits, match="Top up credits in your account") as caught:
        await told(session)
    assert caught.value.register_url is None
    assert backend.count("claim") == 0


async def test_4001_lists_the_accepted_formats(backend: WireBackend, session: Session) -> None:
    backend.fault("upload", envelope(code=4001, message="unsupported file type"))
    (result,) = await session.upload(urls=["https://example.com/a.xyz"])
    assert isinstance(result.error, UnsupportedFile)
    assert {"mp4", "jpg", "png", "webp"} <= set(result.error.accepted)
    assert "a.xyz" in str(result.error)
    assert "webp" in str(result.error)


async def test_4002_says_to_compress_or_trim(backend: WireBackend, session: Session) -> None:
    backend.fault("upload", envelope(code=4002))
    (result,) = await session.upload(urls=["https://example.com/a.mp4"])
    assert isinstance(result.error, FileTooLarge)
    assert "Compress or trim" in str(result.error)


async def test_429_waits_and_repeats_once(backend: WireBackend, client: Client) -> None:
    backend.fault("credits", envelope(code=429, status=429))
    await client.credits()
    assert backend.count("credits") == 2
    backend.fault("credits", *[envelope(code=429)] * 2)
    with pytest.raises(RateLimited):
        await client.credits()
    assert backend.count("credits") == 4


async def test_a_raw_answer_is_never_shown(backend: WireBackend, client: Client) -> None:
    for odd in (
        envelope(code=7, message='{"trace": "x"}'),
        envelope(code=7, message="<html>bad</html>"),
        envelope(code=7, message="x" * 5000),
    ):
        backend.fault("credits", odd)
        with pytest.raises(I2VError) as caught:
            await client.credits()
        assert str(caught.value) == "The backend refused the request (7): it gave no reason."
    backend.fault("credits", envelope(code="7", message="The film\x07 is\n locked.\u202e"))
    with pytest.raises(I2VError, match=r"\(7\): The film is locked\."):
        await client.credits()
