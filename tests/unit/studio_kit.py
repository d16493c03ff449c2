"""Studios for tests, with small pictures and all waits bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import i2v_widgets as i2v


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    paths = []
    for i, color in enumerate(("firebrick", "seagreen", "navy", "goldenrod")):
        paths.append(folder / f"p{i}.jpg")
        Image.new("RGB", (360, 240), color).save(paths[-1], "JPEG")
    return paths


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., i2v.Studio]]:
    made: list[i2v.Studio] = []

    def make(**options: Any) -> i2v.Studio:
        options.setdefault("folder", tmp_path / f"project{len(made)}")
        made.append(i2v.Studio("embedded", **options))
        return made[-1]

    yield make
    for studio in made:
        studio.close()
        i2v.run(studio.ended())


@pytest.fixture
def studio(make: Callable[..., i2v.Studio]) -> i2v.Studio:
    return make()
