"""Words into references: places, counts, names and what is left, composed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from i2v_widgets.backend.director.lexer import HAN, Token
from i2v_widgets.backend.director.meant import Part, Ref
from i2v_widgets.backend.director.measures import at, joined, number, raw


def refs(tokens: Sequence[Token]) -> list[Token]:
    """Put references in the place of the tokens that make them; exceptions too."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        if tokens[i].text in ("除外", "例外") and out and out[-1].has("ref"):
            last = out.pop()  # 最后一张除外
            out.append(Token(last.start, tokens[i].end, last.text, {"but": last.get("ref")}))
            i += 1
            continue
        exception = tokens[i].is_("prep", "except") and (i + 1 < len(tokens))
        skip = 2 if exception and i + 2 < len(tokens) and tokens[i + 1].is_("prep", "before", "on", "for", "to") else 1
        hit = _list(tokens, i + skip) if exception else _bare_order(tokens, i) or _list(tokens, i)
        if hit is None:
            out.append(tokens[i])
            i += 1
            continue
        ref, j = hit
        if exception:
            while j < len(tokens) and tokens[j].is_("prep", "except"):  # 除了…以外
                j += 1
            if out and out[-1].has("ref") and out[-1].get("ref").parts[0][0] in ("all", "rest"):
                whole = out.pop()
                merged = replace(whole.get("ref"), but=ref.parts)
                out.append(Token(whole.start, tokens[j - 1].end, whole.text, {"ref": merged}))
            else:
                out.append(joined(tokens, i, j, but=ref))
        else:
            out.append(joined(tokens, i, j, ref=ref))
        i = j
    return out


def _bare_order(tokens: Sequence[Token], i: int) -> tuple[Ref, int] | None:
    """After the word order, bare places are one: last, first, second, third; 四、一、二、三."""
    if not any(t.is_("head", "order") or t.is_("do", "order") for t in tokens[max(0, i - 4) : i]):
        return None
    parts: list[Part] = []
    j = i
    while j < len(tokens) and tokens[j].has("number", "ordinal", "refword"):
        place = {"first": 1, "last": -1}.get(str(tokens[j].get("refword")))
        place = place or int(tokens[j].get("ordinal") or tokens[j].get("number") or 0)
        if not place:
            break
        parts.append(("at", place, 0))
        j += 1
        while j < len(tokens) and j + 1 < len(tokens) and tokens[j].has("comma", "join_word"):
            j += 1
    return (Ref(tuple(parts)), j) if len(parts) > 2 else None


def _list(tokens: Sequence[Token], i: int) -> tuple[Ref, int] | None:
    """Read one or more places with commas and ands between."""
    first = _atom(tokens, i)
    if first is None:
        return None
    parts, j, style = [*first[0]], first[1], first[2]
    while True:
        k = j
        while k < len(tokens) and (tokens[k].has("comma") or tokens[k].is_("join_word", "and", "or")) and k - j < 2:
            k += 1
        if k >= len(tokens) or (k == j and not (style == "bare" and tokens[k].has("digits"))):
            break
        following = _atom(tokens, k, within=style)
        if following is None:
            break
        if any(tokens[n].has("comma") for n in range(j, k)) and not _only(tokens, k, following):
            break
        if following[0][0][0] in ("rest", "all") and any(tokens[n].has("comma") for n in range(j, k)):
            break  # except for the third, the others …
        if following[2] == "bare" and style == "place" and at(tokens, following[1], "prep"):
            break  # 3 seconds for the first, 5 for the second
        parts += following[0]
        j = following[1]
    parts_ = tuple(parts)
    if style == "bare" and not any(p[0] != "at" for p in parts_) and len(parts_) < 2:
        return None
    return Ref(parts_), j


def _only(tokens: Sequence[Token], k: int, hit: tuple[list[Part], int, str]) -> bool:
    """After a comma a place belongs to the list only when a list may go on there: not "…, the second zooms in"."""
    after = hit[1]
    if after >= len(tokens) or tokens[after].has("comma", "stop", "colon", "join_word"):
        return True
    return tokens[after].has("counter") or tokens[after].is_("head", "photo") or hit[2] in ("bare", "number")


