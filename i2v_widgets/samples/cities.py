"""Two pictures of tall houses: a skyline at dusk, and a city by night with lanterns on the water."""

from __future__ import annotations

import math

import numpy as np

from .paint import Colour, Floats, Painting, Pen, ink, mix, rgb, smooth

Box = tuple[float, float, float, float]


def _windows(pen: Pen, rng: np.random.Generator, box: Box, unit: float, lit: list[str], share: float, s: int) -> None:
    """Lit windows in a grid; whole floors share a mood, so that they do not look like noise."""
    left, top, right, bottom = box
    columns, rows = int((right - left - unit * 1.4) / (unit * 1.75)), int((bottom - top - unit * 2) / (unit * 2.3))
    if columns < 1 or rows < 1:
        return
    start = left + (right - left - (columns * 1.75 - 0.75) * unit) / 2
    on = rng.random((rows, columns)) < share * rng.uniform(0.35, 1.6, (rows, 1))
    tone = rng.integers(0, len(lit), (rows, columns))
    inks = [ink(colour) for colour in lit]
    for row, column in zip(*np.nonzero(on), strict=True):
        x, y = start + column * unit * 1.75, top + unit * (1.5 + row * 2.3)
        pen.rectangle((x * s, y * s, (x + unit) * s - 1, (y + unit * 1.35) * s - 1), inks[tone[row, column]])


def _roof(pen: Pen, kind: int, box: Box, colour: tuple[int, int, int, int], s: int) -> None:
    left, top, right, _ = (v * s for v in box)
    w = right - left
    mid = (left + right) / 2
    if kind == 1:  # a stepped crown with a spire
        pen.rectangle((left + w * 0.16, top - w * 0.22, right - w * 0.16, top), colour)
        pen.rectangle((left + w * 0.32, top - w * 0.42, right - w * 0.32, top), colour)
        pen.polygon([(mid - w * 0.035, top - w * 0.4), (mid, top - w * 1.25), (mid + w * 0.035, top - w * 0.4)], colour)
    elif kind == 2:  # a slope
        pen.polygon([(left, top + 1), (right, top + 1), (right, top - w * 0.45)], colour)
    elif kind == 3:  # a gable
        pen.polygon([(left, top + 1), (mid, top - w * 0.5), (right, top + 1)], colour)
    elif kind == 4:  # plant room and mast
        pen.rectangle((left + w * 0.2, top - w * 0.16, left + w * 0.62, top), colour)
        pen.rectangle((right - w * 0.24, top - w * 0.7, right - w * 0.24 + 5 * s, top), colour)
    elif kind == 5:  # a water tower
        x, r = left + w * 0.6, w * 0.13
        pen.polygon([(x - r, top - r * 3), (x, top - r * 4), (x + r, top - r * 3)], colour)
        pen.rectangle((x - r * 0.9, top - r * 3, x + r * 0.9, top - r * 1.2), colour)
        for leg in (-0.75, 0.0, 0.75):
            pen.rectangle((x + r * leg - 2 * s, top - r * 1.3, x + r * leg + 2 * s, top), colour)
    elif kind == 6:  # a dome
        pen.ellipse((left + w * 0.12, top - w * 0.38, right - w * 0.12, top + w * 0.38), colour)
        pen.rectangle((mid - 3 * s, top - w * 0.62, mid + 3 * s, top), colour)


