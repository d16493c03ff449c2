"""Which typeface draws which character: the wheel's own pieces, opened as they are needed."""

from __future__ import annotations

import functools
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from i2v_widgets.errors import RenderFailed

FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"
_RIGHT_TO_LEFT = {"R", "AL"}


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters that one file draws."""

    text: str
    file: str


@functools.cache
def _pieces() -> list[tuple[str, list[tuple[int, int]]]]:
    """Each file with the ranges it is said to cover, in order of preference."""
    try:
        listed = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    except OSError:
        raise RenderFailed(
            "The typefaces of this installation are missing, so titles cannot be drawn.",
            hint="Install the package again, or in a checkout build the front end: node js/build.mjs",
        ) from None
    return [(piece["file"], [(low, high) for low, high in piece["ranges"]]) for piece in listed]


@functools.lru_cache(maxsize=8192)
def file_for(character: str) -> str | None:
    """The file that draws a character; None when no typeface has it."""
    code = ord(character)
    for file, ranges in _pieces():
        # The ranges say what a piece is for, not what is in it: the Chinese ones claim Arabic letters they do not have.
        if any(low <= code <= high for low, high in ranges) and _has(file, character):
            return file
    return None


def _has(file: str, character: str) -> bool:
    """Whether a file draws this character otherwise than one that cannot exist."""
    font, absent = _probe(file)
    return bytes(font.getmask(character)) != absent


@functools.lru_cache(maxsize=256)
def _probe(file: str) -> tuple[ImageFont.FreeTypeFont, bytes]:
    font = ImageFont.truetype(FOLDER / file, 24, layout_engine=ImageFont.Layout.BASIC)
    return font, bytes(font.getmask("\U0010ffff"))


def missing(text: str) -> str:
    """The characters of a text that no typeface of ours draws, each once."""
    return "".join(dict.fromkeys(c for c in text if not _silent(c) and file_for(c) is None))


def _silent(character: str) -> bool:
    """Spaces, controls and joiners: nothing to see."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def runs(text: str) -> list[Run]:
    """Cut a line into runs, in the order they stand on the screen; what nothing can draw is left out."""
    found: list[list[str]] = []  # [text, file]
    for character in text:
        joins = _silent(character) or unicodedata.category(character).startswith("M")
        if found and joins and not (character.isspace() and "emoji" in found[-1][1]):
            found[-1][0] += character  # a mark belongs to its letter, a space to the word before it
            continue
        file = file_for(character)
        if file is None or (_silent(character) and not character.isspace()):
            continue
        if found and found[-1][1] == file:
            found[-1][0] += character
        else:
            found.append([character, file])
    order = [Run(t, f) for t, f in found]
    return order[::-1] if reads_leftwards(text) else order


def reads_leftwards(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def shaped(text: str) -> bool:
    """Whether letters join or stack, so that they cannot be set one by one."""
    return any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT or 0x0900 <= ord(c) <= 0x0DFF for c in text)


@functools.lru_cache(maxsize=256)
def typeface(file: str, size: float, weight: int) -> ImageFont.FreeTypeFont:
    """Open a file at a size and weight."""
    font = ImageFont.truetype(FOLDER / file, size, layout_engine=ImageFont.Layout.RAQM)
    try:
        axes = font.get_variation_axes()
    except OSError:
        return font
    font.set_variation_by_axes([min(axes[0]["maximum"] or weight, max(axes[0]["minimum"] or weight, weight))])
    return font
