"""Pictures into work planes: decoded once, scaled once by Lanczos, in BT.709 limited range."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageFilter

from i2v_widgets.backend.render import looks
from i2v_widgets.backend.render.motion import Way
from i2v_widgets.backend.render.planes import Plane, Planes, Weights
from i2v_widgets.errors import RenderFailed
from i2v_widgets.media.pictures import open_picture

Box = tuple[float, float, float, float]

# RGB to Y'CbCr of BT.709, limited range: 219 and 224 steps of 255.
_Y = (0.2126 * 219 / 255, 0.7152 * 219 / 255, 0.0722 * 219 / 255, 16)
_CB = (-0.2126 / 1.8556 * 224 / 255, -0.7152 / 1.8556 * 224 / 255, 0.5 * 224 / 255, 128)
_CR = (0.5 * 224 / 255, -0.7152 / 1.5748 * 224 / 255, -0.0722 / 1.5748 * 224 / 255, 128)
_BACKDROP = (0, 0, 0)
_DETAIL = 1.8  # the work scale of 1.6, seen closer by up to a fifth


class PlaneCache:
    """Work planes of the last few pictures of this process, so that neighbouring chunks share them.

    Parameters
    ----------
    limit : int
        Bytes; ten pictures of a 1080p film take about 80 MB.
    """

    def __init__(self, limit: int = 64_000_000) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[Way, Planes]] = OrderedDict()

    def get(self, key: object) -> tuple[Way, Planes] | None:
        """The planes of that key and the way over them, now the youngest."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: object, way: Way, planes: Planes) -> None:
        """Keep them; the oldest go."""
        with self._lock:
            self._kept[key] = way, planes
            while len(self._kept) > 1 and sum(p.nbytes for _, p in self._kept.values()) > self._limit:
                self._kept.popitem(last=False)


def check_source(path: Path, name: str, digest: str) -> None:
    """Say it by name when a source is gone, or is no longer the file that was added."""
    try:
        with path.open("rb") as file:
            found = _sha256(file)
    except OSError as error:
        raise RenderFailed(
            f"The picture {name} is missing: it cannot be read any more ({error.strerror or error}).",
            hint="Add it again, or remove it from the film; finished parts are kept.",
        ) from None
    if len(digest) == 64 and found != digest:
        raise RenderFailed(
            f"The picture {name} has changed since it was added.",
            hint="Add it again; finished parts are kept.",
        )


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def picture_planes(
    picture: Image.Image, region: Box, size: tuple[int, int], look: str, strength: float, backdrop: str = ""
) -> Planes:
    """Scale a region of a picture to `size`, give it its look, and turn it into planes."""
    part = picture
    if part.mode == "RGBA":
        part = _flatten(part, backdrop)
    part = part.resize(size, Image.Resampling.LANCZOS, box=_inside(region, part.size), reducing_gap=3.0)
    return to_planes(looks.apply(part, look, strength))


def fitted(picture: Image.Image, film: tuple[int, int], backdrop: str = "") -> Image.Image:
    """A picture of the film's aspect with the whole of this one in it, before its own blurred copy or one colour."""
    if picture.mode == "RGBA":
        picture = _flatten(picture, backdrop)
    width, height = round(film[0] * _DETAIL), round(film[1] * _DETAIL)
    scale = min(width / picture.width, height / picture.height)
    inner = (max(2, round(picture.width * scale)), max(2, round(picture.height * scale)))
    plain = backdrop.startswith("#")
    whole = Image.new("RGB", (width, height), backdrop) if plain else _blurred(picture, (width, height))
    front = picture.resize(inner, Image.Resampling.LANCZOS, reducing_gap=3.0)
    whole.paste(front, ((width - inner[0]) // 2, (height - inner[1]) // 2))
    return whole


def _blurred(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture filling the frame, out of focus and a little darker."""
    width, height = size
    scale = max(width / picture.width, height / picture.height)
    wide, high = width / scale, height / scale
    box = (
        (picture.width - wide) / 2,
        (picture.height - high) / 2,
        (picture.width + wide) / 2,
        (picture.height + high) / 2,
    )
    small = picture.resize((max(2, width // 8), max(2, height // 8)), Image.Resampling.BOX, box=box)
    small = small.filter(ImageFilter.GaussianBlur(max(width, height) / 8 / 28))
    dark = small.point(lambda value: value * 0.62)
    return dark.resize(size, Image.Resampling.BICUBIC)


def to_planes(picture: Image.Image) -> Planes:
    """An RGB picture of even size as planes."""
    luma = np.asarray(picture.convert("L", _Y))
    return Planes(luma, _chroma(picture.convert("L", _CB)), _chroma(picture.convert("L", _CR)))


def _chroma(plane: Image.Image) -> Plane:
    """Half the size: two rows averaged; across, 1-2-1 about the even columns, as players assume (left sited)."""
    full: Plane = np.asarray(plane)
    rows: Weights = full[0::2].astype(np.uint16)
    rows += full[1::2]
    out = rows[:, 0::2] * np.uint16(2)
    out += rows[:, 1::2]
    out[:, 1:] += rows[:, 1:-1:2]
    out[:, 0] += rows[:, 0]
    out += 4
    out >>= 3
    return np.asarray(out, np.uint8)


def _flatten(picture: Image.Image, backdrop: str) -> Image.Image:
    flat = Image.new("RGB", picture.size, backdrop if backdrop.startswith("#") else _BACKDROP)
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _inside(region: Box, size: tuple[int, int]) -> Box:
    """A region as Pillow's box, kept inside the picture against rounding."""
    left, top, width, height = region
    left, top = max(0.0, left), max(0.0, top)
    return left, top, min(size[0], left + width), min(size[1], top + height)


def decode(path: Path, name: str, film: tuple[int, int]) -> Image.Image:
    """Open a picture, a JPEG no larger than the work planes of a film of that size can show."""
    return open_picture(path, (round(film[0] * _DETAIL), round(film[1] * _DETAIL)), name=name)
