"""The film as a whole: a new one, its size, its length and pace; and talk that changes nothing."""

from __future__ import annotations

from i2v_widgets.backend.director.clauses import Clause
from i2v_widgets.backend.director.lexer import HAN, Token
from i2v_widgets.backend.director.wishes import (
    Context,
    Wish,
    after_preposition,
    each,
    negated,
    not_understood,
    owner,
    scope,
    wish,
)

PLATFORM = ("instagram", "insta", "facebook", "youtube", "vimeo", "pinterest", "tiktok")
ASKING = ("want", "need", "would", "like", "give", "get", "要", "想要", "我要", "帮我", "给我")
STEP = {"": 1.3, "bit": 1.15, "much": 1.6}


def canvas(c: Clause, context: Context) -> list[Wish]:
    """Read aspect, size and frame rate."""
    found: dict[str, object] = {}
    if aspects := c.all("aspect"):
        aspects.sort(
            key=lambda t: (
                (t.get("raw") or t.text.lower()).split(" ")[0] in PLATFORM and " " not in t.text,
                -len(t.text),
            )
        )
        if not negated(c) or len(aspects) > 1:
            found["aspect"] = aspects[0].get("aspect")
    if sizes := c.all("size"):
        found["size"] = sizes[0].get("size")
    if resolutions := [t for t in c.all("res") if not t.has("number") or not c.has("share")]:
        found["res"] = int(resolutions[-1].get("res"))
    rates = c.all("fps")
    if rates:
        found["fps"] = rates[0].get("fps")
    elif c.about("fps") and (rate := c.one("number")):
        found["fps"] = rate
    if fit := c.one("fit"):
        found["fit"] = fit
    c.used.update(id(t) for t in (*aspects, *sizes, *resolutions, *rates))
    return [Wish("canvas", dict(found))] if found else []


def film(c: Clause, context: Context) -> list[Wish]:
    """Read whether a new film is wanted, and how long films and photos last."""
    found: list[Wish] = []
    if _new(c, context):
        found.append(wish("make", ref=_selection(c)))
    found += _lengths(c, context)
    return found


def _new(c: Clause, context: Context) -> bool:
    """Whether these words make a film, rather than change the one that is there."""
    if context.draft.is_empty and c.about("film") and not c.does("remove"):
        return True
    if not c.does("make") or not (c.about("film") or c.about("photo")) or negated(c):
        return False
    if context.draft.is_empty:
        return True
    at = next(i for i, t in enumerate(c.tokens) if t.is_("do", "make"))
    verb, rest = c.tokens[at], c.tokens[at + 1 :]
    if (verb.get("raw") or verb.text).split(" ")[0] in ASKING or not c.about("film"):
        return False
    if HAN.search(verb.text):
        photos = any(t.is_("head", "photo") for t in c.tokens[:at])
        named = any(t.is_("head", "film") for t in c.tokens[:at])
        return photos or (not named and not verb.text.endswith("成"))
    pronoun = rest and rest[0].has("it") and not any(t.is_("head", "photo") for t in rest[1:3])
    article = (
        rest
        and rest[0].get("raw") in ("the", "my", "each", "every", "all")
        and not any(t.is_("head", "photo") for t in rest[1:3])
    )
    return not pronoun and not article and not any(t.has("ref") for t in rest[:1])


def _selection(c: Clause) -> object:
    """Which pictures a new film takes; "each photo 4 s" selects none."""
    refs = [t for t in c.all("ref") if not t.get("ref").whole]
    if c.has("time") and refs and not c.has("but") and any(owner(c, t) == "" for t in c.all("time")):
        return None
    if refs or c.has("but", "file"):
        return scope(c)
    return None


