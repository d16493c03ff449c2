"""Composed music, listened to with numbers."""

from __future__ import annotations

import functools
import time

import numpy as np
import pytest

from i2v_widgets.backend.render.sound import RATE
from i2v_widgets.backend.render.sound.form import plan
from i2v_widgets.backend.render.sound.harmony import chord, voice
from i2v_widgets.backend.render.sound.loudness import integrated_lufs, true_peak
from i2v_widgets.backend.render.sound.melody import with_tune
from i2v_widgets.backend.render.sound.moods import MOODS_
from i2v_widgets.backend.render.sound.music import MOODS, compose
from i2v_widgets.backend.render.sound.struck import STRUCK, hertz
from tests.unit.test_sound_loudness import libav_says

CANONICAL = {"calm", "upbeat", "happy", "cinematic", "dramatic", "lofi", "ambient", "corporate", "romantic", "epic"}


@functools.cache
def piece(mood: str, seconds: float = 20, seed: int = 7) -> np.ndarray:
    samples = compose(mood, seconds, seed)
    samples.flags.writeable = False
    return samples


def levels(samples: np.ndarray, window: float = 0.1) -> np.ndarray:
    """RMS in dB of each window."""
    n = int(window * RATE)
    power = (samples[: len(samples) // n * n].astype(np.float64) ** 2).mean(axis=1).reshape(-1, n).mean(axis=1)
    return 10 * np.log10(power + 1e-15)


def test_the_moods_are_the_canonical_ten() -> None:
    assert set(MOODS) == CANONICAL


@pytest.mark.parametrize("mood", MOODS)
def test_a_piece_is_loud_as_asked_whole_and_ends(mood: str) -> None:
    samples = piece(mood)
    assert samples.shape == (20 * RATE, 2)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    loudness, peak = libav_says(samples)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1.0
    assert abs(float(samples.mean())) < 1e-3  # no direct current
    heard = levels(samples)
    assert heard[:4].max() > -45  # it begins at once
    assert heard[: int(len(heard) * 0.8)].min() > -50  # silent nowhere inside
    # the end: dies away over more than a second, to nothing, without a step
    assert np.abs(samples[-24:]).max() < 2e-4
    assert heard[-1] < -45
    tail = levels(samples, 0.25)
    assert (np.diff(tail[-5:]) < 1).all()
    assert tail[-8] > -50
    # no clicks: no sample jumps far beyond what its surroundings do
    jumps = np.abs(np.diff(samples[:, 0], 2))
    calm = np.convolve(jumps, np.ones(4800) / 4800, "same")
    assert (jumps / (calm + 0.004)).max() < 60


@pytest.mark.parametrize("mood", ["calm", "epic", "happy", "romantic"])
@pytest.mark.parametrize("seconds", [1.0, 1.7, 3.0, 5.033333, 8.25, 47.5])
def test_any_length_to_the_sample(mood: str, seconds: float) -> None:
    samples = piece(mood, seconds)
    assert len(samples) == round(seconds * RATE)
    assert integrated_lufs(samples) == pytest.approx(-14, abs=0.5)
    assert true_peak(samples) <= -1.0
    assert np.abs(samples[-24:]).max() < 1e-3
    assert levels(samples)[: int(seconds * 10 * 0.6)].min() > -55


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("seconds", [1, 2, 3.3, 6, 10, 15, 30, 61.7, 300])
def test_form_fills_the_time_and_closes(mood: str, seconds: float) -> None:
    style = MOODS_[mood]
    for seed in range(3):
        form = with_tune(plan(style, seconds, seed), seed)
        end = form.seconds(form.last.beat)
        assert end + form.tail == pytest.approx(seconds, abs=1e-6)
        assert form.tail >= min(0.9, 0.3 * seconds) - 1e-9
        assert style.bpm[0] / 1.06 <= 60 / form.spb <= style.bpm[1] * 1.06
        assert form.last.tones[0] == form.key  # home
        assert all(len(set(slot.voicing)) == 4 for slot in form.slots)
        if len(form.slots) > 3:
            assert [slot.tones[0] for slot in form.slots[-len(style.cadence) :]] == [
                (chord(name).root + form.key) % 12 for name in style.cadence
            ]
        moves = [
            sum(abs(a - b) for a, b in zip(x.voicing, y.voicing, strict=True))
            for x, y in zip(form.slots, form.slots[1:], strict=False)
        ]
        assert all(move <= 18 for move in moves)  # voices lead
        assert sum(moves) <= 11 * max(1, len(moves))  # under three semitones a voice, on average
        for beat, beats, pitch, _ in form.tune:
            slot = [s for s in form.slots if s.beat <= beat + 1e-6][-1]
            assert pitch % 12 in slot.scale
            assert abs(pitch - style.melody) <= 18
            assert beats > 0


def test_same_in_same_out_and_another_seed_another_piece() -> None:
    again = compose("corporate", 12, 3)
    assert np.array_equal(again, compose("corporate", 12, 3))
    other = compose("corporate", 12, 4)
    assert abs(float(np.corrcoef(again[:, 0], other[:, 0])[0, 1])) < 0.5


def test_moods_differ_in_sound_and_pace() -> None:
    """Ten pictures of sound: octave bands, and how often something is struck; no two alike."""
    seen = {}
    for mood in MOODS:
        mono = piece(mood).mean(axis=1)
        power = np.abs(np.fft.rfft(mono)) ** 2
        f = np.fft.rfftfreq(len(mono), 1 / RATE)
        bands = [
            10 * np.log10(power[(f >= low) & (f < 2 * low)].sum() / power.sum())
            for low in (40, 80, 160, 320, 640, 1280, 2560, 5120)
        ]
        flux = np.diff(levels(piece(mood), 0.02))
        seen[mood] = np.array([*bands, 3 * float(np.maximum(flux, 0).mean()) * 10])
    for a in MOODS:
        for b in MOODS:
            if a < b:
                assert np.abs(seen[a] - seen[b]).max() > 3, (a, b)
    strikes = {mood: seen[mood][-1] for mood in MOODS}
    assert max(strikes, key=strikes.__getitem__) in {"happy", "upbeat", "lofi", "corporate"}
    assert min(strikes, key=strikes.__getitem__) in {"ambient", "calm", "romantic"}
    assert seen["lofi"][7] < seen["happy"][7] - 4  # a dull record against bright bells
    tempi = {mood: 60 / plan(MOODS_[mood], 30, 1).spb for mood in MOODS}
    assert tempi["ambient"] < tempi["calm"] < tempi["romantic"] < tempi["corporate"] < tempi["upbeat"] < tempi["happy"]


def test_stereo_is_wide_and_survives_mono() -> None:
    for mood in MOODS:
        samples = piece(mood)
        side = (samples[:, 0] - samples[:, 1]).std() / samples.sum(axis=1).std()
        assert 0.08 < side < 1.4, mood
        assert samples.mean(axis=1).std() > 0.55 * samples.std(), mood
        left, right = (10 * np.log10(float((samples[:, ear] ** 2).mean())) for ear in (0, 1))
        assert abs(left - right) < 2.5, mood


@pytest.mark.parametrize("name", STRUCK)
def test_struck_notes_are_in_tune_and_do_not_click(name: str) -> None:
    for midi in (36, 43) if name in ("bass", "upright") else (48, 60, 72, 84):
        note = STRUCK[name](midi, 2)
        size = 1 << 18
        spectrum = np.abs(np.fft.rfft(note * np.hanning(len(note)), size))
        f = np.fft.rfftfreq(size, 1 / RATE)
        near = np.where((f > hertz(midi) * 0.95) & (f < hertz(midi) * 1.05), spectrum, 0)
        assert abs(1200 * np.log2(f[int(near.argmax())] / hertz(midi))) < (
            12 if name == "spiccato" else 5
        )  # three desks
        assert np.abs(note[-4:]).max() < 1e-3
        assert abs(note[0]) < 0.02
        assert np.isfinite(note).all()


def test_chords_by_name() -> None:
    assert chord("I").tones == (0, 4, 7)
    assert chord("vi7").tones == (9, 0, 4, 7)
    assert chord("bVI").tones == (8, 0, 3)
    assert chord("V/7").bass == 11
    assert chord("iiadd9").tones == (2, 5, 9, 4)
    assert voice(chord("IV"), 0, voice(chord("I"), 0, (), 60), 60)
    with pytest.raises(ValueError, match="no chord"):
        chord("H")
    for mood in MOODS_.values():
        for name in " ".join((*mood.verses, *mood.bridges, *mood.cadence)).split():
            chord(name)
        for rhythm in mood.rhythms:
            assert len(rhythm) == 4 * mood.beats


def test_an_unknown_mood_is_calm_and_odd_lengths_do_not_break() -> None:
    assert np.array_equal(compose("whatever", 2, 1), compose("calm", 2, 1))
    assert len(compose("calm", 0.01)) == RATE // 4


def test_it_is_quick_and_linear() -> None:
    compose("corporate", 5, 1)
    started = time.process_time()
    compose("corporate", 30, 2)
    short = time.process_time() - started
    started = time.process_time()
    compose("corporate", 120, 2)
    long = time.process_time() - started
    assert short < 2.5  # about 0.4 s on a quiet machine
    assert long < 6 * short + 0.5
