"""Titles and captions: what they say, when, where, in which colour; and changes to those that are there."""

from __future__ import annotations

from typing import Any

from i2v_widgets.backend.director.clauses import Clause
from i2v_widgets.backend.director.lexer import HAN, TEXTS, Token
from i2v_widgets.backend.director.wishes import Context, Wish, each, negated, off, owner, scope, take_time, wish

STOPPERS = ("span", "time", "point", "ref", "quote", "share", "but")


def texts(c: Clause, context: Context) -> list[Wish]:
    """Read what the clause says about texts."""
    heads = [t for t in c.tokens if t.is_("head", *TEXTS)]
    told = "text" in c.topics
    pronoun = not c.topics and context.topic == "text" and (c.has("color", "place")) and not c.has("ref", "look")
    tinted = c.has("it") and c.has("color") and c.topics <= {"look"} and not c.has("ref", "file")
    pronoun = pronoun or (tinted and context.topic == "text")  # … and colour it green
    moved = c.does("move") and c.has("spot", "when") and not c.topics and not c.has("ref", "file", "dir")
    pronoun = pronoun or (moved and context.topic == "text")  # … and put it at the end
    shown = c.has("it") and c.has("time", "span") and c.does("keep", "show") and not c.has("ref", "file")
    pronoun = pronoun or (shown and not c.topics and context.topic == "text")  # … and keep it for 5 seconds
    plain = not c.topics - {"look"} and not c.has("ref", "look", "more", "spot", "but")
    plain = plain or (c.has("it") and c.has("place") and not c.topics and not c.has("ref", "look", "more", "but"))
    loose = plain and context.has_text and c.has("color", "place") and c.does("change", "make", "move")
    if not (told or pronoun or loose) or any(t.is_("head", "voice") for t in c.tokens):
        return []
    if not c.has("quote") and any(t.has("near") for t in c.unknown):
        return []
    head = _head(heads)
    if c.does("undo") and not c.has("quote"):
        return [wish("undo")]
    if not c.has("quote") and off(c) and not c.does("change") and heads:
        c.used.update(id(t) for t in c.tokens)
        return [wish("untext", head=head, ref=_which(c))]
    if pronoun and shown:
        return [wish("textstyle", it=True, **_look(c, context))]
    if c.does("keep", "spare") and not c.has("quote", "color", "place", "time", "span"):
        return [Wish("stop")]
    quotes = [str(t.get("quote")) for t in c.all("quote")]
    if c.does("remove") and quotes and not negated(c):
        return [wish("untext", texts=quotes)]
    if not quotes and told:
        quotes = [words] if (words := _unquoted(c, context, heads)) else []
    c.used.update(id(t) for t in c.tokens if t.has("quote"))
    look = _look(c, context)
    if c.does("hide") and (until := look.pop("point", None) or look.pop("time", None)):
        look["span"] = ("start", until, 0.0)
    if not quotes and look == {} and c.has("more") and heads:
        return [wish("unknown", words=context.message.raw[c.tokens[0].start : c.tokens[-1].end], near="text")]
    if not quotes:
        if look or c.does("change", "move", "show", "make") or pronoun:
            return [wish("textstyle", head=head, which=_which(c), ref=scope(c), it=pronoun or None, **look)]
        if heads and (c.does("add", "make") or len(c.tokens) <= 3):
            return [wish("asktext", head=head)]
        return []
    there = {s.text.casefold() for s in context.draft.segments("text")}
    denied = len(quotes) == 2 and negated(c) and quotes[0].casefold() in there
    changed = c.does("change") or c.deed == "change" or denied
    names_text = context.has_text or context.topic == "text"
    if (changed and names_text and not c.has("another") and not c.does("add")) or (
        _says(c, heads) and context.has_text and not c.does("add")
    ):
        if len(quotes) > 1:
            return [wish("retitle", old=quotes[0], text=quotes[1], head=head, **look)]
        return [wish("retitle", text=quotes[0], head=head, which=_which(c), **look)]
    if (c.does("move") or (c.does("make") and look)) and not heads and context.has_text and len(quotes) == 1:
        return [wish("textstyle", texts=quotes, maybe=quotes[0], head=head, **look)]
    many = each(c)
    return [wish("text", texts=quotes, head=head, each=many, another=c.has("another") or None, ref=scope(c), **look)]


def _head(heads: list[Token]) -> str:
    """The most telling of the nouns used; of Chinese 字幕 no more than that it is a text."""
    for name in ("credits", "caption", "title", "text"):
        if any(t.get("head") == name for t in heads):
            return name
    return ""


def _which(c: Clause) -> int | None:
    """Which of several texts: the second title is the token before the noun."""
    for a, b in zip(c.tokens, c.tokens[1:], strict=False):
        if b.is_("head", *TEXTS):
            if a.has("ordinal"):
                return int(a.get("ordinal"))
            if a.is_("refword", "last"):
                return -1
            if a.is_("refword", "first"):
                return 1
    return None


