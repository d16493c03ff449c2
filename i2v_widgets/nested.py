"""allow_nested_loops: lets people's own ``asyncio.run`` work inside a cell, or says plainly that it cannot."""

from __future__ import annotations

import asyncio
import importlib
import sys

from .errors import I2VError

_INSTEAD = "Use i2v.run(coroutine) instead of asyncio.run: it needs no patch."


def allow_nested_loops() -> None:
    """Let ``asyncio.run`` and ``run_until_complete`` be called inside a running loop, a cell's for instance.

    Only for code of your own that calls them: nothing in this package needs it, and nothing calls it for you.
    ``nest_asyncio2`` is used where it is installed, else ``nest_asyncio``.

    Raises
    ------
    I2VError
        Where the loop or the kernel cannot be patched. Measured: uvloop by neither; ipykernel 7 by
        ``nest_asyncio`` fails later with "cannot enter context … already entered" and loses clicks.
    """
    try:
        running: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
    except RuntimeError:
        running = None
    if running is not None and not isinstance(running, asyncio.BaseEventLoop):
        kind = f"{type(running).__module__}.{type(running).__qualname__}"
        raise I2VError(f"This loop ({kind}) cannot be patched.", hint=_INSTEAD, code="loop")
    try:
        patch = importlib.import_module("nest_asyncio2")
    except ImportError:
        if _kernel_major() >= 7:
            raise I2VError(
                "nest_asyncio does not work with ipykernel 7: it would fail later and lose clicks.",
                hint=f"Run %pip install nest-asyncio2 and try again. Or: {_INSTEAD[0].lower()}{_INSTEAD[1:]}",
                code="loop",
            ) from None
        patch = importlib.import_module("nest_asyncio")
    patch.apply(running)


def _kernel_major() -> int:
    """Return the major version of the ipykernel that runs this code, 0 where none does."""
    app = sys.modules.get("ipykernel.kernelapp")
    if app is None or not app.IPKernelApp.initialized():
        return 0
    return int(sys.modules["ipykernel"].version_info[0])
