"""A message into clauses: split where a new wish begins, joined again where a piece only adds to the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from i2v_widgets.backend.director.asides import asides
from i2v_widgets.backend.director.lexer import HAN, TEXTS, Token
from i2v_widgets.backend.director.meant import Ref
from i2v_widgets.backend.director.separable import SEPARABLE
from i2v_widgets.backend.director.takes import SLOTS, TAKES

BREAKS = ("stop", "comma", "colon", "join_word", "fix")
MOST_CLAUSES, MOST_TOKENS, MOST_MERGED = 60, 200, 60  # past these it is a page, not a wish; what is read stays quick
DEEDS = ("make", "add", "remove", "change", "move", "swap", "reverse", "duplicate", "keep", "spare")
OWN = (
    "remove",
    "swap",
    "reverse",
    "duplicate",
    "keep",
    "spare",
    "undo",
    "redo",
    "restart",
    "shuffle",
    "sort",
    "order",
    "make",
)
PHOTO = re.compile("photo|pic|image|slide|shot|张|图|照片", re.IGNORECASE)
FILL = ("filler", "prep")  # 30 seconds, with crossfades: the film's, not theirs


@dataclass(slots=True)
class Clause:
    """One wish, or the piece of one.

    Attributes
    ----------
    tokens : list of Token
    lead : str
        What came before it: start, stop, comma, colon, and, or, but, then, with, that, fix.
    deed : str
        A verb it takes over from the clause before.
    """

    tokens: list[Token]
    lead: str = "start"
    deed: str = ""
    negated: bool = False
    turn: bool = False
    used: set[int] = field(default_factory=set)

    def all(self, kind: str, *values: Any) -> list[Token]:
        """Tokens that can be of this kind and that no one has used yet."""
        return [
            t for t in self.tokens if t.has(kind) and id(t) not in self.used and (not values or t.get(kind) in values)
        ]

    def one(self, kind: str, *values: Any) -> Any:
        """The first such value, or None."""
        return next((t.get(kind) for t in self.all(kind, *values)), None)

    def take(self, kind: str, *values: Any) -> Any:
        """The first such value, used up; or None."""
        for token in self.all(kind, *values):
            self.used.add(id(token))
            return token.get(kind)
        return None

    def has(self, *kinds: str) -> bool:
        """Whether any token can be one of these kinds."""
        return any(t.has(*kinds) for t in self.tokens)

    def does(self, *deeds: str) -> bool:
        """Whether its verb, or the one it takes over, is one of these."""
        return self.deed in deeds or any(t.is_("do", *deeds) for t in self.tokens)

    def about(self, *heads: str) -> bool:
        """Whether one of its nouns is one of these."""
        return any(t.is_("head", *heads) for t in self.tokens)

    @property
    def topics(self) -> set[str]:
        """What it is about."""
        return {topic for t in self.tokens for topic in t.topics}

    @property
    def unknown(self) -> list[Token]:
        """Content words that no table has, or that only name something the director has not."""
        return [
            t for t in self.tokens if not t.known or (t.has("near") and not set(t.readings) - {"near", "raw", "filler"})
        ]

    @property
    def weak(self) -> bool:
        """Whether it says nothing by itself and only adds to another clause."""
        if self.topics - {"text"} or self.unknown or self.has("more", "vague", "help", "ask", "fade", "keepout"):
            return False
        if any(t.is_("head", *TEXTS) and not t.has("place") for t in self.tokens) or any(
            t.is_("do", *OWN) for t in self.tokens
        ):
            return False
        if any(t.is_("do", "move") for t in self.tokens) and (not self.has("place") or self.has("ref", "file")):
            return False
        return self.has(*SLOTS) or not self.tokens


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Take tokens apart into wishes."""
    pieces = _split(asides(tokens))[:MOST_CLAUSES]
    pieces = _in_turn(pieces)
    for piece in pieces:
        del piece.tokens[MOST_TOKENS:]
        _close_verbs(piece)
    out: list[Clause] = []
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        before = out[-1] if out else None
        if not piece.tokens:
            i += 1
            continue
        if before and before.has("fade") and piece.tokens[0].get("raw") in ("in", "out"):
            first = piece.tokens[0]  # … and out over two
            faded = Token(first.start, first.end, first.text, {"fade": first.get("raw")})
            before.tokens += [faded, *piece.tokens[1:]]
            i += 1
            continue
        if piece.weak:
            if before and piece.lead == "fix" and (before.has(*SLOTS) or before.topics):
                _correct(before, piece)
                i += 1
                continue
            forward = _leads_on(piece, before)
            if before and len(before.tokens) > MOST_MERGED:
                i += 1
                continue
            if before and not forward and _fits(before, piece) and not _instead(before, piece):
                if before.has("ref") and piece.has("time"):  # too short, 6 seconds: that is how long
                    before.tokens[:] = [t for t in before.tokens if not t.is_("more", "length+", "length-", "+")]
                before.tokens += piece.tokens
                i += 1
                continue
            if (
                i + 1 < len(pieces)
                and pieces[i + 1].lead not in ("stop", "fix")
                and pieces[i + 1].tokens
                and (forward or not before)
                and not (pieces[i + 1].topics == {"join"} and all(t.has("time", *FILL) for t in piece.tokens))
                and _fits(pieces[i + 1], piece)
            ):
                pieces[i + 1].tokens[:0] = piece.tokens
                pieces[i + 1].lead = piece.lead
                i += 1
                continue
        if before and piece.lead == "colon" and _spells_out(before, piece):
            before.tokens += piece.tokens
            i += 1
            continue
        if before:
            _inherit(before, piece)
        out.append(piece)
        i += 1
    return out