def _lengths(c: Clause, context: Context) -> list[Wish]:
    """Times that no other topic took: of the film, of each photo, of some."""
    times = c.all("time") + ([t for t in c.all("point") if not c.topics & {"text", "music"}])
    if not times:
        return _bare_length(c, context)
    begun = context.draft.is_empty and (
        c.does("make") or not c.does("add", "show")
    )  # whatever it is called, it is the film
    if c.unknown and not begun and not c.about("film", "photo", "length") and not c.has("ref", "file", "but"):
        return []
    every, found = each(c), []
    for token in times:
        c.used.add(id(token))
        seconds = float(token.get("time") or token.get("point") or 0)
        mine = owner(c, token)
        step = _direction(c)
        relative = _relative(c, token, step)
        ref = None if mine == "film" and not every else scope(c)
        if (ref is not None or every) and mine != "film":
            args = {"add": seconds if step != "-" else -seconds} if relative else {"seconds": seconds}
            found.append(wish("cliptime", ref=ref, **args))
        elif relative:
            found.append(wish("scale", add=seconds if step != "-" else -seconds))
        else:
            found.append(wish("length", seconds=seconds))
    c.used.update(id(t) for t in c.all("more"))
    return found


def _bare_length(c: Clause, context: Context) -> list[Wish]:
    """Make that 25: a number alone is the length, in seconds."""
    numbers = c.all("number")
    if context.timed and len(c.all("number")) == 1 and c.has("ref", "file", "but"):
        return [wish("cliptime", ref=scope(c), seconds=float(c.take("number")))]  # … and the others 2
    if c.about("photo"):
        return []
    plain = all(
        t in numbers
        or t.has("filler", "it", "fix", "prep", "degree", "limit")
        or t.is_("do", "make", "change", "show", "keep", "spare")
        or t.is_("head", "length", "film")
        for t in c.tokens
    )
    said = c.lead == "fix" or c.does("make", "change") or c.has("limit") or c.about("length")
    if len(numbers) != 1 or not plain or not said or not 2 <= numbers[0].get("number") <= 600 or numbers[0].has("res"):
        return []
    c.used.add(id(numbers[0]))
    return [wish("length", seconds=float(numbers[0].get("number")))]


ADJECTIVES = ("quick", "fast", "slow", "slowly", "quickly", "rapid", "快速", "慢速", "慢", "快", "慢动作", "慢放")


def _direction(c: Clause) -> str:
    """Longer (+), shorter (−) or nothing said."""
    if "motion" in c.topics:
        return ""  # a slow zoom for 6 seconds is slow, not longer
    for token in c.tokens:
        if (token.get("raw") or token.text) in ADJECTIVES:
            continue
        if token.is_("more", "length+", "speed-", "+"):
            return "+"
        if token.is_("more", "length-", "speed+", "-"):
            return "-"
    if (c.does("add") or c.has("another")) and not c.about("film"):
        return "+"
    return "-" if c.does("remove") or any(t.get("raw") == "cut" for t in c.tokens) else ""


def _relative(c: Clause, token: Token, step: str) -> bool:
    """Whether the time is by how much, not how long: 5 seconds longer, 加长5秒, add 5 seconds; not shorten to 15."""
    if not step or (after_preposition(c, "to") and not after_preposition(c, "by")):
        to = [i for i, t in enumerate(c.tokens) if t.is_("prep", "to")]
        if not step or any(
            i < c.tokens.index(token)
            and not any(t.has("time", "it", "ref") for t in c.tokens[i : c.tokens.index(token)])
            for i in to
        ):
            return False
    return not (step == "-" and c.does("make") and c.about("film"))


