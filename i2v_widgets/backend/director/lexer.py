"""Words into tokens: the longest known form first, small typing errors mended, every token with all its readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from i2v_widgets.backend.director import values_en, values_zh, words_en, words_zh
from i2v_widgets.backend.director.text import MARK, Message
from i2v_widgets.draft.media import Media

Readings = dict[str, Any]
HAN = re.compile("[\u3400-\u9fff]")
ATOM = re.compile(
    r"(?P<quote>[\ue000-\uf8ff])|(?P<hex>#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z]))"
    r"|(?P<size>\d{3,4}\s*[x×*]\s*\d{3,4})|(?P<ratio>\d{1,2}(?::| : )\d{1,2}(?::\d{2})?(?!\d))"
    r"|(?P<nth>\d+(?:st|nd|rd|th)\b)|(?P<num>\d+(?:\.\d+)?|\.\d+)|(?P<half>[½¼¾])"
    r"|(?P<short>b ?& ?w\b|b/w\b|w/o\b|w/|24/7)"
    r"|(?P<word>[^\W\d_\u3400-\u9fff]+(?:'[^\W\d_\u3400-\u9fff]+)*)|(?P<han>[\u3400-\u9fff]+)"
    r"|(?P<stop>[.!?;。！？；…\n]+)|(?P<comma>[,、，()（）|]|\s[-–—]+\s|[–—]{2,}|—)|(?P<colon>[:：])|(?P<percent>%)"
    r"|(?P<range>(?<=\d)\s*[-–~～]\s*(?=\d)|[~～])|(?P<and>[&+])|(?P<hash>#)"
)
MOST_SLIPS = 60  # words that are looked up for a typing error: past this it is another language
COUNTED = {"第", "最后", "前", "后", "头", "倒数第", "倒数", "前面", "后面"}
ASPECTS = {"9:16", "16:9", "1:1", "4:5", "5:4", "4:3", "3:4", "21:9", "3:2", "2:3", "2:1", "1:2", "16:10", "10:16"}


TEXTS = ("text", "title", "caption", "credits")


@dataclass(frozen=True, eq=False)  # a token is itself: the same word twice is two
class Token:
    """A piece of the message.

    Attributes
    ----------
    readings : dict
        Kind to value, for all that the piece may mean; empty for a word nobody knows.
    start, end : int
        Its place in the message.
    known : bool
        False for a content word that no table has.
    """

    start: int
    end: int
    text: str
    readings: Readings = field(default_factory=dict)
    known: bool = True

    def has(self, *kinds: str) -> bool:
        """Whether it can mean one of these."""
        return not self.readings.keys().isdisjoint(kinds)

    def get(self, kind: str) -> Any:
        """Its value as that kind, or None."""
        return self.readings.get(kind)

    def is_(self, kind: str, *values: Any) -> bool:
        """Whether it can mean that kind with one of these values."""
        return kind in self.readings and self.readings[kind] in values

    @cached_property
    def topics(self) -> frozenset[str]:
        """What it is about, by itself."""
        found: set[str] = set()
        head = self.get("head")
        if self.has("quote") or head in TEXTS:
            found.add("text")
        if head in ("music", "volume") or (
            self.has("mood") and not self.has("look", "vague", "more", "filler", "head", "place")
        ):
            found.add("music")
        if head == "join" or (self.has("join") and not self.has("motion") and self.get("join") not in ("blur", "cut")):
            found.add("join")
        if head == "motion" or self.has("motion"):
            found.add("motion")
        if head == "look" or (self.has("look") and not self.has("mood", "vague", "color")):
            found.add("look")
        if head in ("canvas", "fps") or self.has("aspect", "res", "fps", "size", "fit"):
            found.add("canvas")
        if head == "film":
            found.add("film")
        if head in ("length", "speed", "order"):
            found.add(head)
        return frozenset(found)


def stem(word: str) -> str:
    """Cut an English word to what its forms share: fades, faded, fading → fad."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith(("ches", "shes", "xes", "sses")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending) and not word.endswith("eed"):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsfz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _split(form: str) -> tuple[str, ...]:
    return tuple(stem(w) for w in re.findall(r"[^\W_]+(?:'[^\W_]+)*|[&+@]", form)) if "/" not in form else (form,)


