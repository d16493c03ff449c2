"""The loudness meter against libav's own, and the limiter."""

from __future__ import annotations

import av
import numpy as np
import pytest

from i2v_widgets.backend.render.sound import RATE
from i2v_widgets.backend.render.sound.loudness import SILENT, integrated_lufs, limit, master, true_peak


def libav_says(samples: np.ndarray) -> tuple[float, float]:
    """(LUFS, dBTP) by the ebur128 filter."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="stereo", time_base=f"1/{RATE}")
    meter, sink = graph.add("ebur128", "peak=true:metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples.astype(np.float32).reshape(1, -1), format="flt", layout="stereo")
    frame.sample_rate, frame.pts = RATE, 0
    source.push(frame)
    source.push(None)
    loudness, peak = SILENT, 0.0
    while True:
        try:
            told = sink.pull().metadata
        except (av.EOFError, av.BlockingIOError):
            return loudness, float(20 * np.log10(max(peak, 1e-9)))
        loudness = float(told.get("lavfi.r128.I", loudness))
        peak = max(peak, *(float(told.get(f"lavfi.r128.true_peaks_ch{i}", 0)) for i in (0, 1)))


def stereo(*rows: np.ndarray) -> np.ndarray:
    return np.stack([rows[0], rows[-1]], axis=1).astype(np.float32)


T = np.arange(10 * RATE) / RATE
RNG = np.random.default_rng(5)
SIGNALS = {
    "a sine": stereo(0.5 * np.sin(2 * np.pi * 997 * T)),
    "a deep sine": stereo(0.8 * np.sin(2 * np.pi * 45 * T)),
    "noise, other in each ear": stereo(*RNG.normal(0, 0.05, (2, len(T)))),
    "one ear only": stereo(0.3 * np.sin(2 * np.pi * 2000 * T), 0 * T),
    "loud, then twenty dB softer": stereo(np.sin(2 * np.pi * 500 * T) * np.where(T < 4, 0.5, 0.05)),
    "loud, then silence": stereo(np.sin(2 * np.pi * 700 * T) * np.where(T < 4, 0.5, 0.0)),
}


@pytest.mark.parametrize("name", SIGNALS)
def test_loudness_is_what_libav_measures(name: str) -> None:
    expected, _ = libav_says(SIGNALS[name])
    assert integrated_lufs(SIGNALS[name]) == pytest.approx(expected, abs=0.06)


def test_calibration_of_the_standard() -> None:
    """A 997 Hz sine at full scale in one channel reads −3.01 LUFS."""
    one = stereo(np.sin(2 * np.pi * 997 * T), 0 * T)
    assert integrated_lufs(one) == pytest.approx(-3.01, abs=0.02)


def test_silence_and_scraps() -> None:
    assert integrated_lufs(np.zeros((RATE, 2), np.float32)) == SILENT
    assert integrated_lufs(np.zeros((0, 2), np.float32)) == SILENT
    assert true_peak(np.zeros((0, 2), np.float32)) == SILENT
    short = SIGNALS["a sine"][: RATE // 5]
    assert integrated_lufs(short) == pytest.approx(integrated_lufs(SIGNALS["a sine"]), abs=0.6)
    assert not master(np.zeros((RATE, 2), np.float32)).any()


def test_a_peak_between_samples_is_seen() -> None:
    """A quarter of the rate, 45° off: samples reach 0.707, the curve 1."""
    wave = stereo(np.sin(2 * np.pi * RATE / 4 * T + np.pi / 4) * np.minimum(1, np.minimum(T, 10 - T) * 20))
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=1e-3)
    assert true_peak(wave) == pytest.approx(0.0, abs=0.1)


def test_limiter_holds_the_line_without_a_step() -> None:
    wave = SIGNALS["a sine"].copy()
    wave[4 * RATE : 4 * RATE + 2000] *= 3.6  # 5 dB over
    out = limit(wave)
    assert true_peak(out) <= -1.0
    assert libav_says(out)[1] <= -1.0
    assert np.allclose(out[: 3 * RATE], wave[: 3 * RATE], rtol=0, atol=1e-6)  # far from the peak nothing is touched
    gain = out[:, 0] / np.where(np.abs(wave[:, 0]) > 0.05, wave[:, 0], np.nan)
    gain = gain[~np.isnan(gain)]
    assert np.abs(np.diff(gain)).max() < 0.01  # it turns down smoothly, ahead of the peak
    assert np.array_equal(limit(wave * 0.1), wave * 0.1)


def test_master_reaches_the_target_under_the_ceiling() -> None:
    bursts = np.exp(-(T % 0.5) * 14) * np.sin(2 * np.pi * 220 * T) * 0.4
    out = master(stereo(bursts))
    assert integrated_lufs(out) == pytest.approx(-14, abs=0.5)
    assert true_peak(out) <= -1.0
