"""The console script: a film from the shell, and what it says where it cannot make one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from i2v_widgets.cli import main


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for i, color in enumerate(("firebrick", "seagreen")):
        Image.new("RGB", (360, 240), color).save(folder / f"p{i}.jpg")
    monkeypatch.chdir(tmp_path)
    return folder


def test_make_leaves_the_film_and_says_what_it_did(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", "photos", "-p", "a 2-second film", "-o", "film.mp4", "--quality", "draft"]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(Path("film.mp4").absolute())
    assert "2 photos" in said.err
    assert Path("film.mp4").read_bytes()[4:8] == b"ftyp"


def test_make_gives_the_answer_when_there_is_no_film(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", "photos", "-p", "asdf qwerty zxcv", "-o", "film.mp4"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip()) > 20
    assert "There is no film yet" not in said.err
    assert not Path("film.mp4").exists()


def test_another_format_is_refused_before_anything_is_rendered(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["make", "photos", "-p", "a 2-second film", "-o", "film.gif"]) == 1
    assert "film.mp4" in capsys.readouterr().err
    assert not Path("film.gif").exists()


def test_doctor_tells_what_is_kept_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "libx264" in said
    assert "Cache" in said
