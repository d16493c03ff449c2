"""A tune: a motif of a few notes, carried over the chords, answered, varied, and brought home."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .form import Form, Slot


def with_tune(form: Form, seed: int) -> Form:
    """The form with its tune: (beat, beats, MIDI pitch, velocity); all who play the melody share it."""
    return replace(form, tune=tuple(_compose(form, np.random.default_rng([seed, 2]))))


def _motif(rng: np.random.Generator, rhythm: str) -> list[tuple[float, float, int]]:
    """Notes of a rhythm with a contour in steps of the scale; leaps are answered by steps back."""
    notes: list[tuple[float, float, int]] = []
    height, leap = 0, 0
    for i, sign in enumerate(rhythm):
        if sign == "x":
            if notes:
                leap = -int(np.sign(leap)) if abs(leap) >= 2 else int(rng.choice((-2, -1, -1, -1, 1, 1, 1, 2, 2, 3)))
                if not -3 <= height + leap <= 5:
                    leap = -leap
                height += leap
            notes.append((i / 2, 0.5, height))
        elif sign == "-" and notes:
            at, beats, step = notes[-1]
            notes[-1] = (at, beats + 0.5, step)
    return notes


def _compose(form: Form, rng: np.random.Generator) -> list[tuple[float, float, int, float]]:
    mood = form.mood
    first, second = (mood.rhythms[i] for i in rng.permutation(len(mood.rhythms))[:2])
    theme, answer = _motif(rng, first), _motif(rng, second)
    turned = [(at, beats, -step) for at, beats, step in answer]
    out: list[tuple[float, float, int, float]] = []
    at_pitch = mood.melody
    body = form.slots[:-1]
    if body and body[0].beats < mood.beats:  # too short for a tune: a note a chord, stepping down to the end
        for slot in body:
            at_pitch = _near(slot.tones, at_pitch + int(rng.choice((-2, 2, 3))), mood.melody)
            out.append((slot.beat, slot.beats * 0.95, at_pitch, 0.8))
    start = next((i for i, slot in enumerate(body) if slot.phrase >= 0), len(body))
    for i in range(start if not out else len(body), len(body), 2):
        pair = body[i : i + 2]
        phrase, half = pair[0].phrase, pair[0].place // 2
        motif = turned if phrase % 4 == 2 and half == 0 else (answer if half == 1 and phrase % 2 == 1 else theme)
        lift = (0, 1, 4, 2)[phrase % 4] + half
        anchor = _near(pair[0].tones, (at_pitch + mood.melody + lift) // 2 + lift // 2, mood.melody)
        closes = half == 1 and phrase % 2 == 1
        before = 0
        for j, (at, beats, step) in enumerate(motif):
            if at >= len(pair) * mood.beats or (closes and at >= 1.25 * mood.beats):
                break
            slot = pair[int(at >= mood.beats)]
            pitch = _step(slot, anchor, step, mood.melody)
            strong = at % mood.beats in (0.0, 2.0) or beats >= 1.5
            if strong:
                pitch = _near(slot.tones, pitch, mood.melody, at_pitch if out else None, step - before)
            before = step
            if closes and at >= mood.beats:
                beats, pitch = mood.beats * 0.9, _near(slot.tones[:3], at_pitch, mood.melody)
            if out and abs(pitch - at_pitch) > 9:
                pitch += 12 if pitch < at_pitch else -12
            arch = 1 - abs(j / max(1, len(motif) - 1) - 0.45) * 0.3
            out.append(
                (pair[0].beat + at, min(beats, len(pair) * mood.beats - at), pitch, (0.78 + 0.12 * strong) * arch)
            )
            at_pitch = pitch
    end = form.last
    home = _near((end.tones[0], end.tones[1]), at_pitch - 1, mood.melody)
    out.append((end.beat, end.beats * 0.8, home, 0.8))
    return out


def _near(tones: tuple[int, ...], pitch: int, middle: int, last: int | None = None, way: int = 0) -> int:
    """The chord tone nearest to a pitch, drawn a little to the middle of the range.

    After `last` it rather moves than stays, and moves the way the motif goes.
    """

    def cost(p: int) -> float:
        against = last is not None and way != 0 and (p - last) * way <= 0
        return abs(p - pitch) + 0.15 * abs(p - middle) + 1.3 * (p == last) + 1.4 * against

    choices = [p for p in range(middle - 10, middle + 12) if p % 12 in tones]
    return min(choices, key=lambda p: (cost(p), p))


def _step(slot: Slot, anchor: int, steps: int, middle: int) -> int:
    ladder = [p for p in range(middle - 14, middle + 18) if p % 12 in slot.scale]
    near = min(range(len(ladder)), key=lambda i: abs(ladder[i] - anchor))
    return ladder[min(len(ladder) - 1, max(0, near + steps))]