def _noun(tokens: Sequence[Token], i: int) -> int:
    """Skip what follows a place: photo, one, of the photos, 张照片."""
    last = min(len(tokens), i + 2)  # a run of counters is no noun, and must not be walked at every letter
    while (
        i < last and tokens[i].has("counter") and tokens[i].text not in ("位",) and not tokens[i].is_("head", "title")
    ):
        i += 1
    if i < len(tokens) and tokens[i].is_("refword", "all") and raw(tokens, i) == "of":
        i += 1
    if raw(tokens, i) == "of" and raw(tokens, i + 1) in ("the", "my", "these", "them", "those", "all"):
        i += 2
        if raw(tokens, i) in ("these", "the", "my"):
            i += 1
    if i < len(tokens) and tokens[i].is_("head", "photo"):
        i += 1
        if raw(tokens, i) in ("file", "files"):
            i += 1
    elif raw(tokens, i) in ("one", "ones"):
        i += 1
    elif (
        i < len(tokens)
        and tokens[i].text in ("那张", "这张", "的")
        and i + 1 < len(tokens)
        and tokens[i + 1].is_("head", "photo")
    ):
        i += 2
    return i


def _atom(tokens: Sequence[Token], i: int, within: str = "") -> tuple[list[Part], int, str] | None:
    """Read one place: its parts, the token after it, and how it was said (place, number, bare, all)."""
    start = i
    most = i + 4  # a run of articles is no place, and must not be walked at every word
    while (
        i < most and raw(tokens, i) in ("the", "my", "our", "very", "new", "to", "of") and not at(tokens, i, "refword")
    ):
        i += 1
        if raw(tokens, i - 1) in ("to", "of") and i - 1 == start:
            return None
    if i >= len(tokens):
        return None
    token = tokens[i]
    article = i > start
    if token.has("newly") and i + 1 < len(tokens) and tokens[i + 1].has("nth", "ordinal", "refword", "number"):
        return _atom(tokens, i + 1)
    if _apiece(tokens, i, start):
        return [("all", 0, 0)], _noun(tokens, i + 1), "all"
    if (
        token.is_("when", "start", "end")
        and article
        and at(tokens, i + 1, "head")
        and tokens[i + 1].is_("head", "photo")
    ):
        return [("at", 1 if token.get("when") == "start" else -1, 0)], i + 2, "place"  # the opening shot
    if token.has("file"):
        return [("file", token.get("file"), 0)], _noun(tokens, i + 1), "file"
    if token.has("number") and i + 1 < len(tokens) and tokens[i + 1].text.startswith("号"):
        return [("at", int(token.get("number")), 0)], _noun(tokens, i + 2), "place"  # 2号照片
    if found := _chinese(tokens, i):
        return found
    if token.is_("refword", "all", "rest", "odd", "even", "middle", "previous", "third_last"):
        return _worded(tokens, i, article)
    if token.has("hash") and at(tokens, i + 1, "number"):
        return [("at", int(tokens[i + 1].get("number")), 0)], i + 2, "number"
    if (token.is_("head", "photo") and raw(tokens, i) != "frame") or raw(tokens, i) in ("number", "no", "nr", "num"):
        return _numbered(tokens, i + 1)
    if token.is_("refword", "first", "last"):
        side = token.get("refword")
        if (
            raw(tokens, i + 1) != "one"
            and at(tokens, i + 1, "number")
            and (n := number(tokens, i + 1))
            and not at(tokens, n[1], "unit")
        ):
            return [(side, int(n[0]), 0)], _noun(tokens, n[1]), "place"
        if at(tokens, i + 1, "time"):
            return None
        after = _noun(tokens, i + 1)
        if article or after > i + 1 or within:
            return [("at", 1 if side == "first" else -1, 0)], after, "place"
        return None
    if token.has("ordinal"):
        if token.has("fraction") and raw(tokens, i - 1) in ("a", "one", "two", "three"):
            return None  # a fifth of the volume
        if raw(tokens, i) in ("seconds", "thirds", "quarters"):
            return None
        if (
            at(tokens, i + 1, "prep") and tokens[i + 1].get("prep") == "to" and at(tokens, i + 2, "refword")
        ):  # second to last
            return [("at", -token.get("ordinal"), 0)], _noun(tokens, i + 3), "place"
        last = at(tokens, i + 1, "refword") and tokens[i + 1].get("refword") == "last"
        after = _noun(tokens, i + (2 if last else 1))
        if at(tokens, i + 1, "range") or (at(tokens, i + 1, "prep") and tokens[i + 1].get("prep") == "to" and article):
            k = i + 3 if raw(tokens, i + 2) == "the" else i + 2
            if at(tokens, k, "ordinal"):
                return [("range", token.get("ordinal"), tokens[k].get("ordinal"))], _noun(tokens, k + 1), "place"
        if article or after > i + 1 or within in ("place", "number") or token.text[:1].isdigit():
            n = token.get("ordinal")
            return [("at", -n if last else n, 0)], after, "place"
        return None
    if token.has("number") and not article and not token.has("res"):
        return _bare(tokens, i, within)
    return None


