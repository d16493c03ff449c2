"""What is said beside the wish: who says so, what something is compared with, what everything is kept except for."""

from __future__ import annotations

from collections.abc import Sequence

from i2v_widgets.backend.director.lexer import TEXTS, Token

OWNERS = ("my", "our", "the", "his", "her", "their", "everyone", "everybody", "someone", "they")
SAYING = ("says", "said", "thinks", "thought", "feels", "told", "insists", "complains", "complained", "reckons")
MODALS = ("can", "could", "may", "should", "must", "to", "can't")
THINGS = (*TEXTS, "music", "join", "motion", "look")


def asides(tokens: Sequence[Token]) -> list[Token]:
    """Leave out who says so, and what something is only compared with: my boss thinks …, as long as the others."""
    tokens = _all_but(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token, after = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else None
        fresh = not out or out[-1].has("stop", "comma", "join_word", "fix")
        said = next((k for k in range(i, min(i + 5, len(tokens))) if tokens[k].get("raw") in SAYING), None)
        if fresh and token.get("raw") in OWNERS and said and not any(_thing(t) for t in tokens[i:said]):
            i = said + 1
            continue
        yardstick = after is not None and after.has("ref") and after.get("ref").parts[0][0] in ("rest", "all")
        if yardstick and (token.get("raw") in ("as", "than") or token.text in ("比", "是", "要是")) and out:
            i += 2
            continue
        if (
            token.text == "去"
            and out
            and (out[-1].has("spot", "place", "when", "dir", "ref") or out[-1].is_("do", "move"))
        ):
            token = Token(token.start, token.end, token.text, {"filler": "去"})  # 放到最后去: it goes there
        if token.has("head", "join") and out and out[-1].is_("prep", "per"):
            token = Token(token.start, token.end, token.text, {"head": "photo"})  # ten seconds per slide
        if token.text in ("都", "也") and out and out[-1].has("ref") and not (after and after.has("ref", "nth")):
            token = Token(token.start, token.end, token.text, {"filler": token.text})  # 其他都用暖色
        ends = after is None or after.has("stop", "comma", "colon", "join_word")
        if token.get("raw") == "go" and ends and out and out[-1].get("raw") in MODALS:
            token = Token(token.start, token.end, token.text, {"do": "remove"})  # the title can go
        out.append(token)
        i += 1
        given_up = (
            token.get("raw") in ("instead", "rather") and i < len(tokens) and tokens[i].get("raw") in ("of", "than")
        )
        while given_up and i < len(tokens) and not _goes_on(tokens[i]):
            i += 1  # a circle instead of the crossfade between …
    return out


def _goes_on(token: Token) -> bool:
    """Whether the wish goes on after what is given up."""
    return token.has("stop", "comma", "colon", "join_word", "ref", "with") or token.is_("prep", "between", "on", "for")


def _thing(token: Token) -> bool:
    """Whether the director has such a thing: then it is no person who speaks."""
    return token.has("head", "ref", "quote", "file", "mood", "look", "number", "do")


def _all_but(tokens: Sequence[Token]) -> Sequence[Token]:
    """Keep everything but the title, 除了标题都留着: the title is to go."""
    if not any(t.is_("do", "keep", "spare") or t.has("keepout") for t in tokens):
        return tokens
    for i, token in enumerate(tokens):
        if not (token.is_("prep", "except") or token.is_("join_word", "but")):
            continue
        k = next((k for k in range(i + 1, min(i + 4, len(tokens))) if not tokens[k].is_("filler", "the", "my", "a")), 0)
        start, end = i, k
        while start and not tokens[start - 1].has("stop", "comma", "colon"):
            start -= 1
        while end < len(tokens) and not tokens[end].has("stop"):
            end += 1
        around = [*tokens[start:i], *tokens[k + 1 : end]]
        kept = any(t.is_("do", "keep", "spare") or t.has("keepout") for t in around)
        if (
            k
            and tokens[k].is_("head", *THINGS)
            and kept
            and any(t.has("ref", "keepout") or t.text == "都" for t in around)
        ):
            gone = Token(token.start, token.end, token.text, {"do": "remove"})
            return [*tokens[:start], gone, tokens[k], *tokens[end:]]
    return tokens
