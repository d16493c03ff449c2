"""Two pictures of places: old roofs on a hill, and a red bridge over morning mist."""

from __future__ import annotations

import numpy as np

from .paint import Floats, Painting, Pen, enlarge, ink, mix, noise, smooth, wander


def _house(
    d: Pen,
    rng: np.random.Generator,
    x: float,
    y: float,
    w: float,
    s: int,
    walls: list[str],
    roofs: list[str],
    far: str,
    depth: float,
) -> None:
    """One house with its foot at y: lit front, roof of tiles with a shaded eave, windows with shutters."""
    h, r = w * float(rng.uniform(0.55, 1.0)), w * float(rng.uniform(0.24, 0.36))
    wall = mix(walls[int(rng.integers(len(walls)))], far, depth)
    roof = mix(roofs[int(rng.integers(len(roofs)))], far, depth * 0.9)
    side = mix(wall, "#8a5a63", 0.34 * (1 - depth * 0.6))
    over = w * 0.05
    front = w * float(rng.uniform(0.55, 0.72))
    d.rectangle((x * s, (y - h) * s, (x + front) * s, y * s), ink(wall))
    d.rectangle(((x + front) * s, (y - h) * s, (x + w) * s, y * s), ink(side))
    lean = front / 2
    d.polygon(
        [((x - over) * s, (y - h) * s), ((x + lean) * s, (y - h - r) * s), ((x + front + over) * s, (y - h) * s)],
        ink(wall),
    )
    ridge = [
        ((x + lean) * s, (y - h - r - w * 0.02) * s),
        ((x + w - front * 0.12) * s, (y - h - r - w * 0.02) * s),
        ((x + w + over) * s, (y - h) * s),
        ((x + front + over * 0.3) * s, (y - h) * s),
    ]
    d.polygon(ridge, ink(roof))
    thick = w * 0.055
    d.polygon(
        [
            ((x - over) * s, (y - h + thick) * s),
            ((x - over) * s, (y - h) * s),
            ((x + lean) * s, (y - h - r - w * 0.03) * s),
            ((x + front + over) * s, (y - h) * s),
            ((x + front + over) * s, (y - h + thick) * s),
            ((x + lean) * s, (y - h - r + thick) * s),
        ],
        ink(mix(roof, "#ffe2b8", 0.22)),
    )
    for k in range(1, 4):  # courses of tiles
        t = k / 4
        x0, x1 = x + lean + (front + over * 0.3 - lean) * t, x + w - front * 0.12 + (over + front * 0.12) * t
        yy = (y - h - r + r * t) * s
        d.line((x0 * s, yy, x1 * s, yy), ink(mix(roof, "#5a2b2b", 0.28)), max(1, int(w * 0.012 * s)))
    pane, shutter = (
        mix("#4a4a63", far, depth),
        mix(["#4f7d78", "#5b6f8f", "#8a4b3f", "#6d7f52"][int(rng.integers(4))], far, depth),
    )
    size = w * 0.085
    rows = max(1, int(h / (w * 0.3)))
    for row in range(rows):
        cy = y - h + w * 0.12 + row * w * 0.28
        if cy + size * 1.6 > y:
            break
        for cx in (x + front * 0.27, x + front * 0.68):
            d.rectangle(((cx - size * 1.05) * s, cy * s, (cx + size * 1.05) * s, (cy + size * 1.5) * s), ink(shutter))
            d.rectangle(((cx - size * 0.5) * s, cy * s, (cx + size * 0.5) * s, (cy + size * 1.5) * s), ink(pane))
        cx = x + front + (w - front) * 0.5
        d.rectangle(
            ((cx - size * 0.45) * s, cy * s, (cx + size * 0.45) * s, (cy + size * 1.5) * s), ink(mix(pane, side, 0.25))
        )
    if rng.random() < 0.5:
        cx, cy = x + w * 0.72, y - h - r * 1.25
        d.rectangle((cx * s, cy * s, (cx + w * 0.08) * s, (cy + r * 0.7) * s), ink(mix(wall, roof, 0.35)))


