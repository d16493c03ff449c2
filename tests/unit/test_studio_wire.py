"""The Studio over the hosted wire: what is shown while it streams, where things go, what is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from widget_kit import Page, until

import i2v_widgets as i2v
from tests.client_kit import OWN, QUICK
from tests.wire import CutError, WireBackend, envelope, said, stream

pytest_plugins = ["studio_kit"]
LIMIT = 60
FILM = {"t": [{"tt": 0, "sg": [{"d": 2000}, {"d": 3000}]}]}


@pytest.fixture
def wire() -> Iterator[WireBackend]:
    """The strict backend, on the package's own loop, so that plain code can wait."""
    stack = AsyncExitStack()
    backend = WireBackend(own_tokens={OWN})
    i2v.run(stack.enter_async_context(backend.serve()))
    yield backend
    i2v.run(stack.aclose())


@pytest.fixture
def open_studio(wire: WireBackend, tmp_path: Path) -> Iterator[Callable[..., i2v.Studio]]:
    made: list[i2v.Studio] = []

    def make(**options: Any) -> i2v.Studio:
        options.setdefault("folder", tmp_path / f"hosted{len(made)}")
        made.append(i2v.Studio(wire.url, token=OWN, timing=QUICK, **options))
        return made[-1]

    yield make
    for studio in made:
        studio.close()
        i2v.run(studio.ended())


@pytest.fixture
def away(monkeypatch: Any) -> None:
    """Let the strict backend count as one that is not on this machine."""
    from i2v_widgets.studio.link import Link

    real = Link.place.fget
    assert real is not None

    def place(link: Link) -> dict[str, str]:
        given: dict[str, str] = real(link)
        return {"kind": "hosted", "host": "films.example"} if str(link.shared).startswith("http://127") else given

    monkeypatch.setattr(Link, "place", property(place))


def notices(studio: i2v.Studio) -> list[dict[str, Any]]:
    return [message for message in studio.conversation.messages if message["role"] == "notice"]


def test_gui_talk_is_translated_before_it_is_shown(wire: WireBackend, open_studio: Any) -> None:
    answer = "Your film is ready. Click the Export button to save it."
    pieces = [said(answer[i : i + 5], partial=True) for i in range(0, len(answer), 5)]
    wire.fault("send", stream(*pieces, said(answer)))
    studio = open_studio()
    page = Page(studio.conversation)
    told: list[str] = []
    job = studio.ask("make a film")
    job.observe(lambda: told.append(job.text or ""))
    reply = job.result(LIMIT)

    shown = "".join(message["text"] for message, _ in page.heard if message.get("kind") == "delta")
    for text in (shown, reply.text, *told):
        assert "lick" not in text
        assert "utton" not in text
    assert reply.text.startswith("Your film is ready.")
    assert "export" in reply.text


def test_no_escape_and_no_html_reaches_the_cell(wire: WireBackend, open_studio: Any) -> None:
    wire.fault("send", stream(said("Done \x1b[31mred\x1b[0m <script>x</script> [a](javascript:x)", partial=True)))
    studio = open_studio()
    job = studio.ask("make a film")
    told: list[str] = []
    job.observe(lambda: told.append(job.text or ""))
    for text in (job.result(LIMIT).text, *told):
        assert "\x1b" not in text
        assert "<script" not in text
        assert "javascript:" not in text


def test_two_messages_are_set_apart_while_they_stream(wire: WireBackend, open_studio: Any) -> None:
    wire.fault("send", stream(said("One"), said("Two", partial=True), said("Two")))
    studio = open_studio()
    assert studio.ask("make a film").result(LIMIT).text == "One\n\nTwo"


def test_a_cut_answer_is_followed_by_the_state_and_never_posted_again(wire: WireBackend, open_studio: Any) -> None:
    wire.drafts.extend([{}, FILM])
    wire.fault("send", stream(said("I begin", partial=True), CutError()))
    studio = open_studio()
    reply = studio.ask("make a film").result(LIMIT)
    assert reply.draft.to_wire() == FILM
    assert reply.text == "I begin"
    assert reply.events[-1].interrupted
    assert (wire.count("send"), wire.count("state")) == (1, 3)