def _in_turn(pieces: list[Clause]) -> list[Clause]:
    """First the third, then the first, at the end the second: places named one after the other are an order."""
    out: list[Clause] = []
    for piece in pieces:
        refs = [t for t in piece.tokens if t.has("ref")]
        plain = len(refs) == 1 and refs[0].get("ref").single and not piece.topics and not piece.unknown
        plain = plain and not piece.has("time", "quote", "but", "neg", "more", "factor", "look", "motion")
        plain = plain and not piece.does("remove", "swap", "duplicate", "keep", "change")
        begins = plain and any((t.get("raw") or t.text) in ("first", "firstly", "先", "首先") for t in piece.tokens)
        last = out[-1] if out else None
        if plain and last and last.turn and piece.lead != "stop":
            place = next(i for i, t in enumerate(last.tokens) if t.has("ref"))
            token = last.tokens[place]
            ref = Ref((*token.get("ref").parts, *refs[0].get("ref").parts))
            last.tokens[:] = [
                Token(token.start, token.start, "", {"do": "order"}),
                Token(token.start, refs[0].end, token.text, {"ref": ref}),
            ]
            continue
        out.append(piece)
        piece.turn = begins
    return out


def _close_verbs(piece: Clause) -> None:
    """Verbs that stand around their object: take the music **out**, turn it **up**."""
    for i, token in enumerate(piece.tokens):
        particles = SEPARABLE.get(token.get("raw") or "")
        for other in piece.tokens[i + 1 :] if particles else ():
            if token.get("raw") == "fade" and not any(t.has("it") or t.is_("head", "music") for t in piece.tokens[i:]):
                break  # only a sound is faded in; pictures fade into each other
            if particles and (reading := particles.get(other.get("raw") or "")) and not other.has("ref"):
                piece.tokens[i] = Token(token.start, token.end, token.text, dict([reading]))
                piece.tokens.remove(other)
                break


