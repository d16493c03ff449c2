"""A painter's tools: gradients in OKLab, soft noise, ridges, antialiased shapes, light and grain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats = NDArray[np.floating[Any]]
Colour = str | Floats
Pen = ImageDraw.ImageDraw

WIDTH, HEIGHT = 3000, 2000

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def rgb(colour: Colour) -> Floats:
    """``#rrggbb`` as three floats from 0 to 1; an array stays as it is."""
    if isinstance(colour, str):
        return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    return colour


def _oklab(colour: Floats) -> Floats:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    lab: Floats = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _srgb(lab: Floats) -> Floats:
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(encoded, np.float32)


def gradient(stops: Sequence[tuple[float, Colour]], n: int) -> Floats:
    """`n` colours between stops at 0..1, mixed in OKLab, where a blue meets an orange without going grey-green."""
    places = np.array([place for place, _ in stops])
    labs = _oklab(np.stack([rgb(colour) for _, colour in stops]))
    t = np.linspace(0, 1, n)
    return _srgb(np.stack([np.interp(t, places, labs[:, i]) for i in range(3)], axis=1))


def ink(colour: Colour, alpha: float = 1.0) -> tuple[int, int, int, int]:
    """A colour as Pillow wants it."""
    r, g, b = (int(v * 255 + 0.5) for v in rgb(colour))
    return r, g, b, int(alpha * 255 + 0.5)


def mix(a: Colour, b: Colour, t: float) -> Floats:
    """The colour `t` of the way from `a` to `b`, in OKLab."""
    return _srgb(_oklab(rgb(a)) * (1 - t) + _oklab(rgb(b)) * t)


def enlarge(field: Floats, width: int, height: int) -> Floats:
    """A small smooth field at full size (bicubic)."""
    image = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))


def noise(rng: np.random.Generator, width: int, height: int, across: float, down: float, octaves: int = 5) -> Floats:
    """Cloud-like noise about 0..1, mean 0.5; `across` × `down` are the cells of its coarsest octave."""
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    for octave in range(octaves):
        nx, ny = (min(max(3, round(c * 2**octave) + 3), side) for c, side in ((across, width), (down, height)))
        total += np.float32(weight) * enlarge(rng.standard_normal((ny, nx)).astype(np.float32), width, height)
        weight *= 0.52
    return np.asarray(np.clip(0.5 + total / (3.6 * total.std() + 1e-6), 0, 1), np.float32)


def smooth(low: float, high: float, x: Floats) -> Floats:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def wander(rng: np.random.Generator, n: int, cells: float, octaves: int = 6, gain: float = 0.5) -> Floats:
    """A one-dimensional wandering line about −1..1: hills, shores, ridges."""
    t = np.linspace(0, 1, n)
    total = np.zeros(n)
    weight = 1.0
    for octave in range(octaves):
        k = int(cells * 2**octave) + 3
        knots = rng.uniform(-1, 1, k + 1)
        at = t * (k - 1) + rng.uniform(0, 1)
        i = at.astype(int)
        f = at - i
        f = f * f * (3 - 2 * f)
        total += weight * (knots[i] * (1 - f) + knots[np.minimum(i + 1, k)] * f)
        weight *= gain
    return (total / 1.5).astype(np.float32)


