"""What changed between two drafts, as a person would tell it: few lines, like things grouped."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from i2v_widgets.draft.model import Draft, Segment
from i2v_widgets.draft.names import listing, plain, quoted, seconds
from i2v_widgets.draft.wording import shape

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what changed.

    Attributes
    ----------
    kind : str
        added, removed, moved, retimed, retitled, volume, style, join, motion, canvas, length, music, text or other.
    track : str
        video, audio, text, other, or film.
    name, value : str
        What a chip shows, English.
    start, end : float
        Seconds in the film after the change (before it, for what was removed).
    segments : tuple of str
        Ids of the segments it is about.
    line : str
        The English line; `zh` has name, value and line in Chinese.
    """

    kind: str
    track: str
    name: str
    value: str
    start: float
    end: float
    segments: tuple[str, ...]
    line: str
    zh: tuple[str, str, str]

    def __str__(self) -> str:
        return self.line

    def tell(self, language: str = "en") -> str:
        """Say the line in English ("en") or Chinese ("zh")."""
        return self.zh[2] if language == "zh" else self.line

    def as_chip(self, language: str = "en") -> dict[str, Any]:
        """Return what a chip needs; hovering it lights the segments."""
        zh = language == "zh"
        return {
            "track": self.track,
            "name": self.zh[0] if zh else self.name,
            "value": self.zh[1] if zh else self.value,
            "start": self.start,
            "end": self.end,
            "segments": list(self.segments),
        }


def change(kind: str, track: str, name: Pair, value: Pair, line: Pair, about: Sequence[Segment], end: float) -> Change:
    """Make a Change about those segments, or about the film up to `end` when there are none."""
    start, end = (min(s.start for s in about), max(s.end for s in about)) if about else (0.0, end)
    ids = tuple(s.id for s in about)
    return Change(kind, track, name[0], value[0], start, end, ids, line[0], (name[1], value[1], line[1]))


def compare(before: Draft, after: Draft) -> list[Change]:
    """List the changes from one draft to another; empty when and only when the wires are equal."""
    from i2v_widgets.draft.diff_tracks import other_changes, sound_changes, text_changes

    if before.wire == after.wire:
        return []
    found = [
        *_film(before, after),
        *_clips(before, after),
        *sound_changes(before, after),
        *text_changes(before, after),
        *other_changes(before, after),
    ]
    if not found:
        line = ("Details of the timeline changed", "时间线的细节有变化")
        found = [change("other", "film", ("Details", "细节"), ("", ""), line, (), after.duration)]
    return found


def match(before: Iterable[Segment], after: Iterable[Segment]) -> list[tuple[Segment | None, Segment | None]]:
    """Pair the segments of two drafts: by id, and where the wire gave none by what they show."""
    old = _keyed(before)
    pairs: list[tuple[Segment | None, Segment | None]] = [(old.pop(k, None), s) for k, s in _keyed(after).items()]
    return pairs + [(s, None) for s in old.values()]


def _keyed(segments: Iterable[Segment]) -> dict[Hashable, Segment]:
    found: dict[Hashable, Segment] = {}
    for s in segments:
        positional = s.id.replace(".", "").isdigit() and "." in s.id
        key: Hashable = (s.digest, s.source, s.name, s.text) if positional else s.id
        n = 0
        while (key, n) in found:
            n += 1
        found[(key, n)] = s
    return found