def _split(tokens: Sequence[Token]) -> list[Clause]:
    pieces = [Clause([])]

    def fresh(lead: str) -> None:
        if pieces[-1].tokens:
            pieces.append(Clause([], lead))
        elif lead != "comma" or pieces[-1].lead == "start":
            pieces[-1].lead = (
                lead if pieces[-1].lead not in ("stop", "fix", "then") or lead == "fix" else pieces[-1].lead
            )

    for i, token in enumerate(tokens):
        here = pieces[-1]
        if i and token.has("do", "neg", "when") and _blank(tokens[i - 1], token) and here.topics:
            fresh("comma")
            here = pieces[-1]
        if token.has("fix") and not (token.has("do") and here.tokens and not token.is_("do", "change")):
            fresh("fix")
        elif token.get("raw") in ("no", "nope") and i and i + 1 < len(tokens) and tokens[i + 1].has("comma"):
            fresh("fix")  # delete photo 1, no, photo 2
        elif token.has("colon") and _titles(here, tokens[i + 1 :]):
            here.tokens.append(Token(token.start, token.end, token.text, {"prep": "say"}))
        elif token.has("stop", "comma", "colon"):
            fresh(next(kind for kind in BREAKS if token.has(kind)))
        elif token.get("raw") == "too" and i + 1 < len(tokens) and not tokens[i + 1].has(*BREAKS):
            here.tokens.append(Token(token.start, token.end, token.text, {"filler": "too"}))  # too dark
        elif token.has("join_word"):
            if not (token.is_("join_word", "but") and token.text.lower() == "only"):
                fresh(str(token.get("join_word")))
            else:
                here.tokens.append(token)
        elif token.has("with") and here.topics:
            fresh("with")
        elif token.has("rel", "which") and (
            here.topics or here.has("ref", "but") or (token.has("which") and not here.tokens)
        ):
            fresh("that")
            pieces[-1].lead = "that"
            if token.has("which"):
                pieces[-1].tokens.append(token)
        elif _new_deed(token, here, tokens[i + 1 :]):
            fresh("and")
            pieces[-1].tokens.append(token)
        else:
            here.tokens.append(token)
    return pieces


def _spells_out(before: Clause, piece: Clause) -> bool:
    """After a colon a bare value belongs to the noun before it: transition between 3 and 4: circle."""
    values = {kind for kind in ("join", "motion", "look", "mood") for t in piece.tokens if t.has(kind)}
    noun = {"join": "join", "motion": "motion", "look": "look", "mood": "music"}
    return any(before.about(noun[kind]) or kind in before.topics for kind in values) and not piece.has(
        "do", "ref", "file", "head", "quote"
    )


def _blank(before: Token, token: Token) -> bool:
    """Whether a blank stands between two Chinese words: there it is a comma."""
    return token.start > before.end and bool(HAN.search(before.text) and HAN.search(token.text))


def _titles(here: Clause, rest: Sequence[Token]) -> bool:
    """A colon after a noun for a text begins its words, unless they come in quotation marks."""
    noun = bool(here.tokens) and here.tokens[-1].is_("head", *TEXTS)
    return noun and bool(rest) and not any(t.has("quote") for t in rest[:4])


def _new_deed(token: Token, here: Clause, rest: Sequence[Token]) -> bool:
    """A verb in the middle begins a new wish when there is a topic before it and another after it."""
    if not token.is_("do", *DEEDS) or token.has("filler", "mood", "look", "join", "motion") or not here.topics:
        return False
    after: set[str] = set()
    for following in rest:
        if following.has(*BREAKS) or following.is_("do", *DEEDS):
            break
        after |= {t for t in following.topics if following.has("head", "quote")}
    before = here.topics - {"length"}
    return (
        bool(after - before)
        and bool(before - after)
        and not here.has("quote") | (after == {"text"} and "text" in before)
    )


def _instead(before: Clause, piece: Clause) -> bool:
    """No title any more, rather “X” at the end: the words are another text's, not what is to go."""
    said = before.has("neg") or before.does("remove")
    return said and piece.has("quote") and not before.has("quote") and any(t.is_("head", *TEXTS) for t in before.tokens)


def _leads_on(piece: Clause, before: Clause | None) -> bool:
    """A piece like "for the last 3 seconds," or 除了第一张， points at what follows it."""
    if piece.lead in ("start", "stop", "then") or before is None:
        return True
    return bool(piece.tokens[0].has("but") and piece.tokens[0].text.startswith("除"))


