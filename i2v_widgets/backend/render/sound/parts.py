"""What each player plays over the chords, as notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .form import Form, Slot
from .moods import Player


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes
    ----------
    beat, beats : float
        When, and for how long it is held.
    midi : int
        Pitch; for drums nothing.
    velocity : float
        0 to 1.
    late : float
        Seconds after the beat: a strum's strings, a roll.
    """

    beat: float
    beats: float
    midi: int
    velocity: float
    late: float = 0.0


Part = Callable[[Player, Form, "list[Slot]", np.random.Generator], Iterator[Note]]


def _accent(beat: float) -> float:
    """The first beat counts most, then the third, then the others, then what lies between."""
    if beat % 4 == 0:
        return 1.0
    if beat % 2 == 0:
        return 0.92
    return 0.86 if beat % 1 == 0 else 0.76


def _strokes(pattern: str, slot: Slot) -> Iterator[tuple[float, str]]:
    """(beat, sign) of a pattern of sixteenths over a slot; it begins anew with each bar of 4 (or less)."""
    for i in range(round(slot.beats * 4)):
        sign = pattern[i % len(pattern)]
        if sign not in ". ":
            yield slot.beat + i / 4, sign


def _closing(form: Form, octave: int, roll: float, velocity: float, beats: float = 0.0) -> Iterator[Note]:
    """The last chord, its notes one after the other."""
    for i, pitch in enumerate(form.last.voicing):
        yield Note(form.last.beat, beats or form.last.beats, pitch + 12 * octave, velocity * (1 - 0.06 * i), i * roll)


