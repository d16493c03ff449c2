"""Music by mood and seed, for any length: composed, played, put in a room, mastered; the same in, the same out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from . import RATE
from .bowed import BOWED, held
from .drums import PLACE, SWELL_PEAK, stroke
from .filters import Sound, convolve, finishing_taps
from .form import Form, Slot, plan
from .hall import response
from .loudness import master
from .melody import with_tune
from .moods import MOODS_, Player
from .parts import PARTS, Note
from .struck import LOUDEST, RELEASE, STRUCK

MOODS = tuple(MOODS_)
SHORTEST, LONGEST = 0.25, 3600.0


def compose(mood: str, seconds: float, seed: int = 0) -> Sound:
    """Compose and play a piece that ends with its last sample.

    Parameters
    ----------
    mood : str
        One of `MOODS`; another word is taken for calm.
    seconds : float
        Its length; from about two seconds on there is a cadence, before that a single chord.
    seed : int
        Another seed is another piece of the same mood.

    Returns
    -------
    float32 array (n, 2)
        At 48 kHz, −14 LUFS, peaks below −1 dBTP.
    """
    style = MOODS_.get(mood, MOODS_["calm"])
    seconds = min(LONGEST, max(SHORTEST, seconds))
    n = round(seconds * RATE)
    name = mood if mood in MOODS_ else "calm"
    entropy = sum(ord(c) << (7 * i) for i, c in enumerate(name[:4])) ^ (seed & 0xFFFFFFFF)
    form = with_tune(plan(style, n / RATE, entropy), entropy)
    dry, wet = (np.zeros((2, n + RATE), np.float32) for _ in range(2))
    for index, player in enumerate(style.players):
        rng = np.random.default_rng([entropy, 3, index])
        if player.part == "drums":
            _drum(player, form, rng, dry, wet)
        else:
            _play(player, form, rng, dry, wet)
    mix = dry[:, :n]
    mix += convolve(wet[:, :n], response(style.hall)) * np.float32(1.15)
    if style.crackle:
        mix += _crackle(n, style.crackle, np.random.default_rng([entropy, 4]))
    mix = convolve(mix, finishing_taps(32.0, style.bright, style.warmth)[None])
    _close(mix, form)
    return master(np.ascontiguousarray(mix.T))


def _playing(player: Player, form: Form) -> list[Slot]:
    low, high = player.span
    return [slot for slot in form.slots[:-1] if low <= slot.energy < high]


def _ends(player: Player, form: Form) -> bool:
    """Whether a player is there at the end: who played lately, and in a piece of one chord all who lead."""
    low, high = player.span
    return low <= form.last.energy < high


def _play(player: Player, form: Form, rng: np.random.Generator, dry: Sound, wet: Sound) -> None:
    slots = _playing(player, form)
    ends = _ends(player, form)
    energy = {slot.beat: slot.energy for slot in form.slots}
    starts = np.array([slot.beat for slot in form.slots])
    loose = form.mood.loose / 1000
    for note in PARTS[player.part](player, form, slots, rng):
        slip = abs(float(rng.normal(0, loose))) if note.beat else 0.0
        if not ends and note.beat >= form.last.beat - 1e-6:
            continue
        begin = form.seconds(note.beat) + note.late + min(slip, 0.04)
        length = form.seconds(min(note.beat + note.beats, form.last.beat + form.last.beats)) - form.seconds(note.beat)
        now = energy[float(starts[max(0, int(np.searchsorted(starts, note.beat + 1e-6)) - 1)])]
        gain = player.gain * (0.72 + 0.28 * now)
        _place(player, note, begin, length, gain, rng, dry, wet)


def _place(
    player: Player,
    note: Note,
    begin: float,
    length: float,
    gain: float,
    rng: np.random.Generator,
    dry: Sound,
    wet: Sound,
) -> None:
    at = int(begin * RATE)
    if player.instrument in BOWED:
        left, right = held(player.instrument, note.midi, max(0.05, length), int(rng.integers(1 << 30)))
        gain *= note.velocity**1.3
    else:
        touch = min(LOUDEST, max(0, int(note.velocity * 3.6 - 0.4)))
        sound = STRUCK[player.instrument](note.midi, touch)
        release = RELEASE.get(player.instrument)
        if release and int(length * RATE) < len(sound):
            keep = int(length * RATE)
            fall = min(int(release * 3.5 * RATE), len(sound) - keep)
            sound = sound[: keep + fall].copy()
            ramp = np.arange(fall, dtype=np.float32) * np.float32(-1 / (release * RATE))
            sound[keep:] *= np.exp(ramp) * np.linspace(1, 0, fall, dtype=np.float32)
        left = right = sound
        gain *= note.velocity**1.5
    pan = player.pan + (
        0.010 * (note.midi - 62) if player.instrument in ("piano", "harp", "marimba", "rhodes") else 0.0
    )
    _add(left, right, at, gain, pan, player.hall, dry, wet)


def _add(left: Sound, right: Sound, at: int, gain: float, pan: float, hall: float, dry: Sound, wet: Sound) -> None:
    n = min(len(left), dry.shape[1] - at)
    if n <= 0:
        return
    angle = (min(1.0, max(-1.0, pan)) + 1) * np.pi / 4
    for ear, (sound, share) in enumerate(((left, np.cos(angle)), (right, np.sin(angle)))):
        scaled = sound[:n] * np.float32(gain * share * 1.414)
        dry[ear, at : at + n] += scaled
        scaled *= np.float32(hall)
        wet[ear, at : at + n] += scaled


def _drum(player: Player, form: Form, rng: np.random.Generator, dry: Sound, wet: Sound) -> None:
    name, pan = player.instrument, player.pan + PLACE.get(player.instrument, 0.0)
    for i, (beat, force) in enumerate(_beats(player, form)):
        at = form.seconds(beat) + (min(0.02, abs(float(rng.normal(0, form.mood.loose / 2500)))) if beat else 0.0)
        sound = stroke(name, int(rng.integers(3)))
        gain = player.gain * force * float(rng.uniform(0.9, 1.05))
        if name == "swell":
            at -= SWELL_PEAK
            if at < 0:
                continue
        swing = 0.12 * (-1) ** i if name in ("tom", "shaker") else 0.0
        _add(sound, sound, int(at * RATE), gain, pan + swing, player.hall, dry, wet)


def _beats(player: Player, form: Form) -> Iterator[tuple[float, float]]:
    slots = _playing(player, form)
    name = player.instrument
    if player.pattern == "phrase":
        for slot in slots:
            if slot.place == 0 and slot.beat > 0 and (slot.phrase % 2 == 0 or name == "crash" or slot.energy > 0.8):
                yield slot.beat, 0.8 + 0.2 * slot.energy
    else:
        for slot in slots:
            bar = round(slot.beats * 4)
            for i in range(bar):
                sign = player.pattern[i % len(player.pattern)]
                if sign != ".":
                    yield slot.beat + i / 4, (1.0 if sign == "x" else int(sign) / 9) * (0.75 + 0.25 * slot.energy)
    if _ends(player, form) and name in ("kick", "thud", "taiko", "boom", "crash", "tambourine", "swell", "clap"):
        yield form.last.beat, 0.9


def _crackle(n: int, level: float, rng: np.random.Generator) -> Sound:
    """A record's surface: soft noise and clicks, some eight a second."""
    out = np.asarray(rng.standard_normal((2, n)) * (level * 0.10), np.float32)
    count = int(n / RATE * 8)
    shape = np.exp(-np.arange(24) / 5) * np.array([1.0, -1.0] * 12)
    for place, force in zip(rng.integers(0, max(1, n - 64), count), rng.exponential(1.0, count), strict=True):
        click = level * 1.6 * min(3.0, force) * rng.uniform(0.3, 1, (2, 1)) * shape
        room = min(24, n - int(place))
        out[:, place : place + room] += click[:, :room].astype(np.float32)
    return out


def _close(mix: Sound, form: Form) -> None:
    """Let the last chord die: what still sounds at the end is eased out, so that the last sample is silence."""
    n = mix.shape[1]
    fade = min(n, int(min(0.62 * form.tail, 3.2) * RATE))
    curve = np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2
    mix[:, n - fade :] *= curve
    start = min(n, 96)
    mix[:, :start] *= np.linspace(0, 1, start, dtype=np.float32)
