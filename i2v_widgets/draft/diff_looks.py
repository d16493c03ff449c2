"""What changed about the clips themselves: time, joins, motion, look, speed; one line for all that changed alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from i2v_widgets.draft.diff import Change, Pair, capital, change, photos
from i2v_widgets.draft.model import Draft, Segment
from i2v_widgets.draft.names import FILTERS, JOINS, MOTIONS, Names, called, listing, plain, quoted, seconds
from i2v_widgets.draft.wording import joins

ONE_MS = 34  # a clip that is one frame longer to keep the film's length is as long as before, to a person
FRAME_MS = 70  # lengths shared out differ by two frames at the most
Both = list[tuple[Segment, Segment]]


@dataclass(frozen=True)
class Trait:
    """One thing about a clip that can change: how to read it, its default, and how to say its value for some clips."""

    kind: str
    name: Pair
    read: Callable[[Segment], Any]
    default: Any
    value: Callable[[Any], Pair]
    line: Callable[[Any, Pair], Pair]


def _lasts(ms: int, who: Pair) -> Pair:
    one, time = who[0].startswith("“"), seconds(ms / 1000)
    en = f"{capital(who[0])} now lasts {time} s" if one else f"{capital(who[0])} now last {time} s each"
    return en, f"{who[1]}{'' if one else '各'}显示 {time} 秒"


def _named(kind: str, name: Pair, read: Callable[[Segment], Any], names: Names) -> Trait:
    def value(v: Any) -> Pair:
        return called(names, v), called(names, v, "zh")

    def line(v: Any, who: Pair) -> Pair:
        return f"{capital(called(names, v))} on {who[0]}", f"{who[1]}改为{called(names, v, 'zh')}"

    return Trait(kind, name, read, "none", value, line)


TIME = Trait(
    "retimed",
    ("Time", "时间"),
    lambda s: s.duration_ms,
    None,
    lambda ms: (f"{seconds(ms / 1000)} s", f"{seconds(ms / 1000)} 秒"),
    _lasts,
)
MOTION = _named("motion", ("Motion", "运镜"), lambda s: s.motion, MOTIONS)
LOOK = _named("style", ("Look", "滤镜"), lambda s: s.filter, FILTERS)
SPEED = Trait(
    "retimed",
    ("Speed", "速度"),
    lambda s: s.speed,
    1.0,
    lambda v: (f"{plain(v)}×", f"{plain(v)}×"),
    lambda v, who: (f"{capital(who[0])} at {plain(v)}× speed", f"{who[1]}改为 {plain(v)} 倍速"),
)
VOLUME = Trait(
    "volume",
    ("Sound", "原声"),
    lambda s: s.volume,
    1.0,
    lambda v: (f"{round(v * 100)}%", f"{round(v * 100)}%"),
    lambda v, who: (f"Sound of {who[0]} at {round(v * 100)}%", f"{who[1]}的原声音量 {round(v * 100)}%"),
)


def look_changes(both: Both, added: list[Segment], before: Draft, after: Draft) -> list[Change]:
    """Tell what changed about clips that stay, and what is not plain about new ones."""
    found: list[Change] = []
    new_film = bool(added) and not both
    if new_film:
        found.append(_new_film(added, after))
    elif not added:
        found += _grouped(TIME, [(a, b) for a, b in both if abs(a.duration_ms - b.duration_ms) > ONE_MS], [], after)
    if [c.transition for c in before.clips][1:] != [c.transition for c in after.clips][1:] or (
        not added and _retimed(both)
    ):
        found += _joins(both, added if new_film else [], after)
    if new_film and len({s.motion for s in added} - {"none"}) > 1:
        line = ("A gentle motion, different on each photo", "每张照片都有不同的轻缓运镜")
        found.append(change("motion", "video", MOTION.name, ("gentle", "轻缓"), line, added, 0.0))
    else:
        found += _grouped(MOTION, both, added if new_film else [], after)
    for trait in (LOOK, SPEED, VOLUME):
        found += _grouped(trait, both, added if new_film else [], after)
    return found


def _retimed(both: Both) -> bool:
    """Whether a join that stayed where it was takes another time."""
    return any(a.transition == b.transition and a.transition_duration != b.transition_duration for a, b in both)


def _new_film(added: list[Segment], after: Draft) -> Change:
    times = sorted({s.duration_ms for s in added})
    span, size, many = seconds(times[0] / 1000), f"{after.width}×{after.height}", len(added) > 1
    if times[-1] - times[0] <= FRAME_MS:
        span = seconds(_mean(added) / 1000)
    else:
        span += "–" + seconds(times[-1] / 1000)
    who = photos(added, after)
    en = f"{capital(who[0])}, {span} s{' each' if many else ''}, {size}"
    zh = f"{who[1]}，{'每张 ' if many else ''}{span} 秒，{size}"
    value = (f"{seconds(after.duration)} s", f"{seconds(after.duration)} 秒")
    return change("length", "film", ("Length", "时长"), value, (en, zh), (), after.duration)


def _grouped(trait: Trait, both: Both, added: list[Segment], after: Draft) -> list[Change]:
    groups: dict[Any, list[Segment]] = {}
    for a, b in both:
        if trait.read(a) != trait.read(b):
            groups.setdefault(trait.read(b), []).append(b)
    for s in added:
        if trait.read(s) != trait.default:
            groups.setdefault(trait.read(s), []).append(s)
    found = []
    for v, about in (_near_equal(groups) if trait is TIME else groups).items():
        about.sort(key=lambda s: s.start_ms)
        line = trait.line(v, photos(about, after))
        found.append(change(trait.kind, "video", trait.name, trait.value(v), line, about, 0.0))
    return found


def _near_equal(groups: dict[Any, list[Segment]]) -> dict[Any, list[Segment]]:
    """Times within a frame or so of each other are one time to a person: a length shared among clips leaves such."""
    found: dict[Any, list[Segment]] = {}
    together: list[Segment] = []
    for ms in sorted(groups):
        if together and ms - together[0].duration_ms > FRAME_MS:
            found[_mean(together)], together = together, []
        together = [*together, *groups[ms]]
    if together:
        found[_mean(together)] = together
    return found


def _mean(about: list[Segment]) -> int:
    return round(sum(s.duration_ms for s in about) / len(about) / 10) * 10


def _joins(both: Both, added: list[Segment], after: Draft) -> list[Change]:
    """Group joins by name and time; a join that only lost its place at the film's start is not told."""
    first = after.clips[0].id if after.clips else ""
    groups: dict[tuple[str, int], list[Segment]] = {}
    for a, b in [*both, *((None, s) for s in added)]:
        was = (a.transition, round(a.transition_duration * 100) * 10) if a else ("", 0)
        now = (b.transition, round(b.transition_duration * 100) * 10)
        if b.id != first and was != now:
            groups.setdefault(now, []).append(b)
    return [_join(name, ms, about, after) for (name, ms), about in groups.items()]


def _join(name: str, ms: int, about: list[Segment], after: Draft) -> Change:
    every = len(about) > 1 and len(about) == len(after.clips) - 1
    few, dots = about[:4], " …" if len(about) > 4 else ""
    en = "between all photos" if every else f"before {listing([quoted(s.name) for s in few])}{dots}"
    zh = "照片之间" if every else f"{listing([quoted(s.name, 'zh') for s in few], 'zh')}{dots}之前"
    value = called(JOINS, name or "cut"), called(JOINS, name or "cut", "zh")
    if not name:
        line = (f"Plain cuts {en}", f"{zh}直接切换")
    else:
        time = seconds(ms / 1000)
        what = joins(name)[0] if len(about) > 1 else f"a {value[0]}"
        line = (f"{capital(what)} {en}, {time} s{' each' if len(about) > 1 else ''}", f"{zh}用{value[1]}，{time} 秒")
    return change("join", "video", ("Transition", "转场"), value, line, about, 0.0)