def _fits(home: Clause, piece: Clause) -> bool:
    """Whether that clause takes what the piece has, and has no such thing yet."""
    kinds = {kind for t in piece.tokens for kind in SLOTS if t.has(kind)}
    takes: set[str] = set()
    for topic in home.topics:
        takes |= TAKES.get(topic, set())
    if home.has("fade"):
        takes |= TAKES["fade"]
    if any(t.is_("do", "move", "swap", "remove", "keep", "duplicate", "order") for t in home.tokens):
        takes |= TAKES["order"]
    lasts = home.does("show") or not home.topics - {"length"}
    if home.has("ref") and lasts and not home.does(*(deed for deed in OWN if deed != "make"), "move", "undo"):
        takes |= TAKES["clip"]
    if not kinds:
        return True
    if "quote" in kinds and home.has("quote") and kinds - {"quote"}:
        return False  # another text with a time or place of its own
    if "quote" in kinds and "text" in home.topics:
        return True
    if kinds == {"time"} and "text" in home.topics and home.about("film") and len(home.all("time")) < 2:
        return True  # a 15 s film titled “X” (top, 5 s)
    full = {kind for kind in kinds if home.has(kind) and kind in ("time", "share", "ref", "spot")}
    if all(t.get("ref").whole for t in (*piece.tokens, *home.tokens) if t.has("ref")):
        full.discard("ref")  # all transitions …, one second each
    if home.topics == {"join"} and "time" in kinds and any(t.has("ref") and PHOTO.search(t.text) for t in piece.tokens):
        return False  # crossfades, 2 seconds a photo
    return bool(kinds & takes) and not full


def _correct(before: Clause, piece: Clause) -> None:
    """A correction puts its words in the place of those of the same kind."""
    kinds = [kind for t in piece.tokens for kind in SLOTS if t.has(kind)]
    if "quote" in kinds and before.has("quote") and (before.lead == "fix" or before.has("neg")):
        first = piece.tokens[0]  # not “Hallo”, it should be “Hello”
        before.tokens += [Token(first.start, first.start, "", {"do": "change"}), *piece.tokens]
        return
    kept = [t for t in before.tokens if not t.has(*kinds)]
    before.tokens[:] = kept + piece.tokens


def _inherit(before: Clause, piece: Clause) -> None:
    """Hand a verb or a not on to bare nouns, and a reference to what describes the same photo."""
    kinds = {"text", "music", "join", "motion", "look"}
    nouns = {"head", "join", "mood", "motion", "filler", "raw", "look", "it", "another", "prep", "near", "counter"}
    bare = all(set(t.readings) & nouns and not t.has(*SLOTS, "do", "more", "neg") for t in piece.tokens)
    chain = piece.lead in ("and", "or") or (
        piece.lead == "comma" and all(t.has("head", "filler") for t in piece.tokens)
    )
    if bare and piece.topics and piece.topics <= kinds and chain:
        if before.does("remove") or before.deed == "remove":
            piece.deed = "remove"
        elif before.has("neg") or before.negated:
            piece.negated = True
    joins = {"join"}
    if piece.topics == joins <= before.topics and before.has("neg") and not piece.has("ref", "but", "file", "neg"):
        piece.tokens += [t for t in before.tokens if t.has("ref", "but") or t.is_("prep", "between")]
    shared = {"motion", "look"}
    if (
        piece.lead in ("and", "that")
        and piece.topics
        and piece.topics <= shared
        and not piece.has("ref", "but", "file")
        and (not piece.does(*DEEDS) or (piece.lead == "that" and piece.has("which")))
    ):
        last = next((t for t in reversed(before.tokens) if t.has("ref", "but")), None)
        if last and (piece.lead == "that" or before.topics <= shared or before.does("make")):
            ref = last.get("ref") or last.get("but")
            piece.tokens.append(Token(last.start, last.end, last.text, {"ref": ref}))
