"""What of a draft decides its sound: whether there is any, of which sources, under which key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import av
import numpy

from i2v_widgets.backend.render.join import AudioEncoding
from i2v_widgets.draft.frames import frame_plan, total_frames
from i2v_widgets.draft.model import Draft, Segment

VERSION = 2  # of what is kept: raised when `pack_sound` or the key changes, so that old files are never read as new


def has_sound(draft: Draft) -> bool:
    """Whether the film has a sound track: music, or a film source that brings its own."""
    return bool(draft.segments("audio")) or bool(_sounding(draft))


def sound_digests(draft: Draft) -> set[str]:
    """The sources that the sound needs."""
    return {s.digest for s in (*draft.segments("audio"), *_sounding(draft)) if s.digest}


def sound_key(draft: Draft) -> str:
    """The hash of all that is heard; pictures and titles are not in it."""
    from i2v_widgets.backend.render import sound

    places = {c.segment.id: (c.first, c.frames, c.lead) for c in frame_plan(draft)}
    told = {
        "sound": [VERSION, getattr(sound, "VERSION", 0), av.__version__, numpy.__version__],
        "frames": total_frames(draft),
        "fps": draft.fps,
        "music": [
            [
                s.start_ms,
                s.duration_ms,
                s.digest,
                s.mood,
                s.seed,
                s.volume,
                s.fade_in,
                s.fade_out,
                s.trim,
                s.speed,
                s.name,
            ]
            for s in draft.segments("audio")
        ],
        "clips": [
            [*places[s.id], s.digest, s.volume, s.speed, s.trim, s.fade_in, s.fade_out] for s in _sounding(draft)
        ],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptSound:
    """Coded sound, read back from the cache."""

    config: bytes
    packets: tuple[bytes, ...]
    priming: int
    samples: int


def pack_sound(sound: AudioEncoding) -> bytes:
    """Coded sound as bytes: a line of JSON, then the packets. No pickle: a cache must not be able to run code."""
    told = {
        "config": sound.config.hex(),
        "priming": sound.priming,
        "samples": sound.samples,
        "sizes": [len(packet) for packet in sound.packets],
    }
    return json.dumps(told).encode() + b"\n" + b"".join(sound.packets)


def unpack_sound(data: bytes) -> KeptSound:
    """Read it back; ValueError when it is damaged, or was written in another form."""
    line, _, body = data.partition(b"\n")
    try:
        told = json.loads(line)
        sizes, config = told["sizes"], bytes.fromhex(told["config"])
        if sum(sizes) != len(body):
            raise ValueError("damaged sound")
    except (KeyError, TypeError) as error:
        raise ValueError("damaged sound") from error
    packets, at = [], 0
    for size in sizes:
        packets.append(body[at : at + size])
        at += size
    return KeptSound(config, tuple(packets), told["priming"], told["samples"])


def _sounding(draft: Draft) -> list[Segment]:
    return [s for s in draft.clips if s.media == "video" and s.has_sound and s.digest]