def test_a_lost_session_is_replaced_by_one_and_the_pictures_are_sent_again(
    wire: WireBackend, open_studio: Any, photos: list[Path]
) -> None:
    studio = open_studio()
    studio.add(*photos[:2]).result(LIMIT)
    wire.fault("send", envelope(code=1002, message="gone"))
    with pytest.raises(i2v.SessionNotFound):
        studio.ask("make a film").result(LIMIT)
    assert (wire.count("session"), wire.count("upload"), wire.count("send")) == (2, 2, 1)
    studio.ask("make a film").result(LIMIT)
    assert (wire.count("session"), wire.count("upload"), wire.count("send")) == (2, 4, 2)
    assert wire.last("send").json["session_id"] == wire.last("upload").path.rsplit("/", 1)[-1]


def test_a_session_lost_amid_an_upload_takes_the_picture_anew(
    wire: WireBackend, open_studio: Any, photos: list[Path]
) -> None:
    wire.fault("upload", envelope(code=1002, message="gone"))
    studio = open_studio()
    assert len(studio.add(photos[0]).result(LIMIT)) == 1
    assert (wire.count("session"), wire.count("upload")) == (2, 2)


def test_export_by_words_honours_the_name(
    wire: WireBackend, open_studio: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    wire.drafts.extend([FILM])
    wire.drafts.popleft()
    wire.film = film(tmp_path / "film.mp4")
    monkeypatch.chdir(tmp_path)
    studio = open_studio()
    studio.ask("make a film").result(LIMIT)
    reply = studio.ask("export to dreams.mp4").result(LIMIT)
    assert reply.via == "export"
    assert reply.video is not None
    assert reply.video.path == tmp_path / "dreams.mp4"
    assert (tmp_path / "dreams.mp4").read_bytes() == wire.film
    assert wire.count("send") == 1
    with pytest.raises(i2v.UnsupportedFile, match="MP4 only"):
        studio.ask("export to dreams.gif").result(LIMIT)
    assert wire.count("order") == 1


def test_an_export_is_written_down_once_in_the_project(
    wire: WireBackend, open_studio: Any, tmp_path: Path, private_home: Path
) -> None:
    wire.drafts.extend([FILM])
    wire.drafts.popleft()
    wire.film = film(tmp_path / "film.mp4")
    studio = open_studio()
    rows: list[Any] = []
    wire.fault("order", lambda seen: rows.append(studio.project.render(seen.json["id"])) or wire._order(seen))
    studio.ask("make a film").result(LIMIT)
    video = studio.export(tmp_path / "x.mp4").result(LIMIT)
    assert rows[0]["state"] == "ordered", "before the request"
    row = studio.project.render(video.render_id)
    assert row is not None
    assert (row["state"], row["session"], row["base"]) == ("completed", studio.link._session.id, wire.url)
    assert row["draft"] == FILM
    assert OWN not in json.dumps(row)
    assert len(row["token"]) == 16
    elsewhere = [path for path in private_home.rglob("renders.jsonl") if video.render_id in path.read_text("utf-8")]
    assert elsewhere == []


def test_a_resumed_export_stays_of_the_session_that_ordered_it(
    wire: WireBackend, open_studio: Any, tmp_path: Path
) -> None:
    wire.drafts.extend([FILM])
    wire.drafts.popleft()
    wire.film = film(tmp_path / "film.mp4")
    first = open_studio(folder=tmp_path / "film")
    first.ask("make a film").result(LIMIT)
    video = first.export(tmp_path / "x.mp4").result(LIMIT)
    session = first.project.render(video.render_id)["session"]
    first.close()
    i2v.run(first.ended())
    (tmp_path / "x.mp4").unlink()
    again = open_studio(folder=tmp_path / "film")
    assert again.resume(video.render_id).result(LIMIT).path == tmp_path / "x.mp4"
    assert again.link._session.id != session
    assert again.project.render(video.render_id)["session"] == session
    assert wire.count("order") == 1


def test_a_render_whose_token_was_replaced_is_an_orphan(wire: WireBackend, open_studio: Any, tmp_path: Path) -> None:
    wire.drafts.extend([FILM])
    wire.drafts.popleft()
    wire.film = film(tmp_path / "film.mp4")
    studio = open_studio(folder=tmp_path / "film")
    studio.ask("make a film").result(LIMIT)
    video = studio.export(tmp_path / "x.mp4").result(LIMIT)
    studio.close()
    i2v.run(studio.ended())
    wire.tokens.add("another-token-0123")
    again = i2v.Studio(wire.url, token="another-token-0123", timing=QUICK, folder=tmp_path / "film")
    try:
        with pytest.raises(i2v.RenderFailed, match="token that ordered it"):
            again.resume(video.render_id).result(LIMIT)
    finally:
        again.close()
        i2v.run(again.ended())
    assert wire.count("order") == 1


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("skill", "words"), [("picture-to-video", "are uploaded to"), ("image-to-video-ai-offline", "promises to keep")]
)
def test_before_the_first_hosted_upload_it_is_said_where_pictures_go(
    wire: WireBackend, open_studio: Any, photos: list[Path], skill: str, words: str
) -> None:
    studio = open_studio(skill=skill)
    seen: list[int] = []
    answer = wire._upload
    wire.fault("upload", lambda request: seen.append(len(notices(studio))) or answer(request))
    studio.add(*photos).result(LIMIT)
    (notice,) = notices(studio)
    assert seen == [1], "before the first byte"
    assert words in notice["text"]
    assert "films.example" in notice["text"]
    assert notice["actions"] == ["local"]


