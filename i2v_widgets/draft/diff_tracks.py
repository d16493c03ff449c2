"""What changed on the sound, text and other tracks."""

from __future__ import annotations

from dataclasses import replace

from i2v_widgets.draft.diff import Change, change, match
from i2v_widgets.draft.model import Draft, Segment
from i2v_widgets.draft.names import COLORS, MOODS, PLACES, called, listing, percent, quoted, seconds
from i2v_widgets.draft.wording import EDGE, WHERE, fades, looks, music, when

MUSIC = ("Music", "音乐")
TEXT = ("Title", "字幕")
FEW = 3  # texts told one by one; of more only how many


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
        if b is None:
            line = ("Removed the music", "去掉了音乐")
            found.append(change("removed", "audio", MUSIC, ("removed", "已去掉"), line, (s,), 0.0))
            continue
        if a is None:
            en, zh = music(b)
            if b.start > EDGE or b.end < after.duration - EDGE:
                time = when(b, after)
                en, zh = f"{en}, {time[0]}", f"{zh}，{time[1]}"
            line = (f"Added {en}", f"加入{zh}")
            found.append(change("music", "audio", MUSIC, name, line, (b,), 0.0))
            a = replace(b, fade_in=0.0, fade_out=0.0)
        if sound_name(a) != name:
            line = (f"The music is now {name[0]}", f"音乐改为{name[1]}")
            found.append(change("music", "audio", MUSIC, name, line, (b,), 0.0))
        elif a.seed != b.seed:
            line = (f"Another {name[0]} piece", f"换了一首{name[1]}的音乐")
            found.append(change("music", "audio", MUSIC, name, line, (b,), 0.0))
        if a.volume != b.volume:
            level = percent(b.volume)
            line = (f"The music is now at {level}", f"音乐音量改为 {level}")
            if not b.volume:
                line = ("The music is now silent", "音乐已静音")
            found.append(change("volume", "audio", ("Volume", "音量"), (level, level), line, (b,), 0.0))
        if (a.fade_in, a.fade_out) != (b.fade_in, b.fade_out):
            en, zh = fades(b) if b.fade_in or b.fade_out else ("no longer fades", "不再淡入淡出")
            line = (f"The music {en}", f"音乐{zh}")
            value = en.removeprefix("fades "), zh
            found.append(change("music", "audio", ("Fades", "淡入淡出"), value, line, (b,), 0.0))
        if b.anchor != "film" and (a.start_ms, a.duration_ms) != (b.start_ms, b.duration_ms):
            line = (f"The music plays {when(b, after)[0]}", f"音乐在{when(b, after)[1]}播放")
            found.append(change("retimed", "audio", ("Time", "时间"), span(b), line, (b,), 0.0))
    return found


def text_changes(before: Draft, after: Draft) -> list[Change]:
    """Titles and captions: come, gone, reworded, moved in time, placed and coloured otherwise."""
    found = []
    pairs = match(before.segments("text"), after.segments("text"))
    many = [b for a, b in pairs if a is None and b is not None]
    if len(many) > FEW:
        names = [quoted(s.text) for s in many], [quoted(s.text, "zh") for s in many]
        line = (f"Added {len(many)} captions, {names[0][0]} to {names[0][-1]}",
                f"加入 {len(many)} 条字幕，从{names[1][0]}到{names[1][-1]}")  # fmt: skip
        found.append(change("text", "text", TEXT, (f"+{len(many)}",) * 2, line, many, 0.0))
    for a, b in pairs:
        if b is None and a is not None:
            line = (f"Removed {quoted(a.text)}", f"移除{quoted(a.text, 'zh')}")
            found.append(change("removed", "text", TEXT, (a.text, a.text), line, (a,), 0.0))
            continue
        assert b is not None
        said, zh = quoted(b.text), quoted(b.text, "zh")
        time, look = when(b, after), looks(b)
        if a is None:
            line = (f"Added {said} {time[0]}, {look[0]}", f"{time[1]}加入{zh}，{look[1]}")
            if len(many) <= FEW:
                found.append(change("text", "text", TEXT, (b.text, b.text), line, (b,), 0.0))
            continue
        if a.text != b.text:
            line = (f"{quoted(a.text)} is now {said}", f"{quoted(a.text, 'zh')}改为{zh}")
            found.append(change("retitled", "text", TEXT, (b.text, b.text), line, (b,), 0.0))
        if (not b.anchor or a.anchor != b.anchor) and (a.start_ms, a.duration_ms) != (b.start_ms, b.duration_ms):
            line = (f"{said} now shows {time[0]}", f"{zh}改在{time[1]}显示")
            found.append(change("retimed", "text", ("Time", "时间"), span(b), line, (b,), 0.0))
        if styled := _restyled(a, b):
            line = (
                f"{said} is now {listing([w[0] for w, _ in styled])}",
                f"{zh}改为{'、'.join(w[1] for w, _ in styled)}",
            )
            value = ", ".join(v[0] for _, v in styled), "、".join(v[1] for _, v in styled)
            found.append(change("style", "text", TEXT, value, line, (b,), 0.0))
    return found


def _restyled(a: Segment, b: Segment) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """What is other about a text's place, colour and style: in a sentence, and in a chip."""
    found = []
    if a.place != b.place and b.place:
        found.append((WHERE.get(b.place, (b.place, b.place)), (called(PLACES, b.place), called(PLACES, b.place, "zh"))))
    if a.color != b.color and b.color:
        both = called(COLORS, b.color), called(COLORS, b.color, "zh")
        found.append((both, both))
    if a.style != b.style and b.style:
        found.append(((f"in the style {b.style}", f"{b.style} 样式"), (b.style, b.style)))
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
