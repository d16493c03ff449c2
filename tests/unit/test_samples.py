"""The sample pictures: there, whole, the same each time, dated, and different from one another."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from i2v_widgets.errors import I2VError
from i2v_widgets.samples import NAMES, samples

# `import … as` would take the function, once somebody has asked the package for its `samples`.
module = importlib.import_module("i2v_widgets.samples")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "user_cache_dir", lambda *_, **__: str(tmp_path))
    return tmp_path


def small(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((60, 40)), np.float32)


def test_nine_pictures_are_whole_named_dated_and_differ(cache: Path) -> None:
    paths = samples(9)
    assert [path.stem for path in paths] == [*NAMES, "skyline-2"]
    assert all(cache in path.parents for path in paths)
    taken = []
    for path in paths:
        with Image.open(path) as image:
            image.load()
            assert (image.format, image.size, image.mode) == ("JPEG", (3000, 2000), "RGB")
            taken.append(image.getexif().get_ifd(0x8769)[0x9003])
        assert 300_000 < path.stat().st_size < 8_000_000
    assert taken == sorted(set(taken))
    pictures = [small(path) for path in paths]
    for i, one in enumerate(pictures):
        assert one.std() > 12  # a picture, not a plain card
        assert 35 < one.mean() < 235 or paths[i].stem == "night"
        for other in pictures[:i]:
            assert np.abs(one - other).mean() > 8
    assert not list(cache.rglob("*.part"))


def test_second_call_writes_nothing_and_a_lost_one_comes_back_the_same(cache: Path) -> None:
    first, second = samples(2)
    stamp, data = first.stat().st_mtime_ns, second.read_bytes()
    second.unlink()
    assert samples(2) == [first, second]
    assert first.stat().st_mtime_ns == stamp
    assert second.read_bytes() == data


def test_gradients_have_no_steps(cache: Path) -> None:
    """Light grain: in a patch of smooth sky neighbouring pixels are hardly ever in flat runs of one value."""
    with Image.open(samples(2)[1]) as image:
        sky = np.asarray(image.convert("L"), np.int16)[20:220, 1200:1800]
    assert (np.diff(sky, axis=1) == 0).mean() < 0.6
    assert np.abs(np.diff(sky, axis=1)).mean() < 6


def test_module_answers_as_the_function(cache: Path) -> None:
    assert module() == samples(5)  # type: ignore[operator]
    assert samples(0) == []
    with pytest.raises(ValueError, match="negative"):
        samples(-1)


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid"), reason="folders under a file are refused alike on POSIX only"
)
def test_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(module, "user_cache_dir", lambda *_, **__: str(tmp_path / "file"))
    with pytest.raises(I2VError, match="could not be written"):
        samples(1)
