"""Joins of two clips, painted on planes; each is a function of how far it is, from 0 to 1."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from i2v_widgets.backend.render.planes import BLACK, WHITE, Planes, Weights, mix, mix_mask, tint

_FEATHER = 0.04  # of the frame's width, to each side: the soft edge of wipes and of the circle


@dataclass(frozen=True, slots=True)
class Join:
    """One frame of a join.

    Attributes
    ----------
    out : Planes
        Where to paint.
    before, after : callable
        Paint the clip that goes, the clip that comes, into planes given, seen `zoom` times closer.
    spare : tuple of Planes
        Two frames of memory.
    t : float
        How far the join is, 0 < t < 1.
    """

    out: Planes
    before: Callable[[Planes, float], None]
    after: Callable[[Planes, float], None]
    spare: tuple[Planes, Planes]
    t: float

    def both(self, zoom_before: float = 1.0, zoom_after: float = 1.0) -> tuple[Planes, Planes]:
        """Paint both clips into the spare frames."""
        self.before(self.spare[0], zoom_before)
        self.after(self.spare[1], zoom_after)
        return self.spare


def smooth(t: float) -> float:
    """Slow at both ends."""
    return t * t * (3 - 2 * t)


def weight(t: float) -> int:
    """As an 8-bit weight."""
    return max(0, min(256, round(256 * t)))


def crossfade(join: Join) -> None:
    mix(join.out, *join.both(), weight(join.t))


def _through(colour: tuple[int, int, int]) -> Callable[[Join], None]:
    def fade(join: Join) -> None:
        if join.t < 0.5:
            join.before(join.spare[0], 1.0)
            tint(join.out, join.spare[0], colour, weight(smooth(2 * join.t)))
        else:
            join.after(join.spare[0], 1.0)
            tint(join.out, join.spare[0], colour, weight(smooth(2 - 2 * join.t)))

    return fade


def _wipe(direction: str) -> Callable[[Join], None]:
    """An edge with a soft border crosses the frame; `wipe-left` moves it to the left."""

    def wipe(join: Join) -> None:
        width, height = join.out.size
        across = direction in ("left", "right")
        count, feather = (width if across else height), max(2.0, _FEATHER * width)
        # The edge starts and ends wholly outside of the frame.
        edge = smooth(join.t) * (count + 2 * feather) - feather
        place = np.arange(count, dtype=np.float64) + 0.5
        if direction in ("left", "up"):
            place = count - place
        ramp = _ramp((edge - place) / feather)
        mask = ramp[None, :] if across else ramp[:, None]
        mix_mask(join.out, *join.both(), mask)

    return wipe


def _ramp(signed: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Weights:
    """From −1 … 1 to 0 … 256 with soft ends."""
    t = np.clip(signed * 0.5 + 0.5, 0.0, 1.0)
    return np.rint(256 * t * t * (3 - 2 * t)).astype(np.uint16)


def _travel(direction: str, pushes: bool) -> Callable[[Join], None]:
    """The new clip comes in that direction: over the old one (slide), or pushing it out (push)."""

    def travel(join: Join) -> None:
        width, height = join.out.size
        size = width if direction in ("left", "right") else height
        # Quick start, soft landing; whole chroma samples, as at 100 px a frame nothing finer can be seen.
        done = 1 - (1 - join.t) * (1 - join.t) * (1 - join.t)
        done = 0.5 * done + 0.5 * smooth(join.t)
        shown = min(size, max(0, 2 * round(size * done / 2)))
        before, after = join.both()
        # What comes enters at the far end when it moves left or up, at the near end otherwise.
        far = direction in ("left", "up")
        if pushes:
            _paste(join.out, before, direction, size - shown, not far)
        else:
            join.out.put(before)
            _shade(join.out, direction, shown)
        _paste(join.out, after, direction, shown, far)

    return travel


def _paste(out: Planes, source: Planes, direction: str, kept: int, far: bool) -> None:
    """Put a frame at one end of `out` with so many of its pixels inside: cut at its own other end."""
    width, height = out.size
    if kept <= 0:
        return
    if direction in ("left", "right"):
        there, here = (width - kept, 0) if far else (0, width - kept)
        out.area(there, 0, there + kept, height).put(source.area(here, 0, here + kept, height))
    else:
        there, here = (height - kept, 0) if far else (0, height - kept)
        out.area(0, there, width, there + kept).put(source.area(0, here, width, here + kept))


def _shade(out: Planes, direction: str, shown: int) -> None:
    """A soft shadow that the sliding clip throws on the one beneath."""
    width, height = out.size
    across = direction in ("left", "right")
    size = width if across else height
    reach = 2 * max(1, size // 40)
    far = direction in ("left", "up")
    start, end = (max(0, size - shown - reach), size - shown) if far else (shown, min(size, shown + reach))
    if end - start < 2:
        return
    ramp = (np.arange(end - start, dtype=np.float64) + 0.5) / reach
    ramp = ramp + (1 - ramp[-1]) if far else 1 - ramp
    dark = np.rint(90 * ramp * ramp).astype(np.uint16)
    area = out.area(start, 0, end, height) if across else out.area(0, start, width, end)
    mask = np.broadcast_to(dark[None, :], area.y.shape) if across else np.broadcast_to(dark[:, None], area.y.shape)
    black = Planes(np.full_like(area.y, BLACK[0]), np.full_like(area.u, BLACK[1]), np.full_like(area.v, BLACK[2]))
    mix_mask(area, area, black, mask)


def zoom(join: Join) -> None:
    """Through the old picture into the new one."""
    t = smooth(join.t)
    mix(
        join.out,
        *join.both(1 + 0.9 * t * t, 1 + 0.35 * (1 - t) * (1 - t)),
        weight(smooth(min(1.0, max(0.0, 1.6 * join.t - 0.3)))),
    )


def circle(join: Join) -> None:
    """The new clip opens from the middle."""
    width, height = join.out.size
    distance, farthest = _distances(width, height)
    feather = max(2.0, _FEATHER * width)
    edge = smooth(join.t) * (farthest + 2 * feather) - feather
    mix_mask(join.out, *join.both(), _ramp((edge - distance) / feather))


@functools.lru_cache(maxsize=2)
def _distances(width: int, height: int) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], float]:
    y, x = np.mgrid[0:height, 0:width]
    found = np.sqrt((x + 0.5 - width / 2) ** 2 + (y + 0.5 - height / 2) ** 2)
    return found, float(found.max())


def blur(join: Join) -> None:
    """Out of focus, over, and into focus again."""
    before, after = join.both()
    if join.t < 0.5:
        _defocus(before, smooth(2 * join.t))
    if join.t > 0.5:
        _defocus(after, smooth(2 - 2 * join.t))
    middle = smooth(min(1.0, max(0.0, (join.t - 0.3) / 0.4)))
    if join.t < 0.5 and middle > 0:
        _defocus(after, 1.0)
    elif join.t >= 0.5 and middle < 1:
        _defocus(before, 1.0)
    mix(join.out, before, after, weight(middle))


def _defocus(planes: Planes, strength: float) -> None:
    """Blur in place, found at a fraction of the size: at full strength as wide as a fiftieth of the frame."""
    if strength <= 0.01:
        return
    radius = strength * planes.size[0] / 50
    for plane, scale in zip(planes, (1.0, 0.5, 0.5), strict=True):
        height, width = plane.shape
        wanted = radius * scale
        factor = 4 if wanted >= 8 else 2 if wanted >= 3 else 1
        image = Image.fromarray(plane)
        small = image.resize((max(1, width // factor), max(1, height // factor)), Image.Resampling.BOX)
        small = small.filter(ImageFilter.GaussianBlur(wanted / factor))
        plane[:] = np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))


PAINTERS: dict[str, Callable[[Join], None]] = {
    "crossfade": crossfade,
    "fade-black": _through(BLACK),
    "fade-white": _through(WHITE),
    "zoom": zoom,
    "circle": circle,
    "blur": blur,
    **{f"wipe-{way}": _wipe(way) for way in ("left", "right", "up", "down")},
    **{f"slide-{way}": _travel(way, False) for way in ("left", "right", "up", "down")},
    **{f"push-{way}": _travel(way, True) for way in ("left", "right", "up", "down")},
}


def paint(name: str, join: Join) -> None:
    """Paint a join by its canonical name; an unknown one is a crossfade."""
    PAINTERS.get(name, crossfade)(join)
