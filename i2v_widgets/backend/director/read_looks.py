"""Joins, motion and looks: which, on which photos, and how they are taken away."""

from __future__ import annotations

from i2v_widgets.backend.director.clauses import Clause
from i2v_widgets.backend.director.lexer import HAN, Token
from i2v_widgets.backend.director.meant import Ref
from i2v_widgets.backend.director.wishes import ALL, Context, Wish, negated, off, scope, take_time, wish

SIDED = {"wipe": "right", "slide": "left", "push": "left"}
PLACES = ("before", "after", "between", "to")


def joins(c: Clause, context: Context) -> list[Wish]:
    """Read what the clause says about transitions."""
    heads = [t for t in c.tokens if t.is_("head", "join")]
    named = c.all("join")
    between = any(t.is_("prep", "between") for t in c.tokens)
    sure = bool(heads) or between or c.negated or (context.topic == "join" and c.lead in ("colon", "comma", "fix"))
    sure = sure or (c.does("swap", "change") and any(_certain(t, c) for t in named))
    named = [t for t in named if sure or _certain(t, c)]
    if not heads and not named:
        return []
    if (
        c.about("music")
        and not heads
        and not between
        and not any(_certain(t, c) and t.get("join") != "crossfade" for t in named)
    ):
        return []
    if c.does("keep", "spare") and not named:
        return [Wish("stop")]
    if not named and c.has("more") and c.about("photo") and not any(s.transition for s in context.draft.clips):
        slower = any(t.is_("more", "speed-", "length+") for t in c.tokens)
        c.used.update(id(t) for t in c.all("more"))
        return [wish("scale", times=1.3 if slower else 1 / 1.3)]  # how quickly one photo follows the other
    if not named and c.has("vague"):
        return []
    where = _where(c)
    ref = scope(c)
    c.used.update(id(t) for t in (*heads, *named))
    if off(c) and not c.does("change"):
        return [wish("join", name="cut", ref=ref, where=where)]
    name = _name(named, c)
    seconds = take_time(c, "join")
    scale = None
    for token in c.all("more"):
        if token.get("more") in ("length+", "speed-", "length-", "speed+") and seconds is None and name is not None:
            seconds = 1.2 if token.get("more") in ("length+", "speed-") else 0.35  # a slow fade, quick wipes
        elif token.get("more") in ("length+", "speed-", "length-", "speed+") and seconds is None:
            scale = 1.5 if token.get("more") in ("length+", "speed-") else 1 / 1.5
            c.used.add(id(token))
    if name is None and scale is None and seconds is None and c.unknown:
        return []
    return [wish("join", name=name, seconds=seconds, scale=scale, ref=ref, where=where)]


def _certain(token: Token, c: Clause) -> bool:
    """Whether the word alone means a transition, with no noun beside it."""
    if token.has("motion", "dir") or (token.get("join") in ("zoom", "blur", "circle", "push") and not _phrase(token)):
        return "join" in {t.get("head") for t in c.tokens} or (token.get("join") == "push" and c.has("dir"))
    if token.get("join") == "cut":
        return (
            token.get("raw") == "cuts"
            or _phrase(token)
            or (c.has("ref") and any(t.is_("prep", "to", "before") for t in c.tokens) and not c.has("time", "factor"))
        )
    return token.get("join") != "wipe" or not token.has("do")


def _phrase(token: Token) -> bool:
    """Two words or two characters say more than one."""
    return " " in token.text.strip() or (len(token.text) > 1 and "\u4e00" <= token.text[0] <= "\u9fff")


def _name(named: list[Token], c: Clause) -> str | None:
    """The join's canonical name, with its direction; the last of two, as in from crossfades to wipes."""
    if not named:
        return None
    token = named[-1]
    others = [t for t in named if t.get("join") not in ("crossfade", "cut")]
    if others and not c.does("change", "swap"):
        token = others[-1]
    name = str(token.get("join"))
    if name in SIDED:
        side = c.take("dir") or SIDED[name]
        return f"{name}-{side}"
    return name


