"""AAC: the same packets each time, decoded in place, to the same length, below the ceiling; and a sound's outline."""

from __future__ import annotations

import pickle

import av
import numpy as np

from i2v_widgets.backend.render.sound import RATE
from i2v_widgets.backend.render.sound.encode import FRAME, PRIMING, decoded, encode_aac
from i2v_widgets.backend.render.sound.loudness import integrated_lufs, true_peak
from i2v_widgets.backend.render.sound.music import compose
from i2v_widgets.backend.render.sound.peaks import outline, peaks


def test_packets_are_the_same_and_decode_to_what_went_in() -> None:
    samples = compose("corporate", 5.05, 2)
    first, again = encode_aac(samples), encode_aac(samples)
    assert first == again
    assert pickle.loads(pickle.dumps(first)) == first
    assert (first.config[0] >> 3, first.priming, first.samples) == (2, PRIMING, len(samples))  # AAC-LC
    assert len(first.packets) * FRAME >= len(samples) + PRIMING
    assert len(first.packets) <= len(samples) // FRAME + 3
    heard = decoded(first)
    assert heard.shape == samples.shape
    error = heard - samples
    assert float((error**2).mean()) < 0.003 * float((samples**2).mean())  # aligned to the sample: 25 dB
    assert abs(integrated_lufs(heard) - integrated_lufs(samples)) < 0.25
    rate = sum(map(len, first.packets)) * 8 / (len(samples) / RATE)
    assert 120_000 < rate < 215_000


def test_what_is_decoded_stays_below_the_ceiling() -> None:
    rng = np.random.default_rng(2)
    hard = np.clip(rng.standard_normal((3 * RATE, 2)) * 0.6, -0.88, 0.88).astype(np.float32)
    assert true_peak(hard) > -1
    assert true_peak(decoded(encode_aac(hard))) <= -1.0


def test_an_onset_stays_in_place() -> None:
    samples = np.zeros((RATE, 2), np.float32)
    samples[RATE // 2 :] = 0.4 * np.sin(2 * np.pi * 500 * np.arange(RATE // 2) / RATE)[:, None]
    heard = decoded(encode_aac(samples))
    assert abs(int(np.argmax(np.abs(heard[:, 0]) > 0.15)) - RATE // 2) < 48


def test_odd_lengths() -> None:
    for n in (0, 1, 1023, 1024, 1025, 5000):
        encoding = encode_aac(np.full((n, 2), 0.1, np.float32))
        assert encoding.samples == n
        assert decoded(encoding).shape == (n, 2)


def test_config_is_read_by_libav() -> None:
    encoding = encode_aac(np.zeros((4096, 2), np.float32))
    codec = av.CodecContext.create("aac", "r")
    codec.extradata = encoding.config
    frame = codec.decode(av.Packet(encoding.packets[0]))[0]
    assert (frame.sample_rate, frame.layout.nb_channels, frame.samples) == (RATE, 2, FRAME)


def test_outline() -> None:
    ramp = np.linspace(0, 1, 2 * RATE, dtype=np.float32)[:, None] * np.array([[1, -0.5]], np.float32)
    found = peaks(ramp)
    assert found.dtype == np.uint8
    assert len(found) == 100
    assert (np.diff(found.astype(int)) >= 0).all()
    assert found[-1] == 255
    assert len(outline(ramp, 333)) == 333
    assert not outline(np.zeros((0, 2), np.float32), 5).any()
    assert len(outline(ramp[:3], 10)) == 10
