"""The embedded backend: the same wire as the hosted one, from the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from i2v_widgets.backend.server import EmbeddedBackend

__all__ = ["EmbeddedBackend"]


def __getattr__(name: str) -> Any:
    # Render workers import this package too: a web server is nothing that they should wait for.
    if name == "EmbeddedBackend":
        from i2v_widgets.backend.server import EmbeddedBackend

        return EmbeddedBackend
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
