"""What changed on the sound, text and other tracks."""

from __future__ import annotations

from dataclasses import replace

from i2v_widgets.draft.diff import Change, change, match
from i2v_widgets.draft.model import Draft, Segment
from i2v_widgets.draft.names import COLORS, MOODS, PLACES, called, percent, quoted, seconds

MUSIC = ("Music", "音乐")
TEXT = ("Title", "字幕")


def span(segment: Segment) -> tuple[str, str]:
    """0–3 s; 0–3 秒."""
    both = f"{seconds(segment.start)}–{seconds(segment.end)}"
    return f"{both} s", f"{both} 秒"


def sound_name(segment: Segment) -> tuple[str, str]:
    """The mood of synthesised music, else the file's name."""
    if segment.mood:
        return called(MOODS, segment.mood), called(MOODS, segment.mood, "zh")
    return quoted(segment.name or "sound"), quoted(segment.name or "声音", "zh")


def sound_changes(before: Draft, after: Draft) -> list[Change]:
    """Music and other sound: come, gone, other, louder, faded."""
    found = []
    for a, b in match(before.segments("audio"), after.segments("audio")):
        s = b or a
        assert s is not None
        name = sound_name(s)
        if a is None:
            level = percent(s.volume)
            line = (f"Music: {name[0]} ({span(s)[0]}, {level})", f"音乐：{name[1]}（{span(s)[1]}，{level}）")
            found.append(change("music", "audio", MUSIC, name, line, (s,), 0.0))
            a = replace(s, fade_in=0.0, fade_out=0.0)
        if b is None:
            line = ("Music removed", "音乐已去掉")
            found.append(change("removed", "audio", MUSIC, ("removed", "已去掉"), line, (s,), 0.0))
            continue
        if sound_name(a) != name:
            line = (f"Music is now {name[0]}", f"音乐改为{name[1]}")
            found.append(change("music", "audio", MUSIC, name, line, (b,), 0.0))
        elif a.seed != b.seed:
            line = (f"Another {name[0]} piece", f"换了一首{name[1]}音乐")
            found.append(change("music", "audio", MUSIC, name, line, (b,), 0.0))
        if a.volume != b.volume:
            level = percent(b.volume)
            line = (f"Music at {level}", f"音乐音量 {level}")
            found.append(change("volume", "audio", ("Volume", "音量"), (level, level), line, (b,), 0.0))
        if (a.fade_in, a.fade_out) != (b.fade_in, b.fade_out):
            en, zh = f"in {seconds(b.fade_in)} s, out {seconds(b.fade_out)} s", (
                f"淡入 {seconds(b.fade_in)} 秒，淡出 {seconds(b.fade_out)} 秒")  # fmt: skip
            line = (f"Music fades {en}", f"音乐{zh}")
            found.append(change("music", "audio", ("Fades", "淡入淡出"), (en, zh), line, (b,), 0.0))
        if b.anchor != "film" and (a.start_ms, a.duration_ms) != (b.start_ms, b.duration_ms):
            line = (f"Music plays {span(b)[0]}", f"音乐在 {span(b)[1]}")
            found.append(change("retimed", "audio", ("Time", "时间"), span(b), line, (b,), 0.0))
    return found


def text_changes(before: Draft, after: Draft) -> list[Change]:
    """Titles and captions: come, gone, reworded, moved in time, placed and coloured otherwise."""
    found = []
    for a, b in match(before.segments("text"), after.segments("text")):
        if b is None and a is not None:
            line = (f"Removed {quoted(a.text)}", f"移除{quoted(a.text, 'zh')}")
            found.append(change("removed", "text", TEXT, (a.text, a.text), line, (a,), 0.0))
            continue
        assert b is not None
        said, zh = quoted(b.text), quoted(b.text, "zh")
        if a is None:
            line = (f"Title {said} ({span(b)[0]})", f"字幕{zh}（{span(b)[1]}）")
            found.append(change("text", "text", TEXT, (b.text, b.text), line, (b,), 0.0))
            continue
        if a.text != b.text:
            line = (f"{quoted(a.text)} is now {said}", f"{quoted(a.text, 'zh')}改为{zh}")
            found.append(change("retitled", "text", TEXT, (b.text, b.text), line, (b,), 0.0))
        if (not b.anchor or a.anchor != b.anchor) and (a.start_ms, a.duration_ms) != (b.start_ms, b.duration_ms):
            line = (f"{said} shows {span(b)[0]}", f"{zh}显示于 {span(b)[1]}")
            found.append(change("retimed", "text", ("Time", "时间"), span(b), line, (b,), 0.0))
        looks = [
            (called(names, now), called(names, now, "zh"))
            for names, was, now in ((PLACES, a.place, b.place), (COLORS, a.color, b.color), ({}, a.style, b.style))
            if was != now and now
        ]
        for look in looks:
            line = (f"{said}: {look[0]}", f"{zh}：{look[1]}")
            found.append(change("style", "text", TEXT, look, line, (b,), 0.0))
    return found


def other_changes(before: Draft, after: Draft) -> list[Change]:
    """Tracks of kinds that nobody documented: only that they came, went or changed."""
    found = []
    for a, b in match(before.segments("other"), after.segments("other")):
        s = b or a
        assert s is not None
        name = s.name or s.text or s.id
        if a is None or b is None:
            came = a is None
            line = (
                f"{'Added' if came else 'Removed'} {quoted(name)}",
                f"{'加入' if came else '移除'}{quoted(name, 'zh')}",
            )
            kind = "added" if came else "removed"
            found.append(change(kind, "other", ("Effect", "效果"), (name, name), line, (s,), 0.0))
        elif a != b:
            line = (f"{quoted(name)} changed", f"{quoted(name, 'zh')}有变化")
            found.append(change("style", "other", ("Effect", "效果"), (name, name), line, (b,), 0.0))
    return found
