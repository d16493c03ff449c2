"""Pictures of any kind as upright sRGB, decoded no larger than needed, and small JPEGs of them."""

from __future__ import annotations

import functools
import io
import struct
import zlib
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from i2v_widgets.errors import FileTooLarge, UnsupportedFile
from i2v_widgets.media.kinds import PICTURE_TYPES, SOUND_TYPES, describe_stranger, type_of
from i2v_widgets.media.limits import ACCEPTED, ACCEPTED_HINT, check_pixels, damaged

_ORIENTATION, _TAKEN, _CHANGED, _EXIF_IFD = 0x0112, 0x9003, 0x0132, 0x8769
_PLUGINS = {"jpeg": "JPEG", "heic": "HEIF"}  # where Pillow's name is not simply the type in capitals
_BACKDROP = (24, 24, 27)  # behind see-through pictures in thumbnails: neutral in light and dark themes


def open_picture(path: Path, max_size: int | tuple[int, int] | None = None, *, name: str | None = None) -> Image.Image:
    """Decode a picture: upright, sRGB, mode ``"RGB"``, or ``"RGBA"`` where something is see-through.

    Parameters
    ----------
    path : Path
    max_size : int or (int, int), optional
        The size needed, upright, as width and height or one number for both. A JPEG is decoded at 1/2, 1/4 or 1/8 as
        long as it stays at least so large (12 megapixels: 62 ms whole, 31 ms at a half). The result is not scaled any
        further, so it is hardly ever exactly this size; other formats come whole.
    name : str, optional
        What to call the file in errors.

    Raises
    ------
    UnsupportedFile, FileTooLarge
    """
    name = name or path.name
    with _opened(path, name, _type(path, name)) as picture:
        turned = _orientation(picture.getexif())
        if max_size is not None:
            wanted = (max_size, max_size) if isinstance(max_size, int) else max_size
            picture.draft(None, (wanted[1], wanted[0]) if turned >= 5 else wanted)
        profile = picture.info.get("icc_profile")
        try:
            picture.load()
            upright = ImageOps.exif_transpose(picture)
        except Exception:
            raise damaged(name) from None
    return _to_srgb(upright, profile)


def thumbnail(path: Path, width: int, height: int | None = None, *, at: float = 0.0, quality: int = 82) -> bytes:
    """Make a small JPEG that fits into `width` × `height`; of a video, the frame at `at` seconds.

    Sound has no picture: `UnsupportedFile`.
    """
    found = _type(path, path.name)
    if found in PICTURE_TYPES:
        # Twice the size before the last reduction: an eighth of a JPEG scaled to itself would be soft.
        picture = open_picture(path, (2 * width, 2 * height if height else 1))
    elif found in SOUND_TYPES:
        raise UnsupportedFile(f"{path.name}: sound has no picture.", accepted=ACCEPTED, hint=ACCEPTED_HINT)
    else:
        from i2v_widgets.media.film import poster

        picture = Image.open(io.BytesIO(poster(path, width=width, at=at)))
    return to_jpeg(picture, width, height, quality=quality)


