"""The Studio from Python, on the embedded backend over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from widget_kit import Page, jpeg, until

import i2v_widgets as i2v

pytest_plugins = ["studio_kit"]

LIMIT = 120.0
Make = Callable[..., i2v.Studio]
FILM = "turn these photos into a 3-second video"


def test_calls_run_in_their_order_without_waiting(studio: i2v.Studio, photos: list[Path], tmp_path: Path) -> None:
    studio.add(*photos[:2])
    studio.ask(FILM)
    title = studio.ask('add the title "Urban Dreams" for the first 1 second')
    video = studio.export(tmp_path / "x.mp4", quality="draft").result(LIMIT)

    reply = title.result(LIMIT)
    assert [segment.text for segment in studio.draft.track("text").segments] == ["Urban Dreams"]  # type: ignore[union-attr]
    assert reply.version == 2
    assert reply.changes
    assert reply.via == "stream"
    assert video.path == tmp_path / "x.mp4"
    assert video.size > 1000
    assert video.duration == pytest.approx(3, abs=0.1)
    assert [version.number for version in studio.history] == [1, 2]


def test_a_failed_add_fails_the_ask_that_follows_and_only_that(
    studio: i2v.Studio, photos: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "notes.jpg").write_text("no picture at all")
    studio.add(photos[0], tmp_path / "notes.jpg")
    with pytest.raises(i2v.UnsupportedFile, match=r"notes\.jpg"):
        studio.ask(FILM).result(LIMIT)

    assert len(studio.ask(FILM).result(LIMIT).draft.clips) == 1
    card = next(message for message in studio.conversation.messages if message["role"] == "error")
    assert "notes.jpg" in card["text"]
    assert card["actions"] == ["retry"]


def test_a_failure_that_was_told_holds_nothing_up(studio: i2v.Studio, photos: list[Path]) -> None:
    for _ in range(20):  # such a job ends before the call that made it returns
        with pytest.raises(i2v.UnsupportedFile, match=r"nowhere\.jpg"):
            studio.add("nowhere.jpg").result(LIMIT)

    assert studio.ask("status").result(LIMIT).via == "status"


def test_the_same_file_again_adds_nothing_and_says_so(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos).result(LIMIT)
    again = studio.add(photos[1]).result(LIMIT)

    assert again.already == ("p1.jpg",)
    assert "Already there: p1.jpg" in repr(again)
    assert len(studio.picker.files) == 4


def test_the_pickers_order_is_the_films(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:3]).result(LIMIT)
    last = studio.picker.files[2]["id"]
    studio.picker.move([last], 0)
    studio.ask(FILM).result(LIMIT)

    assert [Path(clip.source).name for clip in studio.draft.clips] == ["p2.jpg", "p0.jpg", "p1.jpg"]


@pytest.mark.parametrize("prompt", ["", "   "])
def test_an_empty_prompt_is_answered_in_words(studio: i2v.Studio, prompt: str) -> None:
    reply = studio.ask(prompt).result(LIMIT)
    assert "Say what the film should be" in reply.text
    assert not studio.history


def test_no_photo_at_all_is_answered_in_words(studio: i2v.Studio) -> None:
    reply = studio.ask(FILM).result(LIMIT)
    assert "photo" in reply.text.lower() or "picture" in reply.text.lower()
    assert studio.draft.is_empty
    with pytest.raises(i2v.I2VError, match="no film yet"):
        studio.export().result(LIMIT)


def test_undo_redo_goto_and_the_server_follow(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2])
    studio.ask(FILM)
    studio.ask("make it 5 seconds long").result(LIMIT)
    studio.undo().result(LIMIT)
    assert studio.draft.duration == pytest.approx(3, abs=0.1)
    assert studio.can_redo
    assert studio.can_undo
    studio.redo().result(LIMIT)
    assert studio.draft.duration == pytest.approx(5, abs=0.1)
    studio.goto(1).result(LIMIT)
    reply = studio.ask('add the title "Sea"').result(LIMIT)

    assert reply.draft.duration == pytest.approx(3, abs=0.1)
    assert [version.kind for version in studio.history] == ["ask", "ask", "undo", "redo", "goto", "ask"]
    assert studio.timeline.film["duration"] == pytest.approx(3, abs=0.1)


def test_a_project_opens_again_where_it_was(make: Make, photos: list[Path], tmp_path: Path) -> None:
    first = make(folder=tmp_path / "film")
    first.add(*photos[:2])
    first.ask(FILM).result(LIMIT)
    with pytest.raises(i2v.I2VError, match="has this project open"):
        make(folder=tmp_path / "film")
    first.close()
    for path in photos:
        path.unlink()

    again = make(folder=tmp_path / "film")
    assert again.draft.to_wire() == first.draft.to_wire()
    assert [message["role"] for message in again.conversation.messages] == ["user", "agent"]
    reply = again.ask('add the title "Sea"').result(LIMIT)
    assert len(reply.draft.clips) == 2
    assert reply.version == 2


def test_a_branch_goes_its_own_way(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2])
    studio.ask(FILM).result(LIMIT)
    other = studio.branch(1)
    try:
        other.ask('add the title "Sea"').result(LIMIT)
        assert other.draft.track("text") is not None
        assert studio.draft.track("text") is None
    finally:
        other.close()


def test_an_edit_by_hand_is_a_version(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2])
    studio.ask(FILM).result(LIMIT)
    first = studio.draft.clips[0].id
    Page(studio.timeline).command("edit", edit={"op": "remove", "segments": [first]})

    until(lambda: studio.version == 2)
    assert len(studio.draft.clips) == 1
    assert studio.history[-1].kind == "edit"
    assert studio.timeline.film["duration"] == studio.draft.duration


def test_a_preview_grows_and_is_played_by_the_player(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2])
    studio.ask(FILM)
    video = studio.preview().result(LIMIT)

    async def pull() -> list[bytes]:
        return [fragment async for fragment in video.fragments()]

    fragments = asyncio.run(pull())
    assert b"moov" in fragments[0]
    assert all(b"moof" in fragment for fragment in fragments[1:])
    assert len(fragments) == len(studio.player.film["video"]["index"]) + 1
    until(lambda: studio.preview_state["state"] == "done")
    assert set(studio.player.film["video"]["ready"]) == {"1"}
    assert not studio.player.film["live"]
    page = Page(studio.player)
    page.say({"kind": "get", "id": "g", "film": studio.player.film["id"], "track": "video", "index": 0})
    assert page.first("piece", id="g")[1][0] == fragments[1]


def test_shown_it_previews_by_itself_and_a_newer_draft_takes_its_place(studio: i2v.Studio, photos: list[Path]) -> None:
    studio._repr_mimebundle_()
    studio.add(*photos[:2])
    studio.ask(FILM).result(LIMIT)
    studio.ask("make it 4 seconds long").result(LIMIT)

    until(
        lambda: (
            studio.preview_state["state"] == "done" and studio.player.film.get("duration") == pytest.approx(4, abs=0.1)
        )
    )
    assert studio.timeline.chunks == []


def test_export_by_a_word_and_by_the_page(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2])
    studio.ask("turn these photos into a 1-second video").result(LIMIT)
    reply = studio.ask("export").result(LIMIT)
    assert reply.via == "export"
    assert reply.video is not None
    assert reply.video.path.is_file()

    card = next(message for message in studio.conversation.messages if message["role"] == "export")
    assert card["state"] == "done"
    assert card["file"]["size"] == reply.video.size
    page = Page(studio)
    page.say({"kind": "get", "id": "g", "film": card["file"]["id"], "track": "file", "offset": 0, "length": 12})
    assert page.first("piece", id="g")[1][0][4:8] == b"ftyp"


def test_a_cancelled_export_leaves_a_quiet_card(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos)
    studio.ask("turn these photos into a 60-second video").result(LIMIT)
    job = studio.export()
    until(lambda: studio.export_state.get("state") == "running")
    Page(studio).command("cancel_export")

    with pytest.raises(i2v.Cancelled):
        job.result(LIMIT)
    until(lambda: studio.export_state["state"] == "idle")
    assert studio.conversation.messages[-1]["state"] == "cancelled"


def test_upload_from_the_page_then_ask(studio: i2v.Studio) -> None:
    data, page = jpeg(600, 400), Page(studio.picker)
    page.say({"kind": "put", "id": "f1", "name": "sea.jpg", "size": len(data), "type": "image/jpeg"})
    page.first("go")
    Page(studio.conversation).command("ask", text=FILM)  # sent before the photo is in: it waits
    page.say({"kind": "piece", "id": "f1", "seq": 0, "offset": 0, "total": len(data)}, data)

    until(lambda: len(studio.draft.clips) == 1)
    assert studio.draft.clips[0].source == "sea.jpg"
    kept = [path for path in studio.project.folder.rglob("*") if path.is_file() and path.stat().st_size == len(data)]
    assert len(kept) == 1  # one copy on disk


def test_status_and_credits_in_words(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2])
    studio.ask(FILM).result(LIMIT)
    status, credits = studio.ask("status").result(LIMIT), studio.ask("credits").result(LIMIT)

    assert status.via == "status"
    assert "Timeline (" in status.text
    assert credits.via == "credits"
    assert credits.credits.available > 0
    assert len(studio.history) == 1


def test_saved_state_is_small_and_holds_no_secret(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos)
    studio.ask(FILM).result(LIMIT)
    state = [
        w.get_state(drop_defaults=True)
        for w in (studio, studio.picker, studio.timeline, studio.player, studio.conversation)
    ]
    for each in state:
        each.pop("_esm", None)
    text = json.dumps(state, default=str)
    assert len(text) < 30_000
    assert studio.link.backend.token not in text


def test_misspelt_and_unknown_options_are_refused(make: Make) -> None:
    with pytest.raises(TypeError):
        make(skil="x")
    with pytest.raises(i2v.I2VError, match=r"no skill"):
        make(skill="x")
    with pytest.raises(i2v.I2VError, match="no such backend"):
        i2v.Studio("nowhere")


def test_a_studio_that_was_never_used_leaves_no_folder(make: Make) -> None:
    studio = make(folder=None)
    folder = studio.project.folder
    assert folder.is_dir()
    studio.close()
    i2v.run(studio.ended())

    assert not folder.exists()


def test_close_twice_and_then_calls_say_so(studio: i2v.Studio) -> None:
    studio.close()
    studio.close()
    with pytest.raises(i2v.I2VError, match="closed"):
        studio.ask("hello")


def test_an_export_is_resumed_after_the_notebook_was_closed(make: Make, photos: list[Path], tmp_path: Path) -> None:
    first = make(folder=tmp_path / "film")
    first.add(*photos[:2])
    first.ask("turn these photos into a 1-second video").result(LIMIT)
    video = first.export(tmp_path / "x.mp4", quality="draft").result(LIMIT)
    first.close()
    video.path.unlink()  # type: ignore[union-attr]

    again = make(folder=tmp_path / "film").resume(video.render_id).result(LIMIT)
    assert again.path == tmp_path / "x.mp4"
    assert again.path.is_file()
    assert again.render_id == video.render_id


def test_a_cancelled_answer_is_caught_up_with(studio: i2v.Studio, photos: list[Path]) -> None:
    studio.add(*photos[:2]).result(LIMIT)
    page = Page(studio.conversation)
    job = studio.ask(FILM)
    until(lambda: studio.conversation.activity["phase"] == "writing" or job.done)
    page.command("cancel")
    until(lambda: job.done)
    studio.ask('add the title "Sea"').result(LIMIT)

    assert len(studio.draft.clips) == 2
    studio.undo().result(LIMIT)
    assert len(studio.draft.clips) == 2
    assert studio.draft.track("text") is None
