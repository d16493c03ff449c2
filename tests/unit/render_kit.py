"""Drafts, pictures and decoded films for the renderer's tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from i2v_widgets.backend.render.engine import source_names
from i2v_widgets.backend.render.output import Encoding, Output
from i2v_widgets.backend.render.plan import plan_frame
from i2v_widgets.backend.render.planes import Planes
from i2v_widgets.backend.render.scene import Scene
from i2v_widgets.draft.frames import lay_out
from i2v_widgets.draft.model import Draft

Array = NDArray[np.uint8]


@dataclass
class Shelf:
    """Pictures in a folder, found by digest."""

    folder: Path
    paths: dict[str, Path] = field(default_factory=dict)

    def add(self, picture: Image.Image, name: str, **save: Any) -> str:
        """Save a picture, and return its digest."""
        path = self.folder / name
        picture.save(path, **save)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.paths[digest] = path
        return digest

    def textured(self, seed: int, name: str | None = None, size: tuple[int, int] = (960, 640)) -> str:
        """A picture with soft shapes and fine detail, different for each seed."""
        rng = np.random.default_rng(seed)
        coarse = Image.fromarray(rng.integers(30, 220, (6, 9, 3), dtype=np.uint8)).resize(
            size, Image.Resampling.BICUBIC
        )
        fine = Image.fromarray(rng.integers(0, 40, (size[1] // 4, size[0] // 4), dtype=np.uint8)).resize(size)
        picture = np.clip(np.asarray(coarse).astype(int) + np.asarray(fine)[:, :, None], 0, 255).astype(np.uint8)
        return self.add(Image.fromarray(picture), name or f"p{seed}.jpg", quality=90)

    def plain(self, colour: tuple[int, int, int], name: str, size: tuple[int, int] = (640, 360)) -> str:
        """A card of one colour."""
        return self.add(Image.new("RGB", size, colour), name)

    def find(self, digest: str) -> Path:
        """What the engine asks for a source."""
        return self.paths[digest]


def draft(
    digests: Sequence[str],
    *,
    ms: int = 1000,
    size: tuple[int, int] = (320, 180),
    fps: int = 30,
    join: str = "",
    join_ms: int = 300,
    motion: Sequence[str] = ("none",),
    texts: Sequence[Mapping[str, Any]] = (),
    music: Mapping[str, Any] | None = None,
    **look: Any,
) -> Draft:
    """A film of these pictures, one after the other."""
    clips = []
    for i, digest in enumerate(digests):
        m: dict[str, Any] = {"name": f"clip{i}", "media": "image", "motion": motion[i % len(motion)], **look}
        if i and join:
            m["transition"] = {"name": join, "d": join_ms}
        clips.append({"id": f"c{i}", "st": 0, "d": ms, "src": digest, "m": m})
    tracks: list[dict[str, Any]] = [{"id": "v", "tt": 0, "sg": clips, "m": {}}]
    if texts:
        tracks.append({"id": "t", "tt": 7, "sg": [_text(i, text) for i, text in enumerate(texts)], "m": {}})
    if music is not None:
        sound = {"id": "m0", "st": 0, "d": 10**6, "src": None, "m": {"anchor": "film", **music}}
        tracks.append({"id": "a", "tt": 1, "sg": [sound], "m": {}})
    wire = {"v": 1, "d": 0, "w": size[0], "h": size[1], "fps": fps, "t": tracks, "m": {}}
    return Draft.from_wire(lay_out(wire))


def _text(index: int, text: Mapping[str, Any]) -> dict[str, Any]:
    m = dict(text)
    return {"id": f"t{index}", "st": m.pop("st", 0), "d": m.pop("d", 1000), "src": None, "m": m}


def painted(film: Draft, frame: int, shelf: Shelf, output: Output | None = None) -> Planes:
    """One frame as the renderer paints it, before encoding."""
    encoding = Encoding.of(output or Output(), film.width, film.height, film.fps)
    chunk = plan_frame(film, encoding, frame)
    assert chunk is not None
    planes = Planes.empty(encoding.width, encoding.height)
    Scene(chunk.spec, shelf.paths, source_names(film)).paint(planes, 0)
    return planes


@dataclass
class Decoded:
    """A film as a decoder sees it."""

    luma: list[Array]
    pts: list[int]
    frames: list[av.VideoFrame]
    stream: dict[str, Any]


def decode(path: Path) -> Decoded:
    """Decode all pictures of a film."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        context = stream.codec_context
        told = {
            "size": (stream.width, stream.height),
            "rate": stream.average_rate,
            "base": stream.time_base,
            "codec": context.name,
            "pixels": context.pix_fmt,
            "profile": context.profile,
            "colours": (context.color_primaries, context.color_trc, context.colorspace, context.color_range),
            "audio": [(s.codec_context.name, s.rate, s.duration * s.time_base) for s in container.streams.audio],
        }
    luma = [luma_of(frame) for frame in frames]
    return Decoded(luma, [frame.pts or 0 for frame in frames], frames, told)


def luma_of(frame: av.VideoFrame) -> Array:
    """The luma plane."""
    plane = frame.planes[0]
    whole = np.frombuffer(memoryview(plane), np.uint8)
    return whole[: plane.height * plane.line_size].reshape(plane.height, plane.line_size)[:, : plane.width].copy()
