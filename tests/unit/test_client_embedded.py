"""The client against the embedded backend, over real HTTP: from pictures to a film that decodes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest

from i2v_widgets.backend import EmbeddedBackend
from i2v_widgets.client import Client, Session, StreamEnd, TextDelta, TextDone, Timing, ToolCall
from i2v_widgets.draft import Draft
from i2v_widgets.errors import BackendUnavailable, I2VError, RenderFailed, TokenExpired, UnsupportedFile
from i2v_widgets.samples import samples
from tests.client_kit import exported

pytestmark = pytest.mark.anyio


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedBackend]:
    backend = EmbeddedBackend(folder=tmp_path / "backend")
    await backend.start()
    yield backend
    await backend.stop()


@pytest.fixture
async def session(embedded: EmbeddedBackend, tmp_path: Path) -> AsyncIterator[Session]:  # type: ignore[misc]
    async with Client(embedded.url, embedded.token, timing=Timing(), folder=tmp_path / "private") as client:
        yield await client.session()


async def asked(session: Session, text: str) -> tuple[str, Draft]:
    events = [event async for event in session.send(text)]
    assert isinstance(events[-1], StreamEnd)
    assert not events[-1].interrupted
    return "".join(e.text for e in events if isinstance(e, TextDone)), (await session.state()).draft


async def test_from_pictures_to_a_film_that_decodes(session: Session, tmp_path: Path) -> None:
    assert {"edits", "fragments", "stills", "peaks", "media", "poll_s"} <= set(session.capabilities)
    paths = samples(2)
    results = await session.upload(*paths)
    assert [result.error for result in results] == [None, None]
    digests = [result.media["hash"] for result in results if result.media is not None]
    assert [media.digest for media in await session.media()] == digests, "in the order given, without being told"

    events = [event async for event in session.send("turn these photos into a 2 second video with calm music, 16:9")]
    whole = "".join(event.text for event in events if isinstance(event, TextDone))
    assert whole == "".join(event.text for event in events if isinstance(event, TextDelta))  # once, not twice
    assert any(isinstance(event, ToolCall) for event in events)
    draft = (await session.state()).draft
    assert [segment.source for segment in draft.clips] == [str(path) for path in paths]
    assert draft.duration == pytest.approx(2, abs=0.05)

    still = await session.still(digests[0], 80)
    assert still.startswith(b"\xff\xd8")
    audio = draft.track("audio")
    assert audio is not None
    assert len(await session.peaks(audio.segments[0].id, 50)) == 50

    statuses = await exported(session, draft, tmp_path / "film.mp4")
    progress = [status.progress for status in statuses if status.progress is not None]
    assert progress == sorted(progress)
    assert statuses[-1].phase == "done"
    with av.open(str(tmp_path / "film.mp4")) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == (1920, 1080)
        frames = sum(1 for _ in container.decode(video))
    assert frames == round(draft.duration * 30)
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert sum(frame.samples for frame in container.decode(container.streams.audio[0])) > 1.9 * 48000


async def test_pictures_sent_side_by_side_keep_their_order_behind_those_that_were_there(session: Session) -> None:
    first, *rest = samples(5)
    await session.upload(first)
    for order in (rest, rest[::-1]):
        results = await session.upload(*order)
        digests = [result.media["hash"] for result in results if result.media is not None]
        assert [media.digest for media in await session.media()][1:] == digests


async def test_edits_undo_and_a_preview_in_fragments(session: Session) -> None:
    (result,) = await session.upload(samples(1)[0])
    assert result.media is not None
    _, draft = await asked(session, "turn this photo into a 1 second video")
    clip = draft.clips[0].id
    changed = (await session.edit([{"op": "motion", "segment": clip, "name": "pan-left"}])).draft
    assert changed.clips[0].motion == "pan-left"
    assert (await session.put_draft(draft)).draft == draft
    with pytest.raises(I2VError) as caught:
        await session.edit([{"op": "explode"}])
    assert "refused" not in str(caught.value)  # the backend's own sentence, as it stands

    status = await session.start_render(draft, "draft")
    while status.status not in ("completed", "failed"):
        status = await session.render_status(status.render_id, since=status.revision, wait=5)
    assert status.error is None
    assert status.film is not None
    assert status.film["height"] == 540
    init = await session.fragment(status.render_id, "video", "init")
    assert init[4:8] == b"ftyp"
    assert (await session.fragment(status.render_id, "video", 0))[4:8] == b"moof"
    with pytest.raises(BackendUnavailable, match="not there yet"):
        await session.fragment(status.render_id, "video", 99)


async def test_bad_files_are_told_and_lose_no_other(session: Session, tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("hello, I am no picture")
    good, bad = await session.upload(samples(1)[0], text)
    assert good.ok
    assert isinstance(bad.error, UnsupportedFile)
    assert "text.jpg" in str(bad.error)
    (result,) = await session.upload((samples(1)[0], "名字, 1.jpg", "相册/名字, 1.jpg"))
    assert result.media is not None
    assert result.media["source"] == "相册/名字, 1.jpg"


async def test_an_empty_film_cannot_be_exported(session: Session, tmp_path: Path) -> None:
    with pytest.raises(RenderFailed):
        await exported(session, (await session.state()).draft, tmp_path / "a.mp4")
    with pytest.raises(RenderFailed, match="no longer has"):
        async for _ in session.resume("render_1"):
            pass


async def test_a_wrong_secret_gets_in_nowhere(embedded: EmbeddedBackend, tmp_path: Path) -> None:
    async with Client(embedded.url, "wrong", folder=tmp_path) as client:
        with pytest.raises(TokenExpired):
            await client.session()
    assert not (tmp_path / "tokens.json").exists()  # a token of one's own is replaced by no other