@cache
def english() -> tuple[dict[tuple[str, ...], Readings], dict[str, list[str]]]:
    """The English table by stems, and its longer single words by their first letter, for mending."""
    table: dict[tuple[str, ...], Readings] = {}
    tables = {**words_en.WORDS, **values_en.VALUES, "refword": words_en.REFS}
    for kind, values in tables.items():
        for value, forms in values.items():
            for form in forms.split("|"):
                table.setdefault(_split(form), {}).setdefault(kind, value)
    for kind, numbers in (
        ("number", words_en.NUMBERS),
        ("ordinal", words_en.ORDINALS),
        ("fraction", words_en.FRACTIONS),
        ("factor", words_en.FACTORS),
        ("unit", words_en.UNITS),
    ):
        for form, number in numbers.items():
            table.setdefault(_split(form), {}).setdefault(kind, number)
    for near, forms in words_en.NEAR.items():
        for form in forms.split("|"):
            table.setdefault(_split(form), {}).setdefault("near", near)
    fixes: dict[str, list[str]] = {}
    for key in [*table, *((stem(w),) for w in words_en.FILLER)]:
        if len(key) == 1 and len(key[0]) >= 3 and "near" not in table.get(key, {}):
            fixes.setdefault(key[0][0], []).append(key[0])
    for word in words_en.FILLER:
        table.setdefault((stem(word),), {}).setdefault("filler", word)
    return table, fixes


@cache
def chinese() -> tuple[dict[str, Readings], int]:
    """The Chinese table, and the length of its longest form."""
    table: dict[str, Readings] = {}
    tables = {**words_zh.WORDS, **values_zh.VALUES, "refword": words_zh.REFS}
    for kind, values in tables.items():
        for value, forms in values.items():
            for form in forms.split("|"):
                if form:
                    table.setdefault(form, {}).setdefault(kind, value)
    for form, unit in words_zh.UNITS.items():
        table.setdefault(form, {})["unit"] = unit
    for form in ("加倍", "翻倍", "翻番"):
        table.setdefault(form, {})["factor"] = 2.0
    for form in words_zh.COUNTERS:
        table.setdefault(form, {})["counter"] = form
    for near, forms in words_zh.NEAR.items():
        for form in forms.split("|"):
            table.setdefault(form, {}).setdefault("near", near)
    for form in words_zh.FILLER:
        if form.strip():
            table.setdefault(form.strip(), {}).setdefault("filler", form)
    return table, max(map(len, table))


NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万俩仨]+(?:点[零〇一二三四五六七八九]+)?")


def numeral(form: str) -> float:
    """Read a Chinese number: 二十五, 一百二, 三点五."""
    whole, _, part = form.partition("点")
    total, digit = 0.0, 0.0
    if len(whole) > 1 and not any(c in words_zh.SCALES for c in whole):
        return float("".join(str(words_zh.DIGITS[c]) for c in whole))
    for c in whole:
        if c in words_zh.SCALES:
            total += (digit or 1) * words_zh.SCALES[c]
            digit = 0
        else:
            digit = words_zh.DIGITS[c]
    return total + digit + (float("0." + "".join(str(words_zh.DIGITS[c]) for c in part)) if part else 0)


