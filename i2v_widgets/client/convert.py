"""Pictures that the hosted service does not take (HEIC, BMP, TIFF, AVIF) into JPEG, or PNG where they have alpha."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from ..media.pictures import open_picture

CONVERTED: Final = frozenset({"heic", "bmp", "tiff", "avif"})
# Visually lossless for photos at about a third of the size that 100 takes.
_QUALITY: Final = 93


def to_hosted(path: Path, name: str) -> tuple[Path, str]:
    """Write an upright sRGB copy that every service reads; return its path, for the caller to delete, and its name."""
    picture = open_picture(path, name=name)
    try:
        alpha = picture.mode == "RGBA"
        ending = "png" if alpha else "jpg"
        with tempfile.NamedTemporaryFile(prefix="i2v-", suffix=f".{ending}", delete=False) as file:
            copy = Path(file.name)
        try:
            if alpha:
                picture.save(copy, "PNG")
            else:
                picture.save(copy, "JPEG", quality=_QUALITY, subsampling=0)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
    finally:
        picture.close()
    return copy, f"{Path(name).stem}.{ending}"