@pytest.mark.usefixtures("away")
def test_use_this_machine_instead(wire: WireBackend, open_studio: Any, photos: list[Path]) -> None:
    studio = open_studio()
    studio.add(*photos[:2]).result(LIMIT)
    (notice,) = notices(studio)
    Page(studio.conversation).command("action", action="local", message=notice["id"])
    until(lambda: studio.place["kind"] == "local" and studio.link.connected)
    reply = studio.ask("turn these photos into a 4 second video").result(LIMIT)
    assert len(reply.draft.clips) == 2
    assert studio.picker.place["kind"] == "local"
    assert notices(studio)[0]["actions"] == []
    assert "this machine" in notices(studio)[0]["text"]
    assert wire.count("send") == 0


def test_a_backend_on_this_machine_needs_no_such_sentence(
    wire: WireBackend, open_studio: Any, photos: list[Path]
) -> None:
    studio = open_studio()
    studio.add(photos[0]).result(LIMIT)
    assert notices(studio) == []


@pytest.mark.usefixtures("away")
def test_while_connecting_people_see_so_and_then_that_it_is_ready(wire: WireBackend, open_studio: Any) -> None:
    studio = open_studio()
    seen: list[str] = []
    studio.conversation.observe(lambda change: seen.append(change["new"]["phase"]), "activity")
    studio._repr_mimebundle_()
    until(lambda: "ready" in seen)
    assert seen == ["opening", "ready"]
    wire.fault("send", stream(said("Hello.")))
    studio.ask("hello there").result(LIMIT)
    assert studio.conversation.activity["phase"] == ""


@pytest.mark.parametrize(("skill", "kind"), [("image-to-video-ai-offline", "local"), ("picture-to-video", "hosted")])
def test_the_offline_skill_keeps_its_promise(tmp_path: Path, monkeypatch: Any, skill: str, kind: str) -> None:
    monkeypatch.setenv("NEMO_TOKEN", OWN)
    studio = i2v.Studio(skill=skill, folder=tmp_path / "f")
    try:
        assert studio.place["kind"] == kind
    finally:
        studio.close()
        i2v.run(studio.ended())


def test_chips_speak_the_language_of_the_conversation(wire: WireBackend, open_studio: Any) -> None:
    wire.drafts.append(FILM)
    wire.drafts.popleft()
    studio = open_studio()
    studio.ask("把照片做成视频").result(LIMIT)
    (answer,) = (message for message in studio.conversation.messages if message["role"] == "agent")
    assert answer["changes"]
    assert not any(re.search("[A-Za-z]{4}", chip["name"]) for chip in answer["changes"])


def film(path: Path) -> bytes:
    import av

    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for _ in range(15):
            container.mux(video.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(video.encode(None))
    return path.read_bytes()
