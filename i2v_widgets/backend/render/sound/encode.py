"""AAC, by PyAV: the same samples give the same packets, and what is decoded from them stays below the ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from . import RATE
from .filters import Sound
from .loudness import CEILING_DB, limit, true_peak

FRAME, PRIMING = 1024, 1024
BITRATE = 192_000


@dataclass(frozen=True, slots=True)
class AudioEncoding:
    """A film's sound as AAC.

    Attributes
    ----------
    config : bytes
        AudioSpecificConfig.
    packets : tuple of bytes
        Of 1024 samples each; the first holds the priming, so packet i begins at sample 1024·i − 1024.
    priming, samples : int
        Samples a decoder gives before the sound, and of the sound itself.
    """

    config: bytes
    packets: tuple[bytes, ...]
    priming: int
    samples: int


def encode_aac(samples: Sound, bitrate: int = BITRATE, ceiling_db: float = CEILING_DB) -> AudioEncoding:
    """Encode (n, 2) samples at 48 kHz.

    Coding moves peaks by some tenths of a dB: if the decoded sound passes the ceiling, the samples are limited by as
    much more and encoded again.
    """
    samples = np.asarray(samples, np.float32)
    allowed = ceiling_db
    encoding = _encode(samples, bitrate)
    if len(samples) == 0 or 20 * np.log10(max(1e-9, float(np.abs(samples).max()))) < ceiling_db - 3:
        return encoding
    for _ in range(3):
        over = max(map(true_peak, _stretches(encoding)), default=ceiling_db) - ceiling_db
        if over <= 0:
            break
        allowed -= over + 0.1
        encoding = _encode(limit(samples, allowed), bitrate)
    return encoding


def _encode(samples: Sound, bitrate: int) -> AudioEncoding:
    codec = av.CodecContext.create("aac", "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate, codec.layout, codec.format, codec.bit_rate = RATE, "stereo", "fltp", bitrate
    codec.time_base = Fraction(1, RATE)
    codec.options = {"aac_coder": "fast"}  # a third of the time; at 192 kbit/s nobody tells it from the other
    codec.flags |= av.codec.context.Flags.global_header
    codec.open()
    packets = [bytes(packet) for frame in _frames(samples) for packet in codec.encode(frame)]
    packets += [bytes(packet) for packet in codec.encode(None)]
    return AudioEncoding(bytes(codec.extradata or b""), tuple(packets), PRIMING, len(samples))


def _frames(samples: Sound) -> Iterator[av.AudioFrame]:
    for at in range(0, max(1, len(samples)), FRAME):
        block = samples[at : at + FRAME].T
        if block.shape[1] < FRAME:  # whole frames only: some versions give up on a short last one
            block = np.pad(block, ((0, 0), (0, FRAME - block.shape[1])))
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        yield frame


def decoded(encoding: AudioEncoding) -> Sound:
    """What a player hears: (n, 2), priming and padding removed."""
    heard = np.concatenate([np.zeros((0, 2), np.float32), *_stretches(encoding)])
    return heard[encoding.priming : encoding.priming + encoding.samples]


def _stretches(encoding: AudioEncoding) -> Iterator[Sound]:
    """The decoded sound, priming and padding included, ten seconds at a time."""
    codec = av.CodecContext.create("aac", "r")
    assert isinstance(codec, av.AudioCodecContext)
    codec.extradata = encoding.config
    pieces: list[Sound] = []
    for i, data in enumerate(encoding.packets, 1):
        packet = av.Packet(data)
        pieces += [np.asarray(frame.to_ndarray(), np.float32) for frame in codec.decode(packet)]
        if i % 470 == 0 or i == len(encoding.packets):
            yield np.concatenate(pieces, axis=1).T
            pieces = []
