"""Two pictures by the sea: a harbour at dawn, and a bay with cliffs."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from .paint import Colour, Painting, Pen, enlarge, gradient, ink, mix, noise, smooth, wander


def _glitter(
    p: Painting, rng: np.random.Generator, x: float, shore: int, width: float, colour: Colour, strength: float
) -> None:
    """The sun's road on the water: short bright strokes, wider and sparser towards the viewer."""

    def pen(d: Pen, s: int) -> None:
        rows = p.height - shore
        for _ in range(560):
            t = float(rng.random()) ** 1.25
            y = t * rows
            spread = width * (0.35 + 1.5 * t)
            cx = x + float(rng.normal(0, spread * 0.5))
            length, thick = (14 + 120 * t) * float(rng.uniform(0.4, 1.5)), 1.5 + 6 * t
            alpha = strength * float(np.exp(-(((cx - x) / spread) ** 2))) * float(rng.uniform(0.25, 1)) * (1 - 0.55 * t)
            d.ellipse(((cx - length) * s, (y - thick) * s, (cx + length) * s, (y + thick) * s), ink(colour, alpha))

    p.draw((0, shore, p.width, p.height), pen)


def _boat(
    d: Pen,
    x: float,
    y: float,
    size: float,
    s: int,
    hull: Colour,
    trim: Colour,
    mast: Colour,
    sail: Colour | None,
    flip: int,
) -> None:
    """A sailing boat with its waterline at y; sails up or furled on the boom."""

    def at(u: float, v: float) -> tuple[float, float]:
        return (x + flip * u * size) * s, (y - v * size) * s

    d.polygon([at(-0.5, 0.0), at(-0.56, 0.13), at(0.1, 0.11), at(0.62, 0.19), at(0.44, 0.0)], ink(hull))
    d.polygon(
        [at(-0.56, 0.13), at(-0.55, 0.105), at(0.1, 0.085), at(0.595, 0.165), at(0.62, 0.19), at(0.1, 0.11)], ink(trim)
    )
    d.polygon([at(-0.3, 0.12), at(-0.28, 0.19), at(0.1, 0.18), at(0.2, 0.12)], ink(mix(trim, hull, 0.3)))
    d.line((*at(0.05, 0.1), *at(0.05, 1.5)), ink(mast), max(2, int(size * s * 0.018)))
    d.line((*at(0.05, 0.3), *at(-0.5, 0.27)), ink(mast), max(2, int(size * s * 0.016)))
    if sail is None:
        d.line((*at(0.03, 0.33), *at(-0.46, 0.30)), ink(mix(trim, mast, 0.35)), max(3, int(size * s * 0.035)))
        for u, v in ((0.6, 0.18), (-0.54, 0.13)):
            d.line((*at(0.05, 1.48), *at(u, v)), ink(mast, 0.7), max(1, int(size * s * 0.006)))
    else:
        shade = mix(sail, mast, 0.28)
        d.polygon([at(0.02, 1.42), at(0.02, 0.34), at(-0.5, 0.31), at(-0.22, 0.8)], ink(sail))
        d.polygon([at(0.09, 1.3), at(0.09, 0.26), at(0.56, 0.22), at(0.3, 0.7)], ink(shade))


