"""The project folder: kept, locked, and gone on with; history that loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from i2v_widgets import Draft, I2VError
from i2v_widgets.studio.history import History
from i2v_widgets.studio.project import Project


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