def _where(c: Clause) -> str | None:
    """Whether a reference names the clip after the join, the one before it, or both its neighbours."""
    refs_ = [i for i, t in enumerate(c.tokens) if t.has("ref", "file")]
    if not refs_:
        return None
    for i, token in enumerate(c.tokens):
        if token.has("prep") and token.get("prep") in PLACES:
            name = str(token.get("prep"))
            chinese = HAN.search(token.text) is not None
            if name == "between":
                return "between"
            if name in ("before", "after") and ((chinese and i - 1 in refs_) or (not chinese and i + 1 in refs_)):
                return name
    if len(refs_) > 1 or any(
        len(c.tokens[i].get("ref").parts) == 2 and c.tokens[i].get("ref").parts[0][0] == "at"
        for i in refs_
        if c.tokens[i].has("ref")
    ):
        return "between"
    return None


def motions(c: Clause, context: Context) -> list[Wish]:
    """Read what the clause says about movement."""
    heads = [t for t in c.tokens if t.is_("head", "motion")]
    named = [t for t in c.all("motion") if not (t.is_("motion", "pan") and t.has("head") and not c.has("dir"))]
    moved = (
        c.does("move")
        and c.has("dir")
        and not c.has("spot")
        and c.has("ref", "file", "head")
        and not c.about("title", "text")
    )
    named = [t for t in named if not (t.is_("motion", "none") and _describes(t, c))]
    if c.has("time") and not c.has("dir"):
        named = [t for t in named if not (t.has("head") and t.is_("motion", "pan"))]
    if c.does("keep", "spare") and not named:
        return [Wish("stop")] if heads else []
    if not heads and not named and not moved:
        stop = negated(c) and c.does("move") and not c.has("spot", "dir", "when") and not c.topics
        return [wish("motion", name="none", ref=scope(c))] if stop and (c.about("photo") or c.has("ref", "but")) else []
    ref = scope(c)
    c.used.update(id(t) for t in (*heads, *named))
    values = [str(t.get("motion")) for t in named]
    still = "none" in values
    if (negated(c) and not still) or c.does("remove"):
        return [wish("motion", name="none", ref=ref)]
    if still and len(set(values)) == 1:
        return [wish("motion", name="none", ref=ref)]
    values = [v for v in values if v != "none"]
    name = values[0] if values else "gentle"
    if moved and not values:
        name = "pan"
    specific = [v for v in values if v not in ("gentle", "pan")]
    if specific:
        name = specific[0]
    if name == "pan" or (name == "gentle" and c.has("dir")):
        name = f"pan-{c.take('dir') or 'right'}"
    if name == "zoom-in" and any(t.get("raw") == "out" for t in c.tokens):
        name = "zoom-out"
    return [wish("motion", name=name, ref=ref)]


def _describes(token: Token, c: Clause) -> bool:
    """Still photos, static images: what they are, not what they shall become."""
    at = c.tokens.index(token) + 1
    return at < len(c.tokens) and c.tokens[at].is_("head", "photo") and not c.has("ref")


def looks(c: Clause, context: Context) -> list[Wish]:
    """Read what the clause says about colour and style."""
    if c.topics & {"text"} and not c.about("film"):
        return []
    heads = [t for t in c.tokens if t.is_("head", "look")]
    named = c.all("look")
    if c.about("music", "join") and not heads:
        return []
    sure = [t for t in named if not t.has("vague", "mood", "color", "filler")]
    if not sure and not heads and not (c.has("ref", "but", "file") or c.does("make", "change", "add")):
        return []
    named = [t for t in named if t in sure or heads or not t.has("vague")]
    toned = {s.filter for s in context.draft.clips} & {"mono", "sepia"}
    if not named and toned and heads and not off(c) and all((t.get("raw") or "")[:4] == "colo" for t in heads):
        back = scope(c)  # colour for the middle one
        c.used.update(id(t) for t in heads)
        return [wish("look", name="none", ref=back)]
    if not named and not (heads and off(c)):
        return []
    if any(t.get("near") == "picture" for t in c.unknown):
        return []
    ref = scope(c)
    share = c.take("share")
    c.used.update(id(t) for t in (*heads, *named))
    if off(c):
        return [wish("look", name="none", ref=ref)]
    best = next((t for t in named if t in sure), named[0])
    return [wish("look", name=best.get("look"), strength=share, ref=ref)]


def whole(ref: Ref | None) -> Ref:
    """All photos, when none are named."""
    return ref or ALL