def _church(d: Pen, x: float, y: float, w: float, s: int, wall: Floats, roof: Floats) -> None:
    shade = mix(wall, "#8a5a63", 0.35)
    h = w * 4.4
    d.rectangle((x * s, (y - h) * s, (x + w * 0.62) * s, y * s), ink(wall))
    d.rectangle(((x + w * 0.62) * s, (y - h) * s, (x + w) * s, y * s), ink(shade))
    d.rectangle(
        ((x - w * 0.08) * s, (y - h) * s, (x + w * 1.08) * s, (y - h + w * 0.14) * s), ink(mix(wall, "#ffffff", 0.35))
    )
    d.polygon(
        [
            ((x - w * 0.08) * s, (y - h) * s),
            ((x + w * 0.5) * s, (y - h - w * 1.7) * s),
            ((x + w * 1.08) * s, (y - h) * s),
        ],
        ink(roof),
    )
    d.polygon(
        [
            ((x + w * 0.55) * s, (y - h) * s),
            ((x + w * 0.5) * s, (y - h - w * 1.7) * s),
            ((x + w * 1.08) * s, (y - h) * s),
        ],
        ink(mix(roof, "#4a2030", 0.35)),
    )
    d.rectangle(((x + w * 0.48) * s, (y - h - w * 2.15) * s, (x + w * 0.52) * s, (y - h - w * 1.6) * s), ink(shade))
    d.rectangle(((x + w * 0.4) * s, (y - h - w * 2.0) * s, (x + w * 0.6) * s, (y - h - w * 1.94) * s), ink(shade))
    for level in (0.35, 1.5):
        cx, cy, r = x + w * 0.32, y - h + w * (level + 0.35), w * 0.13
        d.pieslice(((cx - r) * s, (cy - r) * s, (cx + r) * s, (cy + r) * s), 180, 360, ink("#5a4a5c"))
        d.rectangle(((cx - r) * s, cy * s, (cx + r) * s, (cy + r * 2.2) * s), ink("#5a4a5c"))


def oldtown(p: Painting, rng: np.random.Generator, look: int) -> None:
    """Terracotta roofs climbing a hill, a bell tower, cypresses, summer clouds."""
    air = ("#cfe6e4", "#f6dcc6", "#d8dcec")[look % 3]
    p.sky(
        [
            (0, ("#3f9fb5", "#d98e73", "#5f7fb0")[look % 3]),
            (0.3, ("#7cc3c6", "#f0b48d", "#9fb2d4")[look % 3]),
            (0.6, air),
            (1, "#f7e6cf"),
        ]
    )
    p.clouds(rng, (60, 900), (3.0, 3.4), 0.47, 0.30, ("#fffdf6", "#8fb6c4"), 0.92)
    p.ridge(820 + 90 * wander(rng, p.width, 2.5), mix(air, "#7fa7a6", 0.55), mix(air, "#f7e6cf", 0.5), 1500)
    p.ridge(930 + 80 * wander(rng, p.width, 3.2), mix(air, "#86a184", 0.75), mix("#b9c59b", air, 0.2), 1600)
    walls = ["#fbeedd", "#f6dfc0", "#f3cfae", "#fff6e8", "#efc9a8", "#f7e3b8"]
    roofs = ["#d9724a", "#c8603f", "#e0855a", "#b9553d", "#d77b57"]
    rows = 15
    hill = np.exp(-((np.linspace(0, 1, p.width) - 0.62) ** 2) / 0.10)

    def pen(d: Pen, s: int) -> None:
        for row in range(rows):
            near = row / (rows - 1)
            w0 = 92 + 270 * near**1.35
            depth = 0.46 * (1 - near) ** 1.3
            level = 1040 + 1130 * near**1.12 - 300
            x = -float(rng.uniform(0, w0))
            if row == 4:
                _church(d, 1735, 830, 112, s, mix("#fbeedd", air, 0.3), mix("#c8603f", air, 0.25))
            while x < p.width:
                w = w0 * float(rng.uniform(0.78, 1.2))
                lift = float(hill[min(p.width - 1, max(0, int(x + w / 2)))]) * 330 * (1 - near) ** 1.2
                foot = level - lift + float(rng.uniform(-0.16, 0.16)) * w
                if rng.random() < 0.13:
                    tree = mix("#3f6b52", air, depth)
                    h, cx = w * float(rng.uniform(0.7, 1.15)), x + w * 0.25
                    d.ellipse(
                        ((cx - h * 0.14) * s, (foot - h * 1.25) * s, (cx + h * 0.14) * s, (foot + h * 0.1) * s),
                        ink(tree),
                    )
                    d.ellipse(
                        ((cx - h * 0.13) * s, (foot - h * 1.2) * s, (cx + h * 0.02) * s, foot * s),
                        ink(mix(tree, "#b7d08b", 0.25)),
                    )
                    x += w * 0.5
                    continue
                d.rectangle(
                    (x * s, (foot - w * 0.2) * s, (x + w) * s, (foot + w0 * 1.6) * s), ink(mix("#e6c3a0", air, depth))
                )
                _house(d, rng, x, foot, w, s, walls, roofs, air, depth)
                x += w * float(rng.uniform(0.86, 1.02))

    p.draw((0, 300, p.width, p.height), pen)
    p.light(300, 100, 900, "#fff0c8", 0.22, 1.6)


