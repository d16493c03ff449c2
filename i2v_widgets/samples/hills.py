"""Two pictures of open country: a park in the haze, and a peak above a lake."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from .paint import Colour, Floats, Painting, Pen, enlarge, gradient, ink, mix, noise, rgb, smooth, wander


def _tree(rng: np.random.Generator, size: int, tones: Sequence[Colour], trunk: Colour) -> Image.Image:
    """A broad tree: clumps of leaves in three tones, dark below, light above."""
    s = 2
    sheet = Image.new("RGBA", (size * s, size * s))
    d = ImageDraw.Draw(sheet)
    w = size * s
    d.polygon([(w * 0.475, w * 0.55), (w * 0.455, w), (w * 0.545, w), (w * 0.525, w * 0.55)], ink(trunk))
    for side in (-1, 1):
        d.line((w * 0.5, w * 0.72, w * (0.5 + 0.16 * side), w * 0.5), ink(trunk), max(2, int(w * 0.028)))
    leaves = []
    for _ in range(150):
        a, q = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0, 1)) ** 0.6
        leaves.append((0.5 + 0.37 * q * np.cos(a), 0.40 + 0.30 * q * np.sin(a), float(rng.uniform(0.045, 0.095))))
    for shift, shrink in ((0.024, 1.0), (0.0, 0.92), (-0.016, 0.7), (-0.03, 0.42)):
        for k, (cx, cy, r) in enumerate(leaves):
            light = 0.62 * (0.78 - cy) / 0.6 + 0.38 * (0.9 - cx) / 0.8 + 0.16 * np.sin(k * 2.4)
            level = (0.0, 0.45, 0.85, 1.15)[int((shrink < 1) + (shrink < 0.9) + (shrink < 0.5))] * min(
                1.0, max(0.0, light * 1.35)
            )
            tone = (
                mix(tones[0], tones[1], level * 2) if level < 0.5 else mix(tones[1], tones[2], min(1.0, level * 2 - 1))
            )
            x, y, b = (cx + shift * 0.5) * w, (cy + shift) * w, r * shrink * w
            d.ellipse((x - b, y - b * 0.85, x + b, y + b * 0.85), ink(tone))
    return sheet.convert("RGBa").reduce(s)


def park(p: Painting, rng: np.random.Generator, look: int) -> None:
    """Meadows and groves, each farther one paler, and a path to a pond."""
    air, sky = (("#f3f2cf", "#bfdcc9"), ("#fbe3b8", "#e9b98a"), ("#e9efe8", "#a9c6d8"))[look % 3]
    leaf = (("#2f6b45", "#5c9a52", "#a4cb6a"), ("#8a4a2c", "#d07f3a", "#f3bb58"), ("#3f7f6a", "#6fb08a", "#bfe0a4"))[
        look % 3
    ]
    grass = ("#9cc768", "#d7b765", "#9fcf98")[look % 3]
    p.sky([(0, sky), (0.42, air), (1, air)])
    p.clouds(rng, (40, 720), (2.4, 4), 0.42, 0.4, ("#fffef2", mix(sky, air, 0.4)), 0.7)
    p.light(2050, 330, 420, "#fffbe0", 0.85, 1.3)
    p.ridge(760 + 90 * wander(rng, p.width, 2.2), mix(mix(leaf[0], sky, 0.5), air, 0.55), mix(air, leaf[1], 0.12), 1200)
    levels = ((900, 70, 0.62, 70), (1010, 60, 0.46, 110), (1150, 55, 0.30, 165), (1340, 60, 0.14, 250))
    for k, (level, swing, depth, size) in enumerate(levels):
        line = (level + swing * wander(rng, p.width, 1.8 + 0.5 * k)).astype(np.float32)
        meadow = mix(grass, air, depth * 1.1)
        tones = [mix(tone, air, depth) for tone in leaf]
        sprites = [_tree(rng, int(size * f), tones, mix("#6b4f3a", air, depth)) for f in (0.8, 1.0, 1.25)]
        p.ridge(
            line,
            mix(meadow, "#fdf6c0", 0.25),
            mix(meadow, air, 0.35) if k < 3 else mix(meadow, leaf[1], 0.35),
            p.height,
        )
        x = -size * 0.5
        while x < p.width:
            sprite = sprites[int(rng.integers(3))]
            p.stamp(
                sprite,
                int(x),
                int(line[min(p.width - 1, max(0, int(x + sprite.width / 2)))]) - sprite.height + size // 9,
            )
            x += size * float(rng.choice((0.32, 0.5, 0.8, 2.4, 4.2) if k > 1 else (0.3, 0.42, 0.5, 0.7, 1.8)))
        p.haze(level - 60, min(p.height, level + 240), air, 0.34 * (1 - k / 5), 0.6)
    _pond(p, rng, air, sky, mix(grass, leaf[1], 0.45))
    _path(p, air)
    _meadow(p, rng, leaf, grass)
    tones = [mix(tone, air, 0.02) for tone in leaf]
    for x, y, size in ((-190, 560, 1080), (2330, 760, 860)):
        p.stamp(_tree(rng, size, tones, "#5a4334"), x, y)
    p.light(2050, 330, 900, "#fff7c9", 0.22, 1.5)


def _pond(p: Painting, rng: np.random.Generator, air: Colour, sky: Colour, bank: Colour) -> None:
    y, x = np.mgrid[0:170, 0:1150].astype(np.float32)
    edge = 1 + 0.10 * wander(rng, 1150, 6)[None, :]
    inside = 1 - np.hypot((x - 575) / 565, (y - 84) / 76) * edge
    p.lay(np.clip(inside * 60 + 3, 0, 1), bank, 1430, 1240)
    p.lay(
        np.clip(inside * 60, 0, 1),
        gradient([(0, mix(bank, sky, 0.4)), (0.35, mix(sky, air, 0.5)), (1, mix(air, "#ffffff", 0.3))], 170),
        1430,
        1240,
    )
    glint = enlarge(noise(rng, 230, 85, 5, 20, 3), 1150, 170)
    p.lay(np.clip(inside * 60, 0, 1) * smooth(0.58, 0.72, glint) * np.float32(0.5), "#ffffff", 1430, 1240)


def _path(p: Painting, air: Colour) -> None:
    y = np.arange(1400, 2000, dtype=np.float32)[:, None]
    t = (y - 1400) / 600
    middle = 1120 + 190 * np.sin(t * 4.2 + 0.6) * (1 - 0.25 * t) - 120 * t
    half = 12 + 210 * t**1.7
    x = np.arange(p.width, dtype=np.float32)[None, :]
    p.lay(
        np.clip((half - np.abs(x - middle)) / (2 + 6 * t) + 0.5, 0, 1),
        gradient([(0, mix("#efe0b4", air, 0.4)), (1, "#e9d2a0")], 600),
        1400,
    )


def _meadow(p: Painting, rng: np.random.Generator, leaf: Sequence[Colour], grass: Colour) -> None:
    """Blades and flowers at the viewer's feet."""

    def pen(d: Pen, s: int) -> None:
        for _ in range(2600):
            t = float(rng.random()) ** 0.7
            x, y = float(rng.uniform(0, p.width)), 40 + 300 * t
            h, lean = 16 + 42 * t * float(rng.uniform(0.5, 1.2)), float(rng.normal(0, 7))
            centre = (
                1120
                + 190 * np.sin((y + 1660 - 1400) / 600 * 4.2 + 0.6) * (1 - 0.25 * (y + 260) / 600)
                - 120 * (y + 260) / 600
            )
            if abs(x - centre) < 12 + 215 * ((y + 260) / 600) ** 1.7:
                continue
            d.polygon(
                [((x - 3) * s, y * s), ((x + lean) * s, (y - h) * s), ((x + 3) * s, y * s)],
                ink(mix(leaf[1], mix(grass, leaf[2], 0.6), float(rng.random()))),
            )
            if rng.random() < 0.07:
                r = 3 + 4 * t
                petal = ("#fffaf0", "#ffd866", "#f29a8e", "#d7b4e6")[int(rng.integers(4))]
                d.ellipse(((x + lean - r) * s, (y - h - r) * s, (x + lean + r) * s, (y - h + r) * s), ink(petal))

    p.draw((0, 1660, p.width, p.height), pen)


