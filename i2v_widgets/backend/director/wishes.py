"""Clauses into wishes: each topic reads from the clause what belongs to it, and what is left over is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from i2v_widgets.backend.director.clauses import Clause
from i2v_widgets.backend.director.lexer import HAN, TEXTS, Token
from i2v_widgets.backend.director.meant import Ref
from i2v_widgets.backend.director.text import Message
from i2v_widgets.draft.model import Draft

ALL = Ref((("all", 0, 0),))
ADJECTIVES = ("aspect", "res", "look", "mood", "filler", "fps", "size", "more", "counter", "degree")


@dataclass(slots=True)
class Wish:
    """One thing to do; `kind` says which, `args` how."""

    kind: str
    args: dict[str, Any] = field(default_factory=dict)
    then: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.args.get(name)


@dataclass(slots=True)
class Context:
    """What a clause is read in: the message, the film before it, and what was spoken of last."""

    message: Message
    draft: Draft
    topic: str = ""
    timed: bool = False
    spanned: bool = False
    named: Token | None = None
    only_named: bool = False

    @property
    def has_music(self) -> bool:
        """Whether the film has sound on a track of its own."""
        return bool(self.draft.segments("audio"))

    @property
    def has_text(self) -> bool:
        """Whether the film has titles."""
        return bool(self.draft.segments("text"))


def negated(c: Clause) -> bool:
    """Whether the clause says no."""
    strong = any(t.is_("neg", "no") for t in c.tokens)
    return c.negated or strong or (c.has("neg") and not c.unknown and not c.has("vague"))


def off(c: Clause) -> bool:
    """Whether something is to go, or not to come."""
    cut = (
        any(t.get("raw") == "cut" for t in c.tokens)
        and c.about("music", *TEXTS)
        and not c.has("time", "share", "factor")
    )
    return negated(c) or cut or c.does("remove", "undo")


def wish(kind: str, **args: Any) -> Wish:
    """Make a wish; what is None is left out."""
    return Wish(kind, {k: v for k, v in args.items() if v is not None})


def scope(c: Clause, keep: bool = False) -> Ref | None:
    """The photos that the clause is about, used up; None when it names none."""
    named = [t for t in c.all("ref") if not t.get("ref").whole]
    whole = [t for t in c.all("ref") if t.get("ref").whole]
    files = c.all("file")
    but = c.all("but")
    ref: Ref | None = None
    if named:
        ref = Ref(
            tuple(p for t in named for p in t.get("ref").parts), tuple(p for t in named for p in t.get("ref").but)
        )
    elif files:
        ref = Ref(tuple(("file", t.get("file"), 0) for t in files))
    elif whole:
        ref = ALL
    if but:
        parts = tuple(p for t in but for p in t.get("but").parts)
        ref = replace(ref or ALL, but=(*(ref.but if ref else ()), *parts))
    if not keep:
        c.used.update(id(t) for t in (*named, *whole, *files, *but))
    return ref


def each(c: Clause) -> bool:
    """Whether it says every, each, per."""
    return any(t.get("ref").whole for t in c.tokens if t.has("ref")) or any(t.is_("prep", "per") for t in c.tokens)


def owner(c: Clause, token: Token) -> str:
    """What a measure stands right before: 20 second **video**, one-second **crossfades**, 两秒的**标题**."""
    at = c.tokens.index(token) + 1
    sides = c.tokens[max(0, at - 2) : at - 1], c.tokens[at : at + 1]
    joined = any(t.has("join") or t.is_("head", "join", *TEXTS) for t in c.tokens[: at - 1])
    if any(t.has("ref") and t.get("ref").whole for side in sides for t in side) and not joined:
        return "photo"  # 6 seconds each with slow fades; 每张6秒的片子
    while at < len(c.tokens):
        after = c.tokens[at]
        if after.is_("head", "film"):
            return "film"
        if after.has("join") or after.is_("head", "join"):
            return "join"
        if after.is_("head", *TEXTS):
            return "text"
        if after.is_("head", "music"):
            return "music"
        if after.is_("head", "length") and after.get("raw") in ("long", "length"):
            return "film" if not c.has("ref", "quote") and not c.topics & {"join", "text", "music"} else ""
        if not after.has(*ADJECTIVES) or after.get("raw") in ("for", "on", "over", "at", "with", "and"):
            return ""
        at += 1
    return ""


def take_time(c: Clause, *owners: str) -> float | None:
    """A length of time that belongs to one of these, or to nothing else in particular; used up."""
    times = c.all("time")
    for token in [t for t in times if owner(c, t) in owners] + [t for t in times if not owner(c, t)]:
        c.used.add(id(token))
        return float(token.get("time"))
    return None


def after_preposition(c: Clause, name: str) -> bool:
    """Whether the clause has that preposition."""
    return any(t.is_("prep", name) for t in c.tokens)


Reader = Callable[[Clause, Context], list[Wish]]


def read_all(found: list[Clause], context: Context) -> list[Wish]:
    """Read every clause in order."""
    from i2v_widgets.backend.director.read_film import canvas, film, more_or_less, talk
    from i2v_widgets.backend.director.read_looks import joins, looks, motions
    from i2v_widgets.backend.director.read_order import order
    from i2v_widgets.backend.director.read_sound import sound
    from i2v_widgets.backend.director.read_text import texts

    readers: tuple[Reader, ...] = (texts, sound, joins, order, motions, looks, canvas, film, more_or_less, talk)
    wishes: list[Wish] = []
    for clause in found:
        if _points_back(clause, context) and context.only_named:
            wishes = [w for w in wishes if w.kind not in ("unknown", "vague", "idle", "thanks")]
        asking = clause.has("ask") and not clause.does("make", "add", "remove") and not clause.has("quote", "time")
        mine = [wish("ask", about=clause.one("ask"))] if asking else _it_goes(clause, context)
        for reader in readers if not mine else ():
            if reader is talk and mine:
                break
            mine += reader(clause, context)
            if mine and mine[-1].kind in ("stop", "unknown", "undo", "redo", "restart"):
                break
        for w in mine:
            w.then = clause.lead == "then" or any(t.has("newly") for t in clause.tokens)
        if clause.lead == "fix" and any(w.kind in ("fades", "volume", "music") for w in mine):
            wishes = [w for w in wishes if w.kind != "nomusic"]  # stop, I mean fade out
        context.spanned = any(w["span"] for w in mine)
        context.timed = any(w.kind == "cliptime" for w in mine)
        _remember(clause, mine, context)
        wishes += [w for w in mine if w.kind != "stop"]
        topics = [t for t in ("text", "music", "join", "motion", "look") if t in clause.topics]
        context.topic = topics[0] if topics else ("" if clause.topics else context.topic)
    return wishes


def _remember(c: Clause, mine: list[Wish], context: Context) -> None:
    """Keep the one photo that was spoken of: the next clause may say "it"."""
    refs = [t for t in c.tokens if (t.has("ref") and t.get("ref").single) or t.has("file")]
    gone = any(w.kind in ("remove", "swap", "keeponly", "make") for w in mine)
    context.named = refs[0] if len(refs) == 1 and not gone and not c.has("but") else None
    context.only_named = all(w.kind in ("unknown", "vague", "idle", "thanks") for w in mine)


def _points_back(c: Clause, context: Context) -> bool:
    """Put the photo that was just named in the place of "it", or of nothing: the third is blurry, delete it."""
    if context.named is None or c.has("ref", "file", "but", "quote") or c.about("film", "music", "photo"):
        return False
    named = Token(c.tokens[0].start, c.tokens[0].end, context.named.text, context.named.readings)
    if context.only_named and all(t.has("neg", "filler", "it") for t in c.tokens) and c.has("neg"):
        c.tokens[:] = [Token(named.start, named.start, "", {"do": "remove"}), named]  # 不要; don't want it
        return True
    at = next((i for i, t in enumerate(c.tokens) if t.text.lower() in ("it", "它", "this", "that")), None)
    deed = c.tokens[0].has("do") and c.does("remove", "move", "duplicate", "make", "change", "keep")
    moves = c.lead != "stop" and c.has("dir", "spot", "motion", "look", "factor")
    bare = context.only_named and (deed or moves)
    if at is None and not (bare and not c.topics & {"text", "music", "join", "canvas"}):
        return False
    if c.lead == "stop" and not context.only_named:
        return False
    if at is None:
        c.tokens.insert(0 if HAN.search(c.tokens[0].text) else 1, named)
    else:
        c.tokens[at] = named
    return True


def _it_goes(c: Clause, context: Context) -> list[Wish]:
    """Take them away, 去掉吧: what was spoken of last."""
    plain = all(t.is_("do", "remove") or t.has("it", "filler", "neg") for t in c.tokens) and not c.has("near", "number")
    if not plain or not c.does("remove") or negated(c) or c.topics:
        return []
    gone = {
        "text": wish("untext", head="", it=True),
        "music": wish("nomusic"),
        "join": wish("join", name="cut"),
        "motion": wish("motion", name="none"),
        "look": wish("look", name="none"),
    }
    return [gone[context.topic]] if context.topic in gone else []


def not_understood(c: Clause, context: Context) -> Wish:
    """Name the piece that nobody understood, from its first unknown word to its last content word."""
    unknown = c.unknown
    near = next((t.get("near") for t in c.tokens if t.has("near")), None)
    start, end = c.tokens[0].start, c.tokens[-1].end
    if unknown:
        words = [t for t in c.tokens if not t.has("filler", "prep", "join_word") or t in unknown]
        start, end = min(t.start for t in words), max(t.end for t in words)
    return wish("unknown", words=" ".join(context.message.raw[start:end].split())[:80], near=near)
