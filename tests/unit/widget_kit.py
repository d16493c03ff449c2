"""A page for widget tests: says messages to a widget and hears what it sends, without a browser."""

from __future__ import annotations

import io
import time
import uuid
from collections.abc import Callable
from typing import Any

from PIL import Image

from i2v_widgets.widgets.base import Widget

PATIENCE = 20.0


class Page:
    """Hears all custom messages of one widget."""

    def __init__(self, widget: Widget) -> None:
        self.widget = widget
        self.heard: list[tuple[dict[str, Any], list[bytes]]] = []
        widget.send = self._hear  # type: ignore[method-assign]

    def _hear(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.heard.append((content, [bytes(buffer) for buffer in buffers or ()]))

    def say(self, content: dict[str, Any], *buffers: bytes) -> None:
        self.widget._handle_custom_msg(content, [memoryview(buffer) for buffer in buffers])

    def command(self, name: str, **content: Any) -> str:
        id = uuid.uuid4().hex
        self.say({"kind": "command", "id": id, "name": name, **content})
        return id

    def first(self, kind: str, **fields: Any) -> tuple[dict[str, Any], list[bytes]]:
        """Wait for a message of this kind."""

        def found() -> tuple[dict[str, Any], list[bytes]] | None:
            for content, buffers in list(self.heard):
                if content["kind"] == kind and all(content.get(key) == value for key, value in fields.items()):
                    return content, buffers
            return None

        return until(found, f"{kind} {fields}, heard {[content for content, _ in self.heard]}")

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [content for content, _ in self.heard if content["kind"] == kind]


def until(found: Callable[[], Any], what: str = "") -> Any:
    """Wait until something is true, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.005)
    raise AssertionError(f"Nothing within {PATIENCE} s: {what}")


def jpeg(width: int = 320, height: int = 200, color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "JPEG")
    return out.getvalue()
