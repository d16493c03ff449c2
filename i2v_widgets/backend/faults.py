"""Misbehaviour as the hosted backend is known for, by seed, so that a class and a test see the same each time."""

from __future__ import annotations

import asyncio
import json
import random
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from i2v_widgets.backend.events import HEARTBEAT

_GUI_TALK = (
    "Click the Export button to save your video.",
    "You can drag the clips in the timeline to reorder them.",
    "点击“导出”按钮保存视频。",
    "Open the preview in timeline to check the result.",
)


@dataclass(frozen=True, slots=True)
class Faults:
    """How often what goes wrong; shares from 0 to 1.

    Attributes
    ----------
    silent : float
        Answers that are only heartbeats, without text: the edit was made all the same.
    cut : float
        Streams whose connection ends in mid-answer, its last event unfinished.
    gui_talk : float
        Answers that speak of buttons which are not there.
    slow_state : float
        Turns after which the first look at the state still shows the film as it was.
    heartbeats : int
        Heartbeats before the first event.
    pause : float
        Seconds between heartbeats.
    seed : int
        The same seed, turn and words give the same faults.
    """

    silent: float = 0.0
    cut: float = 0.0
    gui_talk: float = 0.0
    slow_state: float = 0.0
    heartbeats: int = 0
    pause: float = 0.3
    seed: int = 0

    @classmethod
    def of(cls, wanted: str | Faults | None) -> Faults | None:
        """Read what `EmbeddedBackend(faults=…)` is given.

        Raises
        ------
        ValueError
        """
        if wanted is None or isinstance(wanted, Faults):
            return wanted
        if wanted == "realistic":
            return cls(silent=0.3, cut=0.05, gui_talk=0.25, slow_state=0.2, heartbeats=2)
        raise ValueError(f"faults is {wanted!r}; known: 'realistic', a Faults, None")

    def lags(self, text: str, turn: int) -> bool:
        """Whether the state is slow to show what this turn did."""
        return self._dice(text, turn, "state").random() < self.slow_state

    def _dice(self, text: str, turn: int, what: str) -> random.Random:
        return random.Random(zlib.crc32(f"{self.seed}/{turn}/{what}/{text}".encode()))

    async def spoil(self, stream: AsyncIterator[bytes], text: str, turn: int) -> AsyncIterator[bytes]:
        """Pass a good stream on with what goes wrong."""
        dice = self._dice(text, turn, "stream")
        silent, cut, gui = (dice.random() < share for share in (self.silent, self.cut, self.gui_talk))
        for _ in range(self.heartbeats):
            yield HEARTBEAT
            await asyncio.sleep(self.pause)
        texts = 0
        async for part in stream:
            event = _event(part)
            is_text = any("text" in piece for piece in event.get("content", {}).get("parts", ()))
            if silent and (is_text or event.get("actions", {}).get("stateDelta")):
                continue
            texts += is_text
            if cut and texts == 3:
                yield part[: len(part) // 2]
                return
            if gui and is_text and not event.get("partial"):
                event["content"]["parts"][0]["text"] += "\n\n" + dice.choice(_GUI_TALK)
                part = b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"
            yield part


def _event(part: bytes) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(part[6:]) if part.startswith(b"data: {") else {}
    return event
