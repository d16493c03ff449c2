"""Filters, as colour tables applied once to a picture and never to a frame."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

_SIZE = 33  # 35,937 colours: steps of 8 levels, interpolated
Colour = tuple[float, float, float]


def apply(picture: Image.Image, name: str, strength: float = 1.0) -> Image.Image:
    """Give an RGB picture the look of that name; names that are not known leave it alone."""
    if strength <= 0 or name not in _LOOKS:
        return picture
    if name == "soft":
        picture = _bloom(picture, strength)
    return picture.filter(_table(name, round(strength, 3)))


def names() -> tuple[str, ...]:
    """All filters but `none`."""
    return tuple(_LOOKS)


@functools.lru_cache(maxsize=16)
def _table(name: str, strength: float) -> ImageFilter.Color3DLUT:
    look = _LOOKS[name]

    def colour(r: float, g: float, b: float) -> Colour:
        return tuple(
            was + (min(1.0, max(0.0, now)) - was) * strength for was, now in zip((r, g, b), look(r, g, b), strict=True)
        )  # type: ignore[return-value]

    return ImageFilter.Color3DLUT.generate(_SIZE, colour)


def _luma(r: float, g: float, b: float) -> float:
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _curve(value: float, contrast: float) -> float:
    """An S through the middle: contrast 0 is none, 1 is a full smoothstep."""
    value = min(1.0, max(0.0, value))
    return value + (value * value * (3 - 2 * value) - value) * contrast


def _saturate(r: float, g: float, b: float, by: float) -> Colour:
    y = _luma(r, g, b)
    return y + (r - y) * by, y + (g - y) * by, y + (b - y) * by


def _mono(r: float, g: float, b: float) -> Colour:
    # A yellow filter before the lens, as on film: skies a little darker, skin a little lighter.
    y = _curve(0.32 * r + 0.58 * g + 0.10 * b, 0.25)
    return y, y, y


def _sepia(r: float, g: float, b: float) -> Colour:
    y = _curve(_luma(r, g, b), 0.15)
    return 0.06 + 0.96 * y**0.86, 0.035 + 0.90 * y, 0.02 + 0.74 * y**1.16


def _warm(r: float, g: float, b: float) -> Colour:
    y = _luma(r, g, b)
    r, g, b = _saturate(r, g, b, 1.06)
    light = 0.35 + 0.65 * y  # more in the light than in the shadows: shadows stay neutral
    return r + 0.070 * light * (1.1 - r), g + 0.012 * light, b - 0.085 * light * b - 0.01


def _cool(r: float, g: float, b: float) -> Colour:
    y = _luma(r, g, b)
    r, g, b = _saturate(r, g, b, 0.94)
    shade = 1.0 - 0.55 * y
    return r - 0.075 * r - 0.01, g + 0.006, b + 0.080 * shade * (1.1 - b) + 0.01


def _vivid(r: float, g: float, b: float) -> Colour:
    top, low = max(r, g, b), min(r, g, b)
    by = 1.42 - 0.28 * (top - low)  # what is colourful already gains less
    r, g, b = _saturate(r, g, b, by)
    return _curve(r, 0.32), _curve(g, 0.32), _curve(b, 0.32)


def _vintage(r: float, g: float, b: float) -> Colour:
    r, g, b = _saturate(r, g, b, 0.72)
    # Blacks lifted towards blue-green, whites held back towards cream, as an old print.
    return 0.075 + 0.885 * _curve(r, 0.2), 0.075 + 0.845 * _curve(g, 0.15), 0.105 + 0.715 * b


def _soft(r: float, g: float, b: float) -> Colour:
    r, g, b = _saturate(r, g, b, 0.93)
    return 0.035 + 0.955 * r, 0.03 + 0.955 * g, 0.035 + 0.95 * b


def _bloom(picture: Image.Image, strength: float) -> Image.Image:
    """Light that spills: the picture screened with its own blur, found at a quarter of the size."""
    radius = max(picture.size) / 4 / 90
    small = picture.reduce(4).filter(ImageFilter.GaussianBlur(radius)).resize(picture.size, Image.Resampling.BILINEAR)
    glow = Image.blend(picture, ImageChops.screen(picture, small), 0.30 * strength)
    return Image.blend(glow, small, 0.22 * strength)


_LOOKS: dict[str, Callable[[float, float, float], Colour]] = {
    "mono": _mono,
    "sepia": _sepia,
    "warm": _warm,
    "cool": _cool,
    "vivid": _vivid,
    "vintage": _vintage,
    "soft": _soft,
}
