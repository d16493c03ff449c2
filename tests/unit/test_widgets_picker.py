"""The picker: what lands, in which order, and what bad files are told."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import importlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from widget_kit import Page, jpeg, until

import i2v_widgets as i2v
from i2v_widgets import FileTooLarge, I2VError, ImagePicker, UnsupportedFile
from i2v_widgets.widgets import picker as picker_module
from i2v_widgets.widgets.paths import expand, natural
from i2v_widgets.widgets.transfer import Incoming


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


# What goes wrong -----------------------------------------------------------------------------------------------------


def test_whatever_goes_wrong_no_file_is_waited_for_for_ever(picker: ImagePicker, tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg())

    async def deliver(file: object, progress: object) -> None:
        raise RuntimeError("a bug of someone's")

    picker.deliver = deliver
    with pytest.raises(I2VError, match="a bug of someone's"):
        picker.add(tmp_path / "p.jpg").result(10)

    assert states(picker) == ["failed"]
    i2v.run(picker.settled())


def test_a_cancelled_addition_is_not_waited_for_either(picker: ImagePicker, tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg())
    begun = []

    async def deliver(file: object, progress: object) -> None:
        begun.append(file)
        await asyncio.Event().wait()

    picker.deliver = deliver
    job = picker.add(tmp_path / "p.jpg")
    until(lambda: begun)
    job.cancel()

    until(lambda: states(picker) == ["failed"])


def test_an_observer_that_fails_stops_nothing(
    picker: ImagePicker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg())

    def fail(_: object) -> None:
        raise ValueError("an observer's own")

    picker.observe(fail, "files")
    picker.add(tmp_path / "p.jpg").result(10)
    picker.move([picker.files[0]["id"]], 0)

    assert states(picker) == ["ready"]
    assert len([record for record in caplog.records if "observer" in record.message]) == 1


@pytest.mark.parametrize("where", ["open", "write", "finish"])
def test_a_disk_that_is_full_fails_the_upload_at_once(
    picker: ImagePicker, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Incoming, where, full)
    page, data = Page(picker), jpeg()
    page.say({"kind": "put", "id": "f1", "name": "sea.jpg", "size": len(data), "type": ""})
    if where != "open":
        page.first("go", id="f1")
        page.say({"kind": "piece", "id": "f1", "seq": 0, "offset": 0, "total": len(data)}, data)

    told = page.first("error", id="f1")[0]
    assert told["message"] == "sea.jpg: there is no space left on the disk."
    until(lambda: states(picker) == ["failed"])
    assert not [path for path in picker.folder.rglob("*") if path.is_file()]


def test_a_fetch_that_the_disk_does_not_take_fails(picker: ImagePicker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(picker_module, "download", full)
    with pytest.raises(I2VError, match="no space left"):
        picker.add("https://example.org/sea.jpg").result(10)

    assert states(picker) == ["failed"]


def test_a_put_said_again_while_the_disk_is_slow_is_one_file(
    picker: ImagePicker, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = Path.mkdir

    def slow(path: Path, *args: Any, **options: Any) -> None:
        if path.name == "incoming":
            time.sleep(0.2)
        mkdir(path, *args, **options)

    monkeypatch.setattr(Path, "mkdir", slow)
    page, data = Page(picker), jpeg()
    for _ in range(2):
        page.say({"kind": "put", "id": "f1", "name": "sea.jpg", "size": len(data), "type": ""})
    until(lambda: len(page.all("go")) == 2)

    assert len(list((picker.folder / "incoming").iterdir())) == 1
    page.say({"kind": "piece", "id": "f1", "seq": 0, "offset": 0, "total": len(data)}, data)
    page.first("stored", id="f1")
    assert not list((picker.folder / "incoming").iterdir())


# What a page may not ask ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("max_bytes", "size"), [(1000, 1001), (1000, 200_000_000)])
def test_more_than_this_picker_takes(tmp_path: Path, max_bytes: int, size: int) -> None:
    picker = ImagePicker(folder=tmp_path / "picked", max_bytes=max_bytes)
    page = Page(picker)
    page.say({"kind": "put", "id": "f1", "name": "sea.jpg", "size": size, "type": ""})

    assert "more than this picker takes" in page.first("error", id="f1")[0]["message"]
    (tmp_path / "p.jpg").write_bytes(jpeg(900, 900))
    with pytest.raises(FileTooLarge, match=r"p\.jpg.*0\.0 MB"):
        picker.add(tmp_path / "p.jpg").result(10)
    picker.close()


def test_a_name_from_the_page_is_only_a_name(picker: ImagePicker) -> None:
    page = Page(picker)
    upload(page, "f1", "../../etc/\x1b[31ma\u202egpj.jpg", jpeg())
    page.first("stored", id="f1")

    assert picker.files[0]["name"] == picker.files[0]["source"] == "[31magpj.jpg"


def test_no_more_samples_than_someone_would_wait_for(picker: ImagePicker, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(importlib.import_module("i2v_widgets.samples"), "samples", lambda n: asked.append(n) or [])
    page = Page(picker)
    for n in (1_000_000, -5):
        page.command("samples", n=n)

    until(lambda: sorted(asked) == [1, 50])


@pytest.mark.parametrize("width", [0, -9])
def test_a_thumbnail_has_some_width(picker: ImagePicker, tmp_path: Path, width: int) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg(200, 100))
    (record,) = picker.add(tmp_path / "p.jpg").result()
    page = Page(picker)
    page.say({"kind": "thumb", "id": "t1", "file": record["id"], "width": width})

    assert page.first("thumb", id="t1")[1][0].startswith(b"\xff\xd8")
