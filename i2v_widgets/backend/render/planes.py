"""Planar YUV in NumPy integers: sub-pixel sampling, blending, and the arithmetic they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Weights = NDArray[np.uint16]

TILE = 32  # rows: 16 or 64 took a tenth longer, whole planes twice as long
BLACK, WHITE = (16, 128, 128), (235, 128, 128)
_ONE = 1 << 32  # positions are fixed point: equal on every processor


class Planes(NamedTuple):
    """Luma at full size and two chroma planes at half size, BT.709 limited range, chroma sited left."""

    y: Plane
    u: Plane
    v: Plane

    @classmethod
    def empty(cls, width: int, height: int) -> Planes:
        """Planes of that even size, not initialised."""
        half = (height // 2, width // 2)
        return cls(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.y.shape[1], self.y.shape[0]

    @property
    def nbytes(self) -> int:
        """Memory of the three."""
        return self.y.nbytes + self.u.nbytes + self.v.nbytes

    def fill(self, colour: tuple[int, int, int]) -> None:
        """Paint one colour."""
        for plane, value in zip(self, colour, strict=True):
            plane[:] = value

    def put(self, other: Planes) -> None:
        """Copy another frame of the same size."""
        for plane, source in zip(self, other, strict=True):
            plane[:] = source

    def area(self, left: int, top: int, right: int, bottom: int) -> Planes:
        """A view of an even-aligned box."""
        half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
        return Planes(self.y[top:bottom, left:right], self.u[half], self.v[half])


class Window(NamedTuple):
    """A part of work planes, in luma pixels, edges not centres."""

    left: float
    top: float
    width: float
    height: float

    def zoomed(self, factor: float) -> Window:
        """The window about its own centre, `factor` times smaller."""
        width, height = self.width / factor, self.height / factor
        return Window(self.left + (self.width - width) / 2, self.top + (self.height - height) / 2, width, height)


def sample(source: Planes, out: Planes, window: Window) -> None:
    """Fill `out` with a window of `source`, bilinear, positions to 1/256 pixel."""
    width, height = out.size
    step_x, step_y = window.width / width, window.height / height
    # The centre of luma pixel i lies at i + 1/2; chroma k lies at 2k + 1/2 across (left sited) and 2k + 1 down.
    x = _positions(width, window.left + step_x / 2 - 0.5, step_x, source.y.shape[1])
    y = _positions(height, window.top + step_y / 2 - 0.5, step_y, source.y.shape[0])
    _sample_plane(source.y, out.y, x, y)
    x = _positions(width // 2, (window.left + step_x / 2 - 0.5) / 2, step_x, source.u.shape[1])
    y = _positions(height // 2, (window.top + step_y - 1) / 2, step_y, source.u.shape[0])
    _sample_plane(source.u, out.u, x, y)
    _sample_plane(source.v, out.v, x, y)


Positions = tuple[NDArray[np.intp], Weights]


def _positions(count: int, start: float, step: float, limit: int) -> Positions:
    """Indices of the left neighbours and 8-bit weights of the right ones, kept inside the plane."""
    places = round(start * _ONE) + round(step * _ONE) * np.arange(count, dtype=np.int64)
    places = np.clip((places + (1 << 23)) >> 24, 0, (limit - 1) * 256 - 1)
    return (places >> 8).astype(np.intp), (places & 255).astype(np.uint16)


def _sample_plane(source: Plane, out: Plane, x: Positions, y: Positions) -> None:
    """Interpolate rows, then columns; sums stay below 2¹⁶ as weights add up to 256."""
    (across, right), (down, lower) = x, y
    first, last = int(across[0]), int(across[-1]) + 2
    here, there = across - first, across - first + 1
    left, upper = 256 - right, 256 - lower
    for top in range(0, out.shape[0], TILE):
        rows = slice(top, top + TILE)
        at = down[rows]
        lines = source[at, first:last] * upper[rows, None]
        lines += source[at + 1, first:last] * lower[rows, None]
        lines += 128
        lines >>= 8
        tile = lines.take(here, axis=1)
        tile *= left
        more = lines.take(there, axis=1)
        more *= right
        tile += more
        tile += 128
        tile >>= 8
        out[rows] = tile


def mix_plane(out: Plane, first: Plane, second: Plane, weight: int | Weights) -> None:
    """Blend: weight 0 is `first`, 256 is `second`; a number or an array that broadcasts over the plane."""
    if isinstance(weight, int):
        for top in range(0, out.shape[0], TILE):
            rows = slice(top, top + TILE)
            tile = first[rows] * np.uint16(256 - weight)
            tile += second[rows] * np.uint16(weight)
            tile += 128
            tile >>= 8
            out[rows] = tile
        return
    for top in range(0, out.shape[0], TILE):
        rows = slice(top, top + TILE)
        part = weight[rows] if weight.shape[0] > 1 else weight
        tile = first[rows] * (256 - part)
        tile += second[rows] * part
        tile += 128
        tile >>= 8
        out[rows] = tile


def mix(out: Planes, first: Planes, second: Planes, weight: int) -> None:
    """Blend whole frames; 0 is `first`, 256 is `second`."""
    if weight <= 0:
        out.put(first)
    elif weight >= 256:
        out.put(second)
    else:
        for target, a, b in zip(out, first, second, strict=True):
            mix_plane(target, a, b, weight)


def mix_mask(out: Planes, first: Planes, second: Planes, mask: Weights) -> None:
    """Blend by a mask of 0…256 at luma size (or one row or one column of it)."""
    mix_plane(out.y, first.y, second.y, mask)
    # One weight a chroma sample: the mean of the lumas it covers, along the axes that the mask has.
    half = mask
    if half.shape[0] > 1:
        half = (half[0::2] + half[1::2] + np.uint16(1)) >> np.uint16(1)
    if half.shape[1] > 1:
        half = (half[:, 0::2] + half[:, 1::2] + np.uint16(1)) >> np.uint16(1)
    mix_plane(out.u, first.u, second.u, half)
    mix_plane(out.v, first.v, second.v, half)


def tint(out: Planes, source: Planes, colour: tuple[int, int, int], weight: int) -> None:
    """Blend a frame towards one colour; 0 is the frame, 256 the colour."""
    for target, plane, value in zip(out, source, colour, strict=True):
        for top in range(0, target.shape[0], TILE):
            rows = slice(top, top + TILE)
            tile = plane[rows] * np.uint16(256 - weight)
            tile += np.uint16(value * weight + 128)
            tile >>= 8
            target[rows] = tile
