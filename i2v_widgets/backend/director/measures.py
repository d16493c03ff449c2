"""Numbers and units into measures: lengths, points and spans of time, shares, factors, frame rates, sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from i2v_widgets.backend.director.lexer import ASPECTS, Token

Hit = tuple[float, int]  # a value and the place after it
HEIGHTS = {360, 480, 540, 720, 1080, 1440, 2160}
_FRONT = {"front": "start"}
LARGEST = 1e6  # no number that is said of a film is larger
ARTICLES = ("a", "an", "one")


def joined(tokens: Sequence[Token], start: int, end: int, **readings: Any) -> Token:
    """Make one token of several."""
    text = " ".join(t.text for t in tokens[start:end])
    return Token(tokens[start].start, tokens[end - 1].end, text, readings)


def raw(tokens: Sequence[Token], i: int) -> str:
    """The English word at a place, or nothing."""
    return (tokens[i].get("raw") or "") if 0 <= i < len(tokens) else ""


def at(tokens: Sequence[Token], i: int, *kinds: str) -> bool:
    """Whether the token there can mean one of these."""
    return 0 <= i < len(tokens) and tokens[i].has(*kinds)


def number(tokens: Sequence[Token], i: int) -> Hit | None:
    """Read a number: 25, 2.5, twenty five, a hundred and ten, two and a half, 二十五, 半."""
    if not at(tokens, i, "number", "fraction", "half"):
        return None
    first = tokens[i]
    if first.has("half"):
        return (0.5, i + 1)
    if first.has("fraction"):
        return (first.get("fraction"), i + 1)
    if first.has("digits", "han"):
        value, i = min(float(first.get("number")), LARGEST), i + 1
    else:
        value, total, i = 0.0, 0.0, i
        longest = i + 8  # words of one number; a page of numerals is none
        while i < longest and at(tokens, i, "number") and not tokens[i].has("digits", "han"):
            n = tokens[i].get("number")
            total = min((total or 1) * 100 if n == 100 else total + n, LARGEST)
            i += 1
            if raw(tokens, i) == "and" and total >= 100 and at(tokens, i + 1, "number"):
                i += 1
        value = total
    if at(tokens, i, "join_word") and raw(tokens, i + 1) in ARTICLES and at(tokens, i + 2, "fraction"):
        return (value + tokens[i + 2].get("fraction"), i + 3)
    return (value, i)


def amount(tokens: Sequence[Token], i: int) -> Hit | None:
    """Read what may stand before a unit: a number, an article, half a, a quarter of a."""
    if raw(tokens, i) in ("a", "an") and at(tokens, i + 1, "fraction") and raw(tokens, i + 1) != "second":
        i += 1  # a half minute, a quarter of a minute
    if at(tokens, i, "number", "fraction", "half"):
        found = number(tokens, i)
        assert found
        value, i = found
        if at(tokens, i, "fraction") and raw(tokens, i) != "second":  # three quarters of a minute
            value, i = value * tokens[i].get("fraction"), i + 1
        if not tokens[i - 1].has("digits", "number"):  # half a, a quarter of a
            i += 1 if raw(tokens, i) == "of" else 0
            i += 1 if raw(tokens, i) in ("a", "an") else 0
        if at(tokens, i, "counter") and tokens[i].text in ("个", "個") and at(tokens, i + 1, "unit"):
            i += 1
        return (value, i)
    if raw(tokens, i) in ("a", "an", "per", "couple"):
        return (1.0, i + (2 if raw(tokens, i + 1) in ("full", "whole", "single", "good") else 1))
    return None


def time(tokens: Sequence[Token], i: int) -> Hit | None:
    """Read a length of time: 30s, a minute and a half, 1 min 20, 一分半, 半分钟, 1:30."""
    if at(tokens, i, "clock"):
        return (tokens[i].get("clock"), i + 1)
    found = amount(tokens, i)
    if not found or not at(tokens, found[1], "unit"):
        return None
    value, j = found
    unit = tokens[j].get("unit")
    if (
        raw(tokens, i) in ("a", "an") and at(tokens, j + 1, "head") and not tokens[j + 1].is_("head", "length")
    ):  # "a second title" is another one
        return None
    if raw(tokens, j) in ("s", "m", "h") and not tokens[i].has("digits"):
        return None
    seconds, j = value * unit, j + 1
    if at(tokens, j, "half"):
        return (seconds + unit / 2, j + 1)
    if raw(tokens, j) == "and" and raw(tokens, j + 1) == "a" and at(tokens, j + 2, "fraction"):
        return (seconds + unit * tokens[j + 2].get("fraction"), j + 3)
    k = j + 1 if raw(tokens, j) == "and" or (at(tokens, j, "filler") and tokens[j].text == "零") else j
    if unit >= 60 and at(tokens, k, "number") and (more := number(tokens, k)):
        value, after = more
        if at(tokens, after, "unit") and tokens[after].get("unit") < unit:
            return (seconds + value * tokens[after].get("unit"), after + 1)
        if k == j and value < 60 and not at(tokens, after, "head", "percent", "frames", "times", "counter", "unit"):
            return (seconds + value * unit / 60, after)
    return (seconds, j)


def share(tokens: Sequence[Token], i: int) -> Hit | None:
    """Read a share of the whole, 0.2: 20%, twenty percent, 百分之二十, 三成, 三分之一."""
    if at(tokens, i, "percent_of") and (found := number(tokens, i + 1)):
        return (found[0] / 100, found[1])
    if not at(tokens, i, "number"):
        return None
    found = number(tokens, i)
    assert found
    value, j = found
    if at(tokens, j, "percent") or raw(tokens, j) in ("percent", "pct", "percents"):
        return (value / 100, j + 1)
    if raw(tokens, j) == "per" and raw(tokens, j + 1) == "cent":
        return (value / 100, j + 2)
    if at(tokens, j, "part_of") and (over := number(tokens, j + 1)):
        return (over[0] / value if value else 0, over[1])
    if j < len(tokens) and tokens[j].text == "成" and value <= 10 and not at(tokens, j + 1, "file", "quote"):
        return (value / 10, j + 1)
    return None


def measure(tokens: Sequence[Token], i: int) -> tuple[Token, int] | None:
    """Read the longest measure that begins here."""
    token = tokens[i]
    if found := share(tokens, i):
        return joined(tokens, i, found[1], share=found[0]), found[1]
    if found := time(tokens, i):
        return joined(tokens, i, found[1], time=found[0]), found[1]
    if raw(tokens, i) == "factor" and raw(tokens, i + 1) == "of" and at(tokens, i + 2, "number"):
        times = number(tokens, i + 2)
        return (joined(tokens, i, times[1], factor=times[0], times=True), times[1]) if times else None
    if token.has("number") and (found := number(tokens, i)):
        value, j = found
        unit = raw(tokens, j)
        if unit in ("more", "extra", "additional") and at(tokens, j + 1, "unit"):  # 2 more seconds
            return joined(tokens, i, j + 2, time=value * tokens[j + 1].get("unit"), more="length+"), j + 2
        if (unit in ("x", "by", "to") or (j < len(tokens) and tokens[j].text == "比")) and at(tokens, j + 1, "number"):
            other = number(tokens, j + 1)
            if other and (aspect := f"{value:g}:{other[0]:g}") in ASPECTS:
                return joined(tokens, i, other[1], aspect=aspect), other[1]
        if unit == "fps" or at(tokens, j, "frames"):
            return joined(tokens, i, j + 1, fps=value), j + 1
        if unit in ("frame", "frames") and raw(tokens, j + 1) in ("per", "a", "/"):
            return joined(tokens, i, j + 3, fps=value), min(j + 3, len(tokens))
        if (
            unit in ("p", "k")
            and (height := int(value if unit == "p" else {2.0: 1440, 4.0: 2160}.get(value, 0))) in HEIGHTS
        ):
            return joined(tokens, i, j + 1, res=height), j + 1
        if unit in ("x", "times", "time", "fold") or at(tokens, j, "times"):
            return joined(tokens, i, j + 1, factor=value, times=True), j + 1
        if token.has("digits") and value in HEIGHTS and unit in ("", "mp", "resolution"):
            return joined(tokens, i, j, res=int(value), number=value), j
    return None


def measures(tokens: Sequence[Token]) -> list[Token]:
    """Put measures in the place of the tokens that make them, then points and spans in the place of those."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        if hit := measure(tokens, i):
            out.append(hit[0])
            i = hit[1]
        else:
            out.append(tokens[i])
            i += 1
    return _spans(out)


