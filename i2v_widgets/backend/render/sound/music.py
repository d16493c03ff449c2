"""Music by mood and seed, for any length: composed, played, put in a room, mastered; the same in, the same out."""

from __future__ import annotations

import numpy as np

from . import RATE
from .filters import Convolver, Sound, finishing_taps
from .form import Form, plan
from .hall import response
from .loudness import master
from .melody import with_tune
from .moods import MOODS_
from .perform import Event, perform

MOODS = tuple(MOODS_)
SHORTEST, LONGEST = 0.25, 3600.0
_STRETCH = 20 * RATE  # played at a time: five minutes take hardly more memory than one
_RING = 45 * RATE  # the longest a sound can last


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
    name = mood if mood in MOODS_ else "calm"
    style = MOODS_[name]
    n = round(min(LONGEST, max(SHORTEST, seconds)) * RATE)
    entropy = sum(ord(c) << (7 * i) for i, c in enumerate(name[:4])) ^ (seed & 0xFFFFFFFF)
    form = with_tune(plan(style, n / RATE, entropy), entropy)
    stage, room = _Stage(perform(form, entropy)), Convolver(response(style.hall))
    tone = Convolver(finishing_taps(32.0, style.bright, style.warmth)[None])
    noise = np.random.default_rng([entropy, 4])
    out = np.empty((n, 2), np.float32)
    for at in range(0, n, _STRETCH):
        size = min(_STRETCH, n - at)
        dry, wet = stage.play(size)
        dry += room.push(wet) * np.float32(1.15)
        if style.crackle:
            dry += _crackle(size, style.crackle, noise)
        out[at : at + size] = tone.push(dry).T
    _close(out, form)
    return master(out, out=out)


class _Stage:
    """Two tapes, dry and for the room: sounds are added as their time comes, and ring on into the next stretch."""

    def __init__(self, events: list[Event]) -> None:
        self._events, self._next, self._at = events, 0, 0
        self._tapes = np.zeros((2, 2, 0), np.float32)

    def play(self, size: int) -> tuple[Sound, Sound]:
        tapes = np.zeros((2, 2, size + _RING), np.float32)
        rest = self._tapes.shape[2]
        tapes[:, :, :rest] = self._tapes
        used = rest
        while self._next < len(self._events) and self._events[self._next].at < self._at + size:
            event = self._events[self._next]
            self._next += 1
            begin = event.at - self._at
            for ear, (sound, gain) in enumerate(zip(event.sound(), (event.left, event.right), strict=True)):
                end = min(begin + len(sound), tapes.shape[2])
                scaled = sound[: end - begin] * np.float32(gain)
                tapes[0, ear, begin:end] += scaled
                scaled *= np.float32(event.hall)
                tapes[1, ear, begin:end] += scaled
                used = max(used, end)
        self._at += size
        self._tapes = tapes[:, :, size : max(size, used)].copy()
        return tapes[0, :, :size], tapes[1, :, :size]


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


def _close(out: Sound, form: Form) -> None:
    """Let the last chord die: what still sounds at the end is eased out, so that the last sample is silence."""
    n = len(out)
    fade = min(n, int(min(0.62 * form.tail, 3.2) * RATE))
    out[n - fade :] *= (np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2)[:, None]
    start = min(n, 96)
    out[:start] *= np.linspace(0, 1, start, dtype=np.float32)[:, None]
