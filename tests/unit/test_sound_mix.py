"""The film's sound: music and its fades, a person's own song, the sound of clips, to the sample."""

from __future__ import annotations

import itertools
import subprocess
import sys
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from i2v_widgets.backend.render.sound import RATE
from i2v_widgets.backend.render.sound import mix as mixing
from i2v_widgets.backend.render.sound.decode import decode, retime
from i2v_widgets.backend.render.sound.loudness import integrated_lufs, true_peak
from i2v_widgets.backend.render.sound.mix import mix, mood_of, track
from i2v_widgets.backend.render.sound.music import compose
from i2v_widgets.draft.model import Draft
from i2v_widgets.errors import RenderFailed


def film(
    seconds: list[float], audio: list[dict[str, Any]], clips: list[dict[str, Any]] | None = None, fps: float = 30
) -> Draft:
    """A film of clips of those lengths with these audio segments."""
    at, video = 0, []
    for i, length in enumerate(seconds):
        extra = (clips or [{}] * len(seconds))[i]
        join = extra.get("transition", {}).get("d", 0)
        item = {"id": f"c{i}", "st": at - join, "d": round(length * 1000), "src": extra.get("src", f"p{i}")}
        item["m"] = {
            "media": extra.get("media", "image"),
            **{k: v for k, v in extra.items() if k not in ("src", "media")},
        }
        video.append(item)
        at += round(length * 1000) - join
    sounds = [
        {"id": f"a{i}", "st": s.pop("st", 0), "d": s.pop("d", at), "src": s.pop("src", None), "m": s}
        for i, s in enumerate(audio)
    ]
    tracks = [{"id": "v", "tt": 0, "sg": video, "m": {}}, {"id": "a", "tt": 1, "sg": sounds, "m": {}}]
    return Draft({"v": 1, "d": at, "w": 1920, "h": 1080, "fps": fps, "t": tracks, "m": {}})