def _apiece(tokens: Sequence[Token], i: int, start: int) -> bool:
    """Whether a time beside it makes "one photo" mean each: 2 seconds a photo, 两秒一张, 一张照片4秒."""
    if tokens[i].text == "一" and at(tokens, i + 1, "counter", "head") and not at(tokens, i - 1, "nth"):
        return at(tokens, i - 1, "time") or at(tokens, _noun(tokens, i + 1), "time")
    return (
        raw(tokens, i) in ("a", "an")
        and at(tokens, i - 1, "time")
        and at(tokens, i + 1, "head")
        and tokens[i + 1].is_("head", "photo")
    )


def _worded(tokens: Sequence[Token], i: int, article: bool) -> tuple[list[Part], int, str] | None:
    kind = str(tokens[i].get("refword"))
    if kind in ("previous", "third_last"):
        return [("at", -2 if kind == "previous" else -3, 0)], _noun(tokens, i + 1), "place"
    j = i + 1
    if kind == "all" and raw(tokens, j) in ("the", "my", "of", "these", "our", "other", "others"):
        rest = raw(tokens, j) in ("other", "others") or raw(tokens, j + 1) in ("other", "others")
        if rest:
            return [("rest", 0, 0)], _noun(tokens, j + (1 if raw(tokens, j).startswith("other") else 2)), "all"
        j += 1 if raw(tokens, j) != "of" else 0
    after = _noun(tokens, j)
    if kind == "middle":
        placed = tokens[i].has("place")
        if after > i + 1 or (article and not placed) or not placed:
            return [("mid", 0, 0)], after, "place"
        return None
    if kind == "rest" and raw(tokens, i) in ("other", "another") and after == i + 1 and not article:
        return None
    if kind == "all" and raw(tokens, i) == "both":
        return [("all", 0, 0)], after, "all"
    if kind in ("odd", "even") and not (after > j or HAN.search(tokens[i].text)):
        return None
    return [(kind, 0, 0)], after, "all"


def _numbered(tokens: Sequence[Token], i: int) -> tuple[list[Part], int, str] | None:
    """After a photo noun: 2, two, 2-4, 2 to 4, number 3."""
    if raw(tokens, i) in ("number", "no", "nr", "num") or at(tokens, i, "hash"):
        i += 1
    if not at(tokens, i, "number"):
        return None
    found = number(tokens, i)
    assert found
    n, j = found
    if at(tokens, j, "percent", "unit", "frames", "times", "share", "head", "counter") and not at(
        tokens, j, "join_word"
    ):
        return None
    linked = at(tokens, j, "range") or (at(tokens, j, "prep") and tokens[j].get("prep") == "to")
    if linked and at(tokens, j + 1, "number") and (other := number(tokens, j + 1)) and not at(tokens, other[1], "unit"):
        return [("range", int(n), int(other[0]))], other[1], "number"
    return [("at", int(n), 0)], j, "number"


