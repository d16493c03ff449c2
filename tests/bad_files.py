"""Files that people really drop by mistake, made cheaply."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from i2v_widgets import samples


def text_named_jpg(folder: Path) -> Path:
    path = folder / "notes.jpg"
    path.write_text("Dear diary, this is no picture.\n" * 20)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.jpg"
    path.write_bytes(b"")
    return path


def truncated(folder: Path) -> Path:
    path = folder / "broken.jpg"
    whole = samples(1)[0].read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    return path


def too_large(folder: Path) -> Path:
    """201 MB: a JPEG's head, and a hole that takes no room on the disk."""
    path = folder / "huge.jpg"
    with path.open("wb") as file:
        file.write(samples(1)[0].read_bytes()[:4096])
        file.truncate(201_000_000)
    return path


def too_many_pixels(folder: Path) -> Path:
    """A 20,000 × 20,000 PNG of one bit a pixel: 50 kB on disk, 1.2 GB as colours in memory."""
    size = 20_000
    row = b"\0" + bytes(size // 8)
    packed = zlib.compress(row * size, 9)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    path = folder / "vast.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
    return path


ALL = (text_named_jpg, empty, truncated, too_large, too_many_pixels)