def write_wav(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def tone(seconds: float, hz: float, gain: float = 0.2, rate: int = RATE, channels: int = 2) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return np.repeat((gain * np.sin(2 * np.pi * hz * t))[:, None], channels, axis=1)


def nothing(digest: str) -> Path:
    raise AssertionError(f"{digest} is not wanted")


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


@pytest.mark.parametrize("fps", [24, 25, 30, 29.97, 60])
def test_as_long_as_the_pictures_to_the_sample(tmp_path: Path, fps: float) -> None:
    draft = film([1.0, 1.333, 0.7], [{"mood": "calm", "seed": 1}], fps=fps)
    frames = sum(max(1, round(s * fps)) for s in (1.0, 1.333, 0.7))
    assert mix(draft, nothing, tmp_path).shape == (round(frames / fps * RATE), 2)


def test_volume_is_linear_and_fades_are_where_they_are(tmp_path: Path) -> None:
    full = mix(film([6], [{"mood": "corporate", "seed": 3}]), nothing, tmp_path)
    soft = mix(film([6], [{"mood": "corporate", "seed": 3, "volume": 0.35}]), nothing, tmp_path)
    assert integrated_lufs(full) == pytest.approx(-14, abs=0.5)
    assert np.abs(soft - full * 0.35).max() < 2e-3
    fades = {"mood": "corporate", "seed": 3, "fade_in": 2000, "fade_out": 1500}
    faded = mix(film([6], [fades]), nothing, tmp_path)
    ratio = [rms(faded[i : i + 4800]) / max(1e-9, rms(full[i : i + 4800])) for i in range(0, len(full) - 14400, 4800)]
    assert ratio[0] < 0.03
    assert ratio[9] == pytest.approx(0.46, abs=0.06)  # half of the way in
    assert all(a <= b + 0.02 for a, b in itertools.pairwise(ratio[:20]))
    assert ratio[21:44] == pytest.approx([1.0] * 23, abs=0.01)
    assert ratio[-1] < 0.3


def test_music_is_composed_once_and_a_second_film_is_the_same_to_the_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(mixing, "compose", lambda *told: made.append(told) or compose(*told))
    draft = film([3], [{"mood": "epic", "seed": 5}])
    first = mix(draft, nothing, tmp_path)
    second = mix(film([3], [{"mood": "epic", "seed": 5, "name": "x", "volume": 1}]), nothing, tmp_path)
    assert np.array_equal(first, second)
    assert len(made) == 1
    for path in tmp_path.rglob("*.part"):
        path.write_bytes(b"broken" + path.read_bytes()[6:])
    assert np.array_equal(mix(draft, nothing, tmp_path), first)  # a damaged one is made again
    assert len(made) == 2
    mix(film([3], [{"mood": "epic", "seed": 6}]), nothing, tmp_path)
    assert len(made) == 3


def test_two_pieces_after_one_another_and_silence_between(tmp_path: Path) -> None:
    sounds = [
        {"st": 0, "d": 2000, "mood": "calm"},
        {"st": 3000, "d": 9000, "mood": "happy"},
    ]  # one longer than the film
    out = mix(film([5], sounds), nothing, tmp_path)
    assert len(out) == 5 * RATE
    assert rms(out[: 1 * RATE]) > 0.02
    assert not out[2 * RATE + 10 : 3 * RATE - 10].any()
    assert rms(out[3 * RATE : 4 * RATE]) > 0.02
    assert not mix(film([1], []), nothing, tmp_path).any()


def test_mood_may_stand_in_the_name() -> None:
    def named(**m: Any) -> str:
        return mood_of(film([1], [m]).segments("audio")[0])

    assert named(name="Calm music") == "calm"
    assert named(name="Lo-fi beats") == "lofi"
    assert named(name="x", mood="epic") == "epic"
    assert named(name="Music") == "calm"


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a", "flac", "ogg"])
def test_own_song_of_any_kind_is_mastered_and_trimmed_with_a_fade(tmp_path: Path, ending: str) -> None:
    rng = np.random.default_rng(1)
    rate = 48_000 if ending == "ogg" else 44_100  # Opus knows no 44.1 kHz
    t = np.arange(rate * 8) / rate
    song = np.stack(
        [0.02 * np.sin(2 * np.pi * f * t) + 0.004 * rng.standard_normal(len(t)) for f in (330, 440)], axis=1
    )
    path = tmp_path / f"song.{ending}"
    if ending == "wav":
        write_wav(path, song, rate)
    else:
        transcode(song, rate, path)
    out = mix(film([5], [{"src": "s", "name": "song"}]), lambda digest: path, tmp_path / "kept")
    assert out.shape == (5 * RATE, 2)
    assert integrated_lufs(out) == pytest.approx(-14, abs=0.5)
    assert true_peak(out) <= -1
    spectrum = np.abs(np.fft.rfft(out[: 2 * RATE, 0]))
    assert abs(np.fft.rfftfreq(2 * RATE, 1 / RATE)[int(spectrum.argmax())] - 330) < 1  # at its pitch, resampled
    assert rms(out[-2400:]) < 0.05 * rms(out[RATE : 2 * RATE])
    assert rms(out[2 * RATE : 2 * RATE + 4800]) == pytest.approx(rms(out[RATE // 2 : RATE]), rel=0.1)


def transcode(samples: np.ndarray, rate: int, path: Path) -> None:
    codec = {"mp3": "mp3", "m4a": "aac", "flac": "flac", "ogg": "libopus", "mov": "aac"}[path.suffix[1:]]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        block = (np.clip(samples, -1, 1) * 32767).astype("<i2")
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


def test_a_short_song_begins_again_without_a_hole(tmp_path: Path) -> None:
    song = np.concatenate([np.zeros((RATE // 2, 2)), tone(2, 300), np.zeros((RATE, 2))])  # silence at both ends
    path = write_wav(tmp_path / "s.wav", song)
    out = mix(film([9], [{"src": "s"}]), lambda digest: path, tmp_path / "kept")
    windows = [rms(out[i : i + 2400]) for i in range(0, 6 * RATE, 2400)]
    assert min(windows[1:]) > 0.6 * max(windows)
    assert rms(out[-2400:]) < 0.05 * max(windows)


def test_trim_begins_inside_and_speed_keeps_the_pitch(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "s.wav", np.concatenate([tone(8, 300), tone(8, 600)]))
    out = track(
        film([3], [{"src": "s", "in": 8000}]).segments("audio")[0], 3 * RATE, lambda digest: path, tmp_path / "k"
    )
    f = np.fft.rfftfreq(RATE, 1 / RATE)
    assert f[int(np.abs(np.fft.rfft(out[:RATE, 0])).argmax())] == 600
    for speed in (0.4, 1.25, 3.0):
        rows = tone(6, 300).T.astype(np.float32)
        changed = retime(rows, speed)
        assert changed.shape[1] == round(6 * RATE / speed)
        middle = changed[0, RATE // 2 : RATE // 2 + RATE]
        assert abs(f[int(np.abs(np.fft.rfft(middle)).argmax())] - 300) <= 3


def test_sound_of_clips_is_in_time_crossfaded_and_can_be_off(tmp_path: Path) -> None:
    a, b = write_wav(tmp_path / "a.wav", tone(5, 300, 0.3)), write_wav(tmp_path / "b.wav", tone(5, 700, 0.3))
    places = {"a": a, "b": b}
    clips: list[dict[str, Any]] = [
        {"media": "video", "src": "a"},
        {"media": "video", "src": "b", "transition": {"name": "crossfade", "d": 1000}},
        {"media": "video", "src": "a", "sound": False},
    ]
    out = mix(film([3, 3, 1], [], clips), places.__getitem__, tmp_path / "kept")
    assert len(out) == 6 * RATE
    assert rms(out[RATE : 2 * RATE]) == pytest.approx(0.3 / np.sqrt(2), rel=0.02)
    assert rms(out[round(2.4 * RATE) : round(2.6 * RATE)]) == pytest.approx(0.3 / np.sqrt(2), rel=0.08)  # equal power
    assert not out[5 * RATE + 8 :].any()
    half = dict(clips[0], volume=0.5, speed=2.0, **{"in": 1000})
    out = mix(film([2], [], [half]), places.__getitem__, tmp_path / "kept")
    assert rms(out[RATE // 2 : RATE]) == pytest.approx(0.15 / np.sqrt(2), rel=0.05)
    assert np.abs(np.diff(out[:, 0])).max() < 0.02  # no click at the cuts


def test_an_impulse_in_a_file_lands_on_its_sample(tmp_path: Path) -> None:
    for ending in ("wav", "m4a", "mp3", "flac"):
        song = np.zeros((9 * RATE, 2))
        for at in (1, 4, 7):
            song[at * RATE : at * RATE + 200] = tone(200 / RATE, 1200, 0.5)
        path = tmp_path / f"i.{ending}"
        write_wav(path, song) if ending == "wav" else transcode(song, RATE, path)
        for start in (0.0, 0.5, 6.5):
            heard = decode(path, start, 2.0)
            assert heard is not None
            first = int(np.argmax(np.abs(heard[0]) > 0.15))
            expected = (1 if start < 1 else 7) - start
            assert abs(first / RATE - expected) < 0.003 if ending != "mp3" else abs(first / RATE - expected) < 0.06


def test_all_together_is_only_limited(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(4, 200, 0.9))
    draft = film([4], [{"mood": "epic"}, {"mood": "upbeat"}], [{"media": "video", "src": "a"}])
    out = mix(draft, lambda digest: path, tmp_path / "kept")
    assert -3 < true_peak(out) <= -1


def test_a_file_without_sound_is_silent_and_a_broken_one_is_named(tmp_path: Path) -> None:
    silent, broken = write_wav(tmp_path / "n.wav", np.zeros((RATE, 2))), tmp_path / "b.mp3"
    broken.write_bytes(b"this is no music" * 100)
    assert not mix(film([1], [{"src": "s"}]), lambda digest: silent, tmp_path / "kept").any()
    with pytest.raises(RenderFailed, match=r"my song\.mp3"):
        mix(film([1], [{"src": "b", "name": "my song.mp3"}]), lambda digest: broken, tmp_path / "kept")
    with pytest.raises(RenderFailed, match=r"gone"):
        mix(film([1], [{"src": "g", "name": "gone"}]), lambda digest: tmp_path / "not there", tmp_path / "kept")


def test_another_process_composes_the_same(tmp_path: Path) -> None:
    told = (
        "import hashlib; from i2v_widgets.backend.render.sound.music import compose; "
        "print(hashlib.sha256(compose('lofi', 4, 9).tobytes()).hexdigest())"
    )
    command = [sys.executable, "-c", told]
    runs = {subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1
