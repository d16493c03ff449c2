"""The picker: what lands, in which order, and what bad files are told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from widget_kit import Page, jpeg, until

from i2v_widgets import I2VError, ImagePicker, UnsupportedFile
from i2v_widgets.widgets.paths import expand, natural


@pytest.fixture
def picker(tmp_path: Path) -> Iterator[ImagePicker]:
    picker = ImagePicker(folder=tmp_path / "picked")
    yield picker
    picker.close()


def upload(page: Page, id: str, name: str, data: bytes, *, piece: int = 1000, backwards: bool = False) -> None:
    page.say({"kind": "put", "id": id, "name": name, "size": len(data), "type": ""})
    page.first("go", id=id)
    offsets = list(range(0, len(data), piece))
    for offset in reversed(offsets) if backwards else offsets:
        content = {"kind": "piece", "id": id, "seq": offset // piece, "offset": offset, "total": len(data)}
        page.say(content, data[offset : offset + piece])


def states(picker: ImagePicker) -> list[str]:
    return [record["state"] for record in picker.files]


@pytest.mark.parametrize("backwards", [False, True])
def test_an_upload_lies_under_its_digest(picker: ImagePicker, backwards: bool) -> None:
    page, data = Page(picker), jpeg(640, 400)
    upload(page, "f1", "sea.jpg", data, backwards=backwards)

    digest = hashlib.sha256(data).hexdigest()
    assert page.first("stored", id="f1")[0]["digest"] == digest
    until(lambda: states(picker) == ["ready"])
    assert picker.paths == [picker.folder / digest]
    assert picker.paths[0].read_bytes() == data
    record = picker.files[0]
    assert (record["name"], record["width"], record["height"], record["origin"]) == ("sea.jpg", 640, 400, "browser")
    assert not list((picker.folder / "incoming").iterdir())


def test_the_same_bytes_twice_are_one_file(picker: ImagePicker) -> None:
    page, data = Page(picker), jpeg()
    upload(page, "f1", "a.jpg", data)
    page.first("stored", id="f1")
    upload(page, "f2", "b.jpg", data)
    page.first("stored", id="f2")

    until(lambda: [record["id"] for record in picker.files] == ["f1"])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("notes.jpg", b"only words here\n" * 9, "notes.jpg"), ("cut.jpg", jpeg(900, 900)[:1500], "cut.jpg")],
)
def test_a_bad_upload_is_told_in_one_sentence(picker: ImagePicker, name: str, data: bytes, words: str) -> None:
    page = Page(picker)
    upload(page, "f1", name, data)

    told = page.first("error", id="f1")[0]
    assert words in told["message"]
    assert "\n" not in told["message"]
    assert "Traceback" not in told["message"]
    until(lambda: states(picker) == ["failed"])
    assert not [path for path in picker.folder.rglob("*") if path.is_file()]


def test_too_large_is_told_before_a_byte_is_sent(picker: ImagePicker) -> None:
    page = Page(picker)
    page.say({"kind": "put", "id": "f1", "name": "long.mp4", "size": 201_000_000, "type": "video/mp4"})

    assert "201 MB" in page.first("error", id="f1")[0]["message"]
    assert not page.all("go")


def test_a_command_is_acknowledged_and_done_once(picker: ImagePicker, tmp_path: Path) -> None:
    for i in range(3):
        (tmp_path / f"p{i}.jpg").write_bytes(jpeg(color=["red", "green", "blue"][i]))
    picker.add(tmp_path / "p*.jpg").result()
    page, ids = Page(picker), [record["id"] for record in picker.files]
    move = {"kind": "command", "id": "m1", "name": "move", "ids": [ids[0]], "to": 1}

    page.say(move)
    until(lambda: [record["id"] for record in picker.files] == [ids[1], ids[0], ids[2]])
    page.say(move)  # resent: the acknowledgement was lost
    page.command("remove", ids=[ids[2]])

    until(lambda: [record["id"] for record in picker.files] == [ids[1], ids[0]])
    assert len([content for content in page.all("ack") if content["id"] == "m1"]) == 2


def test_a_thumbnail_for_what_the_browser_cannot_draw(picker: ImagePicker, tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg(2000, 1000))
    (record,) = picker.add(tmp_path / "p.jpg").result()
    page = Page(picker)
    page.say({"kind": "thumb", "id": "t1", "file": record["id"], "width": 200})

    _, (thumb,) = page.first("thumb", id="t1")
    assert thumb.startswith(b"\xff\xd8")
    assert len(thumb) < 20_000


def test_paths_are_sorted_as_people_count(tmp_path: Path) -> None:
    for name in ("img10.jpg", "img2.jpg", "img1.jpg", "notes.txt", ".hidden.jpg"):
        (tmp_path / name).write_bytes(b"x")

    assert [path.name for path in expand(tmp_path)] == ["img1.jpg", "img2.jpg", "img10.jpg"]
    assert [path.name for path in expand(str(tmp_path / "*.jpg"))] == ["img1.jpg", "img2.jpg", "img10.jpg"]
    assert sorted(["b2", "a10", "a9", "A1"], key=natural) == ["A1", "a9", "a10", "b2"]


def test_a_path_that_is_not_there_is_named(picker: ImagePicker) -> None:
    with pytest.raises(UnsupportedFile, match=r"nowhere/x\.jpg"):
        picker.add("nowhere/x.jpg").result()


def test_a_misspelt_trait_is_refused() -> None:
    with pytest.raises(TypeError, match="Did you mean 'max_bytes'"):
        ImagePicker(max_byte=3)


def test_a_delivery_that_fails_is_told_and_can_be_tried_again(picker: ImagePicker, tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg())
    down = True

    async def deliver(file: object, progress: object) -> None:
        if down:
            raise I2VError("The backend cannot be reached.", hint="Check the network.")

    picker.deliver = deliver
    with pytest.raises(I2VError, match="cannot be reached"):
        picker.add(tmp_path / "p.jpg").result()
    down = False
    Page(picker).command("retry", ids=[picker.files[0]["id"]])

    until(lambda: states(picker) == ["ready"])
