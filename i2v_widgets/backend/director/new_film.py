"""A new film in a sentence or two: how many photos, how long each, joined by what, with which music and titles."""

from __future__ import annotations

from collections.abc import Sequence

from i2v_widgets.draft.diff import Change
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft
from i2v_widgets.draft.names import FILTERS, called, listing, quoted, seconds
from i2v_widgets.draft.wording import fades, joins, music, shape, when

FRAME = 0.045  # seconds: shared lengths differ by less
MOST_TITLES = 2
LOOKS = {
    "mono": "in black and white",
    "sepia": "in sepia",
    "vintage": "with a vintage look",
    "soft": "with a soft look",
}


def tell_film(film: Draft, media: Sequence[Media], language: str) -> list[str]:
    """Sentences about a film that was just made, without their full stops."""
    zh = language == "zh"
    pieces = [_photos(film, media, zh)]
    for piece in (_joined(film, zh), _look(film, zh), _with(film, zh)):
        if piece:
            pieces.append(piece)
    sentences = [("，" if zh else ", ").join(pieces)]
    total = seconds(film.duration)
    last = [f"总长 {total} 秒" if zh else f"{total} s in all"] if len(film.clips) > 1 else []
    if (film.width, film.height) != (1920, 1080):
        last.append(shape(film.width, film.height)[zh] if last or zh else f"It is {shape(film.width, film.height)[0]}")
    return [*sentences, *([("，" if zh else ", ").join(last)] if last else [])]


def left(changes: Sequence[Change], film: Draft, language: str) -> list[str]:
    """Lines for what that sentence does not hold: what only some photos have."""
    clips, joined = len(film.clips), bool(_joined(film, False))

    def untold(c: Change) -> bool:
        if c.kind == "join":
            return not joined
        if c.kind in ("style", "retimed") and c.track == "video":
            return len(c.segments) < clips
        if c.kind == "text":
            return len(film.segments("text")) > MOST_TITLES
        return (c.kind == "motion" and c.value != "gentle") or c.name == "Frame rate"

    return [c.tell(language) for c in changes if untold(c)]


def _photos(film: Draft, media: Sequence[Media], zh: bool) -> str:
    clips = film.clips
    stills, count = all(c.media == "image" for c in clips), len(clips)
    times = sorted(c.duration for c in clips)
    same = times[-1] - times[0] <= FRAME
    span = seconds(sum(times) / count) if same else f"{seconds(times[0])}{'–' if zh else ' to '}{seconds(times[-1])}"
    shown = [c.digest for c in clips]
    mine = count > 1 and shown == [m.digest for m in media if m.digest in set(shown)]
    moving = any(c.motion != "none" for c in clips) and len({c.motion for c in clips}) > 1
    if zh:
        head = f"{count} {'张照片' if stills else '个片段'}{'，按你的顺序' if mine else ''}"
        return f"{head}，{'每张' if count > 1 else ''} {span} 秒{'，轻缓运镜' if moving else ''}".replace("， ", "，")
    head = f"{count} {'photo' if stills else 'clip'}{'s' if count > 1 else ''}{' in your order' if mine else ''}"
    return f"{head}, {span} s{' each' if count > 1 else ''}{', gently moving' if moving else ''}"


def _joined(film: Draft, zh: bool) -> str:
    into = [c.transition for c in film.clips[1:]]
    if not into or not all(into):
        return ""
    if len(set(into)) > 1:
        return "用不同的转场衔接" if zh else "joined by different transitions"
    return f"用{joins(into[0])[1]}衔接" if zh else f"joined by {joins(into[0])[0]}"


def _look(film: Draft, zh: bool) -> str:
    names = {c.filter for c in film.clips}
    name = names.pop()
    if names or name == "none":
        return ""
    said = called(FILTERS, name, "zh" if zh else "en")
    return f"{said}效果" if zh else LOOKS.get(name, f"in {said} colours")


def _with(film: Draft, zh: bool) -> str:
    parts = []
    for sound in film.segments("audio"):
        said = music(sound)[zh]
        if sound.fade_in or sound.fade_out:
            said += f"，{fades(sound)[1]}" if zh else f" that {fades(sound)[0]}"
        parts.append(f"配{said}" if zh else said)
    titles = film.segments("text")
    for text in titles if len(titles) <= MOST_TITLES else ():
        said, time = quoted(text.text, "zh" if zh else "en"), when(text, film)[zh]
        parts.append(f"{time}显示{said}" if zh else f"{said} {time}")
    if not parts:
        return ""
    return "，".join(parts) if zh else f"with {listing(parts)}"
