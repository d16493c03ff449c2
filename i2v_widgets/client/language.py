"""Which language a person writes in: by the script of their words, else by the locale of this machine."""

from __future__ import annotations

import locale
import os
import re
from typing import Final, Literal

Language = Literal["en", "zh"]

# Unified ideographs, extension A, the compatibility block; Japanese and Korean use them beside letters of their own.
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA_HANGUL: Final = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_LETTER: Final = re.compile(r"[A-Za-z]+")
_ENGLISH: Final = re.compile(
    r"a|an|the|to|with|of|for|and|in|into|on|my|these|this|add|make|turn|set|change|put|use|first|last|please|is",
    re.IGNORECASE,
)
_CHINESE: Final = re.compile("[的把在到加个用换成请给是做为每让和了]")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》")


def script_language(text: str) -> Language | None:
    """Return the language that the words' script shows, None where they show none (digits, emoji, nothing).

    Quoted words are text for the film, so they count only where nothing else stands.
    """
    bare = _QUOTED.sub(" ", text)
    for words in (bare, text):
        han = len(_HAN.findall(words)) if not _KANA_HANGUL.search(words) else 0
        latin = _LETTER.findall(words)
        if han and latin:
            # The grammar tells: "add the title 你好" is English, "把 title 换成 Sunset Boulevard" Chinese.
            english, chinese = sum(bool(_ENGLISH.fullmatch(word)) for word in latin), len(_CHINESE.findall(words))
            if english != chinese:
                return "en" if english > chinese else "zh"
        # One ideograph says about as much as one word; the more there are, the less a name in letters counts.
        if han and han * 2 >= len(latin):
            return "zh"
        if latin:
            return "en"
    return None


def locale_language() -> Language:
    """Return the language of this machine's locale, English where it is neither."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    tag = named or locale.getlocale()[0] or ""
    return "zh" if tag.lower().startswith(("zh", "chinese")) else "en"


def detect_language(text: str) -> Language:
    """Return ``"zh"`` or ``"en"`` for what a person wrote; the locale decides where the words do not."""
    return script_language(text) or locale_language()
