"""Which cell is running: a Studio made by a cell that runs again closes the one it made before."""

from __future__ import annotations

import hashlib
import sys
import threading
import weakref
from collections import deque
from collections.abc import Hashable
from typing import Any, Protocol


class Closable(Protocol):
    """What a cell may have made."""

    def close(self) -> None:
        """Give everything back."""


_lock = threading.Lock()
# Cell and place within it → (execution, what it made).
_made: dict[Hashable, tuple[int, weakref.ref[Any]]] = {}
_counted: dict[tuple[Hashable, int], int] = {}


def shell() -> Any:
    """Return the running IPython shell, or None; never starts or imports one."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def in_kernel() -> bool:
    """Whether this is a Jupyter kernel, so that something shown reaches a page."""
    return getattr(shell(), "kernel", None) is not None


def running_cell() -> tuple[Hashable, int] | None:
    """The running cell's identity and the number of its execution; None outside of cells.

    JupyterLab, Notebook and VS Code send a cell id with the request; where there is none (nbclient) the cell's
    source stands for it.
    """
    ip = shell()
    if ip is None or getattr(ip, "kernel", None) is None:
        return None
    metadata: dict[str, Any] = {}
    try:
        metadata = ip.kernel.get_parent("shell").get("metadata", {})
    except Exception:
        metadata = getattr(ip, "parent_header", {}).get("metadata", {})
    inputs = ip.user_ns.get("In") or [""]
    cell = metadata.get("cellId") or hashlib.sha256(str(inputs[-1]).encode()).hexdigest()
    return cell, int(ip.execution_count)


# Jobs that showed themselves in a cell that waited for them: what they give is told there already.
_shown: deque[tuple[int, Any]] = deque(maxlen=16)


def shown_here(job: Any) -> None:
    """Remember that this job tells its outcome in the running cell."""
    if (ip := shell()) is not None:
        _shown.append((ip.execution_count, job))


def is_told_here(value: Any) -> bool:
    """Whether the running cell has told this value already."""
    ip = shell()
    return ip is not None and any(n == ip.execution_count and job.value is value for n, job in _shown)


def succeed(made: Closable) -> None:
    """Close what this cell made at this place when it ran before, and remember `made` in its stead."""
    cell = running_cell()
    if cell is None:
        return
    name, execution = cell
    with _lock:
        place = _counted.get((name, execution), 0)
        for key in [key for key in _counted if key[0] == name and key[1] != execution]:
            del _counted[key]
        _counted[name, execution] = place + 1
        before = _made.get((name, place))
        _made[name, place] = (execution, weakref.ref(made))
    if before is not None and before[0] != execution and (old := before[1]()) is not None:
        old.close()
