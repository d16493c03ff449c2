"""One chunk's frames, painted on planes from its description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from i2v_widgets.backend.render import motion, sources, transitions
from i2v_widgets.backend.render.planes import BLACK, Planes, sample
from i2v_widgets.backend.render.titles import Title
from i2v_widgets.backend.render.video import VideoClip

_MEMORY = sources.PlaneCache()


class Clip(Protocol):
    """Something that has a picture for each of its frames."""

    def paint(self, out: Planes, frame: int, zoom: float) -> None:
        """Paint one frame, seen `zoom` times closer than it is."""


class StillClip:
    """A picture under its motion."""

    def __init__(self, spec: Mapping[str, Any], path: Path, name: str, size: tuple[int, int], fps: float) -> None:
        names = ("src", "frames", "motion", "filter", "strength", "fit", "backdrop")
        key = (size, fps, *(spec[name] for name in names))
        found = _MEMORY.get(key)
        if found is None:
            found = self._load(spec, path, name, size, fps)
            _MEMORY.put(key, *found)
        self._way, self._planes = found

    @staticmethod
    def _load(
        spec: Mapping[str, Any], path: Path, name: str, size: tuple[int, int], fps: float
    ) -> tuple[motion.Way, Planes]:
        sources.check_source(path, name, spec["src"])
        picture = sources.decode(path, name, size)
        if spec["fit"] == "fit":
            picture = sources.fitted(picture, size, spec["backdrop"])
        way = motion.lay(spec["motion"], picture.size, size, spec["frames"], fps)
        look = spec["filter"], spec["strength"], spec["backdrop"]
        return way, sources.picture_planes(picture, way.region, (way.width, way.height), *look)

    def paint(self, out: Planes, frame: int, zoom: float) -> None:
        """Paint one frame, seen `zoom` times closer than its motion says."""
        if zoom == 1.0 and not self._way.moves:
            out.put(self._planes)
            return
        window = self._way.window(frame)
        sample(self._planes, out, window if zoom == 1.0 else window.zoomed(zoom))


class Blank:
    """What is seen where there is no picture."""

    def paint(self, out: Planes, frame: int, zoom: float) -> None:
        """Paint black."""
        out.fill(BLACK)


class Scene:
    """Paints the frames of one chunk, in any order.

    Parameters
    ----------
    spec : str
        A chunk's description (`plan`).
    paths, names : mapping
        Where each source lies, and what people call it, by digest.
    """

    def __init__(self, spec: str, paths: Mapping[str, Path], names: Mapping[str, str]) -> None:
        told = json.loads(spec)
        width, height, rate = told["encoding"][:3]
        self.size = (int(width), int(height))
        self.frames: int = told["frames"]
        self._fps = float(Fraction(rate))
        self._paths, self._names = paths, names
        self._layers: list[dict[str, Any]] = told["clips"]
        self._clips: dict[int, Clip] = {}
        self._titles = [(t, Title(t, self.size, self._fps)) for t in told["texts"]]
        self._spare: tuple[Planes, Planes] | None = None

    def paint(self, out: Planes, frame: int) -> None:
        """Paint the chunk's frame of that number."""
        shown = [i for i, layer in enumerate(self._layers) if layer["at"] <= frame < layer["to"]]
        for gone in [i for i in self._clips if self._layers[i]["to"] <= frame]:
            del self._clips[gone]  # its planes may go when memory is short
        if not shown:
            out.fill(BLACK)
        elif len(shown) == 1:
            self._paint_clip(shown[0], out, frame, 1.0)
        else:
            self._paint_join(shown[-2], shown[-1], out, frame)
        for told, title in self._titles:
            if told["at"] <= frame < told["to"]:
                title.paint(out, frame - told["at"] + told["from"])

    def _paint_clip(self, index: int, out: Planes, frame: int, zoom: float) -> None:
        layer = self._layers[index]
        self._clip(index).paint(out, frame - layer["at"] + layer["from"], zoom)

    def _paint_join(self, before: int, after: int, out: Planes, frame: int) -> None:
        layer = self._layers[after]
        done = frame - layer["at"] + layer["from"]
        if self._spare is None:
            self._spare = (Planes.empty(*self.size), Planes.empty(*self.size))
        transitions.paint(
            layer["join"],
            transitions.Join(
                out,
                lambda planes, zoom: self._paint_clip(before, planes, frame, zoom),
                lambda planes, zoom: self._paint_clip(after, planes, frame, zoom),
                self._spare,
                (done + 1) / (layer["lead"] + 1),
            ),
        )

    def _clip(self, index: int) -> Clip:
        if index not in self._clips:
            layer = self._layers[index]
            digest = layer["src"]
            if not digest:
                self._clips[index] = Blank()
            else:
                name = self._names.get(digest, digest[:8])
                kind = VideoClip if layer["media"] == "video" else StillClip
                self._clips[index] = kind(layer, self._paths[digest], name, self.size, self._fps)
        return self._clips[index]