def bridge(p: Painting, rng: np.random.Generator, look: int) -> None:
    """A red suspension bridge over morning mist."""
    top, low = (("#7fb4cf", "#f6e3c5"), ("#e8a07f", "#fde3b4"), ("#8b93c4", "#f6cfc4"))[look % 3]
    sea = ("#6fa3b5", "#c58b7a", "#8d8fb5")[look % 3]
    shore = 1500
    p.sky([(0, top), (0.45, (mix(top, low, 0.55))), (0.8, low), (1, low)], shore)
    p.clouds(rng, (40, 700), (2.2, 6), 0.46, 0.42, ("#fff7ea", (mix(top, "#ffffff", 0.35))), 0.7)
    p.light(2300, 1150, 380, "#fff2cf", 0.8, 1.7)
    for k, height in enumerate((1080, 1190, 1300)):
        tone = mix(mix(sea, "#3d6b7d", 0.4 + 0.25 * k), low, 0.62 - 0.24 * k)
        p.ridge(height + (130 - 25 * k) * wander(rng, p.width, 2.2 + k), tone, mix(tone, low, 0.65), shore)
        p.haze(height - 40, shore, low, 0.5, 0.85)
    p.reflect(rng, shore, 0.45, sea, 26, 0.8)
    deck, red, dark = 1330, ("#d9533a", "#7f3a3a", "#c6503f")[look % 3], ("#a93c2e", "#57282f", "#8f3a39")[look % 3]
    towers, crest = (820.0, 2180.0), 400.0

    def cable(x: float) -> float:
        a, b = towers
        if a <= x <= b:
            t = (x - a) / (b - a) * 2 - 1
            return crest + (deck - 70 - crest) * (1 - t * t)
        t = abs(x - (a if x < a else b)) / (b - a) * 1.42
        return crest + (deck - 40 - crest) * min(1.0, t) ** 0.82 if t < 1 else deck - 40

    def pen(d: Pen, s: int) -> None:
        for back in (True, False):
            tone = ink(mix(red, low, 0.45)) if back else ink(red)
            shift, drop = (18, -9) if back else (0, 0)
            for x in range(-20, p.width + 20, 34):
                d.line(
                    ((x + shift) * s, (cable(x) + drop) * s, (x + shift) * s, (deck + drop) * s),
                    tone,
                    s * (2 if back else 3),
                )
            line = [((x + shift) * s, (cable(x) + drop) * s) for x in range(-20, p.width + 21, 10)]
            d.line(line, tone, s * (8 if back else 13), joint="curve")
            if back:
                continue
            for tower in towers:
                for leg in (-52, 26):
                    d.polygon(
                        [
                            ((tower + leg) * s, (crest - 34) * s),
                            ((tower + leg + 26) * s, (crest - 34) * s),
                            ((tower + leg + 36) * s, 1545 * s),
                            ((tower + leg - 10) * s, 1545 * s),
                        ],
                        ink(red),
                    )
                    d.polygon(
                        [
                            ((tower + leg + 18) * s, (crest - 34) * s),
                            ((tower + leg + 26) * s, (crest - 34) * s),
                            ((tower + leg + 36) * s, 1545 * s),
                            ((tower + leg + 20) * s, 1545 * s),
                        ],
                        ink(dark),
                    )
                for y in (crest - 10, 590, 790, 1010, 1250):
                    d.rectangle(((tower - 50) * s, y * s, (tower + 50) * s, (y + 36) * s), ink(red))
                    d.rectangle(((tower - 50) * s, (y + 26) * s, (tower + 50) * s, (y + 36) * s), ink(dark))
                d.rectangle(((tower - 92) * s, 1525 * s, (tower + 92) * s, 1600 * s), ink(mix("#7d7a78", low, 0.25)))
                d.rectangle(((tower - 104) * s, 1516 * s, (tower + 104) * s, 1534 * s), ink(mix("#a9a39a", low, 0.3)))
        d.rectangle((0, (deck - 4) * s, p.width * s, (deck + 10) * s), ink(red))
        d.rectangle((0, (deck + 10) * s, p.width * s, (deck + 40) * s), ink(dark))
        for x in range(-40, p.width, 62):
            d.line(
                (x * s, (deck + 12) * s, (x + 31) * s, (deck + 38) * s, (x + 62) * s, (deck + 12) * s), ink(red), 4 * s
            )

    p.draw((0, 0, p.width, 1700), pen)
    mist = noise(rng, p.width // 4, 150, 4, 3, 5)
    band = enlarge(
        smooth(0.42, 0.85, mist) * np.sin(np.linspace(0, np.pi, 150, dtype=np.float32))[:, None], p.width, 460
    )
    p.lay(band * np.float32(0.85), mix(low, "#ffffff", 0.4), 1270)
    p.light(2300, 1150, 700, "#fff2cf", 0.16, 1.8)
