"""What a worker does: one chunk, or the film's sound, from a description that can travel to another process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_local = threading.local()


class StoppedError(Exception):
    """Raised inside a worker when its task is no longer wanted."""


def report(done: int) -> None:
    """Tell whoever listens how many frames are done; raises `StoppedError` when they are no longer wanted."""
    listener: Callable[[int], None] | None = getattr(_local, "listener", None)
    if listener is not None:
        listener(done)


def listen(listener: Callable[[int], None] | None) -> None:
    """Set who hears the reports of this thread."""
    _local.listener = listener


@dataclass(frozen=True, slots=True)
class ChunkTask:
    """One chunk to render: its description, and where its sources lie and what they are called, by digest."""

    spec: str
    paths: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """The fragment, and the parameter sets it was encoded with."""

    data: bytes
    extradata: bytes


def render_chunk(task: ChunkTask) -> ChunkResult:
    """Paint and encode one chunk."""
    import json

    from i2v_widgets.backend.render.encode import ChunkEncoder
    from i2v_widgets.backend.render.output import Encoding
    from i2v_widgets.backend.render.scene import Scene

    encoding = Encoding.from_key(json.loads(task.spec)["encoding"])
    scene = Scene(task.spec, {d: Path(p) for d, p in task.paths.items()}, task.names)
    encoder = ChunkEncoder(encoding)
    for frame in range(scene.frames):
        scene.paint(encoder.planes, frame)
        encoder.push()
        report(frame + 1)
    return ChunkResult(encoder.finish(), encoder.extradata)


@dataclass(frozen=True, slots=True)
class SoundTask:
    """A film's sound to mix and encode: the whole draft, and where its sources lie, by digest."""

    wire: Any
    paths: Mapping[str, str]


def render_sound(task: SoundTask) -> Any:
    """Mix and encode a film's sound."""
    from i2v_widgets.backend.render.sound.encode import encode_aac
    from i2v_widgets.backend.render.sound.mix import mix
    from i2v_widgets.draft.model import Draft

    samples = mix(Draft.from_wire(task.wire), lambda digest: Path(task.paths[digest]))
    report(1)
    return encode_aac(samples)
