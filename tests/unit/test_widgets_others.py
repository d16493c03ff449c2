"""Conversation, timeline and player, each alone."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import pytest
import traitlets
from PIL import Image
from widget_kit import Page, jpeg, until

from i2v_widgets import Conversation, Draft, I2VError, Timeline, UnsupportedFile, VideoPlayer
from i2v_widgets.jobs import submit
from i2v_widgets.widgets.base import RATE
from i2v_widgets.widgets.footage import FileFilm
from i2v_widgets.widgets.transfer import PIECE


def test_an_answer_streams_in_batches_and_ends_in_one_trait() -> None:
    async def respond(text: str) -> AsyncIterator[str]:
        for i in range(2000):
            yield f"{i} "

    conversation = Conversation(respond=respond)
    page = Page(conversation)
    whole = conversation.ask("count").result()

    assert whole == "".join(f"{i} " for i in range(2000))
    said, answer = conversation.messages
    assert (said["role"], answer["text"], answer["state"]) == ("user", whole, "done")
    deltas = page.all("delta")
    assert len(deltas) < 100
    assert whole.startswith("".join(delta["text"] for delta in deltas))
    assert [delta["seq"] for delta in deltas] == list(range(len(deltas)))
    conversation.close()


def test_a_failing_answer_is_a_card_not_a_traceback() -> None:
    def respond(text: str) -> str:
        raise UnsupportedFile("clip.tif: no.", hint="Save it as PNG.")

    conversation = Conversation(respond=respond)
    with pytest.raises(UnsupportedFile):
        conversation.ask("go").result()

    card = conversation.messages[-1]
    assert (card["role"], card["text"], card["hint"]) == ("error", "clip.tif: no.", "Save it as PNG.")
    assert conversation.activity["phase"] == ""
    conversation.close()


def test_traits_change_at_most_thirty_times_a_second_and_the_last_value_arrives() -> None:
    timeline, seen = Timeline(), list[str]()
    timeline.observe(lambda change: seen.append(change["new"]["text"]), "status")
    began = time.monotonic()

    for i in range(3000):
        timeline.show(status={"state": "", "text": str(i)})

    until(lambda: timeline.status["text"] == "2999")
    assert len(seen) <= RATE * (time.monotonic() - began) + 2
    timeline.close()


def test_an_observer_that_waits_for_the_background_loop_does_not_stop_it() -> None:
    timeline, waited = Timeline(report_position=True), list[Any]()

    async def show() -> str:
        timeline.show(status={"state": "x", "text": "from the loop"}, now=True)
        return "shown"

    timeline.observe(lambda _: waited.append(submit(show()).result(5)), "position")
    timeline.set_state({"position": 2.5})

    assert waited == ["shown"]
    assert timeline.status["text"] == "from the loop"
    timeline.close()


WIRE = {
    "v": 1, "d": 3000, "w": 1920, "h": 1080, "fps": 30, "m": {},
    "t": [{"id": "v", "tt": 0, "m": {}, "sg": [
        {"id": "a", "st": 0, "d": 3000, "src": "0" * 64, "m": {"name": "sea.jpg", "media": "image"}}]}],
}  # fmt: skip


def test_a_timeline_shows_a_draft_and_its_pictures(tmp_path: Path) -> None:
    (tmp_path / "sea.jpg").write_bytes(jpeg(800, 600))
    WIRE["t"][0]["sg"][0]["m"]["source"] = str(tmp_path / "sea.jpg")  # type: ignore[index]
    timeline = Timeline(WIRE)
    page = Page(timeline)
    page.say({"kind": "still", "id": "s1", "digest": "0" * 64, "width": 120, "time": 0})

    assert timeline.film["duration"] == 3
    assert "sea" in repr(timeline)
    assert page.first("still", id="s1")[1][0].startswith(b"\xff\xd8")
    page.say({"kind": "peaks", "id": "s2", "segment": "x", "n": 10})
    assert "waveform" in page.first("error", id="s2")[0]["message"]
    timeline.close()


def test_a_timeline_alone_applies_edits_to_its_draft() -> None:
    timeline = Timeline(Draft.from_wire(WIRE), editable=True)
    page = Page(timeline)
    page.command("edit", edit={"op": "trim", "segment": "a", "duration": 2.0})

    until(lambda: timeline.draft.duration == 2)
    assert timeline.film["duration"] == 2
    timeline.close()


def test_a_timeline_to_look_at_refuses_edits() -> None:
    timeline = Timeline(Draft.from_wire(WIRE))
    page = Page(timeline)
    id = page.command("edit", edit={"op": "remove", "segments": ["a"]})

    assert "only to look at" in page.first("error", id=id)[0]["message"]
    assert timeline.draft.duration == 3
    timeline.close()


class Reel:
    """A film of two fragments."""

    id = "reel"
    closed = False

    def describe(self) -> dict[str, Any]:
        index = [[0, 1], [1, 1]]
        video = {"mime": 'video/mp4; codecs="avc1.640028"', "index": index, "ready": "11"}
        return {
            "id": "reel", "name": "reel.mp4", "width": 640, "height": 360, "fps": 30, "duration": 2.0, "live": False,
            "size": 9, "video": video, "audio": None,
        }  # fmt: skip

    async def fragment(self, track: str, index: int) -> bytes:
        return b"init" if index < 0 else bytes([index]) * (2 * PIECE)

    async def read(self, offset: int, length: int) -> bytes:
        return b"the film!"[offset : offset + length]

    def close(self) -> None:
        self.closed = True


def test_the_page_pulls_fragments_and_the_file() -> None:
    player, reel = VideoPlayer(), Reel()
    page = Page(player)
    player.play_film(reel)
    page.say({"kind": "get", "id": "g1", "film": "reel", "track": "video", "index": -1})
    assert page.first("piece", id="g1")[1] == [b"init"]
    page.say({"kind": "ack", "id": "g1", "offset": 4})
    page.say({"kind": "get", "id": "g2", "film": "reel", "track": "video", "index": 1})
    page.first("piece", id="g2", offset=PIECE)
    page.say({"kind": "get", "id": "g3", "film": "reel", "track": "file", "offset": 4, "length": 4})

    assert page.first("piece", id="g3")[1] == [b"film"]
    assert player.film["id"] == "reel"
    player.close()
    player.close()
    assert reel.closed


def test_the_page_is_given_no_more_than_it_may_ask() -> None:
    player, reel = VideoPlayer(), Reel()
    page = Page(player)
    player.play_film(reel)
    page.say({"kind": "get", "id": "g1", "film": "reel", "track": "file", "offset": 0, "length": -1})
    page.say({"kind": "get", "id": "g2", "film": "reel", "track": "file", "offset": -4, "length": 3})

    assert page.first("piece", id="g1")[1] == [b""]
    assert page.first("piece", id="g2")[1] == [b"the"]
    player.close()


def test_another_film_from_bytes_does_not_touch_the_one_that_is_open() -> None:
    def film(frames: int) -> bytes:
        out = io.BytesIO()
        with av.open(out, "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=10)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            for i in range(frames):
                picture = Image.new("RGB", (64, 48), (i * 9 % 256, 99, 200))
                container.mux(stream.encode(av.VideoFrame.from_image(picture)))
            container.mux(stream.encode())
        return out.getvalue()

    one, two = film(30), film(5)
    player = VideoPlayer()
    player.load(one).result(10)
    first = player._current
    assert isinstance(first, FileFilm)
    player.offer(first)
    read: list[bytes] = []
    player.observe(lambda _: read.append(first.path.read_bytes()), "film")  # while both are there
    player.load(two).result(10)
    second = player._current
    assert isinstance(second, FileFilm)

    assert read == [one]
    assert not first.path.exists(), "forgotten, and gone from the disk"
    assert second.path.read_bytes() == two
    assert player.film["name"] == "film"
    with pytest.raises(I2VError, match="film"):
        player.load(b"no film at all").result(10)
    assert list(second.path.parent.parent.iterdir()) == [second.path.parent]
    player.close()
    assert not second.path.exists()


def test_a_film_that_is_gone_is_told() -> None:
    player = VideoPlayer()
    page = Page(player)
    page.say({"kind": "get", "id": "g1", "film": "older", "track": "video", "index": 0})

    assert "no longer here" in page.first("error", id="g1")[0]["message"]
    player.close()


def test_a_player_of_nothing_says_so() -> None:
    player = VideoPlayer()
    with pytest.raises(UnsupportedFile, match=r"missing\.mp4"):
        player.load("missing.mp4").result()

    assert "missing.mp4" in player.error
    assert "missing.mp4" in repr(player)
    player.close()


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(traitlets.TraitError):
        VideoPlayer(rate=9)


def test_close_from_another_thread_blocks_on_nothing() -> None:
    player = VideoPlayer()
    thread = threading.Thread(target=player.close)
    thread.start()
    thread.join(2)

    assert not thread.is_alive()