def photos(about: Sequence[Segment], after: Draft) -> Pair:
    """Name these clips: “sea”, 3 photos, all 5 photos."""
    count = len(about)
    if count == 1:
        return quoted(about[0].name), quoted(about[0].name, "zh")
    stills = all(s.media == "image" for s in about)
    noun = ("photos", "张照片") if stills else ("clips", "个片段")
    if count == len(after.clips):
        if count == 2:
            return f"both {noun[0]}", f"两{noun[1].replace(' ', '')}"
        return f"all {count} {noun[0]}", f"全部 {count} {noun[1]}"
    return f"{count} {noun[0]}", f"{count} {noun[1]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _film(before: Draft, after: Draft) -> list[Change]:
    found: list[Change] = []
    whole = after.duration
    if after.is_empty:
        return found
    if (before.width, before.height) != (after.width, after.height) and not before.is_empty:
        size = f"{after.width}×{after.height}"
        said = shape(after.width, after.height)
        line = (f"The picture is now {said[0]}", f"画面改为{said[1]}")
        found.append(change("canvas", "film", ("Size", "画面"), (size, size), line, (), whole))
    if before.fps != after.fps and not before.is_empty:
        rate = f"{plain(after.fps)} fps"
        line = (f"{plain(after.fps)} frames a second", f"每秒 {plain(after.fps)} 帧")
        found.append(change("canvas", "film", ("Frame rate", "帧率"), (rate, rate), line, (), whole))
    if before.name != after.name:
        line = (f"The film is now called {quoted(after.name)}", f"影片改名为{quoted(after.name, 'zh')}")
        found.append(change("style", "film", ("Name", "名称"), (after.name, after.name), line, (), whole))
    if round(before.duration * 1000) != round(after.duration * 1000) and not before.is_empty:
        length = (f"{seconds(whole)} s", f"{seconds(whole)} 秒")
        line = (f"The film now lasts {length[0]}", f"影片长度改为 {length[1]}")
        found.append(change("length", "film", ("Length", "时长"), length, line, (), whole))
    return found


def _clips(before: Draft, after: Draft) -> list[Change]:
    from i2v_widgets.draft.diff_looks import look_changes

    pairs = match(before.clips, after.clips)
    added = [b for a, b in pairs if a is None and b is not None]
    removed = [a for a, b in pairs if b is None and a is not None]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    found = []
    if added:
        names = [quoted(s.name) for s in added[:4]], [quoted(s.name, "zh") for s in added[:4]]
        more = len(added) - 4
        en = listing(names[0]) if more <= 0 else ", ".join(names[0]) + f" and {more} more"
        zh = listing(names[1], "zh") if more <= 0 else "、".join(names[1]) + f"等 {len(added)} 张"
        found.append(change("added", "video", ("Photos", "照片"), (f"+{len(added)}",) * 2,
                            (f"Added {en}", f"加入{zh}"), added, after.duration))  # fmt: skip
    if removed:
        names = [quoted(s.name) for s in removed], [quoted(s.name, "zh") for s in removed]
        line = (f"Removed {listing(names[0])}", f"移除{listing(names[1], 'zh')}")
        found.append(change("removed", "video", ("Photos", "照片"), (f"−{len(removed)}",) * 2, line, removed, 0.0))
    return [*found, *_order(both, before, after), *look_changes(both, added, before, after)]


def _order(both: list[tuple[Segment, Segment]], before: Draft, after: Draft) -> list[Change]:
    place = {s.id: i for i, s in enumerate(before.clips)}
    now = [(place[a.id], b) for a, b in both if a.id in place]
    order = [i for i, _ in now]
    if order == sorted(order):
        return []
    moved = _moved(now)
    names: Pair
    if len(order) > 2 and order == sorted(order, reverse=True):
        line, moved = ("The order is reversed", "顺序已反转"), [s for _, s in now]
    elif len(moved) == 1:
        at = after.clips.index(moved[0]) + 1
        line = (f"{quoted(moved[0].name)} is now number {at}", f"{quoted(moved[0].name, 'zh')}移到第 {at} 位")
    else:
        shown = [s.name for _, s in now[:6]]
        dots = " …" if len(now) > 6 else ""
        line = (f"New order: {', '.join(shown)}{dots}", f"新顺序：{'、'.join(shown)}{dots}")
    names = ("Order", "顺序")
    return [change("moved", "video", names, (f"{len(moved)} moved", f"移动 {len(moved)}"), line, moved, after.duration)]


def _moved(now: list[tuple[int, Segment]]) -> list[Segment]:
    """The fewest clips that must move: all but a longest rising run of old places."""
    runs: list[list[tuple[int, Segment]]] = []
    for place, segment in now[:200]:
        best = max((run for run in runs if run[-1][0] < place), key=len, default=[])
        runs.append([*best, (place, segment)])
    stay = {s.id for _, s in max(runs, key=len)}
    return [s for _, s in now if s.id not in stay]