def _point(tokens: Sequence[Token], i: int) -> Hit | None:
    """Read a moment of the film: second 5, the 5 second mark, 第5秒, 0:04, 5s."""
    if (
        raw(tokens, i) in ("second", "minute", "seconds", "minutes", "sec")
        and at(tokens, i + 1, "digits")
        and (found := number(tokens, i + 1))
    ):
        return (found[0] * tokens[i].get("unit"), found[1])
    if at(tokens, i, "nth") and at(tokens, i + 1, "time"):
        return (tokens[i + 1].get("time"), i + 2)
    if raw(tokens, i) == "the" and at(tokens, i + 1, "ordinal") and raw(tokens, i + 2) in ("second", "minute"):
        return (tokens[i + 1].get("ordinal") * tokens[i + 2].get("unit"), i + 3)
    return (tokens[i].get("time"), i + 1) if at(tokens, i, "time") else None


def _span(tokens: Sequence[Token], i: int) -> tuple[Token, int] | None:
    """Read from…to, first and last seconds, and moments."""
    if raw(tokens, i) in ("until", "till") and (found := _point(tokens, i + 1)):
        return joined(tokens, i, found[1], span=("start", found[0], 0.0)), found[1]
    opening = i + 1 if at(tokens, i, "prep") and tokens[i].get("prep") == "from" else i
    opening += 1 if raw(tokens, opening) == "the" else 0
    begins = at(tokens, opening, "when", "spot") and "start" in (
        tokens[opening].get("when"),
        _FRONT.get(tokens[opening].get("spot")),
    )
    leads = begins and at(tokens, opening + 1, "prep") and tokens[opening + 1].get("prep") == "to"
    if leads and (until := _point(tokens, opening + 2)):
        return joined(tokens, i, until[1], span=("start", until[0], 0.0)), until[1]
    start = i + 1 if at(tokens, i, "prep") and tokens[i].get("prep") in ("from", "between", "at", "on") else i
    found = _point(tokens, start)
    bare = number(tokens, start) if not found and at(tokens, start, "number") else None
    if hit := found or bare:
        j = hit[1]
        links = (
            at(tokens, j, "range")
            or at(tokens, j, "join_word")
            or (at(tokens, j, "prep") and tokens[j].get("prep") == "to")
        )
        other = _point(tokens, j + 1)
        if links and not other and raw(tokens, start) in ("second", "seconds") and at(tokens, j + 1, "digits"):
            other = number(tokens, j + 1)  # between seconds 4 and 7
        if links and other and hit[0] < other[0]:
            plain_and = at(tokens, j, "join_word") and not (
                at(tokens, i, "prep") and tokens[i].get("prep") in ("from", "between")
            )
            if not plain_and:
                unit = 60.0 if bare and other[0] >= 60 and other[0] % 60 == 0 else 1.0
                return joined(tokens, i, other[1], span=("ab", hit[0] * unit, other[0])), other[1]
    if found and (
        (start == i and found[1] > i + 1)
        or (at(tokens, i, "prep") and tokens[i].get("prep") in ("at", "from") and raw(tokens, i) not in ("of", "off"))
        or (raw(tokens, i - 1) == "after")
    ):
        return joined(tokens, i, found[1], point=found[0]), found[1]
    if at(tokens, i, "time") and i + 1 < len(tokens) and tokens[i + 1].text in ("以后", "之后", "后"):
        return joined(tokens, i, i + 2, point=tokens[i].get("time")), i + 2
    return _edge(tokens, i)


def _edge(tokens: Sequence[Token], i: int) -> tuple[Token, int] | None:
    """Read the first 3 seconds, the last two seconds, 前三秒, 最后两秒, 开头2秒."""
    token = tokens[i]
    side = {"first": "start", "last": "end"}.get(str(token.get("refword")))
    if token.has("when"):
        side = {"start": "start", "end": "end"}.get(token.get("when"))
    elif token.text in ("前", "头", "前面", "最前面"):
        side = "start"
    elif token.text in ("后", "后面", "末"):
        side = "end"
    if raw(tokens, i) == "opening":
        side = "start"
    if side and at(tokens, i + 1, "time"):
        verb = raw(tokens, i) in ("last", "lasts", "lasting") and not (
            raw(tokens, i - 1) in ("the", "my", "its", "for", "in", "during", "over", "very") or i == 0
        )
        if not verb and raw(tokens, i) != "lasts":
            return joined(tokens, i, i + 2, span=(side, tokens[i + 1].get("time"), 0.0)), i + 2
    return None


def _spans(tokens: Sequence[Token]) -> list[Token]:
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        if hit := _span(tokens, i):
            out.append(hit[0])
            i = hit[1]
        else:
            out.append(tokens[i])
            i += 1
    return out