def _city(
    p: Painting,
    rng: np.random.Generator,
    base: int,
    tall: tuple[int, int],
    wide: tuple[int, int],
    colours: tuple[Colour, Colour],
    lit: list[str],
    share: float,
    unit: float,
    rim: str | None = None,
    crown: float = 0.5,
) -> None:
    """A row of houses up to `base`, highest about `crown` of the width, some with windows, some with a lit edge."""
    top = base - int(tall[1] * 1.5)

    def pen(d: Pen, s: int) -> None:
        x = -float(rng.uniform(0, wide[0]))
        while x < p.width:
            w = float(rng.uniform(*wide))
            hill = math.exp(-(((x + w / 2) / p.width - crown) ** 2) / 0.07)
            h = (
                tall[0]
                + (tall[1] - tall[0]) * hill * float(rng.uniform(0.35, 1.0))
                + tall[0] * float(rng.uniform(-0.35, 0.35))
            )
            if h / w > 3.4:
                w = h / 3.4
            colour = mix(colours[0], colours[1], float(rng.uniform(0, 1)))
            box = (round(x), round(base - top - h), round(x + w), float(base - top))
            high = h > tall[1] * 0.6
            kind = int(rng.choice((0, 0, 0, 1, 1, 2, 4, 6) if high else (0, 0, 0, 2, 3, 4, 4, 5)))
            _roof(d, kind, box, ink(colour), s)
            d.rectangle((box[0] * s, box[1] * s, box[2] * s - 1, box[3] * s), ink(colour))
            if rim:
                edge = ink(rim, 0.9)
                d.rectangle((box[2] * s - 5 * s, box[1] * s, box[2] * s - 1, box[3] * s), edge)
                d.rectangle((box[0] * s, box[1] * s, box[2] * s - 1, (box[1] + 3) * s), edge)
            if share:
                _windows(
                    d, rng, box, unit * float(rng.uniform(0.85, 1.2)), lit, share * float(rng.uniform(0.2, 1.5)), s
                )
            x += w + float(rng.choice((0, 0, wide[0] * 0.18)))

    p.draw((0, top, p.width, base), pen)


def skyline(p: Painting, rng: np.random.Generator, look: int) -> None:
    """Towers in three depths against a sunset."""
    skies = (
        (
            [(0, "#3a3169"), (0.26, "#7a4f8c"), (0.5, "#d0778c"), (0.72, "#f7ab7a"), (1, "#ffdc9a")],
            "#ffd9a0",
            "#ffb27d",
        ),
        (
            [(0, "#16395c"), (0.3, "#3d7796"), (0.56, "#9dc0b8"), (0.76, "#f6d9a4"), (1, "#ffe9bd")],
            "#fff0cc",
            "#f3c79a",
        ),
        (
            [(0, "#2a1b52"), (0.3, "#6b2f7d"), (0.55, "#c9487f"), (0.78, "#f98365"), (1, "#ffc06d")],
            "#ffcf8a",
            "#ff9a72",
        ),
    )
    stops, sun, cloud = skies[look % 3]
    tints = (("#a06a94", "#b67d9c"), ("#5d4382", "#714d8a"), ("#241b47", "#33255a"))
    if look % 3 == 1:
        tints = (("#86a7a8", "#9db5ac"), ("#3f6679", "#4f7583"), ("#122b40", "#1c3a50"))
    sunx = p.width * float(rng.uniform(0.56, 0.72))
    p.sky(stops, int(p.height * 0.93))
    p.planes[:, int(p.height * 0.93) :] = rgb(stops[-1][1])[:, None, None]
    p.clouds(rng, (40, 820), (2.2, 6), 0.44, 0.42, (cloud, stops[1][1]), 0.75)
    p.clouds(rng, (480, 1320), (1.8, 9), 0.42, 0.40, (sun, stops[2][1]), 0.6)
    p.light(sunx, p.height * 0.66, 420, sun, 0.95, 1.5)
    warm = ["#ffd68a", "#ffc46b", "#ffe6b3", "#ff9f5a"]
    _city(p, rng, p.height, (520, 830), (110, 210), tints[0], [], 0, 10, crown=0.36)
    p.haze(900, p.height, mix(stops[-2][1], tints[0][0], 0.3), 0.75, 0.8)
    p.light(sunx, p.height * 0.72, 220, sun, 0.35, 1.8)
    _city(p, rng, p.height, (430, 1010), (120, 230), tints[1], warm[:2], 0.05, 10, crown=0.66)
    p.haze(1050, p.height, mix(tints[1][0], stops[2][1], 0.55), 0.55, 0.85)
    _city(p, rng, p.height, (310, 1150), (150, 300), tints[2], warm, 0.34, 13, crown=0.3)
    p.light(sunx, p.height * 0.62, 520, sun, 0.12, 2.2)


