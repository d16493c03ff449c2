"""Words into lines: measured, wrapped so that lines are alike in length, and drawn as coverage."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from i2v_widgets.backend.render import fonts

Coverage = NDArray[np.float32]

_NO_START = set("!%),.:;?]}¢°·’”†‡›℃、。〃々〉》」』】〕〗〞︰！％），．：；？］｝～—…")
_NO_END = set("$([{£¥‘“‹〈《「『【〔〖〝（［｛￥")


@dataclass(frozen=True, slots=True)
class Face:
    """How a line is set: size in pixels, weight, and letter spacing in ems."""

    size: float
    weight: int
    tracking: float = 0.0


def measure(text: str, face: Face) -> float:
    """The width of a line in pixels."""
    return sum(_advance(run.text, run.file, face) for run in fonts.runs(text))


@lru_cache(maxsize=4096)
def _advance(text: str, file: str, face: Face) -> float:
    return float(fonts.typeface(file, face.size, face.weight).getlength(text)) + _spacing(text, face) * len(text)


def _spacing(text: str, face: Face) -> float:
    """Letter spacing in pixels; none for scripts whose letters join, nor for Chinese, which is set solid."""
    if fonts.shaped(text) or (text and _wide(text[0])):
        return 0.0
    return face.tracking * face.size


def draw(text: str, face: Face, width: int, height: int, left: float, baseline: float) -> Coverage:
    """Draw a line into a field of that size, its baseline at `baseline`; 0 … 1."""
    field = Image.new("L", (width, height))
    pen = ImageDraw.Draw(field)
    for run in fonts.runs(text):
        font = fonts.typeface(run.file, face.size, face.weight)
        spacing = _spacing(run.text, face)
        if spacing:
            for i, letter in enumerate(run.text):
                # The kerning of each pair is in the length up to and with the letter.
                at = font.getlength(run.text[: i + 1]) - font.getlength(letter) + i * spacing
                if not letter.isspace():
                    pen.text((left + at, baseline), letter, fill=255, font=font, anchor="ls")
        else:
            pen.text((left, baseline), run.text, fill=255, font=font, anchor="ls")
        left += _advance(run.text, run.file, face)
    cover: Coverage = np.asarray(field, np.float32) / np.float32(255)
    return cover


def wrap(text: str, face: Face, width: float) -> list[str]:
    """Break a paragraph into as few lines as fit, then as even as that number allows."""
    words = _words(text)
    if not words:
        return []
    lines = _greedy(words, face, width)
    low, high = measure(" ".join(lines), face) / (len(lines) + 1), width
    for _ in range(12):
        middle = (low + high) / 2
        if len(_greedy(words, face, middle)) <= len(lines) and max(
            measure(line, face) for line in _greedy(words, face, middle)
        ) <= max(middle, 1):
            high = middle
        else:
            low = middle
    return _greedy(words, face, high)


def _greedy(words: list[tuple[str, str]], face: Face, width: float) -> list[str]:
    lines = [words[0][1]]
    for space, word in words[1:]:
        longer = lines[-1] + space + word
        if measure(longer, face) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words(text: str) -> list[tuple[str, str]]:
    """(space before, unbreakable piece): words of letters, single Chinese characters with their punctuation."""
    found: list[tuple[str, str]] = []
    for part in text.split():
        pieces: list[str] = []
        for character in part:
            joins = pieces and not (
                (_wide(character) or _wide(pieces[-1][-1]))
                and character not in _NO_START
                and pieces[-1][-1] not in _NO_END
            )
            if joins:
                pieces[-1] += character
            else:
                pieces.append(character)
        found += [(" " if i == 0 and found else "", piece) for i, piece in enumerate(pieces)]
    return found


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
