"""Sample pictures drawn by the package itself: photos to try with, where there is no network and nothing at hand."""

from __future__ import annotations

import os
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

from platformdirs import user_cache_dir

from ..errors import I2VError

NAMES = ("skyline", "harbour", "oldtown", "bridge", "coast", "park", "peak", "night")
VERSION = 1  # of the drawings: a new one is written beside the old, so two installed versions do not fight
_FIRST_TAKEN = datetime(2025, 6, 14, 18, 52, 7)


def samples(n: int = 5) -> list[Path]:
    """Pleasant pictures of 3000 × 2000, always the same ones.

    They are drawn at the first call (about half a second each) and kept in the user's cache folder. After the eighth
    the scenes come again in other seasons, other weather, other houses: ``skyline-2.jpg`` and so on.

    Parameters
    ----------
    n : int
        How many.

    Returns
    -------
    list of Path
        JPEG files, each with the date it would have been taken on.
    """
    if n < 0:
        raise ValueError(f"samples(n={n}): n cannot be negative")
    folder = Path(user_cache_dir("i2v-widgets", appauthor=False)) / "samples" / f"v{VERSION}"
    paths = [folder / f"{_name(i)}.jpg" for i in range(n)]
    missing = [i for i, path in enumerate(paths) if not path.is_file()]
    if missing:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(2) as pool:  # NumPy and Pillow let the lock go; each needs some 300 MB
                list(pool.map(lambda i: _write(i, paths[i]), missing))
        except OSError as error:
            raise I2VError(
                f"The sample pictures could not be written to {folder}: {error.strerror or error}.",
                hint="Free some space, or set XDG_CACHE_HOME to a folder that can be written.",
            ) from error
    return paths


def _name(i: int) -> str:
    name, season = NAMES[i % len(NAMES)], i // len(NAMES) + 1
    return name if season == 1 else f"{name}-{season}"


def _write(i: int, path: Path) -> None:
    """Draw picture `i` and put it in place in one step: a second process sees a whole picture or none."""
    import numpy as np
    from PIL import Image

    from . import cities, hills, shores, towns
    from .paint import Painting

    name, look = NAMES[i % len(NAMES)], i // len(NAMES)
    scene = next(getattr(room, name) for room in (cities, towns, shores, hills) if hasattr(room, name))
    rng = np.random.default_rng([zlib.crc32(name.encode()), look])
    painting = Painting()
    scene(painting, rng, look)
    picture = painting.finish(rng)
    taken = (_FIRST_TAKEN + timedelta(days=i, minutes=37 * i)).strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[0x010E], exif[0x0131], exif[0x0132] = f"{_name(i)} (drawn)", "i2v-widgets", taken
    exif.get_ifd(0x8769).update({0x9003: taken, 0x9004: taken})
    handle, partial = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            picture.save(file, "JPEG", quality=90, subsampling=0, exif=exif)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


class _CallableModule(ModuleType):
    """Importing binds this module to ``i2v_widgets.samples``; so it answers as the function of that name."""

    def __call__(self, n: int = 5) -> list[Path]:
        return samples(n)


sys.modules[__name__].__class__ = _CallableModule
