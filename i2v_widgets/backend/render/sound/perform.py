"""From notes to sounds: who plays when, how loud, where in the room, and what it sounds like when its time comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from . import RATE
from .bowed import BOWED, held
from .drums import PLACE, SWELL_PEAK, stroke
from .filters import Sound
from .form import Form, Slot
from .moods import Player
from .parts import PARTS, Note
from .struck import LOUDEST, RELEASE, STRUCK

_SPREAD = {"piano", "harp", "marimba", "rhodes"}  # low notes to the left, high ones to the right, as one sits at them


@dataclass(frozen=True, slots=True)
class Event:
    """One sound to come.

    Attributes
    ----------
    at : int
        Its first sample.
    sound : callable
        Gives left and right; called once, when its time has come.
    left, right : float
        Gains.
    hall : float
        How much of it goes to the room.
    """

    at: int
    sound: partial[tuple[Sound, Sound]]
    left: float
    right: float
    hall: float


def perform(form: Form, entropy: int) -> list[Event]:
    """All sounds of a piece by their beginning; the same for the same form and entropy."""
    events: list[Event] = []
    for index, player in enumerate(form.mood.players):
        rng = np.random.default_rng([entropy, 3, index])
        events += _drum(player, form, rng) if player.part == "drums" else _play(player, form, rng)
    return sorted(events, key=lambda event: event.at)


def _playing(player: Player, form: Form) -> list[Slot]:
    low, high = player.span
    return [slot for slot in form.slots[:-1] if low <= slot.energy < high]


def _ends(player: Player, form: Form) -> bool:
    """Whether a player is there at the end: who plays at the energy that the piece has then."""
    return player.span[0] <= form.last.energy < player.span[1]


def _event(at: float, sound: partial[tuple[Sound, Sound]], gain: float, pan: float, hall: float) -> Event:
    angle = (min(1.0, max(-1.0, pan)) + 1) * np.pi / 4
    left, right = (float(gain * side * 2**0.5) for side in (np.cos(angle), np.sin(angle)))
    return Event(int(at * RATE), sound, left, right, hall)


def _play(player: Player, form: Form, rng: np.random.Generator) -> Iterator[Event]:
    energies = {slot.beat: slot.energy for slot in form.slots}
    starts = np.array([slot.beat for slot in form.slots])
    end, ends = form.last.beat, _ends(player, form)
    for note in PARTS[player.part](player, form, _playing(player, form), rng):
        slip = min(0.04, abs(float(rng.normal(0, form.mood.loose / 1000)))) if note.beat else 0.0
        if note.beat >= end - 1e-6 and not ends:
            continue
        until = min(note.beat + note.beats, end + form.last.beats)
        length = max(0.05, form.seconds(until) - form.seconds(note.beat))
        energy = energies[float(starts[max(0, int(np.searchsorted(starts, note.beat + 1e-6)) - 1)])]
        gain = player.gain * (0.72 + 0.28 * energy)
        pan = player.pan + (0.010 * (note.midi - 62) if player.instrument in _SPREAD else 0.0)
        if player.instrument in BOWED:
            dying = -0.8 if note.beat >= end and player.part == "melody" else 0.0
            sound = partial(held, player.instrument, note.midi, length, int(rng.integers(1 << 30)), dying)
            gain *= note.velocity**1.3
        else:
            sound = partial(_struck, player.instrument, note, length)
            gain *= note.velocity**1.5
        yield _event(form.seconds(note.beat) + note.late + slip, sound, gain, pan, player.hall)


def _struck(instrument: str, note: Note, length: float) -> tuple[Sound, Sound]:
    """A struck note, damped when it is let go."""
    touch = min(LOUDEST, max(0, int(note.velocity * 3.6 - 0.4)))
    sound = STRUCK[instrument](note.midi, touch)
    release, keep = RELEASE.get(instrument), int(length * RATE)
    if release and keep < len(sound):
        fall = min(int(release * 3.5 * RATE), len(sound) - keep)
        sound = sound[: keep + fall].copy()
        ramp = np.arange(fall, dtype=np.float32) * np.float32(-1 / (release * RATE))
        sound[keep:] *= np.exp(ramp) * np.linspace(1, 0, fall, dtype=np.float32)
    return sound, sound


def _stroke(name: str, variant: int) -> tuple[Sound, Sound]:
    sound = stroke(name, variant)
    return sound, sound


def _drum(player: Player, form: Form, rng: np.random.Generator) -> Iterator[Event]:
    name, pan = player.instrument, player.pan + PLACE.get(player.instrument, 0.0)
    for i, (beat, force) in enumerate(_beats(player, form)):
        at = form.seconds(beat) + (min(0.02, abs(float(rng.normal(0, form.mood.loose / 2500)))) if beat else 0.0)
        gain = player.gain * force * float(rng.uniform(0.9, 1.05))
        sound = partial(_stroke, name, int(rng.integers(3)))
        if name == "swell":
            at -= SWELL_PEAK
            if at < 0:
                continue
        swing = 0.12 * (-1) ** i if name in ("tom", "shaker") else 0.0
        yield _event(at, sound, gain, pan + swing, player.hall)


def _beats(player: Player, form: Form) -> Iterator[tuple[float, float]]:
    """(beat, force) of a drum: its pattern of sixteenths, or the beginnings of phrases; and the last chord."""
    slots, name = _playing(player, form), player.instrument
    for slot in slots:
        if player.pattern == "phrase":
            if slot.place == 0 and slot.beat > 0 and (slot.phrase % 2 == 0 or name == "crash" or slot.energy > 0.8):
                yield slot.beat, 0.8 + 0.2 * slot.energy
            continue
        for i in range(round(slot.beats * 4)):
            sign = player.pattern[i % len(player.pattern)]
            if sign != ".":
                yield slot.beat + i / 4, (1.0 if sign == "x" else int(sign) / 9) * (0.75 + 0.25 * slot.energy)
    if _ends(player, form) and name in ("kick", "thud", "taiko", "boom", "crash", "tambourine", "swell", "clap"):
        yield form.last.beat, 0.9