def _says(c: Clause, heads: list[Token]) -> bool:
    """The title should say…: changes the one that is there."""
    told = any(t.text.lower().startswith("should") for t in c.tokens)
    made = c.does("make") and not c.about("film") and any(t.is_("prep", "say") and t not in heads for t in c.tokens)
    return bool(heads) and (told or made)


def _look(c: Clause, context: Context) -> dict[str, Any]:
    """Place, colour and time."""
    found: dict[str, Any] = {}
    if places := c.all("place"):
        found["place"] = places[-1].get("place")
    colors = [t for t in c.all("color") if not t.has("look") or t.has("raw")]
    if colors:
        found["color"] = colors[-1].get("color")
    c.used.update(id(t) for t in (*places, *colors))
    edge = next((t for t in c.all("ref") if t.get("ref").parts[0][0] in ("first", "last")), None)
    if context.spanned and edge and c.has("quote"):  # … and “B” for the last 2
        side, seconds_, _ = edge.get("ref").parts[0]
        c.used.add(id(edge))
        found["span"] = ("start" if side == "first" else "end", float(seconds_), 0.0)
    if span := c.take("span"):
        found["span"] = span
    if (point := c.take("point")) is not None:
        found["point"] = point
    if when := c.take("when"):
        found["when"] = when
    elif c.does("move") and not c.has("ref") and (spot := c.take("spot", "front", "back")):
        found["when"] = {"front": "start", "back": "end"}[spot]
    film = c.has("span") and any(t.is_("head", "film") for t in c.tokens)
    seconds = None if film and not any(owner(c, t) == "" for t in c.all("time")) else take_time(c, "text")
    if seconds is not None:
        found["time"] = seconds
    return found


def _unquoted(c: Clause, context: Context, heads: list[Token]) -> str:
    """The words of a title said without marks: after "says", 叫, "titled"; or capitals, or unknown words, after it."""
    tokens = c.tokens
    marks = [
        i for i, t in enumerate(tokens) if t.is_("prep", "say") and (t not in heads or t.text.lower().endswith("ed"))
    ]
    said = marks[0] if marks else None
    if c.does("hide"):
        return ""
    noun = max((i for i, t in enumerate(tokens) if t in heads), default=None)
    wrote = next(
        (
            i
            for i, t in enumerate(tokens)
            if t.is_("do", "add", "show") and HAN.search(t.text) and t.text[-1] in "写上打示"
        ),
        None,
    )
    if said is not None:
        start = said + 1
        marked = True
    elif noun is not None:
        start, marked = noun + 1, False
        if start < len(tokens) and tokens[start].is_("prep", "to") and c.does("change"):
            start += 1
        elif start < len(tokens) and tokens[start].is_("do", "change") and HAN.search(tokens[start].text):
            start += 1  # 标题改成再见
        elif start < len(tokens) and tokens[start].text in ("为", "成", "是", "写", "：", "写上"):
            start += 1
    elif wrote is not None:
        start, marked = wrote + 1, False
    else:
        return ""
    end = start
    while end < len(tokens) and not _stops(tokens, end) and not (end > start and _gap(context, tokens, end)):
        end += 1
    piece = tokens[start:end]
    while piece and piece[-1].has("filler") and piece[-1].text in ("please", "pls", "吧", "的", "在", "字样"):
        piece.pop()
    if not piece:
        return ""
    text = context.message.raw[piece[0].start : piece[-1].end].strip(" ：:-—")
    colored = any(t.has("color") for t in piece) and all(t.has("color", "place", "filler") for t in piece)
    if colored and not marked and HAN.search(piece[0].text):
        return ""  # 标题改成蓝色: that is its colour
    plain = all(t.known for t in piece)
    capitals = text[:1].isupper() or text[:1].isdigit()
    if not marked and plain and not capitals and not (HAN.search(text) and wrote is not None and len(text) > 1):
        return ""
    for token in piece:
        c.used.add(id(token))
    c.tokens[:] = [t for t in tokens if t not in piece]
    return text


def _gap(context: Context, tokens: list[Token], i: int) -> bool:
    """Whether a comma stands before this token, so that another piece begins."""
    return any(mark in ",，;；.。:：" for mark in context.message.raw[tokens[i - 1].end : tokens[i].start])


def _stops(tokens: list[Token], i: int) -> bool:
    """Whether the title's words end here: at a time, a reference, or "at the bottom", "in red", "for the last…"."""
    token = tokens[i]
    if token.has(*STOPPERS) or (token.has("when") and (i == 0 or not token.text[:1].isupper())):
        return True
    if token.has("place") and not token.text[:1].isupper() and (token.text.count(" ") or HAN.search(token.text)):
        return True
    rest = tokens[i + 1 :]
    if (
        token.has("prep") and token.get("prep") in ("on", "for", "from", "at", "to", "between", "after", "before")
    ) or token.text == "with":
        following = next((t for t in rest if t.get("raw") not in ("the", "a", "an", "about", "its")), None)
        return following is not None and following.has(*STOPPERS, "place", "color", "when")
    return bool(token.has("color") and not token.text[:1].isupper() and not rest) or (
        token.has("do")
        and HAN.search(token.text) is not None
        and bool(rest)
        and any(t.has(*STOPPERS, "place", "color") for t in rest[:2])
    )
