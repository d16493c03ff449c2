"""Which photos are in the film and in what order: remove, keep, move, swap, reverse, sort, double, add."""

from __future__ import annotations

from i2v_widgets.backend.director.clauses import Clause
from i2v_widgets.backend.director.lexer import HAN, Token
from i2v_widgets.backend.director.meant import Ref
from i2v_widgets.backend.director.wishes import Context, Wish, negated, not_understood, scope, wish

DEEDS = ("remove", "move", "swap", "reverse", "duplicate", "show")
OTHER = {"text", "music", "join", "motion", "look", "canvas"}


def order(c: Clause, context: Context) -> list[Wish]:
    """Read what the clause says about the photos' order."""
    topics = c.topics
    spared = c.does("spare") and not topics and not c.has("time")
    if (
        spared
        or c.has("keepout")
        or (c.does("keep") and any(t.has("ref") and ("rest", 0, 0) in t.get("ref").parts for t in c.tokens))
    ):
        return [Wish("stop")]
    going_back = c.does("undo") and not topics & (OTHER - {"music"}) and not c.has("quote")
    if going_back:
        last = next((t.get("ref").parts[0] for t in c.tokens if t.has("ref")), ("", 1, 0))
        steps = c.one("number") or c.one("factor") or (last[1] if last[0] == "last" else 1)
        return [wish("undo", steps=int(steps))]
    if c.does("redo") and not topics & OTHER:
        return [wish("redo")]
    found: list[Wish] = []
    if c.does("restart") and not topics & (OTHER - {"canvas", "music"}):
        found.append(wish("make", restart=True))
    if c.does("reverse") and not topics & {"text", "music"}:
        found.append(wish("reverse"))
    elif c.does("shuffle"):
        found.append(wish("shuffle"))
    elif c.does("sort", "order") or (c.has("by") and (c.about("order") or c.about("photo"))):
        if by := c.one("by"):
            found.append(wish("sort", by=by))
        elif (ref := scope(c, keep=True)) and len(ref.parts) > 1:
            found.append(wish("order", ref=scope(c)))
    if found or (topics & OTHER and not _only_filler(c)):
        return found
    _numbers(c)
    named = c.has("ref", "file", "but")
    pair = any(len(t.get("ref").parts) == 2 for t in c.tokens if t.has("ref"))
    switched = any(t.get("raw") == "switch" or t.text in ("换", "调", "换换", "对换") for t in c.tokens)
    if c.does("swap") or (pair and switched):
        return [wish("swap", ref=scope(c))]
    if c.does("duplicate") and named:
        to = _move(c)
        return [wish("duplicate", **{**(to.args if to else {}), "ref": to["ref"] if to else scope(c)})]
    if negated(c) and named and not c.has("time", "more") and not c.does("keep", "spare", "move"):
        return [wish("remove", ref=scope(c))]
    if c.does("remove") and not negated(c):
        return _remove(c, context)
    only = any(t.get("raw") in ("only", "just") for t in c.tokens) and not c.does(*DEEDS) | c.has("when", "spot")
    ends = next((str(t.get("refword")) for t in c.tokens if t.is_("refword", "first", "last")), "")
    if c.does("keep") and named and ends:  # keep the first one first
        return [wish("move", ref=scope(c), spot={"first": "front", "last": "back"}[ends])]
    if (c.does("keep", "only") or only) and named and not c.has("time") and not topics & OTHER:
        return [wish("keeponly", ref=scope(c))]
    if named and (moved := _move(c)):
        return [moved]
    if c.does("add") and (c.about("photo") or c.has("file")) and not c.has("quote", "time") and not c.about("film"):
        return [wish("addphotos", ref=scope(c))]
    return []


def _numbers(c: Clause) -> None:
    """Bare numbers are photos where photos are moved or taken out: move 3 before 1, 把3移到1前面."""
    if c.has("ref", "file", "but", "time") or not c.does("move", "swap", "duplicate", "remove"):
        return
    for i, token in enumerate(c.tokens):
        n = token.get("number")
        if n and n == int(n) and not token.has("share", "res") and not (i and c.tokens[i - 1].has("nth")):
            c.tokens[i] = Token(token.start, token.end, token.text, {"ref": Ref((("at", int(n), 0),))})


def _only_filler(c: Clause) -> bool:
    """A topic that is only the reading of a word which is also a plain one."""
    return not any(
        t.has("head", "join", "motion", "look", "mood", "quote")
        and not t.has("filler", "do", "spot", "place", "refword")
        for t in c.tokens
        if not t.is_("head", "photo", "order")
    )