def _bare(tokens: Sequence[Token], i: int, within: str) -> tuple[list[Part], int, str] | None:
    """A number alone is a place only within a list, or between others of its kind: 4, 2, 3, 1."""
    found = number(tokens, i)
    if not found or found[0] != int(found[0]) or at(tokens, found[1], "unit", "percent", "times", "frames", "part_of"):
        return None
    if tokens[i].text == "一" or (not tokens[i].has("digits") and not within):
        return None
    n, j = int(found[0]), found[1]
    if at(tokens, j, "range") and at(tokens, j + 1, "number") and within:
        return [("range", n, int(tokens[j + 1].get("number")))], j + 2, "number"
    if within in ("number", "bare", "place"):
        return [("at", n, 0)], _noun(tokens, j), "number" if within == "number" else "bare"
    if (not within and not at(tokens, i - 1, "share", "time")) or tokens[i - 1].is_("prep", "between"):
        return [("at", n, 0)], j, "bare"
    return None


def _chinese(tokens: Sequence[Token], i: int) -> tuple[list[Part], int, str] | None:
    """第三张, 第1、3、5张, 第二到第四张, 前两张, 最后一张, 后两张, 倒数第二张."""
    token = tokens[i]
    if token.text in ("首张", "头一张", "首图", "头张"):
        return [("at", 1, 0)], _noun(tokens, i + 1), "place"
    if token.text in ("末张", "尾张", "最后那张", "最末一张"):
        return [("at", -1, 0)], _noun(tokens, i + 1), "place"
    if token.has("backward"):
        j = i + 2 if at(tokens, i + 1, "nth") else i + 1
        if at(tokens, j, "number"):
            n = int(tokens[j].get("number"))
            many = token.text == "倒数" and not at(tokens, i + 1, "nth")
            return [("last" if many else "at", n if many else -n, 0)], _noun(tokens, j + 1), "place"
    if token.has("nth") and at(tokens, i + 1, "number"):
        parts: list[Part] = []
        j = i
        while True:
            j += 1 if at(tokens, j, "nth") else 0
            if not at(tokens, j, "number"):
                return None
            n, j = int(tokens[j].get("number")), j + 1
            if at(tokens, j, "counter") and tokens[j].text == "位":
                return None
            k = _noun(tokens, j)
            if (at(tokens, k, "range") or (at(tokens, k, "prep") and tokens[k].text in ("到", "至"))) and at(
                tokens, k + 1, "number", "nth"
            ):
                m = k + 2 if at(tokens, k + 1, "nth") else k + 1
                if at(tokens, m, "number"):
                    parts.append(("range", n, int(tokens[m].get("number"))))
                    j = k = m + 1
                    k = _noun(tokens, j)
            else:
                parts.append(("at", n, 0))
            listed = (
                k < len(tokens)
                and (tokens[k].text in "、,，" or tokens[k].is_("join_word", "and"))
                and at(tokens, k + 1, "number", "nth")
            )
            if not listed:
                return parts, k, "place"
            j = k + 1
    side = {
        "前": "first",
        "头": "first",
        "后": "last",
        "前面": "first",
        "后面": "last",
        "最前面": "first",
        "最后面": "last",
        "开头": "first",
        "结尾": "last",
        "末尾": "last",
    }.get(token.text)
    if token.text in ("最后", "最末"):
        side = "last"
    if side and at(tokens, i + 1, "number") and at(tokens, i + 2, "counter", "head"):
        n = int(tokens[i + 1].get("number"))
        after = _noun(tokens, i + 2)
        if n == 1 and side == "last":
            return [("at", -1, 0)], after, "place"
        return [(side, n, 0)], after, "place"
    if (
        token.text in ("最后", "最末")
        and i + 1 < len(tokens)
        and tokens[i + 1].text in ("那张", "一张", "张", "的那张")
    ):
        return [("at", -1, 0)], _noun(tokens, i + 2), "place"
    if token.is_("head", "photo") and HAN.search(token.text) and token.text not in ("画面", "镜头"):
        return _numbered(tokens, i + 1)
    return None
