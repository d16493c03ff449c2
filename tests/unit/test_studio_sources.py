"""Whatever a person calls a picture becomes one, as it was at the moment of the call."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from i2v_widgets.errors import UnsupportedFile
from i2v_widgets.studio.sources import Source, capture
from i2v_widgets.widgets.paths import expand


def picture(source: Source) -> Image.Image:
    assert source.make is not None, source
    return Image.open(io.BytesIO(source.make()))


def test_an_array_is_taken_as_it_was_when_added() -> None:
    array = np.zeros((20, 30, 3), np.uint8)
    (source,) = capture([array])
    array[:] = 255

    assert picture(source).size == (30, 20)
    assert picture(source).getpixel((5, 5)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("array", "pixel"),
    [
        (np.full((4, 4, 3), 0.5), (128, 128, 128)),
        (np.full((4, 4, 3), 200.0), (200, 200, 200)),
        (np.full((4, 4), 7, np.uint8), 7),
        (np.full((4, 4, 1), True), 255),
        (np.full((4, 4, 3), 65535, np.uint16), (255, 255, 255)),
        (np.full((4, 4, 3), np.nan), (0, 0, 0)),
    ],
)
def test_arrays_of_every_kind(array: Any, pixel: Any) -> None:
    assert picture(capture([array])[0]).getpixel((1, 1)) == pixel


def test_a_stack_is_several_pictures_in_order() -> None:
    stack = np.stack([np.full((6, 8, 3), value, np.uint8) for value in (10, 20, 30)])

    found = capture([stack])
    assert [picture(source).getpixel((0, 0))[0] for source in found] == [10, 20, 30]
    assert len({source.name for source in found}) == 3


def test_lists_bytes_images_and_series() -> None:
    image, out = Image.new("RGB", (5, 5), "red"), io.BytesIO()
    image.save(out, "PNG")
    series = SimpleNamespace(to_list=lambda: [image, np.zeros((3, 3, 3), np.uint8)])

    found = capture([[image, out.getvalue()], series])
    assert [source.error for source in found] == [None] * 4
    assert found[1].name.endswith(".png")
    assert len({source.name for source in found}) == 4


def test_a_figure_is_drawn_at_the_call() -> None:
    class Figure:
        drawn = 0

        def get_size_inches(self) -> tuple[float, float]:
            return (6.4, 4.8)

        def savefig(self, out: io.BytesIO, *, format: str, dpi: float) -> None:
            self.drawn += 1
            assert dpi == pytest.approx(300)
            Image.new("RGB", (9, 9)).save(out, format)

    figure = Figure()
    (source,) = capture([figure])
    assert figure.drawn == 1
    assert picture(source).size == (9, 9)


def test_urls_and_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)

    url, path = capture(["https://example.org/pics/sea.jpg?size=9", "a.jpg"])
    assert (url.url, url.name) == ("https://example.org/pics/sea.jpg?size=9", "sea.jpg")
    assert (path.path, path.source) == (tmp_path / "a.jpg", "a.jpg")


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (42, "neither a file nor a picture"),
        ("missing.jpg", "no such file"),
        (np.zeros((3,)), "no picture"),
        (np.zeros((0, 4, 3)), "no picture"),
    ],
)
def test_what_cannot_be_used_carries_its_sentence(thing: Any, words: str) -> None:
    (source,) = capture([thing])
    assert source.error is not None
    assert words in str(source.error)


@pytest.mark.parametrize("path", ["~nosuchuser/x.jpg", "a" * 5000 + ".jpg", "a\0b.jpg"])
def test_a_path_that_cannot_be_is_refused_in_a_sentence(path: str) -> None:
    with pytest.raises(UnsupportedFile, match="no such file"):
        expand(path)
