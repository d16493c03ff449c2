"""Films as clips: the right frame at the right time, trimmed, faster, slower, too short, turned, filtered."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from i2v_widgets.draft.frames import lay_out
from i2v_widgets.draft.model import Draft
from i2v_widgets.errors import RenderFailed
from tests.unit.film_kit import make_film
from tests.unit.render_kit import Shelf, painted


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def with_film(shelf: Shelf, path: Path, *, ms: int = 2000, size: tuple[int, int] = (320, 180), **m: object) -> Draft:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    shelf.paths[digest] = path
    clip = {"id": "c", "st": 0, "d": ms, "src": digest, "m": {"name": "beach.mp4", "media": "video", **m}}
    wire = {"v": 1, "w": size[0], "h": size[1], "fps": 30, "t": [{"id": "v", "tt": 0, "sg": [clip], "m": {}}], "m": {}}
    return Draft.from_wire(lay_out(wire))


def shown(film: Draft, frame: int, shelf: Shelf) -> float:
    return float(painted(film, frame, shelf).y.mean()) - 20


@pytest.mark.parametrize(
    ("m", "wanted"),
    [
        ({}, lambda f: f),
        ({"in": 1000}, lambda f: 30 + f),
        ({"speed": 2.0}, lambda f: 2 * f),
        ({"speed": 0.5}, lambda f: f // 2),
        ({"in": 4500, "speed": 1.0}, lambda f: min(149, 135 + f)),
    ],
)
def test_each_frame_is_the_one_that_is_seen_then(shelf: Shelf, tmp_path: Path, m: dict, wanted: object) -> None:
    film = with_film(shelf, make_film(tmp_path / "film.mp4"), **m)
    for frame in (0, 1, 7, 29, 44, 45, 59):
        assert shown(film, frame, shelf) == pytest.approx(wanted(frame), abs=1.5), frame  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "video"), [("film.webm", "libvpx-vp9"), ("film.mkv", "libx264"), ("film.avi", "mpeg4")]
)
def test_other_containers_and_another_rate(shelf: Shelf, tmp_path: Path, name: str, video: str) -> None:
    film = with_film(shelf, make_film(tmp_path / name, video=video, audio=None, fps=15, frames=60))
    for frame in (0, 1, 20, 21, 59):
        assert shown(film, frame, shelf) == pytest.approx(frame // 2, abs=3)


def test_a_chunk_is_painted_in_order_without_seeking_and_equals_single_frames(shelf: Shelf, tmp_path: Path) -> None:
    from i2v_widgets.backend.render.output import Encoding, Output
    from i2v_widgets.backend.render.plan import plan_chunks
    from i2v_widgets.backend.render.planes import Planes
    from i2v_widgets.backend.render.scene import Scene

    film = with_film(shelf, make_film(tmp_path / "film.mp4"), ms=4000, motion="zoom-in")
    encoding = Encoding.of(Output(), film.width, film.height, film.fps)
    out = Planes.empty(320, 180)
    chunk = plan_chunks(film, encoding)[1]
    scene = Scene(chunk.spec, shelf.paths, {})
    for frame in range(chunk.frames):
        scene.paint(out, frame)
        if frame % 11 == 0:
            assert np.array_equal(out.y, painted(film, chunk.first + frame, shelf).y)


def test_it_covers_the_frame_whatever_its_shape(shelf: Shelf, tmp_path: Path) -> None:
    tall = make_film(tmp_path / "tall.mp4", size=(180, 320), audio=None, frames=10)
    for m in ({}, {"fit": "fit"}, {"filter": "sepia"}, {"motion": "pan-down"}):
        planes = painted(with_film(shelf, tall, ms=300, **m), 5, shelf)
        assert planes.y.min() > 17, m
        if m == {"filter": "sepia"}:
            assert planes.u.mean() < 126


def test_a_broken_film_is_named(shelf: Shelf, tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4", audio=None)
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(RenderFailed, match=r"beach\.mp4 cannot be decoded"):
        painted(with_film(shelf, path), 3, shelf)