def _remove(c: Clause, context: Context) -> list[Wish]:
    """Photos to take out; an unknown thing that is to go from a photo is not the photo."""
    if c.has("time") and not c.has("ref", "file", "but"):
        return []
    if c.unknown and not _adjective(c):
        return [not_understood(c, context)]
    ref = scope(c)
    if ref is None and (places := [t for t in c.all("number") if t.get("number") >= 1]):
        c.used.update(id(t) for t in places)
        ref = Ref(tuple(("at", int(t.get("number")), 0) for t in places))
    if ref is None and not (c.about("photo") or len(c.tokens) == 1 or c.has("it")):
        return []
    return [wish("remove", ref=ref)]


def _adjective(c: Clause) -> bool:
    """Whether every unknown word only describes the photo that is named right after it: the blurry third photo."""
    for i, token in enumerate(c.tokens):
        if token in c.unknown and not (
            i + 1 < len(c.tokens) and c.tokens[i + 1].has("ref", "file") and not token.has("near")
        ):
            return False
    return True


def _move(c: Clause) -> Wish | None:
    """Find what moves and where to: front, back, before or after another, a numbered place."""
    tokens = c.tokens
    places = [i for i, t in enumerate(tokens) if t.has("ref", "file")]
    become = len(places) == 2 and any(t.get("raw") in ("be", "go") for t in c.tokens)
    related = become or (len(places) > 1 and any(t.is_("prep", "before", "after") for t in c.tokens))
    moving = related or c.does("move", "make", "change", "add", "show", "duplicate") or c.has("when", "spot")
    if not places or not moving:
        return None
    if any(t.get("raw") == "replace" or t.text in ("替换", "替换成") for t in tokens):
        return None
    first = tokens[places[0]]
    if len(places) > 1 and any(t.is_("prep", "between") for t in tokens) and len(_ref(tokens[places[-1]]).parts) == 2:
        c.used.update(id(tokens[i]) for i in places)
        return wish("move", ref=_ref(first), after=Ref(_ref(tokens[places[-1]]).parts[:1]))
    for i, token in enumerate(tokens):
        side = token.get("prep") if token.is_("prep", "before", "after") else None
        if side and len(places) > 1:
            target = tokens[places[1]]
            spoken_before = not HAN.search(token.text)
            if (spoken_before and places[0] < i < places[1]) or (not spoken_before and i > places[1]):
                c.used.update(id(t) for t in (first, target))
                return wish("move", ref=_ref(first), **{str(side): _ref(target)})
            if not spoken_before and places[0] < i < places[1]:  # 第一张前面放第三张
                c.used.update(id(t) for t in (first, target))
                return wish("move", ref=_ref(target), **{str(side): _ref(first)})
    if len(places) == 2 and not c.topics and not c.has("time", "factor", "more"):
        named = _ref(tokens[places[1]])
        if (
            named.single
            and named.parts[0][0] == "at"
            and (c.does("make", "change", "move", "show") or any(t.get("raw") in ("be", "go") for t in c.tokens))
        ):
            c.used.update(id(tokens[i]) for i in places)  # make photo 2 the first one
            return wish(
                "move",
                ref=_ref(first),
                **({"spot": "back"} if named.parts[0][1] == -1 else {"slot": named.parts[0][1]}),
            )
    slot = _slot(tokens)
    if slot is not None:
        c.used.add(id(first))
        return wish("move", ref=_ref(first), slot=slot)
    if not c.does("move", "make", "change", "show", "add") and not c.has("when", "spot"):
        return None
    spot = next((t.get("spot") for t in tokens[places[0] + 1 :] if t.has("spot")), None)
    if spot is None and c.does("move", "make", "show", "change"):
        spot = next(
            (
                {"first": "front", "last": "back"}.get(str(t.get("refword")))
                for t in tokens[places[0] + 1 :]
                if t.is_("refword", "first", "last") and not c.has("time")
            ),
            None,
        )
    if spot is None and not c.has("time") and not c.topics:
        spot = {"start": "front", "end": "back"}.get(str(next((t.get("when") for t in tokens if t.has("when")), "")))
    if spot is None:
        return None
    c.used.add(id(first))
    return wish("move", ref=_ref(first), spot=spot)


def _slot(tokens: list[Token]) -> int | None:
    """A numbered place: 第二位, position 2, second place, number 2."""
    for i, token in enumerate(tokens):
        if token.has("nth") and i + 2 < len(tokens) and tokens[i + 1].has("number") and tokens[i + 2].text == "位":
            return int(tokens[i + 1].get("number"))
        if token.get("raw") in ("position", "place", "spot", "slot"):
            if i + 1 < len(tokens) and tokens[i + 1].has("number"):
                return int(tokens[i + 1].get("number"))
            if i and tokens[i - 1].has("ordinal"):
                return int(tokens[i - 1].get("ordinal"))
            if i and tokens[i - 1].has("ref") and tokens[i - 1].get("ref").single:
                return int(tokens[i - 1].get("ref").parts[0][1])
    return None


def _ref(token: Token) -> Ref:
    found = token.get("ref")
    return found if isinstance(found, Ref) else Ref((("file", token.get("file"), 0),))