def more_or_less(c: Clause, context: Context) -> list[Wish]:
    """Longer, shorter, faster, slower, twice, half; with the film or the photos named."""
    if negated(c) and c.about("length") and not c.has("more", "time") and any(t.get("raw") == "long" for t in c.tokens):
        return [wish("scale", times=1 / STEP[""])]  # not so long
    words = [t for t in c.all("more") if str(t.get("more"))[:-1] in ("length", "speed", "")]
    if c.topics - {"length", "speed"} or (not c.has("neg", "it", "degree") and not c.about("film", "length", "speed")):
        words = [t for t in words if (t.get("raw") or t.text) not in ADJECTIVES]
    factors = c.all("factor")
    share = c.one("share")
    half = [t for i, t in enumerate(c.tokens) if t.has("fraction") and id(t) not in c.used and _part(c, i)] + c.all(
        "half"
    )
    spoken = words or (
        (factors or half or share is not None)
        and (
            c.about("length", "speed", "film")
            or c.has("it", "ref")
            or any(t.is_("factor") or t.get("times") for t in factors)
        )
    )
    if not spoken or (
        c.does("make")
        and c.about("film")
        and not c.has("it")
        and not factors
        and not any(t.get("raw") in ("longer", "shorter", "faster", "slower") for t in words)
        and not _the_film(c)
    ):
        return []
    if c.about("volume", "music"):
        return []
    if c.topics & {"motion", "join", "music", "text", "look", "canvas"} and not (factors or half):
        return []
    if c.has("vague") and not factors and all(t.is_("more", "+", "-") for t in words):
        return []
    sign = next((str(t.get("more")) for t in words if t.get("more") not in ("+", "-")), "")
    bare = next((str(t.get("more")) for t in words), "")
    slow = sign == "speed-" or any(t.get("raw") in ("slow", "slower") for t in c.tokens)
    speed = (
        sign.startswith("speed")
        or c.about("speed")
        or any(t.get("raw") in ("fast", "quick", "speed") or "速" in t.text for t in c.tokens)
    )
    if not sign and not speed and not (c.about("length", "film") or factors or half or (c.has("it", "ref") and bare)):
        return []
    if sign and c.unknown:
        return []
    degree = str(next((t.get("degree") for t in c.tokens if t.has("degree")), ""))
    times = STEP.get(degree, 1.3)
    down = (sign or bare).endswith("-")
    if negated(c) and sign and not factors and not any(t.text.startswith(("太", "too ", "不要", "别")) for t in words):
        sign, down, slow = sign[:-1] + ("+" if down else "-"), not down, sign == "speed+"  # not so fast
    if factors or half:
        value = float(factors[0].get("factor") if factors else half[0].get("fraction") or 0.5)
        if value == 1 and factors:
            value = 2.0  # 快一倍, 加长一倍: once more
        if value < 1 and (sign or bare) and not speed:
            value = 1 - value if down else 1 + value  # shorter by a third, longer by a half
        times = value
        if speed:
            times = 1 / times if not slow else (times if times >= 1 else 1 / times)
        elif down and times > 1:
            times = 1 / times
    else:
        if share is not None:
            times = 1 + share if not down or speed else 1 / max(0.05, 1 - share)
        if speed:
            times = times if down or slow else 1 / times
        elif down:
            times = 1 / times
    ref = scope(c)
    c.used.update(id(t) for t in (*words, *factors, *half, *c.all("share")))
    return [wish("cliptime", ref=ref, times=times)] if ref and not ref.whole else [wish("scale", times=times)]


def _part(c: Clause, i: int) -> bool:
    """Whether a fraction is meant, not a place: a third, half; not the third."""
    return not c.tokens[i].has("ordinal") or (i > 0 and c.tokens[i - 1].get("raw") in ("a", "one", "by"))


def _the_film(c: Clause) -> bool:
    """The video, this film: the one that is there."""
    return any(
        a.get("raw") in ("the", "this", "my") and b.is_("head", "film")
        for a, b in zip(c.tokens, c.tokens[1:], strict=False)
    )


def talk(c: Clause, context: Context) -> list[Wish]:
    """Questions, thanks, vague wishes, and what nobody understood; only where nothing else was read."""
    if c.has("help"):
        return [wish("help")]
    if c.has("ask") and not c.does("make", "add", "change"):
        return [wish("ask", about=c.one("ask"))]
    if c.has("vague") and not c.unknown:
        return [wish("vague")]
    if c.unknown or c.about("voice"):
        return [not_understood(c, context)]
    if c.has("vague"):
        return [wish("vague")]
    if c.has("thanks"):
        return [wish("thanks")]
    return [wish("idle", words=" ".join(context.message.raw[c.tokens[0].start : c.tokens[-1].end].split())[:80])]
