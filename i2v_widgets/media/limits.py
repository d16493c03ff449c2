"""What files are taken, and how large they may be."""

from __future__ import annotations

from i2v_widgets.errors import FileTooLarge, UnsupportedFile

PICTURES = ("jpg", "jpeg", "png", "webp", "heic", "heif", "bmp", "gif", "tif", "tiff", "avif")
VIDEOS = ("mp4", "mov", "avi", "webm", "mkv")
SOUNDS = ("mp3", "wav", "m4a", "aac", "flac", "ogg")

ACCEPTED = (*PICTURES, *VIDEOS, *SOUNDS)
"""The endings offered to people; what a file really is, its content says (`inspect`)."""

MAX_BYTES = 200_000_000
"""The largest file: 200 MB in the decimal sense, as the wire has it."""

MAX_PIXELS = 250_000_000
"""The largest picture: as RGB it takes 750 MB when its format has no reduced decode."""

ACCEPTED_HINT = (
    "Pictures (JPG, PNG, WEBP, HEIC, BMP, GIF, TIFF, AVIF), video (MP4, MOV, AVI, WEBM, MKV) "
    "and sound (MP3, WAV, M4A, AAC, FLAC, OGG) are accepted."
)
TOO_LARGE_HINT = "Compress or trim it; the limit is 200 MB."
TOO_MANY_PIXELS_HINT = "Save it smaller first; 8000 pixels on the long side is plenty for any film."


def megabytes(size: int) -> str:
    """A size as people read it, decimal: ``"201 MB"``, ``"3.4 MB"``."""
    amount = size / 1e6
    return f"{amount:.0f} MB" if amount >= 10 else f"{amount:.1f} MB"


def check_size(size: int, name: str) -> None:
    """Refuse an empty file and one past 200 MB, in one sentence; also for sizes known before the bytes come."""
    if size == 0:
        raise UnsupportedFile(
            f"{name}: the file is empty (0 bytes).", accepted=ACCEPTED, hint="Save or download it again."
        )
    if size > MAX_BYTES:
        raise FileTooLarge(f"{name}: {megabytes(size)} is too large.", hint=TOO_LARGE_HINT)


def check_pixels(width: int, height: int, name: str) -> None:
    """Refuse a picture past 250 megapixels."""
    if width * height > MAX_PIXELS:
        raise FileTooLarge(
            f"{name}: {width} × {height} pixels are {width * height / 1e6:.0f} megapixels, the limit is 250.",
            hint=TOO_MANY_PIXELS_HINT,
        )


def damaged(name: str) -> UnsupportedFile:
    """Make the error for a file that begins well and cannot be decoded."""
    return UnsupportedFile(
        f"{name}: the file is damaged or was cut short.",
        accepted=ACCEPTED,
        hint="Copy or download it again, or save it anew from the program that made it.",
    )
