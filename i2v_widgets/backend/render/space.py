"""No space left, told in megabytes."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from i2v_widgets.errors import RenderFailed

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


def is_full(error: OSError) -> bool:
    """Whether writing failed for want of space: the disk's, the quota's, or the limit on one file."""
    return error.errno in _FULL


def free_bytes(folder: Path) -> int:
    """How much one more file there may take."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return min(shutil.disk_usage(folder).free, _file_limit())


def _file_limit() -> int:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return 1 << 62
    soft = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return soft if soft != resource.RLIM_INFINITY else 1 << 62


def no_space(folder: Path, needed: int, what: str) -> RenderFailed:
    """The error for a file that does not fit."""
    free = free_bytes(folder)
    return RenderFailed(
        f"There is no space left for {what}: it needs {_mb(needed)} MB, "
        f"and {_mb(free, down=True)} MB are free in {folder}.",
        hint="Make room or export to another place; finished parts are kept, the next try continues.",
    )


def _mb(size: int, *, down: bool = False) -> str:
    amount = size / 1e6
    return f"{max(0.1, amount) if not down else amount:.1f}" if amount < 10 else f"{amount:.0f}"
