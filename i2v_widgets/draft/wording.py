"""Small pieces of plain sentences about a film: how many, when, where, joined by what; English and Chinese."""

from __future__ import annotations

from i2v_widgets.draft.model import Draft, Segment
from i2v_widgets.draft.names import COLORS, JOINS, MOODS, called, percent, quoted, seconds

Pair = tuple[str, str]
EDGE = 0.05  # seconds: nearer than this to the film's beginning or end is at it
SPANS = {
    "whole": ("throughout", "全程"),
    "start": ("over the first {n}", "前 {n}"),
    "end": ("over the last {n}", "最后 {n}"),
}
WHERE = {"top": ("at the top", "在顶部"), "center": ("centred", "居中"), "bottom": ("at the bottom", "在底部")}
MANY = {
    "crossfade": "soft crossfades",
    "fade-black": "fades through black",
    "fade-white": "fades through white",
    "zoom": "zooms",
    "circle": "circles",
    "blur": "blurs",
}


def long(value: float) -> Pair:
    """1 second, 3 seconds; 3 秒."""
    said = seconds(value)
    return f"{said} second{'' if said == '1' else 's'}", f"{said} 秒"


def when(segment: Segment, film: Draft) -> Pair:
    """When it shows: over the first 3 seconds, over the beach's picture, from 4 to 6 s."""
    clip = film.segment(segment.anchor.removeprefix("clip:")) if segment.anchor.startswith("clip:") else None
    if clip:
        return f"over {quoted(clip.name)}", f"{quoted(clip.name, 'zh')}上"
    first, last = segment.start < EDGE, segment.end > film.duration - EDGE
    if first or last:
        en, zh = SPANS["whole" if first and last else "start" if first else "end"]
        n = long(segment.duration)
        return en.format(n=n[0]), zh.format(n=n[1])
    both = seconds(segment.start), seconds(segment.end)
    return f"from {both[0]} to {both[1]} s", f"{both[0]}–{both[1]} 秒"


def looks(segment: Segment) -> Pair:
    """Where a text stands, and its colour unless it is white: at the top, in red."""
    en, zh = WHERE.get(segment.place, WHERE["center"])
    if segment.color and segment.color.lower() != "#ffffff":
        en += f", in {called(COLORS, segment.color)}"
        zh += f"，{called(COLORS, segment.color, 'zh')}"
    return en, zh


def music(segment: Segment) -> Pair:
    """Calm music, “song” as the music; its volume unless it is full."""
    if segment.mood:
        en, zh = f"{called(MOODS, segment.mood)} music", f"{called(MOODS, segment.mood, 'zh')}的音乐"
    else:
        en, zh = f"{quoted(segment.name or 'sound')} as the music", f"音乐{quoted(segment.name or '声音', 'zh')}"
    if segment.volume != 1:
        en, zh = f"{en} at {percent(segment.volume)}", f"{zh}，音量 {percent(segment.volume)}"
    return en, zh


def fades(segment: Segment) -> Pair:
    """Fades in over 2 s and out over 3 s."""
    sides = [(n, s) for n, s in (("in", segment.fade_in), ("out", segment.fade_out)) if s]
    zh = {"in": "淡入", "out": "淡出"}
    en = " and ".join(f"{name} over {seconds(s)} s" for name, s in sides)
    return f"fades {en}", "、".join(f"{seconds(s)} 秒{zh[name]}" for name, s in sides)


def joins(name: str) -> Pair:
    """What several joins of one kind are called: soft crossfades, wipes to the left."""
    one = called(JOINS, name or "cut")
    head, _, rest = one.partition(" ")
    regular = f"{head}{'es' if head.endswith('sh') else 's'}{' ' + rest if rest else ''}"
    return MANY.get(name, regular), called(JOINS, name or "cut", "zh")


def shape(width: int, height: int) -> Pair:
    """Vertical, square or wide, with the pixels."""
    pixels = f"{width}×{height}"
    en, zh = ("vertical", "竖屏") if height > width else ("square", "方形") if height == width else ("wide", "横屏")
    return f"{en}, {pixels}", f"{zh} {pixels}"
