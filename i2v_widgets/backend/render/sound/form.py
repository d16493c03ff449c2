"""The form of a piece: so many bars at such a tempo that it ends just in time, their chords, and how it grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .harmony import Chord, chord, scale_over, voice
from .moods import Mood


@dataclass(frozen=True, slots=True)
class Slot:
    """One chord's time.

    Attributes
    ----------
    beat, beats : float
    phrase, place : int
        Which phrase it belongs to, and which slot of the phrase it is; phrase −1 is the introduction.
    voicing : tuple of int
        MIDI pitches, lowest first.
    scale : tuple of int
        Pitch classes that a melody may use, from C.
    tones : tuple of int
        Pitch classes of the chord, root first, from C.
    bass : int
        Pitch class of the lowest voice.
    energy : float
        0 to 1.
    """

    beat: float
    beats: float
    phrase: int
    place: int
    voicing: tuple[int, ...]
    scale: tuple[int, ...]
    tones: tuple[int, ...]
    bass: int
    energy: float


@dataclass(frozen=True, slots=True)
class Form:
    """The plan of a piece.

    Attributes
    ----------
    slots : tuple of Slot
        The last one is the final chord.
    spb : float
        Seconds a beat.
    ease : float
        Seconds by which the last four beats slow down in all.
    tail : float
        Seconds the final chord has.
    tune : tuple of (beat, beats, pitch, velocity)
        The melody, once it is composed.
    """

    mood: Mood
    slots: tuple[Slot, ...]
    spb: float
    ease: float
    tail: float
    key: int
    tune: tuple[tuple[float, float, int, float], ...] = ()

    @property
    def last(self) -> Slot:
        """The final chord."""
        return self.slots[-1]

    def seconds(self, beat: float) -> float:
        """When a beat comes, with swing, and slower towards the end."""
        whole = np.floor(beat)
        part = beat - whole
        middle = 0.5 + self.mood.swing / 3
        part = part * middle / 0.5 if part < 0.5 else middle + (part - 0.5) * (1 - middle) / 0.5
        end = self.last.beat
        late = min(1.0, max(0.0, (beat - (end - 4)) / 4))
        return float((whole + part) * self.spb + self.ease * late * late)


def plan(mood: Mood, seconds: float, seed: int) -> Form:
    """Choose tempo, bars, chords and energy for a length; the same for the same seed."""
    rng = np.random.default_rng([seed, 1])
    key = int(rng.choice(mood.keys))
    slot_beats, count, spb, ease, tail = _measure(mood, seconds)
    names, phrases = _chords(mood, count, rng)
    slots: list[Slot] = []
    before: tuple[int, ...] = ()
    centre = mood.centre
    for i, (name, (phrase, place)) in enumerate(zip(names, phrases, strict=True)):
        over: Chord = chord(name)
        before = voice(over, key, before, centre)
        scale = tuple(sorted((tone + key) % 12 for tone in scale_over(mood.mode, over)))
        tones = tuple((tone + key) % 12 for tone in over.tones)
        last = i == count
        beats = tail / spb if last else slot_beats
        energy = _energy(mood, i, count, phrase, phrases)
        slots.append(Slot(i * slot_beats, beats, phrase, place, before, scale, tones, (over.bass + key) % 12, energy))
    return Form(mood, tuple(slots), spb, ease, tail, key)


def _measure(mood: Mood, seconds: float) -> tuple[float, int, float, float, float]:
    """Beats a chord, chords before the last, seconds a beat, slowing, and the tail, that add up to the length."""
    rit = 0.5 if mood.loose >= 8 else 0.0  # of a beat
    wanted = min(mood.tail, 0.42 * seconds)
    slow, fast = 60 / mood.bpm[0], 60 / mood.bpm[1]
    if seconds < 2.2 * fast + 0.6:
        return 1.0, 0, (slow + fast) / 2, 0.0, seconds
    bar = mood.beats * (slow + fast) / 2
    # a short film has shorter chords rather than none: half a bar below four bars, a beat below two
    slot = (
        float(mood.beats) if seconds - wanted > 3.6 * bar else (mood.beats / 2 if seconds - wanted > 1.7 * bar else 1.0)
    )
    best: tuple[float, int, float, float] | None = None
    for count in range(1, int(seconds / (slot * fast)) + 2):
        beats = count * slot + (rit if count * slot >= 4 else 0)
        spb = min(slow * 1.05, max(fast / 1.05, (seconds - wanted) / beats))
        tail = seconds - beats * spb
        if tail < min(0.9, 0.3 * seconds) and count > 1:
            continue
        whole = 0.12 * (count % 4 != 0) + 0.06 * (count % 2 != 0)
        cost = abs(tail - wanted) / wanted + whole + (3 * abs(np.log(spb / min(slow, max(fast, spb)))))
        if best is None or cost < best[0]:
            best = (float(cost), count, spb, tail)
    assert best is not None
    _, count, spb, tail = best
    return slot, count, spb, (rit * spb if count * slot >= 4 else 0.0), tail


def _chords(mood: Mood, count: int, rng: np.random.Generator) -> tuple[list[str], list[tuple[int, int]]]:
    """Names of the chords, the final one included, and where in its phrase each stands."""
    verses = [mood.verses[i].split() for i in rng.permutation(len(mood.verses))[:2]]
    bridge = mood.bridges[int(rng.integers(len(mood.bridges)))].split()
    size = len(verses[0])
    intro = count % size if count > size else 0
    names, places = [verses[0][0]] * intro, [(-1, i) for i in range(intro)]
    if intro == 3:
        names[2] = mood.cadence[-2]
    phrase = 0
    while len(names) < count:
        kind = (verses[0], verses[0], bridge, verses[0], verses[1], verses[1], bridge, verses[0])[phrase % 8]
        names += kind
        places += [(phrase, i) for i in range(size)]
        phrase += 1
    names, places = names[:count], places[:count]
    closing = mood.cadence[:-1][-count:] if count else ()
    if closing:
        names[-len(closing) :] = closing
        if count > len(closing) and names[-len(closing) - 1] == closing[0]:
            names[-len(closing) - 1] = verses[0][0]
    return [*names, mood.cadence[-1]], [*places, (max(0, phrase - 1) if phrase else 0, size)]


def _energy(mood: Mood, i: int, count: int, phrase: int, phrases: list[tuple[int, int]]) -> float:
    """How full it is: grows to its height at two thirds, rests once in the middle of a long piece."""
    start, height, end = mood.arc
    if i >= count:
        i = max(0, count - 1)
    total = max(1, phrases[-1][0] + 1)
    if total <= 2:
        start = max(start, 0.55 * height)
    elif total <= 4:
        start = max(start, 0.4 * height)
    if phrase < 0:
        return start
    u = (min(phrase, total - 1) + 0.35) / total
    if total >= 8 and phrase == total // 2:
        return max(start, 0.45 * height)
    if u < 0.66:
        return float(start + (height - start) * (u / 0.66) ** 0.8)
    return float(height + (end - height) * ((u - 0.66) / 0.34) ** 1.5)