def tokens(message: Message, media: Sequence[Media] = ()) -> list[Token]:
    """Read a message; `media` gives the file names that may be spoken of."""
    found: list[Token] = []
    names = file_names(media)
    at = 0
    while at < len(message.plain):
        if hit := _file(message.plain, at, names):
            found.append(Token(at, at + len(hit), message.raw[at : at + len(hit)], {"file": names[hit]}))
            at += len(hit)
            continue
        atom = ATOM.match(message.plain, at)
        if atom is None:
            at += 1
            continue
        kind = atom.lastgroup or ""
        if kind == "han":
            found += _han(message, at, names)
        elif kind == "word":
            found.append(Token(at, atom.end(), message.raw[at : atom.end()], {"raw": atom.group()}))
        else:
            readings = _atom(kind, atom.group(), message)
            found.append(Token(at, atom.end(), message.raw[at : atom.end()], readings))
        at = found[-1].end if kind == "han" else atom.end()
    return _phrases(found)


def _atom(kind: str, form: str, message: Message) -> Readings:
    """Read digits and signs."""
    if kind == "quote":
        return {"quote": message.quotes[ord(form) - MARK]}
    if kind == "hex":
        return {"color": form if len(form) == 7 else "#" + "".join(2 * c for c in form[1:]), "hash": form}
    if kind == "size":
        width, height = (int(n) for n in re.findall(r"\d+", form))
        return {"size": (width, height)}
    if kind == "ratio":
        parts = [int(n) for n in form.replace(" ", "").split(":")]
        if (aspect := ":".join(map(str, parts[:2]))) in ASPECTS and len(form.replace(" ", "")) == len(aspect):
            return {"aspect": aspect}
        seconds = 0
        for part in parts:
            seconds = seconds * 60 + part
        return {"clock": float(seconds)}
    if kind == "nth":
        return {"ordinal": int(re.sub(r"\D", "", form)[:6])}
    if kind == "num":
        return {"number": float(form[:12]), "digits": form}
    if kind == "half":
        return {"fraction": {"½": 0.5, "¼": 0.25, "¾": 0.75}[form]}
    if kind == "short":
        return {"b": {"look": "mono"}, "w": {"with": ""} if form == "w/" else {"neg": "no"}}.get(form[0], {})
    if kind == "and":
        return {"join_word": "and"}
    return {kind: form}


def _han(message: Message, at: int, names: dict[str, str]) -> list[Token]:
    """Read a run of Chinese by longest match; letters nobody knows stand together as one word."""
    table, longest = chinese()
    run = re.compile("[\u3400-\u9fff]+").match(message.plain, at)
    end = run.end() if run else at + 1
    found: list[Token] = []
    while at < end:
        if found and _file(message.plain, at, names):
            break
        numbers = NUMERAL.match(message.plain, at)
        size = next((n for n in range(min(longest, end - at), 0, -1) if message.plain[at : at + n] in table), 0)
        counted = bool(found) and found[-1].text in COUNTED  # after 第 or 最后 a numeral counts: 第一|张, not 一张
        if numbers and (counted or len(numbers.group()) >= size):
            size = len(numbers.group())
            readings: Readings = {"number": numeral(numbers.group()), "han": numbers.group()}
            if size == 1 and (more := table.get(numbers.group())):
                readings = {**more, **readings}
            found.append(Token(at, at + size, message.raw[at : at + size], readings))
        elif size:
            form = message.plain[at : at + size]
            found.append(Token(at, at + size, message.raw[at : at + size], dict(table[form])))
        else:
            size = 1
            if found and not found[-1].known and found[-1].end == at:
                last = found.pop()
                found.append(Token(last.start, at + 1, message.raw[last.start : at + 1], {}, known=False))
            else:
                found.append(Token(at, at + 1, message.raw[at : at + 1], {}, known=False))
        at += size
    return found