def night(p: Painting, rng: np.random.Generator, look: int) -> None:
    """Windows, a moon, and lanterns out of focus along the water."""
    high, low = (("#050b24", "#29386f"), ("#0a0a20", "#5a2f63"), ("#041a26", "#1f5a66"))[look % 3]
    shore = 1480
    p.sky([(0, high), (0.55, (mix(high, low, 0.55))), (1, (mix(low, "#c08a72", 0.28)))], shore)
    stars = np.nonzero(rng.random((900, p.width // 2)) < 0.0011)
    glow = rng.uniform(0.15, 0.9, len(stars[0])).astype(np.float32)
    for channel in range(3):
        for dy, dx, share in ((0, 0, 1.0), (0, 1, 0.5), (1, 0, 0.5), (1, 1, 0.3)):
            plane = p.planes[channel, :901]
            plane[stars[0] + dy, np.minimum(stars[1] * 2 + dx, p.width - 1)] += (
                glow * np.float32(share) * (1 - stars[0].astype(np.float32) / 900)
            )
    p.clouds(rng, (250, 1000), (2.2, 9), 0.42, 0.34, ((mix(low, "#8a93c8", 0.35)), high), 0.5)
    p.light(760, 380, 170, "#f5ecd0", 0.7)
    p.draw((640, 260, 880, 500), lambda d, s: d.ellipse((48 * s, 48 * s, 192 * s, 192 * s), ink("#fbf3dc")), 0.97, 3)
    p.light(p.width * 0.6, shore, 420, "#e89a66", 0.34, 3.2)
    lit = ["#ffd98a", "#ffc367", "#fff0c9", "#9fd3ff", "#ff9e62"]
    _city(
        p,
        rng,
        shore,
        (360, 720),
        (90, 170),
        ((mix(high, low, 0.62)), (mix(high, low, 0.8))),
        lit[:2],
        0.10,
        8,
        crown=0.42,
    )
    p.haze(900, shore, mix(low, "#b07a6a", 0.35), 0.4, 0.95)
    _city(
        p,
        rng,
        shore,
        (240, 930),
        (120, 220),
        ((mix(high, low, 0.22)), (mix(high, low, 0.38))),
        lit,
        0.42,
        10,
        crown=0.64,
    )
    p.reflect(rng, shore, 0.42, (mix(high, "#0c1a3d", 0.5)), 150, 1.3)
    p.planes[:, shore - 6 : shore + 10] *= 0.35
    _lanterns(p, rng, shore)


def _lanterns(p: Painting, rng: np.random.Generator, shore: int) -> None:
    """Discs of soft light, each with its trail in the water."""
    colours = ["#ffb45e", "#ff8f4f", "#ffd889", "#5fb8ff", "#ff6f7d", "#8be0c4"]
    x = 40.0
    while x < p.width:
        r = float(rng.uniform(34, 74))
        colour = rgb(colours[int(rng.choice(6, p=(0.32, 0.22, 0.2, 0.12, 0.08, 0.06)))])
        y = shore + 26 - r * float(rng.uniform(0.3, 1.0))
        n = int(r) + 6
        yy, xx = np.mgrid[-n : n + 1, -n : n + 1].astype(np.float32)
        d = np.hypot(xx, yy)
        disc = np.clip((r - d) / 3 + 0.5, 0, 1) * (0.42 + 0.3 * smooth(0.75, 1.0, d / np.float32(r)))
        _add(p, disc, colour, int(x) - n, int(y) - n)
        trail_h, trail_w = int(r * 6.5), int(r * 1.5)
        ty = np.linspace(0, 1, trail_h, dtype=np.float32)[:, None]
        tx = np.linspace(-1, 1, trail_w, dtype=np.float32)[None, :]
        swing = 0.3 * np.sin(ty * 38 + x) * ty + 0.12 * np.sin(ty * 91 + x * 2)
        comb = 0.55 + 0.45 * np.sin(ty * trail_h / 7.5 + 2 * np.sin(ty * 20 + x))
        _add(
            p,
            np.exp(-(((tx - swing) / (0.28 + 0.3 * ty)) ** 2)) * (1 - ty) ** 1.4 * comb * 0.5,
            colour,
            int(x) - trail_w // 2,
            shore + 18,
        )
        x += r * float(rng.uniform(1.3, 3.2))


def _add(p: Painting, mask: Floats, colour: Floats, left: int, top: int) -> None:
    x0, y0, x1, y1 = max(0, left), max(0, top), min(p.width, left + mask.shape[1]), min(p.height, top + mask.shape[0])
    part = mask[y0 - top : y1 - top, x0 - left : x1 - left]
    for channel in range(3):
        plane = p.planes[channel, y0:y1, x0:x1]
        plane += (1 - plane) * part * colour[channel]
