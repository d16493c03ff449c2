"""Anything a person calls a picture, made a file: paths, globs, folders, URLs, bytes, images, arrays, figures."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import I2VError, UnsupportedFile
from ..media.limits import ACCEPTED
from ..widgets.paths import expand, is_url


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to add, taken at the moment of the call: what happens to the original later changes nothing.

    Attributes
    ----------
    name : str
        Shown, and told to the backend.
    source : str
        As the person wrote it.
    path, url : Path or str, optional
        Where the bytes are; or
    make : callable, optional
        makes them, off the person's thread.
    error : I2VError, optional
        Why it cannot be added; told by the job, not by the call.
    """

    name: str
    source: str
    path: Path | None = None
    url: str = ""
    make: Callable[[], bytes] | None = None
    error: I2VError | None = None


def capture(sources: Iterable[Any]) -> list[Source]:
    """Take sources as they are now; never raises: what cannot be used carries its error."""
    found: list[Source] = []
    made = 0
    for thing in _flat(sources):
        try:
            for item in _one(thing, made):
                made += item.make is not None
                found.append(item)
        except I2VError as error:
            name = Path(str(thing)).name if isinstance(thing, (str, os.PathLike)) else type(thing).__name__
            found.append(Source(name, str(thing)[:200], error=error))
    return found


def _flat(things: Iterable[Any]) -> Iterator[Any]:
    for thing in things:
        if isinstance(thing, (str, bytes, bytearray, memoryview, os.PathLike)) or _array_like(thing):
            yield thing
        elif hasattr(thing, "to_list"):  # a pandas or polars Series
            yield from _flat(thing.to_list())
        elif isinstance(thing, Iterable) and not hasattr(thing, "savefig"):
            yield from _flat(thing)
        else:
            yield thing


def _array_like(thing: Any) -> bool:
    kind = getattr(getattr(thing, "dtype", None), "kind", "")
    return hasattr(thing, "__array__") and hasattr(thing, "shape") and kind != "O" and not hasattr(thing, "to_list")


def _one(thing: Any, made: int) -> list[Source]:
    if isinstance(thing, str) and is_url(thing):
        name = thing.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1] or "picture"
        return [Source(name, thing, url=thing)]
    if isinstance(thing, (str, os.PathLike)):
        # Resolved now: the notebook may change its folder before the job gets there.
        return [Source(path.name, str(path), path=path.absolute()) for path in expand(thing)]
    if isinstance(thing, (bytes, bytearray, memoryview)):
        data = bytes(thing)
        name = f"picture-{made + 1}{_ending(data)}"
        return [Source(name, name, make=lambda: data)]
    if hasattr(thing, "savefig"):  # a matplotlib figure; drawn now, since it belongs to this thread
        name = f"figure-{made + 1}.png"
        drawn = _draw(thing)
        return [Source(name, name, make=lambda: drawn)]
    if hasattr(getattr(thing, "figure", None), "savefig"):  # axes stand for their figure
        return _one(thing.figure, made)
    if _is_pil(thing):
        name = f"picture-{made + 1}.png"
        image = thing.copy()
        return [Source(name, name, make=lambda: _png(image))]
    if _array_like(thing):
        return _arrays(thing, made)
    raise UnsupportedFile(
        f"{type(thing).__name__}: this is neither a file nor a picture.",
        accepted=ACCEPTED,
        hint="Add paths, URLs, bytes, PIL images, arrays of shape (H, W, 3), or figures.",
    )


def _arrays(thing: Any, made: int) -> list[Source]:
    import numpy as np

    array = np.array(thing)  # a copy
    shape = "×".join(map(str, array.shape))
    if array.ndim == 4 and array.shape[-1] in (1, 3, 4):
        pictures = list(array)
    elif array.ndim == 2 or (array.ndim == 3 and array.shape[-1] in (1, 3, 4)):
        pictures = [array]
    else:
        raise UnsupportedFile(
            f"An array of shape {shape} is no picture.", hint="Give (H, W, 3) for one, (N, H, W, 3) for several."
        )
    if array.dtype.kind not in "uifb" or 0 in array.shape:
        raise UnsupportedFile(f"An array of {array.dtype} and shape {shape} is no picture.", hint="Give uint8 or 0-1.")

    def source(picture: Any, number: int) -> Source:
        name = f"array-{number}.png"
        return Source(name, name, make=lambda: _png(_image(picture)))

    return [source(picture, made + i + 1) for i, picture in enumerate(pictures)]


def _image(picture: Any) -> Any:
    import numpy as np
    from PIL import Image

    if picture.dtype.kind == "f":
        finite = np.nan_to_num(picture, nan=0.0, posinf=1.0, neginf=0.0)
        # 0-1 by custom; larger values mean 0-255.
        picture = finite if finite.max(initial=0) > 1.5 else finite * 255
    elif picture.dtype.kind == "b":
        picture = picture * np.uint8(255)
    elif picture.dtype.itemsize > 1 and picture.max(initial=0) > 255:
        picture = picture // 257 if picture.dtype == np.uint16 else picture
    eight = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return Image.fromarray(eight[..., 0] if eight.ndim == 3 and eight.shape[-1] == 1 else eight)


def _is_pil(thing: Any) -> bool:
    return any(cls.__module__ == "PIL.Image" and cls.__name__ == "Image" for cls in type(thing).__mro__)


def _png(image: Any) -> bytes:
    if image.mode not in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"):
        image = image.convert("RGB")
    out = io.BytesIO()
    # Level 1: a 12-megapixel picture in 0.4 s instead of 2.5 s, 10 % larger.
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _draw(figure: Any) -> bytes:
    out = io.BytesIO()
    # 1920 pixels at matplotlib's usual 6.4 inches: sharp in a 1080p film.
    figure.savefig(out, format="png", dpi=max(100, 1920 / max(figure.get_size_inches()[0], 1)))
    return out.getvalue()


def _ending(data: bytes) -> str:
    from ..media.kinds import type_of

    found = type_of(data[:64]) or ""
    return {"jpeg": ".jpg", "tiff": ".tif"}.get(found, f".{found}" if found else "")
