"""Titles: legible, inside the safe area, in their own box, eased, and in every script the wheel has."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from i2v_widgets.backend.render import fonts, typeset
from i2v_widgets.backend.render.planes import Planes
from i2v_widgets.backend.render.typeset import Face
from tests.unit.render_kit import Shelf, draft, painted


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def title_box(planes: Planes, ground: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is clearly lighter than the ground."""
    rows, columns = np.nonzero(planes.y > ground + 60)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def grey(shelf: Shelf, level: int = 90) -> str:
    return shelf.plain((level,) * 3, f"g{level}.png")


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720)])
@pytest.mark.parametrize("place", ["top", "center", "bottom"])
@pytest.mark.parametrize(
    "text", ["Urban Dreams", "Where the river bends, the lights stay on until the morning", "城市之光"]
)
def test_titles_stand_in_their_place_inside_the_safe_area(
    shelf: Shelf, size: tuple[int, int], place: str, text: str
) -> None:
    film = draft([grey(shelf)], ms=3000, size=size, texts=[{"text": text, "place": place, "d": 3000}])
    left, top, right, bottom = title_box(painted(film, 45, shelf), 93)
    width, height = size
    assert left >= 0.05 * width
    assert right <= 0.95 * width
    assert top >= 0.05 * height
    assert bottom <= 0.95 * height
    assert abs((left + right) / 2 - width / 2) <= 0.01 * width
    middle = (top + bottom) / 2 / height
    assert {"top": middle < 0.4, "center": abs(middle - 0.5) < 0.03, "bottom": middle > 0.6}[place]


def test_only_its_own_box_is_touched(shelf: Shelf) -> None:
    digest = shelf.textured(1)
    plain = painted(draft([digest], ms=3000, size=(960, 540)), 45, shelf)
    titled = painted(draft([digest], ms=3000, size=(960, 540), texts=[{"text": "Hello", "d": 3000}]), 45, shelf)
    changed = np.nonzero(plain.y != titled.y)
    assert 0.1 < (changed[0].max() - changed[0].min()) / 540 < 0.5
    assert (changed[1].max() - changed[1].min()) / 960 < 0.6


def test_a_title_comes_and_goes_softly_and_stands_still_between(shelf: Shelf) -> None:
    film = draft([grey(shelf)], ms=3000, size=(640, 360), texts=[{"text": "Hello", "d": 3000}])
    light = [float(np.clip(painted(film, f, shelf).y.astype(float) - 93, 0, None).sum()) for f in range(0, 90, 3)]
    peak = max(light)
    assert light[0] < 0.05 * peak
    assert float(np.clip(painted(film, 89, shelf).y.astype(float) - 93, 0, None).sum()) < 0.05 * peak
    rising = light[:8]
    assert all(b >= a - 1 for a, b in pairwise(rising))
    assert max(np.diff(light[:10])) < 0.45 * peak  # no step
    assert np.array_equal(painted(film, 35, shelf).y, painted(film, 50, shelf).y)


def test_the_colour_is_the_one_asked_for(shelf: Shelf) -> None:
    film = draft([grey(shelf)], ms=3000, size=(1280, 720), texts=[{"text": "IIIII", "d": 3000, "color": "#ffd166"}])
    planes = painted(film, 45, shelf)
    luma = 16 + 219 * (0.2126 * 255 + 0.7152 * 209 + 0.0722 * 102) / 255
    assert abs(float(planes.y.max()) - luma) <= 2
    assert abs(int(planes.u.min()) - (128 - 51.6)) <= 2  # yellow: little blue


def test_white_on_white_can_still_be_read(shelf: Shelf) -> None:
    for place in ("top", "center", "bottom"):
        film = draft(
            [shelf.plain((255,) * 3, "w.png")],
            ms=3000,
            size=(1280, 720),
            texts=[{"text": "Snow", "place": place, "d": 3000}],
        )
        luma = painted(film, 45, shelf).y.astype(int)
        text = luma >= 232
        left, top, right, bottom = 560, 0, 720, 720
        near = luma[top:bottom, left:right][~text[top:bottom, left:right]]
        assert near.min() < 150, place


@pytest.mark.parametrize(
    "text",
    ["Ünïcødé — “quotes”…", "Привет", "Γεια σου", "城市之光，夜晚", "مرحبا بالعالم", "नमस्ते", "☂ 😀", "Tiếng Việt"],
)
def test_every_script_of_the_wheel_is_drawn_and_never_as_boxes(text: str) -> None:
    assert fonts.missing(text) == ""
    for run in fonts.runs(text):
        font, absent = fonts._probe(run.file)
        for letter in run.text:
            if not letter.isspace() and letter.isprintable():
                assert bytes(font.getmask(letter)) != absent, (letter, run.file)


def test_what_no_typeface_has_is_told_and_left_out() -> None:
    assert fonts.missing("abc ᚠ 한글 ok") == "ᚠ한글"
    assert "".join(run.text for run in fonts.runs("aᚠb")) == "ab"


def test_lines_are_balanced_and_chinese_breaks_between_characters() -> None:
    face = Face(60, 700, -0.02)
    lines = typeset.wrap("the quick brown fox jumps over the lazy dog again and again", face, 900)
    widths = [typeset.measure(line, face) for line in lines]
    assert len(lines) == 2
    assert min(widths) / max(widths) > 0.8
    assert " ".join(lines) == "the quick brown fox jumps over the lazy dog again and again"
    chinese = typeset.wrap("我们沿着港口散步，直到船都回来了，天色渐暗。", face, 700)
    assert len(chinese) > 1
    assert not any(line[0] in "，。" for line in chinese)
    assert max(typeset.measure(line, face) for line in chinese) <= 700


def test_a_very_long_title_shrinks_and_stays_inside(shelf: Shelf) -> None:
    text = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung " + "and so on " * 20
    film = draft([grey(shelf)], ms=3000, size=(1280, 720), texts=[{"text": text, "d": 3000}])
    left, top, right, bottom = title_box(painted(film, 45, shelf), 93)
    assert left > 40
    assert right < 1240
    assert top > 30
    assert bottom < 690


def test_a_title_is_the_same_for_its_size_at_540p_and_1080p(shelf: Shelf) -> None:
    text = [{"text": "Urban Dreams", "d": 3000}]
    small = painted(draft([grey(shelf)], ms=3000, size=(960, 540), texts=text), 45, shelf)
    large = painted(draft([grey(shelf)], ms=3000, size=(1920, 1080), texts=text), 45, shelf)
    for a, b in zip(title_box(small, 93), title_box(large, 93), strict=True):
        assert abs(2 * a - b) <= 6
