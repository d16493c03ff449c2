"""Music: whether, which mood or file, how loud, how it begins and ends."""

from __future__ import annotations

from i2v_widgets.backend.director.clauses import Clause
from i2v_widgets.backend.director.lexer import Token
from i2v_widgets.backend.director.wishes import Context, Wish, after_preposition, negated, off, owner, wish

STEP = {"": 1.4, "bit": 1.2, "much": 2.0}
TUNED = ("调低", "调高", "调大", "调小", "再低", "再高")  # with nothing named: of what is heard
VOLUME = ("volume+", "volume-", "mute", "max")


def sound(c: Clause, context: Context) -> list[Wish]:
    """Read what the clause says about music."""
    heads = [t for t in c.tokens if t.is_("head", "music")]
    volume = [t for t in c.tokens if t.is_("head", "volume")]
    moods = c.all("mood")
    if context.topic == "music" and not heads:
        moods = [t for t in moods if not t.has("more")]  # …, fairly quiet: that is how loud
    apart = c.about("photo") or any(t.is_("prep", "between") for t in c.tokens)  # there pictures fade
    spoken = (context.topic == "music" and not apart) or (
        context.has_music and c.has("it", "fade") and not c.about("join", "film")
    )
    fades = _fades(c, bool(heads) or spoken)
    louder = [t for t in c.all("more") if t.get("more") in VOLUME]
    if any(t.is_("head", "voice") for t in c.tokens):
        return []
    pairs = zip(c.tokens, c.tokens[1:], strict=False)
    some = any(a.get("raw") in ("something", "anything") and b.has("mood") and not b.has("look") for a, b in pairs)
    here = bool(heads or volume or fades or some)  # something upbeat behind it
    made = c.does("make") and c.about("film", "photo")
    if not here and louder and not c.topics - {"music"} and not c.has("time", "ref", "quote") and not made:
        here = True
    if not here and any(t.is_("more", "mute") for t in louder) and not c.does("make"):
        here = True
    if not here and context.has_music and not c.topics and not c.has("ref", "time", "file"):
        here = any(t.text in TUNED for t in c.tokens)
    if not here and context.topic == "music" and not c.topics and c.has("it"):
        here = c.has("fraction", "half") or any(t.is_("more", "+", "-") for t in c.tokens)  # bring it down to a quarter
    if not here and moods:
        alone = not c.topics - {"music"} and (
            context.topic == "music" or (context.has_music and not c.has("ref", "look"))
        )
        tuned = "music" in c.topics and not c.about("film", "look", "photo", "motion", "join")
        here = alone or (tuned and c.lead in ("with", "and", "comma") and context.topic == "music")
    if (
        not here
        and c.has("share")
        and not c.topics
        and (context.topic == "music" or (context.has_music and not c.has("ref")))
    ):
        here = not c.has("more") or not any(str(t.get("more")).startswith(("speed", "length")) for t in c.tokens)
    if not here:
        return []
    if c.does("undo"):
        return [wish("undo")]
    if c.does("keep", "spare") and not c.has("share", "more"):
        return [Wish("stop")] if not c.does("remove", "reverse") else []
    found: list[Wish] = []
    pointed = not c.topics and c.has("it") and context.topic == "music"
    level = _level(c, louder, bool(volume) or pointed)
    if level is not None and pointed:
        c.used.update(id(t) for t in c.tokens if t.has("fraction", "half", "number", "more"))
    if (
        heads
        and off(c)
        and level is None
        and not c.does("change", "swap")
        and not fades
        and not (negated(c) and c.has("more"))
    ):
        c.used.update(id(t) for t in (*heads, *moods))
        return [wish("nomusic")]
    song = next((t.get("file") for t in c.all("file")), None)
    if heads or moods or song:
        mood = _mood(moods)
        other = c.does("change", "swap") or c.has("another")
        wanted = bool(heads) and (c.lead == "with" or c.does("add"))
        bare = (level is not None or fades) and not wanted
        c.used.update(id(t) for t in (*heads, *moods, *c.all("file")))
        found.append(
            wish(
                "music",
                mood=mood[0] if mood else None,
                near=mood[1] if mood else None,
                media=song,
                other=other or None,
                only=bool(bare and not mood and not song) or None,
            )
        )
    if level is not None:
        found.append(level)
    for fade in fades:
        found.append(fade)
    c.used.update(id(t) for t in (*volume, *louder, *c.all("share")))
    return found


def _mood(moods: list[Token]) -> tuple[str, str | None] | None:
    """The mood said: one of the ten by its own name first, else the nearest, and then the word it was said with."""
    if not moods:
        return None
    exact = next((t for t in moods if (t.get("raw") or "").replace("-", "") == t.get("mood")), None)
    token = exact or next((t for t in moods if not t.has("look", "filler", "more")), moods[0])
    return str(token.get("mood")), None


