"""The project folder: kept, locked, and gone on with; history that loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from widget_kit import Page

import i2v_widgets as i2v
from i2v_widgets import Draft, I2VError
from i2v_widgets.studio.history import History
from i2v_widgets.studio.markup import plain, rich
from i2v_widgets.studio.project import Project

if TYPE_CHECKING:
    from disk_kit import Disk

pytest_plugins = ["disk_kit"]


def draft(ms: int) -> Draft:
    segment = {"id": "c1", "st": 0, "d": ms, "src": "0" * 64, "m": {"name": "a.jpg", "media": "image"}}
    track = {"id": "v", "tt": 0, "sg": [segment], "m": {}}
    return Draft.from_wire({"v": 1, "d": ms, "w": 1920, "h": 1080, "fps": 30, "t": [track], "m": {}})


def test_one_writer_and_the_other_is_told_who(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "film")
    with pytest.raises(I2VError, match="another Studio of this kernel"):
        Project(folder=tmp_path / "film")

    project.close()
    Project(folder=tmp_path / "film").close()


def test_what_is_kept_is_there_again(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "film")
    project.set("name", {"en": "Sea"})
    project.keep_message({"id": "a", "text": "first"})
    project.keep_message({"id": "b", "text": "second"})
    project.keep_message({"id": "a", "text": "first, changed"})
    project.keep_files([({"id": "1", "name": "x.jpg"}, tmp_path / "x.jpg"), ({"id": "2"}, None)])
    project.keep_render("r1", state="ordered", draft={})
    project.close()
    project.keep_message({"id": "late", "text": "from a task that ended late"})

    again = Project(folder=tmp_path / "film")
    assert again.get("name") == {"en": "Sea"}
    assert [message["text"] for message in again.conversation()] == ["first, changed", "second"]
    assert again.files() == [({"id": "1", "name": "x.jpg"}, tmp_path / "x.jpg"), ({"id": "2"}, None)]
    assert again.render("r1") == {"state": "ordered", "draft": {}}
    again.close()


@pytest.mark.parametrize("id", ["../other", "a/b", ".."])
def test_an_id_is_no_path(id: str) -> None:
    with pytest.raises(I2VError, match="not a project's id"):
        Project(id)


def test_undo_and_redo_are_versions_and_branch_off(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "film")
    history = History(project)

    def step(kind: str) -> None:
        to: Any = history.back if kind == "undo" else history.forth
        history.add(kind, kind, history.draft_of(to), origin=to)

    for seconds in (1, 2, 3):
        history.add("ask", f"{seconds}", draft(seconds * 1000))
    step("undo")
    step("undo")
    assert history.draft.duration == 1
    assert history.forth == 2
    step("redo")
    assert history.draft.duration == 2
    assert history.forth == 3
    history.add("ask", "other", draft(9000))
    assert history.forth is None
    assert history.back == 2
    for _ in range(3):
        step("undo")
    assert history.draft.is_empty
    assert history.back is None
    assert [version.number for version in history] == list(range(1, 11))

    again = History(project)
    assert [v.to_record() for v in again] == [v.to_record() for v in history]
    assert again.forth == history.forth
    project.close()


def test_a_version_that_is_not_there_is_told(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "film")
    with pytest.raises(I2VError, match="no version 7"):
        History(project).number(7)
    project.close()


# A full disk ---------------------------------------------------------------------------------------------------------


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "write",
    [
        lambda project: project.set("name", LONG),
        lambda project: project.keep_message({"id": "a", "text": LONG}),
        lambda project: project.keep_files([({"id": "2", "name": "y.jpg"}, None), ({"id": "3", "name": LONG}, None)]),
    ],
    ids=["a value", "a message", "the files"],
)
def test_a_database_that_is_full_is_one_sentence_and_loses_nothing(
    tmp_path: Path, write: Callable[[Project], None]
) -> None:
    project = Project(folder=tmp_path / "film")
    project.keep_files([({"id": "1", "name": "x.jpg"}, None)])
    assert project._db is not None
    (pages,) = project._db.execute("pragma page_count").fetchone()
    project._db.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(I2VError, match="no space left on the disk") as told:
        write(project)
    assert "Free some space" in told.value.hint
    assert told.value.__cause__ is None
    assert project.files() == [({"id": "1", "name": "x.jpg"}, None)]

    project._db.execute("pragma max_page_count = 1000000")
    project.keep_files([({"id": "2"}, None)])
    assert project.files() == [({"id": "2"}, None)]
    project.close()


def test_a_folder_that_cannot_be_written_is_told_too(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "film")
    assert project._db is not None
    project._db.execute("pragma query_only = 1")
    with pytest.raises(I2VError, match=r"cannot be written .*readonly"):
        project.set("name", "Sea")
    project.close()


def test_on_a_full_disk_nothing_is_stuck(disk: Disk) -> None:
    Image.new("RGB", (360, 240), "navy").save(disk.folder / "p.jpg", "JPEG")
    studio = i2v.Studio("embedded", folder=disk.folder / "film")
    try:
        i2v.run(studio.link.session())
        disk.fill()
        with pytest.raises(I2VError, match="no space left on the disk"):
            studio.add(disk.folder / "p.jpg").result(30)
        page = Page(studio.picker)
        page.say({"kind": "put", "id": "f1", "name": "sea.jpg", "size": 3000, "type": ""})
        page.say({"kind": "piece", "id": "f1", "seq": 0, "offset": 0, "total": 3000}, bytes(3000))
        assert "no space left" in page.first("error", id="f1")[0]["message"]
        for _ in range(2):
            with pytest.raises(I2VError, match="no space left on the disk"):
                studio.ask("make a film").result(30)
        assert {file.state for file in studio.picker.picked} == {"failed"}

        disk.free()
        studio.add(disk.folder / "p.jpg").result(30)
        assert studio.ask("make a film").result(30).draft.duration > 0
        assert [body["name"] for body, _ in studio.project.files()] == ["p.jpg"]
    finally:
        studio.close()
        i2v.run(studio.ended())


def test_a_project_on_a_full_disk_is_told(disk: Disk) -> None:
    (disk.folder / "film").mkdir()
    disk.fill()
    with pytest.raises(I2VError, match="no space left on the disk"):
        Project(folder=disk.folder / "film")
    disk.free()
    Project(folder=disk.folder / "film").close()


def test_uploads_that_a_crash_cut_off_are_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "film" / "media" / "incoming" / "half"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    kept = tmp_path / "film" / "media" / ("0" * 64)
    kept.write_bytes(b"y")
    project = Project(folder=tmp_path / "film")
    assert not left.exists()
    assert kept.exists()
    project.close()


# What a terminal would obey ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\x1b]0;pwn\x07b", "a\x1b[31mb", "a\u202eb", "a\x08b"])
def test_a_plain_line_commands_no_terminal(text: str) -> None:
    assert plain(f"**{text}**") == "ab"
    assert rich(text) == "ab"
