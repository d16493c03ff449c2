"""What a person means by a path: globs, folders and ~, sorted as people count (img2 before img10)."""

from __future__ import annotations

import os
import re
from glob import glob
from pathlib import Path

from ..errors import UnsupportedFile
from ..media.limits import ACCEPTED

_MAGIC = re.compile(r"[*?[]")


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sort key: runs of digits count as numbers."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def expand(text: str | os.PathLike[str]) -> list[Path]:
    """Return the files that a path, a folder or a glob stands for, as the person wrote them.

    Raises
    ------
    UnsupportedFile
        When nothing is there, in one sentence that names it.
    """
    written = os.fspath(text)
    try:
        return _found(written)
    except (OSError, RuntimeError, ValueError):  # a name too long, no such user's ~, a NUL byte
        raise UnsupportedFile(f"{written[:80]}: there is no such file.", accepted=ACCEPTED, hint=_LOOK) from None


def _found(written: str) -> list[Path]:
    path = Path(written).expanduser()
    if path.is_dir():
        found = [child for child in path.iterdir() if child.is_file() and accepted(child)]
        if not found:
            raise UnsupportedFile(f"{written}: no pictures in this folder.", accepted=ACCEPTED, hint=_LOOK)
        return sorted(found, key=lambda child: natural(child.name))
    if path.exists():
        return [path]
    if _MAGIC.search(written):
        found = [Path(match) for match in glob(str(path), recursive=True)]  # noqa: PTH207 (Path.glob takes no absolute pattern)
        found = [match for match in found if match.is_file() and accepted(match)]
        if found:
            return sorted(found, key=lambda match: natural(str(match)))
        raise UnsupportedFile(f"{written}: no pictures match.", accepted=ACCEPTED, hint=_LOOK)
    raise UnsupportedFile(f"{written}: there is no such file.", accepted=ACCEPTED, hint=_LOOK)


def accepted(path: Path) -> bool:
    """Whether a folder's or glob's file is meant: its ending is one of ours and it is not hidden."""
    return path.suffix.lower().lstrip(".") in ACCEPTED and not path.name.startswith(".")


def is_url(text: str) -> bool:
    """Whether this is a web address."""
    return text.lower().startswith(("http://", "https://"))


_LOOK = "Look at the spelling and at the notebook's own folder; paths start there."
