"""Films as clips: decoded in order, each frame scaled to the film once, held when they are too short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from i2v_widgets.backend.render import looks, motion, sources
from i2v_widgets.backend.render.encode import view
from i2v_widgets.backend.render.planes import Planes, sample
from i2v_widgets.errors import RenderFailed

_SPACES = {1: Colorspace.ITU709, 5: Colorspace.ITU601, 6: Colorspace.ITU601, 7: Colorspace.SMPTE240M}
# PyAV names BT.2020 from 18 on, which wants Python 3.11; before that its nearest is BT.709.
_SPACES |= {4: Colorspace.FCC} | dict.fromkeys((9, 10), getattr(Colorspace, "BT2020", Colorspace.ITU709))
_SOON = 0.0005  # seconds: containers round, and a frame due now must not wait for the next


class VideoClip:
    """A film under its motion, from `trim` seconds on, `speed` times as fast."""

    def __init__(self, spec: Mapping[str, Any], path: Path, name: str, size: tuple[int, int], fps: float) -> None:
        self._spec, self._name, self._size = spec, name, size
        self._fps, self._step, self._begin = fps, spec["speed"] / fps, spec["trim"]
        try:
            self._container: Any = av.open(str(path))
            self._stream: Any = self._container.streams.video[0]
        except (av.error.FFmpegError, OSError, IndexError) as error:
            raise self._broken(error) from None
        self._stream.thread_type = "NONE"  # a worker a core already
        self._origin = float((self._stream.start_time or 0) * (self._stream.time_base or 0))
        self._frames: Iterator[Any] = iter(())
        self._at = -1.0  # when the frame that is held began; −1: none
        self._next: Any = None
        self._held: Any = None
        self._planes: tuple[motion.Way, Planes] | None = None

    def paint(self, out: Planes, frame: int, zoom: float) -> None:
        """Paint one frame of the clip, seen `zoom` times closer than its motion says."""
        self._seek_to(self._begin + frame * self._step + self._origin)
        if self._planes is None:
            self._planes = self._scale(self._held)
        way, planes = self._planes
        if zoom == 1.0 and not way.moves:
            out.put(planes)
            return
        window = way.window(frame)
        sample(planes, out, window if zoom == 1.0 else window.zoomed(zoom))

    # Decoding --------------------------------------------------------------------------------------------------------

    def _seek_to(self, time: float) -> None:
        """Hold the frame that is seen at that time of the file."""
        try:
            if self._held is None or time < self._at - _SOON or time > self._at + 5:
                self._restart(time)
            while self._next is not None and _time(self._next) <= time + _SOON:
                self._hold(self._next)
                self._next = next(self._frames, None)
        except (av.error.FFmpegError, OSError) as error:
            raise self._broken(error) from None
        if self._held is None:
            raise self._broken("no picture in it")

    def _restart(self, time: float) -> None:
        self._container.seek(int(max(0.0, time) / self._stream.time_base), stream=self._stream, backward=True)
        self._frames = (f for f in self._container.decode(self._stream) if f.pts is not None)
        self._held = None
        first = next(self._frames, None)
        if first is None:  # past the end: the last frame there is
            self._container.seek(0, stream=self._stream, backward=True)
            for first in self._container.decode(self._stream):  # noqa: B007
                pass
        if first is not None:
            self._hold(first)
        self._next = next(self._frames, None)

    def _hold(self, frame: Any) -> None:
        self._held, self._at, self._planes = frame, _time(frame), None

    def _broken(self, error: object) -> RenderFailed:
        told = getattr(error, "strerror", None) or error
        return RenderFailed(
            f"The video {self._name} cannot be decoded ({told}).",
            hint="Convert it to MP4 (H.264), or remove it from the film; finished parts are kept.",
        )

    # Scaling ---------------------------------------------------------------------------------------------------------

    def _scale(self, frame: Any) -> tuple[motion.Way, Planes]:
        """Scale the part that is seen, in one pass, to the film's colours."""
        spec = self._spec
        turned = int(getattr(frame, "rotation", 0) or 0) % 360
        width, height = (frame.height, frame.width) if turned % 180 else (frame.width, frame.height)
        if spec["fit"] == "fit":
            return self._fitted(frame, turned)
        way = motion.lay(spec["motion"], (width, height), self._size, spec["frames"], self._fps)
        across, down = way.width / way.region[2], way.height / way.region[3]
        whole = (_even(width * across), _even(height * down))
        planes = _turn(self._planes_of(frame, whole[::-1] if turned % 180 else whole), turned)
        left, top = int(way.region[0] * across) // 2 * 2, int(way.region[1] * down) // 2 * 2
        left, top = min(left, whole[0] - way.width), min(top, whole[1] - way.height)
        return way, planes.area(left, top, left + way.width, top + way.height)

    def _planes_of(self, frame: Any, size: tuple[int, int]) -> Planes:
        name, strength = self._spec["filter"], self._spec["strength"]
        # A file that does not say: BT.709 from 720 lines on, BT.601 below.
        known = _SPACES.get(int(frame.colorspace), Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601)
        if name != "none" and strength > 0:
            picture = frame.reformat(
                *size, "rgb24", src_colorspace=known, interpolation=Interpolation.BICUBIC
            ).to_image()
            return sources.to_planes(looks.apply(picture, name, strength))
        scaled = frame.reformat(
            *size,
            "yuv420p",
            src_colorspace=known,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )
        return Planes(*(view(plane).copy() for plane in scaled.planes))

    def _fitted(self, frame: Any, turned: int) -> tuple[motion.Way, Planes]:
        picture = frame.to_image()
        if turned:
            picture = picture.rotate(turned, expand=True)
        whole = sources.fitted(picture, self._size, self._spec["backdrop"])
        way = motion.lay(self._spec["motion"], whole.size, self._size, self._spec["frames"], self._fps)
        look = self._spec["filter"], self._spec["strength"]
        return way, sources.picture_planes(whole, way.region, (way.width, way.height), *look)


def _time(frame: Any) -> float:
    return float(frame.pts * (frame.time_base or Fraction(1, 1000)))


def _even(value: float) -> int:
    return max(2, 2 * -int(-value // 2))


def _turn(planes: Planes, degrees: int) -> Planes:
    """Turn counter-clockwise by a multiple of 90."""
    turns = degrees // 90
    return planes if not turns else Planes(*(np.ascontiguousarray(np.rot90(plane, turns)) for plane in planes))