class Painting:
    """Three planes of floats, painted from the back to the front."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.planes: Floats = np.zeros((3, height, width), np.float32)

    def sky(self, stops: Sequence[tuple[float, Colour]], bottom: int | None = None) -> None:
        """Fill from the top to `bottom` with a vertical gradient."""
        rows = self.height if bottom is None else bottom
        self.planes[:, :rows] = gradient(stops, rows).T[:, :, None]

    def lay(self, mask: Floats, colour: Colour, top: int = 0, left: int = 0) -> None:
        """Lay a colour, or one a row (rows × 3), over what is there, as far as the mask goes."""
        h, w = mask.shape
        value = rgb(colour)
        for channel in range(3):
            part = self.planes[channel, top : top + h, left : left + w]
            ink = value[channel] if value.ndim == 1 else value[:h, channel, None]
            part += mask * (ink - part)

    def light(self, x: float, y: float, radius: float, colour: Colour, strength: float, flat: float = 1.0) -> None:
        """Add light around a point as a screen, so that it never clips; `flat` > 1 makes it wider than high."""
        w, h = self.width // 8, self.height // 8
        dx = (np.arange(w, dtype=np.float32)[None, :] * 8 - x) / (radius * flat)
        dy = (np.arange(h, dtype=np.float32)[:, None] * 8 - y) / radius
        fall = strength / (1 + 2.6 * (dx * dx + dy * dy)) ** 1.6
        field = enlarge(fall, self.width, self.height)
        for channel, ink in enumerate(rgb(colour)):
            plane = self.planes[channel]
            plane += (1 - plane) * (field * ink)

    def clouds(
        self,
        rng: np.random.Generator,
        box: tuple[int, int],
        cells: tuple[float, float],
        cover: float,
        soft: float,
        colours: tuple[Colour, Colour],
        strength: float,
    ) -> None:
        """Clouds between two heights; the first colour is their lit body, the second their shaded underside."""
        top, bottom = box
        h, w = bottom - top, self.width
        field = noise(rng, w // 4, h // 4, *cells, octaves=6)
        below = np.roll(field, -max(2, h // 80), axis=0)
        fade = np.clip(np.sin(np.linspace(0, np.pi, h // 4, dtype=np.float32)), 0, 1)[:, None] ** 0.7
        mask = enlarge(smooth(1 - cover, 1 - cover + soft, field) * fade, w, h) * np.float32(strength)
        shade = enlarge(smooth(-0.02, 0.10, field - below), w, h)
        lit, dark = rgb(colours[0]), rgb(colours[1])
        for channel in range(3):
            part = self.planes[channel, top:bottom]
            part += np.clip(mask, 0, 1) * (dark[channel] + (lit[channel] - dark[channel]) * shade - part)

    def ridge(self, line: Floats, top_colour: Colour, foot_colour: Colour, foot: int, strength: float = 1.0) -> None:
        """All below a line, down to `foot`: its colour at the crest fades to that at the foot (haze)."""
        top = max(0, int(line.min()) - 2)
        if top >= foot:
            return
        rows = np.arange(top, foot, dtype=np.float32)
        slope = np.sqrt(1 + np.gradient(line) ** 2)
        mask = np.clip((rows[:, None] - line[None, :]) / slope[None, :] + 0.5, 0, 1) * np.float32(strength)
        t = np.linspace(0, 1, len(rows), dtype=np.float32)[:, None]
        self.lay(mask, rgb(top_colour) * (1 - t) + rgb(foot_colour) * t, top)

    def haze(self, top: int, bottom: int, colour: Colour, strength: float, peak: float = 0.75) -> None:
        """A band of mist, densest at `peak` of its height."""
        t = np.linspace(0, 1, bottom - top, dtype=np.float32)
        band = np.where(t < peak, t / peak, (1 - t) / (1 - peak))
        band = band * band * (3 - 2 * band) * np.float32(strength)
        self.lay(np.broadcast_to(band[:, None], (bottom - top, self.width)), colour, top)

    def draw(
        self, box: tuple[int, int, int, int], pen: Callable[[Pen, int], None], strength: float = 1.0, scale: int = 2
    ) -> None:
        """Draw in a box (left, top, right, bottom) at `scale` times the size, then lay it antialiased.

        `pen` gets an ImageDraw whose coordinates are the box's own times `scale`.
        """
        left, top, right, bottom = box
        sheet = Image.new("RGBA", ((right - left) * scale, (bottom - top) * scale))
        pen(ImageDraw.Draw(sheet), scale)
        self.stamp(sheet.convert("RGBa").reduce(scale), left, top, strength)

    def stamp(self, sheet: Image.Image, left: int, top: int, strength: float = 1.0) -> None:
        """Lay a premultiplied (RGBa) picture at a place, clipped to the painting."""
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.width, left + sheet.width), min(self.height, top + sheet.height)
        if x0 >= x1 or y0 >= y1:
            return
        pixels = np.asarray(sheet)[y0 - top : y1 - top, x0 - left : x1 - left]
        keep = 1 - pixels[..., 3].astype(np.float32) * np.float32(strength / 255)
        for channel in range(3):
            part = self.planes[channel, y0:y1, x0:x1]
            part *= keep
            part += pixels[..., channel].astype(np.float32) * np.float32(strength / 255)

    def reflect(
        self, rng: np.random.Generator, shore: int, depth: float, colour: Colour, ripple: float, squeeze: float = 1.0
    ) -> None:
        """Mirror what stands above the shore into the water below, rippled, and tinted towards `colour` with depth."""
        rows = self.height - shore
        y = np.arange(rows, dtype=np.float32)
        wave = noise(rng, self.width // 8, rows // 2, 12, rows / 9, octaves=3) - 0.5
        swing = enlarge(wave * (np.linspace(0.15, 1, rows // 2, dtype=np.float32)[:, None] * ripple), self.width, rows)
        source = np.clip(shore - 1 - y[:, None] * squeeze - swing, 0, shore - 1).astype(np.intp)
        columns = np.arange(self.width)[None, :]
        tint = rgb(colour)
        fade = (0.12 + depth * (y / rows) ** 0.8)[:, None]
        flat = (source * self.width + columns).ravel()
        for channel in range(3):
            mirrored = self.planes[channel].ravel()[flat].reshape(rows, self.width)
            self.planes[channel, shore:] = mirrored * (1 - fade) + tint[channel] * fade

    def finish(self, rng: np.random.Generator, grain: float = 0.011, vignette: float = 0.10) -> Image.Image:
        """A gentle vignette and a light grain (it hides the steps of 8-bit gradients), as an RGB picture."""
        tile = rng.standard_normal((512, 512)).astype(np.float32)
        tile = (tile + np.roll(tile, 1, 0) * 0.5 + np.roll(tile, 1, 1) * 0.5) * np.float32(grain * 255 / 1.22)
        x = np.linspace(-1, 1, self.width, dtype=np.float32)[None, :] ** 2
        y = np.linspace(-1, 1, self.height, dtype=np.float32)[:, None] ** 2
        shade = 255 * (1 - np.float32(vignette) * (x * 0.6 + y * 0.5) ** 1.5)
        out = np.empty((self.height, self.width, 3), np.uint8)
        full = np.tile(tile, (-(-self.height // 512), -(-self.width // 512)))[: self.height, : self.width] + np.float32(
            0.5
        )
        for channel in range(3):
            out[..., channel] = np.clip(self.planes[channel] * shade + full, 0, 255)
        return Image.fromarray(out)