def harbour(p: Painting, rng: np.random.Generator, look: int) -> None:
    """Boats on still water while the sun comes up."""
    high, mid, low = (
        ("#8f9ccb", "#f2b6a6", "#ffe3b0"),
        ("#5fa0b8", "#f3cf9f", "#fff0c9"),
        ("#6a5a9c", "#e58a94", "#ffc89a"),
    )[look % 3]
    shore, sunx = 1240, 1180.0
    p.sky([(0, high), (0.45, mix(high, mid, 0.6)), (0.75, mid), (1, low)], shore)
    p.clouds(rng, (60, 760), (2.0, 6), 0.46, 0.42, (mix(low, "#ffffff", 0.25), mix(high, mid, 0.4)), 0.75)
    p.clouds(rng, (520, 1160), (1.8, 10), 0.42, 0.36, (low, mix(mid, high, 0.2)), 0.6)
    p.light(sunx, 1058, 330, low, 0.9, 1.4)
    p.draw((1020, 900, 1340, 1220), lambda d, s: d.ellipse((80 * s, 78 * s, 240 * s, 238 * s), ink("#fff6dc")), 0.95, 3)
    for k, (level, high_by) in enumerate(((1120, 90), (1165, 62))):
        tone = mix(mix(high, "#4d5a86", 0.45 + 0.2 * k), low, 0.5 - 0.22 * k)
        line = level - high_by * np.maximum(wander(rng, p.width, 2.6 + k), -0.55)
        p.ridge(line.astype(np.float32), tone, mix(tone, low, 0.4), shore)
    p.light(sunx, 1058, 520, low, 0.25, 1.4)
    hull, mast = mix("#34406b", low, 0.06), mix("#3d4570", low, 0.1)

    def quay(d: Pen, s: int) -> None:
        x, colours = 1840.0, ("#a8737d", "#c58f83", "#8f7d99", "#d0a08c", "#b98690")
        while x < p.width:
            w, h = float(rng.uniform(80, 150)), float(rng.uniform(90, 190))
            wall = mix(mix(colours[int(rng.integers(5))], high, 0.3), low, 0.25)
            d.rectangle((x * s, (290 - h) * s, (x + w) * s, 300 * s), ink(wall))
            roof = mix("#7a4f68", mid, 0.22)
            d.polygon(
                [
                    ((x - 6) * s, (290 - h) * s),
                    ((x + w / 2) * s, (290 - h - w * 0.36) * s),
                    ((x + w + 6) * s, (290 - h) * s),
                ],
                ink(roof),
            )
            for row in range(int(h / 46)):
                for column in range(int(w / 34)):
                    lit = rng.random() < 0.3
                    cx, cy = x + 14 + column * 33, 290 - h + 16 + row * 44
                    d.rectangle(
                        (cx * s, cy * s, (cx + 15) * s, (cy + 22) * s),
                        ink("#ffe2a0" if lit else mix("#5b5a82", mid, 0.2)),
                    )
            x += w
        d.rectangle((1800 * s, 286 * s, p.width * s, 304 * s), ink(mix("#4f4a70", mid, 0.18)))

    p.draw((0, 940, p.width, shore), quay)
    far: list[tuple[int, int, int, int]] = [
        (130, 118, -1, 1),
        (1500, 104, -1, 0),
        (1735, 150, 1, 0),
        (2130, 200, -1, 0),
        (2420, 170, 1, 0),
        (2760, 230, -1, 0),
    ]

    def fleet(d: Pen, s: int) -> None:
        for x, size, flip, sails in far:
            _boat(d, x, shore + 8 - 800, size, s, hull, mix("#e9d9d4", mid, 0.3), mast, low if sails else None, flip)

    p.draw((0, 800, p.width, shore), fleet)
    p.reflect(rng, shore, 0.35, mix(mix(mid, high, 0.5), "#5f7fb0", 0.2), 60, 0.85)
    _glitter(p, rng, sunx, shore + 8, 170, "#fff3d0", 0.75)
    sail = mix("#fbe6cf", mid, 0.15)
    p.draw(
        (60, 740, 1260, 1560),
        lambda d, s: _boat(
            d,
            560,
            800,
            430,
            s,
            mix("#2c3560", low, 0.03),
            mix("#e7cfc8", mid, 0.15),
            mix("#343a66", low, 0.05),
            sail,
            1,
        ),
    )
    mirror = Image.new("RGBA", (1200 * 2, 500 * 2))
    pen = ImageDraw.Draw(mirror)
    for k in range(46):
        y, width = k * 9.5, 290 * (1 - k / 60)
        shift = 26 * np.sin(k * 1.9) * (0.3 + k / 30)
        pen.ellipse(
            ((560 - width + shift) * 2, (y - 4) * 2, (560 + width + shift) * 2, (y + 4.5) * 2),
            ink(mix("#3a4270", mid, 0.2), 0.42 * (1 - k / 46)),
        )
    p.stamp(mirror.convert("RGBa").reduce(2), 60, 1540)