def arpeggio(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """Broken chords in eighths by a pattern of digits: which voice of the chord."""
    for slot in slots:
        for i in range(round(slot.beats * 2)):
            sign = player.pattern[i % len(player.pattern)]
            if sign == " ":
                continue
            voice = int(sign)
            pitch = slot.voicing[voice % len(slot.voicing)] + 12 * (voice // len(slot.voicing) + player.octave)
            beat = slot.beat + i / 2
            yield Note(beat, slot.beat + slot.beats - beat, pitch, 0.72 * _accent(beat) * rng.uniform(0.92, 1.05))
    yield from _closing(form, player.octave, 0.055, 0.7)


def strum(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """Strummed chords: D and U strong, d and u light, up-strokes on the upper strings only."""
    for slot in slots:
        for beat, sign in _strokes(player.pattern, slot):
            up = sign in "uU"
            strings = slot.voicing[:0:-1] if up else slot.voicing
            force = (0.85 if sign.isupper() else 0.55) * rng.uniform(0.92, 1.05)
            for i, pitch in enumerate(strings):
                yield Note(beat, 0.9, pitch + 12 * player.octave, force * (1 - 0.05 * i), i * (0.009 if up else 0.013))
    yield from _closing(form, player.octave, 0.03, 0.8)


def chop(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """Short chords, damped at once."""
    for slot in slots:
        for beat, _ in _strokes(player.pattern, slot):
            for i, pitch in enumerate(slot.voicing[1:]):
                yield Note(beat, 0.16, pitch + 12 * player.octave, 0.7 * rng.uniform(0.9, 1.05), i * 0.006)


def comp(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """Chords in a rhythm; a hyphen holds."""
    for slot in slots:
        signs = [player.pattern[i % len(player.pattern)] for i in range(round(slot.beats * 4))]
        for i, sign in enumerate(signs):
            if sign != "x":
                continue
            held = 1
            while i + held < len(signs) and signs[i + held] == "-":
                held += 1
            force = 0.68 * rng.uniform(0.93, 1.05) * (1 if i == 0 else 0.85)
            for voice, pitch in enumerate(slot.voicing):
                yield Note(slot.beat + i / 4, held / 4, pitch + 12 * player.octave, force, voice * 0.008 * (i == 0))
    yield from _closing(form, player.octave, 0.04, 0.68)


def _low(tone: int, octave: int) -> int:
    """The tone between E1 and D#2 (a bass that small speakers still carry)."""
    return 28 + (tone - 28) % 12 + 12 * octave + (12 if (tone - 28) % 12 < 3 else 0)


def roots(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """A bass: held roots, oompah, or a rhythm that leads into the next chord."""
    for slot, after in zip(slots, [*slots[1:], form.last], strict=False):
        root = _low(slot.bass, player.octave)
        fifth = _low(slot.tones[2] if len(slot.tones) > 2 else slot.bass, player.octave)
        if player.pattern == "long":
            yield Note(slot.beat, slot.beats, root, 0.75)
        elif player.pattern == "oompah":
            for i in range(round(slot.beats)):
                if i % 2 == 0:
                    yield Note(slot.beat + i, 0.7, root if i % 4 == 0 else fifth, 0.82)
        else:
            strokes = list(_strokes(player.pattern, slot))
            for i, (beat, _) in enumerate(strokes):
                pitch = root
                if i == len(strokes) - 1 and i > 1 and after.bass != slot.bass and rng.random() < 0.55:
                    goal = _low(after.bass, player.octave)
                    ladder = [p for p in range(goal - 2, goal + 3) if p % 12 in slot.scale and p != goal]
                    pitch = min(ladder, key=lambda p: abs(p - root)) if ladder else fifth
                elif i and rng.random() < 0.12:
                    pitch = root + 12 if root < 38 else fifth
                yield Note(beat, 0.45, pitch, 0.82 * (0.8 + 0.2 * _accent(beat)))
    yield Note(form.last.beat, form.last.beats * 0.7, _low(form.last.bass, player.octave), 0.8)


def pad(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """Held chords; a voice that stays is not struck again."""
    if player.pattern == "stab":
        for slot in slots:
            for pitch in slot.voicing:
                yield Note(slot.beat, 1.4, pitch, 0.8)
        yield from _closing(form, 0, 0, 0.85, form.last.beats * 0.4)
        return
    held: dict[int, float] = {}
    end = 0.0
    for slot in [*slots, form.last]:
        last = slot is form.last
        now = (
            {_low(slot.bass, 1 + player.octave)}
            if player.pattern == "root"
            else {p + 12 * player.octave for p in slot.voicing}
        )
        if abs(slot.beat - end) > 0.01:  # it was out for a while
            yield from (Note(since, end - since, pitch, 0.75) for pitch, since in held.items())
            held = {}
        for pitch in [p for p in held if p not in now or slot.beat + slot.beats - held[p] > 20]:
            since = held.pop(pitch)
            yield Note(since, slot.beat - since + 0.12, pitch, 0.75)
        for pitch in now:
            held.setdefault(pitch, slot.beat)
        end = slot.beat + slot.beats * (0.42 if last else 1)
    yield from (Note(since, end - since, pitch, 0.75) for pitch, since in held.items())


def ostinato(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """A figure of sixteenths by digits: which voice of the chord."""
    for slot in slots:
        for beat, sign in _strokes(player.pattern, slot):
            pitch = slot.voicing[int(sign) % len(slot.voicing)] + 12 * player.octave
            force = (0.72 + 0.22 * (beat % 1 == 0)) * (0.94 + 0.06 * _accent(beat)) * rng.uniform(0.94, 1.05)
            yield Note(beat, 0.2, pitch, force)
    yield from _closing(form, player.octave, 0, 0.85, 0.6)


def waltz(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """A low note, then the chord rising in eighths."""
    for slot in slots:
        yield Note(slot.beat, slot.beats, _low(slot.bass, 1), 0.72)
        if slot.beats < 3:
            continue
        for i, voice in enumerate((0, 2, 3, 1, 2)):
            beat = slot.beat + 0.5 + i / 2
            yield Note(beat, slot.beat + slot.beats - beat, slot.voicing[voice], 0.55 * rng.uniform(0.92, 1.06))
    yield Note(form.last.beat, form.last.beats, _low(form.last.bass, 1), 0.7)
    yield from _closing(form, 0, 0.07, 0.62)


def scatter(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """Now and then a run through the chord, like light on water."""
    for slot in slots:
        if rng.random() > 0.55:
            continue
        start = slot.beat + float(rng.integers(0, max(1, int(slot.beats * 2)))) / 2
        ladder = [p + 12 * k for k in (0, 1) for p in slot.voicing]
        run = ladder[int(rng.integers(0, 3)) :][: int(rng.integers(3, 7))]
        for i, pitch in enumerate(run if rng.random() < 0.7 else run[::-1]):
            yield Note(start, 3, pitch + 12 * player.octave, 0.5 + 0.05 * i, i * 0.085)
    for i, pitch in enumerate(p + 12 * k for k in (0, 1) for p in form.last.voicing):
        yield Note(form.last.beat, form.last.beats, pitch + 12 * player.octave, 0.5, 0.1 + i * 0.08)


def melody(player: Player, form: Form, slots: list[Slot], rng: np.random.Generator) -> Iterator[Note]:
    """The tune, where this player has it."""
    for beat, beats, pitch, force in form.tune:
        if beat >= form.last.beat or any(slot.beat <= beat < slot.beat + slot.beats for slot in slots):
            yield Note(beat, beats, pitch + 12 * player.octave, force)


PARTS: dict[str, Part] = {
    "arpeggio": arpeggio,
    "strum": strum,
    "chop": chop,
    "comp": comp,
    "roots": roots,
    "pad": pad,
    "ostinato": ostinato,
    "waltz": waltz,
    "scatter": scatter,
    "melody": melody,
}