def _phrases(found: list[Token]) -> list[Token]:
    """Give English words their readings, several at once where they are one phrase."""
    table, fixes = english()
    out: list[Token] = []
    i, mendable = 0, MOST_SLIPS
    while i < len(found):
        if not (found[i].has("raw") or found[i].text in ("&", "+")):
            out.append(found[i])
            i += 1
            continue
        words: list[str] = []
        for token in found[i : i + 7]:
            if not (token.has("raw") or (token.text in "&+" and token.has("join_word"))):
                break
            words.append(stem(token.get("raw") or token.text))
        exact = words_en.EXACT.get(found[i].get("raw") or "")
        for n in range(len(words), 0, -1):
            if readings := table.get(tuple(words[:n])):
                break
        else:
            mendable -= 1
            n, mended = 1, next((base for base in _positive(found[i].get("raw") or "") if (base,) in table), None)
            mended = mended or (_mended(words[0], fixes) if mendable >= 0 else None)
            readings = table.get((mended,), {}) if mended else {}
        readings = {**readings, **exact} if exact and n == 1 else readings
        known = bool(readings)
        piece = [found[i + k] for k in range(n)]
        text = " ".join(t.text for t in piece)
        word = {"raw": piece[0].get("raw")} if n == 1 and piece[0].has("raw") else {}
        out.append(Token(piece[0].start, piece[-1].end, text, {**readings, **word}, known))
        i += n
    return out


def _positive(word: str) -> tuple[str, ...]:
    """What a comparative compares: jazzier → jazzy, calmest → calm, bolder → bold."""
    for ending in ("er", "est"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2:
            doubled = base[:-1] if base[-1] == base[-2] else base
            return (stem(base[:-1] + "y"),) if base.endswith("i") else (stem(base), stem(base + "e"), stem(doubled))
    return ()


def _mended(word: str, fixes: dict[str, list[str]]) -> str | None:
    """The known word that this is a slip of: one letter wrong, missing, doubled or turned; two in a long word."""
    if not 3 <= len(word) <= 20 or not word.isascii():
        return None
    best: tuple[int, str] | None = None
    for candidate in fixes.get(word[0], ()):
        turned = len(word) == len(candidate) and sorted(word) == sorted(candidate)  # mkae
        allowed = 2 if len(candidate) >= 8 else 1 if turned or max(len(candidate), len(word)) >= 5 else 0
        if allowed and abs(len(candidate) - len(word)) <= allowed:
            distance = _slips(word, candidate, allowed)
            if distance <= allowed and (best is None or (distance, -len(candidate)) < (best[0], -len(best[1]))):
                best = (distance, candidate)
    return best[1] if best else None


def _slips(a: str, b: str, most: int) -> int:
    """Count the slips between two words (Damerau), giving up past `most`."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        rows.append(row)
    return rows[-1][-1]


def file_names(media: Sequence[Media]) -> dict[str, str]:
    """What files may be called, lower case → digest: the name, its stem, and a word that only one of them has."""
    names: dict[str, str] = {}
    words: dict[str, set[str]] = {}
    table, (han, _) = english()[0], chinese()
    for m in media[:500]:
        full, title = m.name.lower(), m.title.lower()
        names.setdefault(full, m.digest)
        if len(title) > 1 and not title.isdigit() and (stem(title),) not in table and title not in han:
            names.setdefault(title, m.digest)
        for word in re.findall(r"[^\W\d_]{4,}|[\u3400-\u9fff]{2,}", title):
            if (stem(word),) not in table and word not in han:
                words.setdefault(word, set()).add(m.digest)
    for word, digests in words.items():
        if len(digests) == 1:
            names.setdefault(word, next(iter(digests)))
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def _file(plain: str, at: int, names: dict[str, str]) -> str:
    """The longest file name that stands here as a word of its own."""
    if not names or not (plain[at].isalnum() or plain[at] == "_") or (at and _inside(plain[at - 1], plain[at])):
        return ""
    for name in names:
        if plain.startswith(name, at):
            after = plain[at + len(name) : at + len(name) + 1]
            if not after or not _inside(name[-1], after):
                return name
    return ""


def _inside(before: str, after: str) -> bool:
    """Whether two letters belong to one word."""
    return bool(
        (before.isalnum() or before == "_")
        and (after.isalnum() or after == "_")
        and not HAN.match(before)
        and not HAN.match(after)
    )
