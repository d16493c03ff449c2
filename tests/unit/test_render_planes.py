"""Sub-pixel sampling, blending, motion and joins on planes, before any encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from i2v_widgets.backend.render import motion, transitions
from i2v_widgets.backend.render.planes import Planes, Window, mix, sample
from i2v_widgets.draft.names import JOINS, MOTIONS
from tests.unit.render_kit import Shelf, draft, painted


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def ramp(width: int, height: int) -> Planes:
    y = np.broadcast_to(np.linspace(0, 255, width), (height, width)).astype(np.uint8)
    return Planes(y.copy(), y[::2, ::2].copy(), y[::2, ::2].copy())


def test_a_whole_window_gives_the_picture_back() -> None:
    rng = np.random.default_rng(0)
    source = Planes(*(rng.integers(0, 255, s, dtype=np.uint8) for s in ((64, 96), (32, 48), (32, 48))))
    out = Planes.empty(96, 64)
    sample(source, out, Window(0, 0, 96, 64))
    for got, wanted in zip(out, source, strict=True):
        assert np.array_equal(got[:-1, :-1], wanted[:-1, :-1])
        assert np.abs(got.astype(int) - wanted).max() <= 2  # the last row and column are read at 255/256


@given(st.floats(0, 30), st.floats(0, 10), st.floats(0.5, 1.0))
@settings(max_examples=40, deadline=None)
def test_sampling_is_bilinear_interpolation(left: float, top: float, scale: float) -> None:
    rng = np.random.default_rng(1)
    source = Planes(*(rng.integers(0, 255, s, dtype=np.uint8) for s in ((80, 120), (40, 60), (40, 60))))
    out = Planes.empty(64, 48)
    window = Window(left, top, 64 * scale * 1.25, 48 * scale * 1.25)
    sample(source, out, window)
    x = np.clip(left + (np.arange(64) + 0.5) * window.width / 64 - 0.5, 0, 119 - 1e-9)
    y = np.clip(top + (np.arange(48) + 0.5) * window.height / 48 - 0.5, 0, 79 - 1e-9)
    x0, y0 = x.astype(int), y.astype(int)
    fx, fy = x - x0, (y - y0)[:, None]
    p = source.y.astype(float)
    rows = p[y0] * (1 - fy) + p[y0 + 1] * fy
    wanted = rows[:, x0] * (1 - fx) + rows[:, x0 + 1] * fx
    assert np.abs(out.y - wanted).max() <= 2.1  # weights of 8 bits: half a step of 255/256, twice, and rounding


def test_chroma_stays_where_luma_is() -> None:
    source, out = ramp(240, 120), Planes.empty(160, 90)
    sample(source, out, Window(20, 10, 176, 99))
    # Chroma k is sited at luma 2k: on a ramp both read the same there.
    assert np.abs(out.u[20].astype(int) - out.y[40, ::2]).max() <= 2


def test_blending_is_exact_at_both_ends_and_linear_between() -> None:
    dark, light, out = Planes.empty(32, 32), Planes.empty(32, 32), Planes.empty(32, 32)
    dark.fill((16, 128, 128))
    light.fill((235, 100, 200))
    for weight in range(0, 257, 8):
        mix(out, dark, light, weight)
        for plane, a, b in zip(out, (16, 128, 128), (235, 100, 200), strict=True):
            assert np.abs(plane - (a + (b - a) * weight / 256)).max() <= 0.51


@pytest.mark.parametrize("name", [n for n in MOTIONS if n != "none"])
@pytest.mark.parametrize("picture", [(3000, 2000), (2000, 3000), (6000, 1500), (640, 480)])
def test_every_motion_stays_inside_the_picture_and_moves_enough(name: str, picture: tuple[int, int]) -> None:
    way = motion.lay(name, picture, (1920, 1080), 90, 30)
    left, top, width, height = way.region
    assert left >= -1e-6
    assert top >= -1e-6
    assert left + width <= picture[0] + 1e-6
    assert top + height <= picture[1] + 1e-6
    for frame in range(90):
        seen = way.window(frame)
        assert seen.left >= -1e-6
        assert seen.top >= -1e-6
        assert seen.left + seen.width <= way.width + 1e-6
        assert seen.top + seen.height <= way.height + 1e-6
        assert abs(seen.width / seen.height * 1080 / 1920 - 1) < 0.004  # work planes are even: a pixel of 2,900 at most
        assert 1.3 <= seen.width / 1920 <= 1.8
    first, last = way.window(0), way.window(89)
    if name.startswith("zoom"):
        assert abs(first.width / last.width - 1) >= 0.08
        assert (first.width > last.width) == (name == "zoom-in")
    else:
        way_across, way_down = last.left - first.left, last.top - first.top
        gone = {"pan-right": way_across, "pan-left": -way_across, "pan-down": way_down, "pan-up": -way_down}[name]
        assert gone / (first.width if name in ("pan-left", "pan-right") else first.height) >= 0.08


def test_a_panorama_pans_along_its_length_and_a_tall_picture_keeps_its_upper_part() -> None:
    way = motion.lay("pan-right", (8000, 1500), (1920, 1080), 150, 30)
    assert way.begin.height == pytest.approx(way.height)  # nothing above or below is cut away
    assert (way.end.left - way.begin.left) / way.begin.width > 0.3
    _, top, _, height = motion.cover(2000, 3000, 16 / 9)
    assert top + height / 2 < 1500


@pytest.mark.parametrize("name", ["zoom-in", "pan-right"])
def test_dots_move_without_jitter(shelf: Shelf, name: str) -> None:
    card = Image.new("L", (2400, 1600), 40)
    pen = ImageDraw.Draw(card)
    spots = [(500 + 350 * i + 13 * j, 350 + 220 * j + 7 * i) for i in range(5) for j in range(5)]
    for x, y in spots:
        pen.ellipse([x - 14, y - 14, x + 14, y + 14], fill=230)
    digest = shelf.add(card.convert("RGB"), "dots.png")
    film = draft([digest], ms=2000, size=(960, 540), motion=(name,))
    tracks = np.array([_centres(painted(film, frame, shelf).y) for frame in range(8, 52)])  # frames, dots, xy
    time = np.linspace(-1, 1, len(tracks))
    flat = tracks.reshape(len(tracks), -1)
    smooth = np.polynomial.polynomial.polyval(time, np.polynomial.polynomial.polyfit(time, flat, 7)).T
    rest = (flat - smooth).reshape(tracks.shape).mean(axis=1)  # what all dots have in common
    assert np.sqrt((rest**2).mean()) <= 0.03
    assert np.abs(rest).max() <= 0.10
    travelled = np.abs(tracks[-1] - tracks[0]).max()
    assert travelled > 20


def _centres(luma: np.ndarray) -> np.ndarray:
    """Centres of the bright dots by moments, ordered by their place on the card."""
    weight = np.clip(luma.astype(float) - 60, 0, None)
    mask = weight > 0
    labels = np.zeros(mask.shape, int)
    count = 0
    for y, x in zip(*np.nonzero(mask), strict=True):
        if not labels[y, x]:
            count += 1
            stack = [(y, x)]
            while stack:
                a, b = stack.pop()
                if 0 <= a < mask.shape[0] and 0 <= b < mask.shape[1] and mask[a, b] and not labels[a, b]:
                    labels[a, b] = count
                    stack += [(a + 1, b), (a - 1, b), (a, b + 1), (a, b - 1)]
    total = np.bincount(labels.ravel(), weight.ravel(), count + 1)[1:]
    y, x = np.indices(mask.shape)
    cx = np.bincount(labels.ravel(), (weight * x).ravel(), count + 1)[1:] / total
    cy = np.bincount(labels.ravel(), (weight * y).ravel(), count + 1)[1:] / total
    inside = (cx > 20) & (cx < mask.shape[1] - 20) & (cy > 20) & (cy < mask.shape[0] - 20)
    assert inside.sum() == 25
    points = np.stack([cx[inside], cy[inside]], 1)
    return points[np.lexsort((points[:, 1], np.round(points[:, 0] / 60)))]


@pytest.mark.parametrize("name", [n for n in JOINS if n != "cut"])
def test_every_join_begins_with_one_clip_and_ends_with_the_other(shelf: Shelf, name: str) -> None:
    assert name in transitions.PAINTERS
    red, blue = shelf.plain((200, 60, 50), "r.png"), shelf.plain((40, 60, 190), "b.png")
    film = draft([red, blue], join=name, join_ms=400)
    plan = [painted(film, frame, shelf) for frame in (17, 18, 23, 29, 30)]
    before, after = plan[0], plan[-1]
    distance = [np.abs(p.v.astype(int) - before.v).mean() for p in plan]
    whole = np.abs(after.v.astype(int) - before.v).mean()
    assert distance[0] == 0
    assert distance[-1] == whole > 20
    assert distance[1] < 0.5 * whole  # the first frame of the join still shows mostly the old clip
    assert np.abs(plan[3].v.astype(int) - after.v).mean() < 0.5 * whole  # and the last mostly the new one
    if name not in ("fade-black", "fade-white"):
        assert 0.05 * whole < distance[2] < 0.99 * whole


def test_directions_of_joins(shelf: Shelf) -> None:
    red, blue = shelf.plain((200, 60, 50), "r.png"), shelf.plain((40, 60, 190), "b.png")
    for kind in ("wipe", "slide", "push"):
        for way, new, old in (
            ("left", np.s_[80:100, -4:], np.s_[80:100, :4]),
            ("right", np.s_[80:100, :4], np.s_[80:100, -4:]),
            ("up", np.s_[-3:, 150:170], np.s_[:3, 150:170]),
            ("down", np.s_[:3, 150:170], np.s_[-3:, 150:170]),
        ):
            film = draft([red, blue], join=f"{kind}-{way}", join_ms=400)
            middle, before, after = (painted(film, frame, shelf).y.astype(int) for frame in (22, 0, 59))
            assert abs(middle[new].mean() - after[new].mean()) < 6, (kind, way)
            assert abs(middle[old].mean() - before[old].mean()) < 6, (kind, way)


def test_a_crossfade_of_two_greys_is_linear(shelf: Shelf) -> None:
    film = draft([shelf.plain((60,) * 3, "d.png"), shelf.plain((200,) * 3, "l.png")], join="crossfade", join_ms=450)
    levels = [float(painted(film, frame, shelf).y.mean()) for frame in range(15, 32)]
    first = next(i for i, v in enumerate(levels) if v > levels[0] + 0.5) - 1
    last = next(i for i, v in enumerate(levels) if v >= levels[-1] - 0.5)
    wanted = np.interp(range(len(levels)), [first, last], [levels[0], levels[-1]])
    assert np.abs(np.array(levels) - wanted).max() <= 2
