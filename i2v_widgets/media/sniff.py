"""What a file is, told by its content: kind, size, length, and whether it can be used at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from i2v_widgets.errors import UnsupportedFile
from i2v_widgets.media.kinds import PICTURE_TYPES, describe_stranger, type_of
from i2v_widgets.media.limits import ACCEPTED, ACCEPTED_HINT, check_size, damaged

_HEAD = 512  # enough for every signature, and to tell text from binary


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a usable file is.

    Attributes
    ----------
    kind : str
        ``"image"``, ``"video"`` or ``"audio"``.
    type : str
        By content, not by ending: ``"jpeg" "png" "webp" "heic" "avif" "bmp" "gif" "tiff" "mp4" "mov" "avi" "webm"
        "mkv" "mp3" "wav" "m4a" "aac" "flac" "ogg"``.
    width, height : int or None
        Pixels, upright (after EXIF or container rotation); None for sound.
    duration : float or None
        Seconds; None for pictures.
    taken : str or None
        When the picture was taken, ISO 8601 without a zone, where EXIF says so.
    size : int
        Bytes.
    orientation : int
        The EXIF orientation, 1 to 8; width and height already heed it.
    """

    kind: str
    type: str
    width: int | None
    height: int | None
    duration: float | None
    taken: str | None
    size: int
    orientation: int = 1


def inspect(path: Path, name: str | None = None) -> Inspected:
    """Look into a file, far enough to know that it can be used.

    Parameters
    ----------
    path : Path
    name : str, optional
        What to call the file in errors (a stored upload has a hash for a name).

    Raises
    ------
    UnsupportedFile
        Empty, not a picture, video or sound, damaged or cut short.
    FileTooLarge
        More than 200 MB, or a picture of more than 250 megapixels (which is not decompressed to find out).
    """
    name = name or path.name
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UnsupportedFile(f"{name}: this is a folder, not a file.", accepted=ACCEPTED, hint=ACCEPTED_HINT)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UnsupportedFile(
            f"{name}: the file cannot be read ({error.strerror or error}).",
            accepted=ACCEPTED,
            hint="Check that it is there and may be read.",
        ) from None
    check_size(size, name)
    found = type_of(head)
    if found is None:
        raise UnsupportedFile(
            f"{name}: this is {describe_stranger(head)}.",
            accepted=ACCEPTED,
            hint=ACCEPTED_HINT,
        )
    return _picture(path, name, found, size) if found in PICTURE_TYPES else _film_or_sound(path, name, found, size)


def _picture(path: Path, name: str, found: str, size: int) -> Inspected:
    from i2v_widgets.media.pictures import examine

    width, height, orientation, taken = examine(path, name, found)
    return Inspected("image", found, width, height, None, taken, size, orientation)


def _film_or_sound(path: Path, name: str, found: str, size: int) -> Inspected:
    import av

    try:
        with av.open(str(path)) as container:
            videos = [s for s in container.streams.video if not _is_cover(s)]
            seconds = _seconds(container, videos)
            if not videos and not container.streams.audio:
                raise UnsupportedFile(
                    f"{name}: there is neither picture nor sound in it.", accepted=ACCEPTED, hint=ACCEPTED_HINT
                )
            # One decoded frame: the codec is known, and the file is more than its header.
            stream = videos[0] if videos else container.streams.audio[0]
            frame = next(iter(container.decode(stream)), None)
            if frame is None:
                raise damaged(name)
            if not videos:
                return Inspected("audio", _sound(found, container.format.name), None, None, seconds, None, size)
            width, height = int(frame.width), int(frame.height)
            if frame.rotation % 180:
                width, height = height, width
            return Inspected(
                "video", _container(found, container.format.name, path), width, height, seconds, None, size
            )
    except (av.FFmpegError, ValueError, IndexError, EOFError):
        raise damaged(name) from None


def _is_cover(stream: Any) -> bool:
    """Whether it is the cover picture of a music file, which is a video stream of one frame."""
    import av

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _seconds(container: Any, videos: list[Any]) -> float | None:
    if container.duration is not None:
        return round(float(container.duration) / 1_000_000, 3)
    for stream in (*videos, *container.streams.audio):
        if stream.duration is not None:
            return round(float(stream.duration * stream.time_base), 3)
    return None


def _sound(found: str, container: str) -> str:
    return "m4a" if found in {"mp4", "mov"} else "ogg" if "webm" in container else found


def _container(found: str, container: str, path: Path) -> str:
    if found != "matroska":
        return found
    with path.open("rb") as file:  # the document type is in the first header: "webm" or "matroska"
        return "webm" if b"webm" in file.read(64) else "mkv"
