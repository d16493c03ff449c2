"""What the first bytes of a file say that it is."""

from __future__ import annotations

# The brands of ISO base media files (ISO/IEC 14496-12 § 4.3 and the registration authority at mp4ra.org).
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"F4A "}

PICTURE_TYPES = {"jpeg", "png", "webp", "heic", "avif", "bmp", "gif", "tiff"}
SOUND_TYPES = {"mp3", "wav", "m4a", "aac", "flac", "ogg"}

# What is refused, by its own name: "this is a PDF document" helps more than "unknown".
_REFUSED = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"8BPS", "a Photoshop document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
)


def type_of(head: bytes) -> str | None:
    """The type by the first 64 bytes, None for a stranger.

    ``"mp4"`` and ``"matroska"`` are families: the container itself is asked for more.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return "tiff"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}:
        return "mov"  # QuickTime from before there were brands
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    return _sound_type(head) or ("bmp" if _is_bitmap(head) else None)


def _by_brand(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, length - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "avif"
    if brands & _HEIF_BRANDS:
        return "heic"
    if head[8:12] in _SOUND_BRANDS:
        return "m4a"
    return "mov" if head[8:12] == b"qt  " else "mp4"


def _sound_type(head: bytes) -> str | None:
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"ID3"):
        return "mp3"
    if len(head) > 3 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:  # ADTS: twelve bits of sync, layer 0
            return "aac"
        if head[1] & 0xE0 == 0xE0 and head[1] & 0x06 and head[2] & 0xF0 != 0xF0:
            return "mp3"
    return None


def _is_bitmap(head: bytes) -> bool:
    # "BM" alone begins many a text; the size of the second header tells (40 is usual, 12 OS/2, 124 the newest).
    return head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in {12, 16, 40, 52, 56, 64, 108, 124}


def describe_stranger(head: bytes) -> str:
    """What a file that is not taken seems to be, to be said after "this is"."""
    for magic, words in _REFUSED:
        if head.startswith(magic):
            return words
    if not head.strip(b"\x00"):
        return "a file of zeros, perhaps a download that was never finished"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"svg" in text):
        return "an SVG drawing"
    if b"\x00" not in head and sum(byte < 9 or 13 < byte < 32 for byte in head) == 0:
        return "a text file"
    return "no picture, video or sound that can be read"
