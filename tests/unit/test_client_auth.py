"""Base, attribution, skills, token and session: protocol § 1 and § 2."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse

from i2v_widgets._version import __version__
from i2v_widgets.client import SKILLS, Client, Session
from i2v_widgets.client.private_file import locked, read_private, write_private
from i2v_widgets.client.skills import platform_of
from i2v_widgets.errors import (
    BackendUnavailable,
    I2VError,
    RateLimited,
    TimedOut,
)
from tests.client_kit import OWN, QUICK, anonymous, told
from tests.wire import WireBackend, envelope

pytestmark = pytest.mark.anyio


# § 1 base


async def test_attribution_and_user_agent_on_every_request(backend: WireBackend, tmp_path: Path) -> None:
    async with anonymous(backend, tmp_path, skill="picture-to-video") as client:
        session = await client.session()
        await told(session)
        await session.state()
        await client.credits()
        await session.upload(urls=["https://example.com/a.jpg"])
        statuses = [s async for s in session.export((await session.state()).draft, tmp_path / "a.mp4")]
    assert statuses[-1].phase == "done"
    assert set(backend.keys()) == {"token", "session", "send", "state", "credits", "upload", "order", "poll", "film"}
    for seen in backend.seen:
        assert seen.headers["x-skill-source"] == "picture-to-video"
        assert seen.headers["x-skill-version"] == "1.0.0"
        assert seen.headers["x-skill-platform"] == "unknown"
        assert seen.headers["user-agent"].startswith(f"i2v-widgets/{__version__} ")
    assert not [seen for seen in backend.seen if seen.key != "token" and not seen.token]
    assert "authorization" not in backend.last("token").headers


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/home/ann/.clawhub/skills/x/i2v_widgets", "clawhub"),
        ("/home/ann/.cursor/skills/x/i2v_widgets", "cursor"),
        ("/home/ann/.cursor/other", "unknown"),
        ("/usr/lib/python3/i2v_widgets", "unknown"),
    ],
)
def test_platform_from_the_install_path(path: str, platform: str) -> None:
    assert platform_of(Path(path), Path("/home/ann")) == platform


def test_the_api_base_is_the_services_own() -> None:
    assert Client().base_url == "https://mega-api-prod.nemovideo.ai"


_USUAL = ["jpg", "png", "webp", "heic"]


@pytest.mark.parametrize(
    ("name", "title", "formats", "language", "prompt", "advice"),
    [
        (
            *("image-to-video-maker-ai", "Image to Video Maker AI", _USUAL, "en"),
            "turn these photos into a 30-second video with transitions and background music",
            "5–10 images give enough for smooth transitions",
        ),
        (
            *("image-to-video-free-online", "Image to Video Free Online", _USUAL, "detected"),
            "turn my photos into a short video with transitions and music",
            "fewer images of higher resolution come out smoother",
        ),
        (
            *("for-beginners-ai-image", "For Beginners AI Image", _USUAL, "en"),
            "turn my photos into a short video with smooth transitions and background music",
            "start with 3–5 images",
        ),
        (
            *("image-to-video-ai-offline", "Image to Video AI Offline", ["jpg", "png", "webp", "bmp"], "detected"),
            "turn these images into a short video clip with smooth transitions",
            "fewer images per batch: faster local processing, more consistent output",
        ),
        (
            *("picture-to-video", "Picture to Video", _USUAL, None),
            "turn these photos into a smooth slideshow video with transitions",
            "fewer than ten images are noticeably faster",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" in value and " " not in value else "",
)
def test_each_skill_is_as_the_wire_has_it(
    name: str, title: str, formats: list[str], language: str | None, prompt: str, advice: str
) -> None:
    skill = SKILLS[name]
    assert (skill.title, skill.language, skill.prompt, skill.advice) == (title, language, prompt, advice)
    assert [format.lower() for format in skill.formats] == formats


def test_skills_are_five_with_three_examples_each() -> None:
    assert len(SKILLS) == 5
    assert all(len(skill.examples) == 3 and skill.version == "1.0.0" for skill in SKILLS.values())
    assert [skill.name for skill in SKILLS.values() if skill.local] == ["image-to-video-ai-offline"]
    with pytest.raises(I2VError, match=r"no skill 'picture'.*picture-to-video"):
        Client(skill="picture")


@pytest.mark.parametrize(
    ("skill", "prompt", "language"),
    [
        ("image-to-video-maker-ai", "把照片做成视频", "en"),
        ("for-beginners-ai-image", "", "en"),
        ("image-to-video-free-online", "把照片做成视频", "zh"),
        ("image-to-video-ai-offline", "turn these into a film", "en"),
        ("picture-to-video", "把照片做成视频", None),
    ],
)
async def test_language_of_a_session_by_skill(
    backend: WireBackend, skill: str, prompt: str, language: str | None
) -> None:
    async with Client(backend.url, OWN, skill=skill, timing=QUICK) as client:
        await client.session(prompt=prompt)
        assert backend.last("session").json.get("language") == language
        await client.session("fr")
    assert backend.last("session").json["language"] == "fr"


async def test_envelope_or_bare_object(backend: WireBackend, client: Client) -> None:
    backend.fault("credits", JSONResponse({"available": 7, "frozen": 0, "total": 9}))
    assert (await client.credits()).available == 7
    assert (await client.credits()).available == 80


async def test_a_proxy_of_the_environment_never_sees_loopback(
    backend: WireBackend, tmp_path: Path, monkeypatch: Any
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with Client(backend.url, OWN, timing=QUICK, folder=tmp_path) as client:
        assert (await client.credits()).available == 80
    async with Client("http://nemo.invalid", OWN, timing=QUICK, folder=tmp_path) as client:
        with pytest.raises(BackendUnavailable, match=r"nemo\.invalid cannot be reached"):
            await client.credits()
    for name in ("ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    with pytest.raises(BackendUnavailable, match="SOCKS"):
        Client("http://nemo.invalid", OWN)


async def test_a_backend_that_wrote_for_people_is_quoted(backend: WireBackend, client: Client) -> None:
    backend.fault("credits", JSONResponse({"code": 422, "message": "a[1].jpg is gone.", "hint": "Add it."}, 422))
    with pytest.raises(I2VError, match=r"^a\[1\]\.jpg is gone\. Add it\.$") as caught:
        await client.credits()
    assert caught.value.code == 422


# § 2 token and session


async def test_nemo_token_is_used_as_it_is(backend: WireBackend, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("NEMO_TOKEN", OWN)
    async with anonymous(backend, tmp_path) as client:
        await client.credits()
        assert not client.anonymous
    assert backend.keys() == ["credits"]
    assert backend.last("credits").token == OWN


async def test_an_anonymous_token_is_kept_with_its_client_id_and_reused(backend: WireBackend, tmp_path: Path) -> None:
    for _ in range(2):
        async with anonymous(backend, tmp_path) as client:
            await client.credits()
    assert backend.keys() == ["token", "credits", "credits"]
    kept = json.loads((tmp_path / "tokens.json").read_text())[backend.url]
    assert kept["token"] == "nmv_usr_0001secret"
    assert kept["client_id"] == backend.last("token").headers["x-client-id"]
    assert len(kept["client_id"]) <= 64


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
async def test_the_private_file_is_0600_also_under_a_wide_umask(backend: WireBackend, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        async with anonymous(backend, tmp_path / "new") as client:
            await client.credits()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "tokens.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["tokens.json", "tokens.json.lock"]


async def test_two_kernels_that_start_together_make_one_token(backend: WireBackend, tmp_path: Path) -> None:
    async def one() -> None:
        async with anonymous(backend, tmp_path) as client:
            await client.credits()

    await asyncio.gather(*(one() for _ in range(4)))
    assert backend.count("token") == 1


async def test_a_token_past_its_expiry_is_not_used(backend: WireBackend, tmp_path: Path) -> None:
    row = {"client_id": "c1", "token": "nmv_usr_old", "expires_at": time.time() - 1}
    write_private(tmp_path / "tokens.json", json.dumps({backend.url: row, "https://other": {"token": "x"}}))
    async with anonymous(backend, tmp_path) as client:
        await client.credits()
    assert backend.last("token").headers["x-client-id"] == "c1"  # one token a client id in 7 days: the id stays
    assert read_private(tmp_path / "tokens.json")["https://other"] == {"token": "x"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"%s": 3}', '{"%s": {"token": 5, "client_id": []}}'])
async def test_a_damaged_private_file_is_an_empty_one(backend: WireBackend, tmp_path: Path, content: str) -> None:
    (tmp_path / "tokens.json").write_text(content.replace("%s", backend.url))
    async with anonymous(backend, tmp_path) as client:
        assert (await client.credits()).available == 80


async def test_a_lock_held_elsewhere_is_told(tmp_path: Path) -> None:
    async with locked(tmp_path / "x.json", 1):
        with pytest.raises(TimedOut, match=r"Another notebook has held x\.json"):
            async with locked(tmp_path / "x.json", 0.03):
                raise AssertionError("both have it")


async def test_missing_client_id_400_makes_one_and_repeats_once(backend: WireBackend, tmp_path: Path) -> None:
    backend.fault("token", envelope(code=400, message="no id", status=400))
    async with anonymous(backend, tmp_path) as client:
        await client.credits()
    first, second = (seen.headers["x-client-id"] for seen in backend.seen if seen.key == "token")
    assert first != second


async def test_token_request_429_waits_once(backend: WireBackend, tmp_path: Path) -> None:
    backend.fault("token", *[envelope(code=429, status=429)] * 2)
    async with anonymous(backend, tmp_path) as client:
        with pytest.raises(RateLimited):
            await client.credits()
    assert backend.count("token") == 2


async def test_the_session_id_is_a_string_of_19_digits(backend: WireBackend, client: Client) -> None:
    assert (await client.session()).id == "1987654321098765432"
    backend.fault("session", envelope({"session_id": 1987654321098765439}))
    assert (await client.session()).id == "1987654321098765439"
    backend.fault("session", envelope({"session_id": None}))
    with pytest.raises(BackendUnavailable, match="gave no session"):
        await client.session()


async def test_a_session_that_is_known_is_taken_up_without_a_request(backend: WireBackend, client: Client) -> None:
    session = await client.session(id="1987654321098765432", capabilities={"edits": 1})
    assert session.capabilities == {"edits": 1}
    assert not backend.seen


async def test_capabilities_absent_means_none(backend: WireBackend, session: Session) -> None:
    assert session.capabilities == {}
    for call in (session.edit([]), session.set_media([]), session.still("d"), session.peaks("s"), session.poster()):
        with pytest.raises(BackendUnavailable, match="does not offer") as caught:
            await call
        assert caught.value.code == "capability"
    assert backend.keys() == ["session"]