def coast(p: Painting, rng: np.random.Generator, look: int) -> None:
    """A turquoise bay, a cliff, a beach, towers of summer cloud."""
    high, low = (("#3f97cf", "#dff1f0"), ("#e08a6d", "#ffe9c4"), ("#5f86c4", "#f3e3ea"))[look % 3]
    deep, shallow = (("#1d7fa3", "#58d0c4"), ("#3b6f8f", "#e0b08f"), ("#2f6fae", "#8fd3d8"))[look % 3]
    horizon = 940
    p.sky([(0, high), (0.55, mix(high, low, 0.6)), (1, low)], horizon)
    p.clouds(rng, (40, 620), (2.4, 4), 0.45, 0.36, ("#ffffff", mix(high, "#ffffff", 0.5)), 0.75)
    _cumulus(p, rng, horizon, mix("#fffaf0", low, 0.2), mix(high, low, 0.62))
    p.planes[:, horizon:] = gradient(
        [(0, mix(deep, low, 0.12)), (0.25, deep), (0.62, shallow), (0.8, mix(shallow, "#ffffff", 0.35)), (1, shallow)],
        p.height - horizon,
    ).T[:, :, None]
    rows = p.height - horizon
    swell = enlarge(noise(rng, p.width // 6, rows // 3, 5, 46, 4), p.width, rows)
    near = np.linspace(0.25, 1, rows, dtype=np.float32)[:, None]
    p.lay(smooth(0.52, 0.75, swell) * np.float32(0.20) * near, "#ffffff", horizon)
    p.lay(
        smooth(0.55, 0.2, swell) * np.float32(0.0) + smooth(-0.48, -0.25, -swell) * np.float32(0.22) * near,
        deep,
        horizon,
    )
    island = (
        horizon
        + 2
        - 120
        * np.clip(1 - ((np.arange(p.width) - 760) / 420) ** 2, 0, 1) ** 0.8
        * (1 + 0.25 * wander(rng, p.width, 16))
    ).astype(np.float32)
    p.ridge(island, mix("#5b8f9a", low, 0.35), mix("#7fa9ad", low, 0.4), horizon + 2)
    _headland(p, rng, low)
    _beach(p, rng, shallow)
    p.light(520, 180, 520, "#fff6dc", 0.4, 1.5)


def _cumulus(p: Painting, rng: np.random.Generator, foot: int, lit: Colour, dark: Colour) -> None:
    """Heaped clouds: many discs, each lit from the upper left."""

    def pen(d: Pen, s: int) -> None:
        for centre, size in ((420, 1.0), (1250, 0.62), (1900, 0.8)):
            for k in range(58):
                u = float(rng.normal(0, 0.42))
                r = size * float(rng.uniform(34, 104)) * (1.15 - min(1.0, abs(u)))
                x, y = (
                    centre + u * 520 * size,
                    420 - r * 0.5 - size * float(rng.uniform(0, 210)) * max(0.0, 1 - abs(u) * 1.25),
                )
                tone = mix(dark, lit, min(1.0, 0.25 + 0.75 * (k / 58)))
                d.ellipse(((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s), ink(tone))
                d.ellipse(
                    ((x - r * 0.9) * s, (y - r * 0.96) * s, (x + r * 0.62) * s, (y + r * 0.5) * s),
                    ink(mix(tone, "#ffffff", 0.45)),
                )

    p.draw((0, foot - 420, p.width, foot), pen, 0.93)
    p.haze(foot - 330, foot, mix(dark, lit, 0.35), 0.85, 0.97)


def _headland(p: Painting, rng: np.random.Generator, air: Colour) -> None:
    """Layered cliffs on the right, grass on top, foam at the foot."""
    x = np.arange(p.width, dtype=np.float32)
    for k, (start, crest, foot, depth) in enumerate(((1560.0, 690.0, 1010, 0.45), (1960.0, 470.0, 1230, 0.12))):
        rise = smooth(start, start + 210, x) ** 0.55
        line = foot - (foot - crest) * rise - 26 * wander(rng, p.width, 9) * rise + 30 * (1 - smooth(start, p.width, x))
        line[x < start] = foot + 40
        top = int(line.min()) - 4
        rows = np.arange(top, foot, dtype=np.float32)[:, None]
        mask = np.clip(rows - line[None, :] + 0.5, 0, 1) * np.clip(
            (foot - 10 * wander(rng, p.width, 30)[None, :] - rows) / 3, 0, 1
        )
        p.lay(
            mask,
            gradient(
                [(0, mix("#f3dcb4", air, depth)), (0.5, mix("#d9ae7f", air, depth)), (1, mix("#a87c63", air, depth))],
                foot - top,
            ),
            top,
        )
        strata = enlarge(noise(rng, p.width // 5, (foot - top) // 3, 6, 20, 4), p.width, foot - top)
        cracks = enlarge(noise(rng, p.width // 3, (foot - top) // 5, 120, 3, 3), p.width, foot - top)
        p.lay(mask * smooth(0.5, 0.62, strata) * np.float32(0.32), mix("#8f5f4f", air, depth), top)
        p.lay(mask * smooth(0.56, 0.72, cracks) * np.float32(0.42), mix("#7a5a55", air, depth), top)
        p.lay(mask * smooth(0.56, 0.70, 1 - cracks) * np.float32(0.35), mix("#fff0d0", air, depth), top)
        turf = np.clip((line[None, :] + 34 + 26 * cracks[: len(rows)] * (1 + k) - rows) / 3, 0, 1) * mask
        p.lay(turf, gradient([(0, mix("#8fb865", air, depth)), (1, mix("#5c8f55", air, depth))], foot - top), top)
        _boulders(p, rng, int(start), foot, 0.7 + 0.8 * k, mix("#8a6a5c", air, depth), mix("#d8b48d", air, depth))
        foam = (
            np.exp(-(((rows - foot + 3) / 7) ** 2))
            * smooth(start - 10, start + 40, x)[None, :]
            * smooth(0.3, 0.6, cracks)
        )
        p.lay(foam * np.float32(0.9), "#ffffff", top)


def _boulders(
    p: Painting, rng: np.random.Generator, start: int, foot: int, size: float, dark: Colour, lit: Colour
) -> None:
    def pen(d: Pen, s: int) -> None:
        x = -10.0
        while x < p.width - start + 60:
            w, h = size * float(rng.uniform(24, 74)), size * float(rng.uniform(14, 52))
            d.polygon(
                [
                    (x * s, 160 * s),
                    ((x + w * 0.2) * s, (160 - h * 0.8) * s),
                    ((x + w * 0.55) * s, (160 - h) * s),
                    ((x + w) * s, 160 * s),
                ],
                ink(dark),
            )
            d.polygon(
                [
                    (x * s, 160 * s),
                    ((x + w * 0.2) * s, (160 - h * 0.8) * s),
                    ((x + w * 0.55) * s, (160 - h) * s),
                    ((x + w * 0.4) * s, (160 - h * 0.3) * s),
                ],
                ink(lit),
            )
            x += w * float(rng.uniform(0.35, 0.9))

    p.draw((start - 40, foot - 160, p.width, foot), pen)


def _beach(p: Painting, rng: np.random.Generator, shallow: Colour) -> None:
    """Sand in the near corner, wet at its edge, with three lines of foam."""
    x = np.linspace(0, 1, p.width, dtype=np.float32)
    base = 1905 - 430 * x**1.9 + 30 * np.sin(x * 9 + 0.5) + 16 * wander(rng, p.width, 8)
    for shift, width, strength in ((-150, 12, 0.45), (-70, 18, 0.7), (0, 26, 0.95)):
        line = (base + shift + 12 * wander(rng, p.width, 14)).astype(np.float32)
        top = int(line.min()) - 60
        rows = np.arange(top, p.height, dtype=np.float32)[:, None]
        froth = noise(rng, p.width // 4, (p.height - top) // 4, 90, 30, 3)
        band = np.clip((rows - line[None, :] + width) / 2, 0, 1) * np.clip(
            (line[None, :] + width * 1.4 - rows) / (width * 1.1), 0, 1
        )
        p.lay(
            band
            * (np.float32(0.45) + np.float32(0.55) * enlarge(smooth(0.35, 0.6, froth), p.width, p.height - top))
            * np.float32(strength),
            "#ffffff",
            top,
        )
    p.ridge((base + 14).astype(np.float32), mix("#d8b98d", shallow, 0.25), "#e2c394", p.height)
    p.ridge((base + 74 + 10 * wander(rng, p.width, 10)).astype(np.float32), "#f2d9ab", "#f8e6c2", p.height)
    front = noise(rng, p.width // 2, 300, 200, 60, 2)
    p.lay(
        enlarge(smooth(0.6, 0.8, front), p.width, 600)
        * smooth(0, 120, np.arange(1400, 2000, dtype=np.float32)[:, None] - base[None, :] - 70)
        * np.float32(0.25),
        "#c9a271",
        1400,
    )