def to_jpeg(picture: Image.Image, width: int, height: int | None = None, *, quality: int = 82) -> bytes:
    """A picture as JPEG bytes, scaled down (never up) to fit into `width` × `height`."""
    scale = min(width / picture.width, (height / picture.height) if height else 1.0, 1.0)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if size != picture.size:
        # From RGBA with premultiplied colours, else the hidden colour of see-through pixels bleeds in.
        mode = picture.mode
        picture = (picture.convert("RGBa") if mode == "RGBA" else picture).resize(
            size, Image.Resampling.LANCZOS, reducing_gap=2.0
        )
        picture = picture.convert(mode)
    if picture.mode == "RGBA":
        flat = Image.new("RGB", picture.size, _BACKDROP)
        flat.paste(picture, mask=picture.getchannel("A"))
        picture = flat
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def examine(path: Path, name: str, found: str) -> tuple[int, int, int, str | None]:
    """Upright width and height, EXIF orientation and time of a picture that is known to be whole.

    JPEG is decoded at an eighth, which reads all of its data; PNG is told by its checksums, without decompression.
    """
    with _opened(path, name, found) as picture:
        try:
            width, height = picture.size
            if found == "png":
                exif = Image.Exif()
                exif.load(_png_exif(path))
            else:
                exif = picture.getexif()  # before load(), after which some plugins have closed the file
                picture.draft(None, (max(1, width // 8), max(1, height // 8)))
                picture.load()
            orientation, taken = _orientation(exif), _taken(exif)
        except Exception:  # as below
            raise damaged(name) from None
    return (height, width, orientation, taken) if orientation >= 5 else (width, height, orientation, taken)


def _type(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise UnsupportedFile(f"{name}: the file cannot be read ({error.strerror or error}).") from None
    found = type_of(head)
    if found is None:
        raise UnsupportedFile(f"{name}: this is {describe_stranger(head)}.", accepted=ACCEPTED, hint=ACCEPTED_HINT)
    return found


def _opened(path: Path, name: str, found: str) -> Image.Image:
    """Open with the one plugin that the content asks for, and check the pixels by our own limit.

    `Image.open` would warn at 89 and refuse at 179 megapixels, and its limit is a global of the person's own process.
    """
    _plugins()
    factory, _ = Image.OPEN[_PLUGINS.get(found, found.upper())]
    try:  # broken files bring plugins to raise nearly anything: OSError, SyntaxError, RuntimeError, struct.error, …
        picture = factory(str(path), str(path))  # type: ignore[arg-type]  # a path: the plugin closes it
    except Exception:
        raise damaged(name) from None
    try:
        check_pixels(*picture.size, name)
    except FileTooLarge:
        picture.close()
        raise
    return picture


def _png_exif(path: Path) -> bytes:
    """Walk the chunks of a PNG by their checksums to the end (ValueError if one is wrong), and give its EXIF.

    Pillow's own `getexif` decompresses the whole picture first, since the chunk may stand behind it.
    """
    exif = b""
    with path.open("rb") as file:
        file.seek(8)
        while True:
            length, kind = struct.unpack(">I4s", file.read(8))
            check = zlib.crc32(kind)
            for start in range(0, length, 1 << 20):
                piece = file.read(min(1 << 20, length - start))
                check = zlib.crc32(piece, check)
                exif += piece if kind == b"eXIf" else b""
            if file.read(4) != check.to_bytes(4, "big"):
                raise ValueError("a chunk's checksum does not fit")
            if kind == b"IEND":
                return exif


@functools.cache
def _plugins() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.init()


def _orientation(exif: Image.Exif) -> int:
    value = exif.get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _taken(exif: Image.Exif) -> str | None:
    value = exif.get_ifd(_EXIF_IFD).get(_TAKEN) or exif.get(_CHANGED)
    try:
        return datetime.strptime(str(value).strip("\x00 "), "%Y:%m:%d %H:%M:%S").isoformat()
    except ValueError:
        return None  # cameras write "0000:00:00 00:00:00" when their clock was never set


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    if picture.mode in {"P", "PA", "LA", "La", "RGBa"} or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if profile:
        picture = _managed(picture, profile)
    if picture.mode == "RGBA":
        lowest, _ = picture.getchannel("A").getextrema()
        return picture if lowest < 255 else picture.convert("RGB")  # type: ignore[operator]
    return picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits and floats to eight: Pillow's own conversion clips them to white."""
    values = np.asarray(picture)
    if values.dtype.kind == "f":
        top = float(np.nanmax(values, initial=0.0))
        values = np.nan_to_num(values) * (255.0 / top if top > 1.0 else 255.0)
    elif values.max(initial=0) > 255:
        values = values >> 8
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _managed(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert by the picture's own colour profile; one that is broken or does not fit is passed over."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    source = picture.convert("RGB") if alpha else picture
    try:
        origin = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(origin).lower() and source.mode == "RGB":
            return picture
        managed = ImageCms.profileToProfile(source, origin, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    if managed is None:
        return picture
    if alpha:
        managed.putalpha(alpha)
    return managed


@functools.cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