def peak(p: Painting, rng: np.random.Generator, look: int) -> None:
    """Snow in the last light, firs, and a lake that doubles it all."""
    high, low = (("#5b7fb8", "#f6c9b0"), ("#7aa7d0", "#e9f0ee"), ("#4a4784", "#f39a86"))[look % 3]
    sun, shade = (("#ffd9c0", "#6f7fae"), ("#ffffff", "#7f9cbc"), ("#ffb89a", "#5c5590"))[look % 3]
    shore = 1420
    p.sky([(0, high), (0.5, mix(high, low, 0.6)), (0.85, low), (1, low)], shore)
    p.clouds(rng, (40, 620), (2.2, 5), 0.42, 0.42, (mix(low, "#ffffff", 0.45), mix(high, low, 0.45)), 0.65)
    p.light(300, 900, 520, "#ffe8cf", 0.45, 1.7)
    far = (1010 - 130 * np.abs(wander(rng, p.width, 5)) - 40 * wander(rng, p.width, 14)).astype(np.float32)
    p.ridge(far, mix(shade, low, 0.5), mix(low, shade, 0.12), shore)
    _massif(p, rng, [(420, 690, 760), (1330, 330, 900), (1830, 560, 700), (2570, 480, 830)], sun, shade, low, shore)
    p.haze(950, shore, mix(low, shade, 0.15), 0.62, 0.9)
    for level, size, depth in ((1330, 62, 0.5), (1372, 96, 0.2)):
        _firs(p, rng, level, size, mix("#23413f", mix(low, shade, 0.5), depth), shore)
    p.reflect(rng, shore, 0.30, mix(mix(high, shade, 0.5), "#2f4f73", 0.25), 34, 0.9)
    t = np.linspace(0, 1, 36, dtype=np.float32)
    p.lay(
        np.broadcast_to((0.5 * np.sin(t * np.pi))[:, None], (36, p.width)).astype(np.float32),
        mix(low, "#ffffff", 0.5),
        shore - 16,
    )
    _shore_grass(p, rng)


