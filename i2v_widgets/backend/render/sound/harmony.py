"""Chords by name, scales, and how one chord moves to the next with the least motion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
_DEGREES = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "mmaj7": (0, 3, 7, 11),
    "9": (0, 4, 7, 10, 14),
    "m9": (0, 3, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "sus2": (0, 2, 7),
    "dim": (0, 3, 6),
    "m7b5": (0, 3, 6, 10),
    "5": (0, 7),
}
_NAME = re.compile(r"(b?)([iIvV]+)([a-z0-9]*)(?:/(b?)([0-9]))?$")


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord in a key: semitones above the key's tonic.

    Attributes
    ----------
    root, bass : int
        0 to 11.
    tones : tuple of int
        Pitch classes, root first, then third, fifth and what else there is.
    """

    root: int
    bass: int
    tones: tuple[int, ...]


@lru_cache(maxsize=256)
def chord(name: str) -> Chord:
    """Read a Roman numeral: ``I``, ``vi7``, ``bVII``, ``IVmaj9``, ``V/3`` (a degree of the major scale in the bass).

    Degrees count in the major scale whatever the mode: the sixth of minor is ``bVI``. Lower case is minor.
    """
    found = _NAME.match(name)
    if not found:
        raise ValueError(f"no chord: {name!r}")
    flat, numeral, quality, bass_flat, bass = found.groups()
    root = (_DEGREES[numeral.lower()] - bool(flat)) % 12
    if numeral.islower() and quality not in ("dim",):
        quality = "m" + quality
    tones = tuple((root + step) % 12 for step in _QUALITIES[quality])
    low = root
    if bass:
        low = (SCALES["major"][int(bass) - 1] - bool(bass_flat)) % 12
    return Chord(root, low, tones)


def scale_over(mode: str, over: Chord) -> tuple[int, ...]:
    """The mode's scale, bent where the chord has a tone of its own."""
    scale = set(SCALES[mode])
    for tone in over.tones:
        if tone not in scale:
            scale -= {(tone + 1) % 12, (tone - 1) % 12} - set(over.tones)
            scale.add(tone)
    return tuple(sorted(scale))


def voice(over: Chord, key: int, before: tuple[int, ...], centre: int, voices: int = 4) -> tuple[int, ...]:
    """A voicing near the one before: few semitones in all, no crossing, nothing muddy below, no doubled leading tone.

    Parameters
    ----------
    key : int
        Pitch class of the tonic.
    before : tuple of int
        MIDI pitches of the last voicing, empty at the start.
    centre : int
        Where the middle of the voicing should stay.
    """
    tones = [(tone + key) % 12 for tone in over.tones]
    if len(tones) > voices:  # the fifth goes first, then the root: the bass has it
        tones = [tone for i, tone in enumerate(tones) if i != 2][-voices:]
    want = list(tones)
    while len(want) < voices:
        want.append(tones[0] if len(want) == len(tones) else tones[-1])
    best: tuple[float, tuple[int, ...]] = (1e9, ())
    low, high = centre - 12, centre + 12  # every tone has at least two places here
    places = [[p for p in range(low, high + 1) if p % 12 == tone] for tone in want]
    for candidate in product(*places):
        pitches = tuple(sorted(candidate))
        if len(set(pitches)) < voices:
            continue
        gaps = [b - a for a, b in pairwise(pitches)]
        cost = (
            abs(sum(pitches) / voices - centre) * 1.3
            + 3.0 * sum(gap < 2 for gap in gaps)
            + sum(max(0, gap - 9) for gap in gaps)
        )
        cost += 1.5 * (pitches[0] < 50 and gaps[0] < 4)
        if before:
            moves = [abs(a - b) for a, b in zip(pitches, before, strict=False)]
            cost += sum(moves) + 0.6 * max(moves) + 0.5 * moves[-1]
        if cost < best[0]:
            best = (cost, pitches)
    return best[1]
