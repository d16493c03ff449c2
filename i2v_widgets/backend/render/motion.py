"""How a picture moves under the frame: which part of it is seen at each frame, by plain arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from i2v_widgets.backend.render.planes import Window

WORK_SCALE = 1.6  # work planes against the film's size: interpolation from 1.5 × is 48.2 dB, from 1.75 × 48.8
_UPPER_THIRD = 0.38  # a tall picture in a wide frame is cut nearer to its top: that is where faces are
_SLOWEST, _FASTEST = 0.08, 0.20  # how much a zoom or pan covers, of the frame's size
_PAN_PER_SECOND, _FARTHEST = 0.09, 0.6  # a picture with room to spare pans along it, of the frame's size


@dataclass(frozen=True, slots=True)
class Way:
    """A motion laid over one picture.

    Attributes
    ----------
    region : tuple of float
        The part of the picture that is seen at all: left, top, width, height in its pixels.
    width, height : int
        The work planes' size for that region.
    frames : int
        Frames of the clip; the motion ends with its last.
    begin, end : Window
        What is seen first and last, in work pixels.
    """

    region: tuple[float, float, float, float]
    width: int
    height: int
    frames: int
    begin: Window
    end: Window

    @property
    def moves(self) -> bool:
        """Whether any frame differs from another."""
        return self.begin != self.end

    def window(self, frame: int) -> Window:
        """What is seen at that frame of the clip."""
        if not self.moves:
            return self.begin
        t = ease(frame / max(1, self.frames - 1))
        a, b = self.begin, self.end
        # Equal ratios in equal times: zooming looks even when the width is interpolated as 1 / width is.
        width = 1 / (1 / a.width + (1 / b.width - 1 / a.width) * t)
        height = width * a.height / a.width
        # Of a zoom the fixed point stays where it is on the screen.
        place = t if a.width == b.width else (width - a.width) / (b.width - a.width)
        return Window(a.left + (b.left - a.left) * place, a.top + (b.top - a.top) * place, width, height)


def ease(t: float) -> float:
    """Mostly even, a little soft at both ends: a join shows its clips moving, and none starts with a jerk."""
    return 0.65 * t + 0.35 * t * t * (3 - 2 * t)


def amount(seconds: float) -> float:
    """How much of the frame a motion covers: 12 % in 3 s, more in longer clips, within limits."""
    return min(_FASTEST, max(_SLOWEST, 0.06 + 0.02 * seconds))


def cover(width: int, height: int, aspect: float) -> tuple[float, float, float, float]:
    """The largest part of a picture that has the frame's aspect, where the subject most likely is."""
    if width / height > aspect:
        wide = height * aspect
        return (width - wide) / 2, 0.0, wide, float(height)
    high = width / aspect
    return 0.0, (height - high) * _UPPER_THIRD, float(width), high


def lay(motion: str, picture: tuple[int, int], film: tuple[int, int], frames: int, fps: float) -> Way:
    """Lay a motion over a picture of that size; names that are not known stand still."""
    seconds = max(1, frames) / fps
    left, top, width, height = cover(*picture, film[0] / film[1])
    zoom = 1 + amount(seconds)
    begin = end = (left, top, width, height)
    if motion in ("zoom-in", "zoom-out"):
        small = (left + width * (1 - 1 / zoom) / 2, top + height * (1 - 1 / zoom) / 2, width / zoom, height / zoom)
        begin, end = (begin, small) if motion == "zoom-in" else (small, begin)
    elif motion in ("pan-left", "pan-right"):
        low, high, wide, high_ = _travel(left, width, picture[0], zoom, seconds)
        y = top + (height - height * high_) / 2
        first, last = (low, y, wide, height * high_), (high, y, wide, height * high_)
        begin, end = (first, last) if motion == "pan-right" else (last, first)
    elif motion in ("pan-up", "pan-down"):
        low, high, tall, wide_ = _travel(top, height, picture[1], zoom, seconds)
        x = left + (width - width * wide_) / 2
        first, last = (x, low, width * wide_, tall), (x, high, width * wide_, tall)
        begin, end = (first, last) if motion == "pan-down" else (last, first)
    return _to_work(begin, end, film, frames)


def _travel(start: float, length: float, whole: int, zoom: float, seconds: float) -> tuple[float, float, float, float]:
    """First and last place and length of a panning window, and how much of the cover it is.

    A picture that is longer than the frame pans over what would have been cut off; one that is not is seen closer.
    """
    spare = whole - length
    least = length * (zoom - 1) / zoom
    if spare >= least:
        way = min(spare, length * min(_FARTHEST, _PAN_PER_SECOND * seconds))
        low = min(max(0.0, start - way / 2), spare - way)
        return low, low + way, length, 1.0
    return start, start + least, length / zoom, 1 / zoom


def _to_work(
    begin: tuple[float, float, float, float],
    end: tuple[float, float, float, float],
    film: tuple[int, int],
    frames: int,
) -> Way:
    left, top = min(begin[0], end[0]), min(begin[1], end[1])
    right = max(begin[0] + begin[2], end[0] + end[2])
    bottom = max(begin[1] + begin[3], end[1] + end[3])
    if begin == end:
        window = Window(0.0, 0.0, float(film[0]), float(film[1]))
        return Way(begin, film[0], film[1], frames, window, window)
    # Even in the middle of the way: a zoom begins a little above the scale and ends a little below it, or the reverse.
    seen = math.sqrt(begin[2] * end[2])
    scale = WORK_SCALE * film[0] / seen
    width, height = _even((right - left) * scale), _even((bottom - top) * scale)
    across, down = width / (right - left), height / (bottom - top)

    def seen_at(part: tuple[float, float, float, float]) -> Window:
        return Window((part[0] - left) * across, (part[1] - top) * down, part[2] * across, part[3] * down)

    return Way((left, top, right - left, bottom - top), width, height, frames, seen_at(begin), seen_at(end))


def _even(value: float) -> int:
    return max(2, 2 * round(value / 2))