def _massif(
    p: Painting,
    rng: np.random.Generator,
    tops: list[tuple[int, int, int]],
    sun: Colour,
    shade: Colour,
    air: Colour,
    foot: int,
) -> None:
    """Peaks whose left faces catch the light; crooked ribs part light from shade, rock shows through lower down."""
    x = np.arange(p.width, dtype=np.float32)
    for cx, crest, half in sorted(tops, key=lambda top: -top[1]):
        fall = np.abs(x - cx) / half
        line = (
            crest
            + (foot - crest) * np.clip(fall, 0, 2) ** 0.88 * 0.92
            + 46 * wander(rng, p.width, 13, 7, 0.6) * np.clip(fall * 5, 0.12, 1)
        )
        line = line.astype(np.float32)
        left, right = max(0, int(cx - half * 1.15)), min(p.width, int(cx + half * 1.15))
        line = np.maximum(line[left:right], crest)
        n = foot - crest + 6
        rows = np.arange(crest - 6, foot, dtype=np.float32)[:, None]
        depth = np.clip((rows - crest) / (foot - crest), 0, 1)
        mask = np.clip((rows - line[None, :]) / 1.6 + 0.5, 0, 1)
        rough = enlarge(
            noise(rng, (right - left) // 3, n // 3, (right - left) / 210, n / 210, 6) - 0.5, right - left, n
        )
        spine = cx + 110 * wander(rng, n, 4, 7, 0.6)[:, None] * np.clip(depth * 2.4, 0, 1)
        fan = (x[None, left:right] - spine) / (rows - crest + 90) + rough * (0.10 + 0.10 * depth)
        lit = smooth(0.16, -0.16, fan + 0.5 * _ribs(rng, fan, 7) * np.clip(depth * 3, 0.1, 1))
        lit = np.clip(
            lit
            + 0.55 * smooth(0.25, 0.6, _ribs(rng, fan, 13)) * (1 - lit)
            - 0.5 * smooth(0.1, 0.5, _ribs(rng, fan, 16)) * lit,
            0,
            1,
        )
        rock = smooth(0.10, 0.22, _ribs(rng, fan * 0.9 + 0.05 * rough, 30) * 0.55 + depth * 0.5 + 0.55 * rough - 0.24)
        for channel in range(3):
            dark, bright = rgb(shade)[channel], rgb(sun)[channel]
            stone_lit, stone = mix(sun, "#8a6a6d", 0.72)[channel], mix(shade, "#3b4468", 0.55)[channel]
            snow = dark + (bright - dark) * lit
            value = snow + (stone + (stone_lit - stone) * lit - snow) * rock * np.float32(0.8)
            value = value + (rgb(air)[channel] - value) * (0.10 + 0.35 * depth**1.6)
            part = p.planes[channel, crest - 6 : foot, left:right]
            part += mask * (value - part)


def _ribs(rng: np.random.Generator, fan: Floats, cells: int) -> Floats:
    """Ridges that run down from the top like a fan: a wandering line, looked up by angle."""
    table = wander(rng, 1024, cells, 5, 0.55)
    return table[np.clip((fan + 2) * 256, 0, 1023).astype(np.intp)]


def _firs(p: Painting, rng: np.random.Generator, level: int, size: float, tone: Floats, foot: int) -> None:
    top = level - int(size * 1.8)
    ground = 22 * wander(rng, p.width, 4)

    def pen(d: Pen, s: int) -> None:
        x = -size
        while x < p.width + size:
            h = size * float(rng.uniform(0.6, 1.5))
            y = level - top + float(ground[min(p.width - 1, max(0, int(x)))]) + size * 0.3
            colour = ink(mix(tone, "#ffffff", float(rng.uniform(0, 0.06))))
            for k in range(5):
                w, a = h * (0.09 + 0.055 * k), y - h + h * 0.17 * k
                d.polygon(
                    [((x - w) * s, (a + h * 0.28) * s), (x * s, a * s), ((x + w) * s, (a + h * 0.28) * s)], colour
                )
            x += size * float(rng.uniform(0.14, 0.42))
        d.polygon(
            [
                (0, (foot - top) * s),
                *(
                    (x * s, (level - top + float(ground[min(p.width - 1, x)]) + 4) * s)
                    for x in range(0, p.width + 60, 60)
                ),
                (p.width * s, (foot - top) * s),
            ],
            ink(tone),
        )

    p.draw((0, top, p.width, foot), pen)


def _shore_grass(p: Painting, rng: np.random.Generator) -> None:
    """Reeds and stones in the near corners frame the lake."""

    def pen(d: Pen, s: int) -> None:
        for _ in range(900):
            u = float(rng.beta(0.5, 0.5))
            x = u * p.width
            rise = 150 * abs(u - 0.5) ** 1.5 * 2.2
            h, lean = float(rng.uniform(40, 190)) * (0.35 + abs(u - 0.5) * 1.5), float(rng.normal(0, 24))
            tone = mix("#1e3340", "#5b6f62", float(rng.random()) * 0.8)
            y = 330 - rise * float(rng.uniform(0, 0.9))
            d.polygon(
                [
                    ((x - 4) * s, 340 * s),
                    ((x + lean * 0.4) * s, (y - h * 0.5) * s),
                    ((x + lean) * s, (y - h) * s),
                    ((x + lean * 0.4 + 4) * s, (y - h * 0.5) * s),
                    ((x + 5) * s, 340 * s),
                ],
                ink(tone),
            )

    p.draw((0, 1660, p.width, p.height), pen)