def _level(c: Clause, louder: list[Token], spoken: bool) -> Wish | None:
    """How loud: to a share, by a share, louder, quieter, mute."""
    step = next((str(t.get("more")) for t in louder), "")
    other = next((t.get("more") for t in c.tokens if t.is_("more", "+", "-")), "")
    if step == "volume+" and negated(c):
        step = "volume-"  # not so loud
    by = step or other
    part = next((t.get("share") for t in reversed(c.all("share"))), None)
    tuned = step.startswith("volume") or any(t.text in TUNED for t in c.tokens)
    if part is None and (spoken or tuned or c.about("music")) and not c.has("fade"):
        whole = c.one("number")
        fraction = next((t.get("fraction") for t in c.tokens if t.has("fraction") and not t.has("time")), None)
        half = any(t.has("half") for t in c.tokens)
        if fraction is not None or half:
            share = fraction or 0.5
            to = after_preposition(c, "to") or after_preposition(c, "at")
            if to:
                return wish("volume", value=share)
            c.used.update(id(t) for t in c.tokens if t.has("half", "fraction"))
            return wish("volume", times=1 + share if by.endswith("+") else 1 - share if by.endswith("-") else share)
        if any(t.is_("factor", 2.0, 3.0, 0.5) for t in c.tokens):
            return wish("volume", times=c.one("factor"))
        if whole is not None and spoken:
            return wish("volume", value=whole if whole <= 1 else whole / 100)
    if part is not None:
        to = after_preposition(c, "to") or after_preposition(c, "at")
        relative = (
            (by and after_preposition(c, "by"))
            or (other and not to)
            or (step and _before(c, "share", "more") and not after_preposition(c, "to"))
        )
        if relative:
            return wish("volume", times=1 + part if by.endswith("+") else 1 - part)
        return wish("volume", value=part)
    if step.startswith("volume") and (times := c.take("factor")):
        times = 2.0 if times == 1 else times  # 大声一倍: once more
        return wish("volume", times=times if step == "volume+" else 1 / times)
    if step == "mute":
        return wish("volume", value=0.0)
    if step == "max":
        return wish("volume", value=1.0)
    if by and (step or spoken or (c.about("music") and not c.has("mood"))):
        degree = str(next((t.get("degree") for t in c.tokens if t.has("degree")), ""))
        factor = STEP.get(degree, 1.4)
        if (c.does("make") and not c.does("change") and c.about("film")) or (
            c.has("mood") and by.startswith("volume-")
        ):
            return wish("volume", value=0.4 if by.endswith("-") else 1.0)
        return wish("volume", times=factor if by.endswith("+") else 1 / factor, quiet=by.endswith("-"))
    return None


def _before(c: Clause, first: str, second: str) -> bool:
    places = [next((i for i, t in enumerate(c.tokens) if t.has(kind)), -1) for kind in (first, second)]
    return -1 < places[0] < places[1]


def _fades(c: Clause, music: bool) -> list[Wish]:
    """Pair every fade with its time: the first one after it, else the last one before it, else two seconds."""
    marks: list[tuple[int, str]] = []
    for i, token in enumerate(c.tokens):
        if token.has("fade"):
            marks.append((i, str(token.get("fade"))))
        elif token.is_("join", "crossfade") and music and "head" not in token.readings:
            around = [t.get("raw") for t in c.tokens[i + 1 :]]
            for side in ("in", "out"):
                if side in around:
                    marks.append((i, side))
            if token.text in ("淡入淡出", "淡出淡入") or "in/out" in token.text:
                marks += [(i, "in"), (i, "out")]
    if not marks or not music:
        return []
    times = {i: s for i, t in enumerate(c.tokens) if (s := _seconds(t)) is not None and owner(c, t) != "film"}
    found: dict[str, float] = {}
    for n, (i, side) in enumerate(marks):
        limit = marks[n + 1][0] if n + 1 < len(marks) else len(c.tokens)
        after = [k for k in times if i < k < limit] if limit > i else []
        before = [k for k in times if k < i]
        place = after[0] if after else before[-1] if before else None
        found[side] = times.pop(place) if place is not None else found.get("in", 2.0)
    c.used.update(id(t) for t in c.tokens if _seconds(t) is not None and owner(c, t) != "film")
    c.used.update(id(c.tokens[i]) for i, _ in marks)
    return [wish("fades", **{f"fade_{side}": seconds for side, seconds in found.items()})]


def _seconds(token: Token) -> float | None:
    """A time, also one said as "the last 3" or as a bare number."""
    if token.has("time"):
        return float(token.get("time"))
    if token.has("span"):
        kind, first, second = token.get("span")
        return float(second - first if kind == "ab" else first)
    if token.has("ref") and token.get("ref").parts[0][0] in ("last", "first"):
        return float(token.get("ref").parts[0][1])
    return float(token.get("number")) if token.has("number") and not token.has("share") else None
