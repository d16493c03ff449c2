"""A message made comparable, letter by letter in place, with what is quoted taken out as text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from i2v_widgets.backend.director.words_zh import TRADITIONAL

PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〞",
    "＂": "＂",
    '"': '"”',
    "'": "'’",
    "‘": "’'",
    "`": "`´",
    "”": "”",
    "’": "’",
}
SINGLE = "'‘’`"  # these are apostrophes too: they quote only between words
MARK = 0xE000  # private-use letters stand for quotations while words are read
MOST_QUOTES = 500


@dataclass(frozen=True, slots=True)
class Message:
    """What was said.

    Attributes
    ----------
    raw : str
        As typed.
    plain : str
        Same length: narrow, lower-case, simplified; a quotation's first letter is a mark, the rest of it blanks.
    quotes : tuple of str
        What stood in quotation marks, in order; mark number i is `chr(MARK + i)`.
    """

    raw: str
    plain: str
    quotes: tuple[str, ...]

    @property
    def language(self) -> str:
        """Chinese when there is Chinese outside quotations, else English."""
        said = self.plain if self.plain.strip() and any(ord(c) < MARK for c in self.plain.strip()) else self.raw
        return "zh" if any("\u4e00" <= c <= "\u9fff" for c in said) else "en"


def read(raw: str) -> Message:
    """Take a message apart into words to understand and text to keep."""
    letters, at = [_plain(c) for c in raw], 0
    quotes: list[str] = []
    while at < len(raw):
        end = _quotation(raw, at) if raw[at] in PAIRS and len(quotes) < MOST_QUOTES else None
        if end is None:
            at += 1
            continue
        quotes.append(" ".join(raw[at + 1 : end].split()))
        letters[at : end + 1] = [chr(MARK + len(quotes) - 1)] + [" "] * (end - at)
        letters = letters[: len(raw)]
        at = end + 1
    return Message(raw, "".join(letters), tuple(quotes))


def _quotation(raw: str, at: int) -> int | None:
    """Where the quotation that opens here closes; the text's end when a double mark never does; None if none opens."""
    mark = raw[at]
    single = mark in SINGLE
    if single and at and raw[at - 1].isalnum() and not _han(raw[at - 1]):
        return None
    for end in range(at + 1, len(raw)):
        after = raw[end + 1 : end + 2]
        if raw[end] in PAIRS[mark] and not (single and after.isalnum() and not _han(after)):
            return end if raw[at + 1 : end].strip() else None
        if raw[end] == "\n" and single:
            return None
    rest = raw[at + 1 :].strip()
    return len(raw) if rest and mark in "“「『《«„" else None


def _han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _plain(letter: str) -> str:
    """One letter for one letter, so that places stay the same."""
    if ord(letter) >= MARK and unicodedata.category(letter) == "Co":
        return " "
    narrow = unicodedata.normalize("NFKC", letter).lower()
    letter = narrow if len(narrow) == 1 else letter
    return {"\u2019": "'", "\u2018": "'", "\t": " ", "\u200b": " "}.get(letter, TRADITIONAL.get(letter, letter))
