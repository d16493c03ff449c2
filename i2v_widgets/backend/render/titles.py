"""Titles: set in the wheel's typefaces, on a soft shadow, moved in and out line by line, each in its own box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFilter

from i2v_widgets.backend.render import typeset
from i2v_widgets.backend.render.planes import Planes
from i2v_widgets.backend.render.typeset import Coverage, Face

_WHITE = (255, 255, 255)
_ENTER, _STAGGER, _LEAVE = 0.60, 0.09, 0.45  # seconds
_LINE_HEIGHT = 1.16
_SIDE = 0.075  # safe margin, of the frame's width
_EDGE = 0.105  # and of its height


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in parts of the frame's unit: its shorter side, or a little less."""

    size: float
    weight: int
    tracking: float
    minor_size: float  # of paragraphs after the first, against `size`
    minor_weight: int
    width: float  # of the frame's, at most
    lines: int  # before the size shrinks
    place: str
    align: str = "center"
    plate: bool = False
    bar: bool = False


STYLES = {
    "title": Style(0.124, 700, -0.014, 0.42, 500, 0.78, 3, "center"),
    "lower-third": Style(0.054, 680, -0.012, 0.64, 430, 0.60, 2, "bottom", align="left", bar=True),
    "caption": Style(0.043, 560, -0.004, 1.0, 560, 0.72, 3, "bottom", plate=True),
    "credits": Style(0.046, 600, 0.0, 0.86, 420, 0.70, 12, "center"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line and where it stands: left and baseline in the frame's pixels."""

    text: str
    face: Face
    left: float
    baseline: float
    width: float


_Weights = tuple[NDArray[np.uint16], NDArray[np.uint16]]


class _Layer:
    """Coverage and colour in an even-aligned box, ready to be blended.

    Parameters
    ----------
    alpha : array
        0 … 1, of the box's size.
    colour : tuple of int
        RGB.
    left, top : int
        Even.
    line : int
        Its turn in the entrance.
    rises : bool
        Whether it moves on its way in and out.
    """

    def __init__(
        self, alpha: Coverage, colour: tuple[int, int, int], left: int, top: int, line: int, rises: bool
    ) -> None:
        self.left, self.top, self.line, self.rises = left, top, line, rises
        padded = np.pad(alpha, ((2, 2), (0, 0))) if rises else alpha
        self.top -= 2 if rises else 0
        chroma = (padded[0::2] + padded[1::2]) / 2
        chroma = (np.float32(2) * chroma[:, 0::2] + chroma[:, 1::2] + np.pad(chroma[:, 1:-1:2], ((0, 0), (1, 0)))) / 4
        self._alpha: tuple[Coverage, Coverage] = (padded, chroma)
        self._colour = _to_yuv(colour)
        self._kept: tuple[tuple[int, float], list[_Weights]] | None = None

    def blend(self, out: Planes, opacity: int, down: float) -> None:
        """Blend over a frame at 0 … 256, moved down by that many pixels."""
        if opacity <= 0:
            return
        whole = 2 * int(down // 2)
        weights = self._weights(opacity, down - whole)
        top = self.top + whole
        for plane, (keep, add), scale in zip(out, weights, (1, 2, 2), strict=True):
            y, x = top // scale, self.left // scale
            height, width = keep.shape
            skip = max(0, -y)
            last = min(height, plane.shape[0] - y)
            if last <= skip:
                continue
            area = plane[y + skip : y + last, x : x + width]
            blended = area * keep[skip:last]
            blended += add[skip:last]
            blended >>= 8
            area[:] = blended

    def _weights(self, opacity: int, rest: float) -> list[_Weights]:
        """For each plane what to multiply the frame by, and what to add; kept for the frames in between."""
        if self._kept is not None and self._kept[0] == (opacity, rest):
            return self._kept[1]
        found: list[_Weights] = []
        full, half = self._alpha
        for alpha, value, scale in zip((full, half, half), self._colour, (1, 2, 2), strict=True):
            share = np.float32(rest / scale)
            moved = alpha
            if share:
                moved = alpha * (1 - share)
                moved[1:] += alpha[:-1] * share
            cover = np.rint(moved * np.float32(opacity)).astype(np.uint16)
            found.append((256 - cover, cover * np.uint16(value) + np.uint16(128)))
        self._kept = ((opacity, rest), found)
        return found


class Title:
    """One text of a film.

    Parameters
    ----------
    told : mapping
        Its description (`plan.describe_text`).
    size : (int, int)
        The frame's.
    fps : float
    """

    def __init__(self, told: Mapping[str, Any], size: tuple[int, int], fps: float) -> None:
        self._size, self._fps = size, fps
        self._frames = int(told["frames"])
        self._style = STYLES.get(told["style"] or "title", STYLES["title"])
        self._place = told["place"] if told["place"] in ("top", "center", "bottom") else self._style.place
        self._colour = _colour(told["color"])
        self._unit = min(size[1], 0.95 * size[0])
        self._rows = self._set(told["text"])
        self._layers: list[_Layer] | None = None

    def paint(self, out: Planes, frame: int) -> None:
        """Paint over a frame of the film; `frame` counts from the title's beginning."""
        if not self._rows:
            return
        if self._layers is None:
            self._layers = self._draw()
        time, left = (frame + 1) / self._fps, (self._frames - frame) / self._fps
        whole = self._frames / self._fps
        # A short title spends no more than half of its time on coming and going.
        pace = max(1.0, (_ENTER + _LEAVE + _STAGGER * len(self._rows)) / (whole * 0.5))
        em = self._rows[0].face.size
        for layer in self._layers:
            comes = _clamp((time * pace - _STAGGER * layer.line) / _ENTER)
            goes = _clamp(left * pace / _LEAVE)
            opacity = _smooth(comes) * _smooth(goes)
            down = 0.0
            if layer.rises:
                away = (1 - comes) ** 3
                down = em * (0.42 * away - 0.16 * (1 - goes) ** 2)
                down = round(down * 64) / 64
            layer.blend(out, round(256 * opacity), down)

    # Setting -----------------------------------------------------------------------------------------------------

    def _set(self, text: str) -> list[_Row]:
        style, (width, height) = self._style, self._size
        paragraphs = [p for p in (" ".join(line.split()) for line in text.splitlines()) if p]
        widest = width * style.width if width >= height else width * (1 - 2 * _SIDE)
        size = style.size * self._unit
        while True:
            lines = [
                (line, self._face(size, i))
                for i, p in enumerate(paragraphs)
                for line in typeset.wrap(p, self._face(size, i), widest)
            ]
            fits = all(typeset.measure(line, face) <= widest * 1.001 for line, face in lines)
            if (fits and len(lines) <= style.lines + len(paragraphs) - 1) or size < self._unit * 0.02:
                break
            size *= 0.94
        return self._stack(lines)

    def _face(self, size: float, paragraph: int) -> Face:
        style = self._style
        if paragraph == 0:
            return Face(round(size, 2), style.weight, style.tracking)
        return Face(round(size * style.minor_size, 2), style.minor_weight, 0.0 if style.minor_size == 1 else 0.012)

    def _stack(self, lines: list[tuple[str, Face]]) -> list[_Row]:
        """Stand lines above each other and the whole in its place."""
        width, height = self._size
        steps = []
        for i, (_, face) in enumerate(lines):
            gap = face.size * _LINE_HEIGHT
            if i and lines[i - 1][1] != face:  # a subtitle keeps its distance
                gap += 0.20 * lines[0][1].size
            steps.append(gap)
        rise, drop = 0.74 * lines[0][1].size if lines else 0.0, 0.22 * lines[-1][1].size if lines else 0.0
        block = rise + sum(steps[1:]) + drop
        edge = _EDGE * height
        if self._style.plate:
            edge += 0.35 * lines[0][1].size if lines else 0.0
        top = {"top": edge, "center": (height - block) / 2, "bottom": height - edge - block}[self._place]
        rows, baseline = [], top + rise
        for i, (text, face) in enumerate(lines):
            baseline += steps[i] if i else 0.0
            wide = typeset.measure(text, face) - face.tracking * face.size
            left = (width - wide) / 2 if self._style.align == "center" else width * _SIDE + self._bar_room()
            rows.append(_Row(text, face, left, baseline, wide))
        return rows

    def _bar_room(self) -> float:
        return 0.024 * self._unit if self._style.bar else 0.0

    # Drawing -----------------------------------------------------------------------------------------------------

    def _draw(self) -> list[_Layer]:
        shade = (0, 0, 0) if _luma(self._colour) > 90 else _WHITE
        below, above = [], []
        if self._style.plate:
            below.append(self._plate(shade))
        elif self._place != "center":
            below.append(self._scrim(shade))
        for i, row in enumerate(self._rows):
            reach = row.face.size * (0.9 if not self._style.plate else 0.3)
            left, top, width, height = self._box(row, reach)
            cover = typeset.draw(row.text, row.face, width, height, row.left - left, row.baseline - top)
            above.append(_Layer(cover, self._colour, left, top, i, True))
            if not self._style.plate:
                below.append(_Layer(_shadow(cover, row.face.size), shade, left, top, i, True))
        if self._style.bar:
            above.append(self._bar())
        return [*below, *above]

    def _box(self, row: _Row, reach: float) -> tuple[int, int, int, int]:
        """An even box about a row with room for its shadow, inside the frame across."""
        left = max(0, int((row.left - reach) // 2 * 2))
        right = min(self._size[0], int((row.left + row.width + reach) // 2 * 2 + 2))
        top = int((row.baseline - row.face.size - reach) // 2 * 2)
        bottom = int((row.baseline + 0.4 * row.face.size + reach) // 2 * 2 + 2)
        return left, top, right - left, bottom - top

    def _scrim(self, shade: tuple[int, int, int]) -> _Layer:
        """A veil from the frame's edge to a little past the text, so that it reads on any picture."""
        width, height = self._size
        em = self._rows[0].face.size
        if self._place == "bottom":
            start = max(0, int((self._rows[0].baseline - 2.3 * em) // 2 * 2))
            reach = height - start
        else:
            start = 0
            reach = min(height, int((self._rows[-1].baseline + 1.9 * em) // 2 * 2))
        t = (np.arange(reach, dtype=np.float32) + np.float32(0.5)) / np.float32(reach)
        t = t if self._place == "bottom" else 1 - t
        ramp = np.float32(0.50) * t * t * (3 - 2 * t)
        return _Layer(np.repeat(ramp[:, None], width, axis=1), shade, 0, start, 0, False)

    def _plate(self, shade: tuple[int, int, int]) -> _Layer:
        em = self._rows[0].face.size
        left = min(r.left for r in self._rows) - 0.62 * em
        right = max(r.left + r.width for r in self._rows) + 0.62 * em
        top, bottom = self._rows[0].baseline - 1.10 * em, self._rows[-1].baseline + 0.56 * em
        x, y = int(left // 2 * 2), int(top // 2 * 2)
        width, height = int((right - x) // 2 * 2 + 2), int((bottom - y) // 2 * 2 + 2)
        large = Image.new("L", (4 * width, 4 * height))
        edges = [4 * (left - x), 4 * (top - y), 4 * (right - x), 4 * (bottom - y)]
        ImageDraw.Draw(large).rounded_rectangle(edges, radius=4 * 0.28 * em, fill=255)
        cover = np.asarray(large.reduce(4), np.float32) * np.float32(0.58 / 255)
        return _Layer(cover, shade, x, y, 0, True)

    def _bar(self) -> _Layer:
        """The upright stroke beside a lower third."""
        em, width, height = self._rows[0].face.size, *self._size
        top, bottom = self._rows[0].baseline - 0.80 * em, self._rows[-1].baseline + 0.20 * em
        left = int(width * _SIDE // 2 * 2)
        wide = max(2.0, 0.0055 * self._unit)
        y = int(top // 2 * 2)
        box = (int(wide // 2 * 2 + 4), int((bottom - y) // 2 * 2 + 2))
        large = Image.new("L", (8 * box[0], 8 * box[1]))
        pen, first, last, round_ = ImageDraw.Draw(large), 8 * (top - y), 8 * (bottom - y), 8 * wide
        pen.ellipse([0, first, round_, first + round_], fill=255)
        pen.ellipse([0, last - round_, round_, last], fill=255)
        pen.rectangle([0, first + round_ / 2, round_, last - round_ / 2], fill=255)
        cover = np.asarray(large.reduce(8), np.float32) / np.float32(255)
        return _Layer(cover[: min(box[1], height - y)], self._colour, left, y, 0, False)


def _shadow(cover: Coverage, em: float) -> Coverage:
    """A close shadow for the edge, a wide one for the ground; both soft."""
    image = Image.fromarray(np.rint(cover * 255).astype(np.uint8))
    close = np.asarray(image.filter(ImageFilter.GaussianBlur(0.045 * em)), np.float32) / np.float32(255)
    wide = np.asarray(image.filter(ImageFilter.GaussianBlur(0.30 * em)), np.float32) / np.float32(255)
    down = max(1, round(0.028 * em))
    close = np.roll(close, down, axis=0)
    wide = np.roll(wide, 2 * down, axis=0)
    light: Coverage = (1 - np.float32(0.38) * close) * (1 - np.float32(0.55) * np.minimum(wide * np.float32(1.25), 1))
    return 1 - light


def _colour(value: str) -> tuple[int, int, int]:
    try:
        found = ImageColor.getrgb(value) if value else _WHITE
    except ValueError:
        return _WHITE
    return found[0], found[1], found[2]


def _luma(colour: tuple[int, int, int]) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _to_yuv(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    y = _luma(colour)
    blue, red = (colour[2] - y) / 1.8556, (colour[0] - y) / 1.5748
    return round(16 + y * 219 / 255), round(128 + blue * 224 / 255), round(128 + red * 224 / 255)


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


def _smooth(t: float) -> float:
    return t * t * (3 - 2 * t)
