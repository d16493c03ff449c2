"""Branching: a Studio of its own that goes on from a version of another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .history import Version

if TYPE_CHECKING:
    from .studio import Studio


def branch(studio: Studio, version: Version) -> Studio:
    """Copy the pictures' list and one version into a new project."""
    from .studio import Studio as Kind

    other = Kind(
        studio.link.shared, skill=studio.skill.name, token=studio.link.token, language=studio.language or None,
        timing=studio.timing,
    )  # fmt: skip
    for file in studio.picker.picked:
        path = file.path
        if file.digest and (kept := studio.project.media / file.digest).is_file():
            path = other.project.media / file.digest
            if not path.exists():
                _share(kept, path)
        record = file.to_record()
        other.picker.picked.put(type(file).from_record(record, path))
    other.picker.publish(now=True)
    other.keep_files()
    other.new_version("branch", version.label, version.draft)
    other.film_changed()
    return other


def _share(kept: Path, path: Path) -> None:
    """One copy on disk for both projects, where the file system can."""
    try:
        os.link(kept, path)
    except OSError:
        shutil.copyfile(kept, path)
