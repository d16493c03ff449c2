"""What the backend knows of a session: the draft, the media, the canvas; and waiting until a silent edit shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..draft import Draft
from .timing import Timing


@dataclass(frozen=True)
class State:
    """The state of a session.

    Attributes
    ----------
    draft : Draft
        The timeline; empty before the first edit.
    media : tuple of dict
        What was uploaded, as the backend tells it.
    generated : Any
        Footage that the agent made.
    canvas : Any
        The canvas's settings.
    raw : Mapping
        The whole answer, for what is not named here.
    """

    draft: Draft
    media: tuple[Mapping[str, Any], ...] = ()
    generated: Any = None
    canvas: Any = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def from_wire(cls, answer: Any) -> State:
        """Read an answer's inner object; odd values never raise."""
        inner = answer.get("state", answer) if isinstance(answer, dict) else {}
        inner = inner if isinstance(inner, dict) else {}
        draft = inner.get("draft")
        if isinstance(draft, str):
            # Some answers hold the draft as text.
            try:
                draft = json.loads(draft)
            except (ValueError, RecursionError):
                draft = None
        media = inner.get("video_infos")
        return cls(
            draft=Draft.from_wire(draft if draft is not None else {}),
            media=tuple(row for row in media if isinstance(row, dict)) if isinstance(media, list) else (),
            generated=inner.get("generated_media"),
            canvas=inner.get("canvas_config"),
            raw=inner,
        )


@dataclass(frozen=True)
class Credits:
    """The credits of an account."""

    available: float = 0
    frozen: float = 0
    total: float = 0

    @classmethod
    def from_wire(cls, answer: Any) -> Credits:
        """Read an answer's inner object."""
        holder = answer if isinstance(answer, dict) else {}
        return cls(*(_number(holder.get(key)) for key in ("available", "frozen", "total")))

    def __str__(self) -> str:
        return f"{self.available:g} credits available, {self.frozen:g} frozen, {self.total:g} in total"


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


async def settled(
    read: Callable[[], Awaitable[State]],
    before: Draft,
    timing: Timing,
    on_wait: Callable[[float], object] | None = None,
) -> State:
    """Read the state until its draft differs from the one before, after an answer that said nothing.

    At once; then after `silent_wait`; then every `silent_interval`; `silent_tries` waits at the most. The last
    state read is returned, changed or not.

    Parameters
    ----------
    on_wait : callable, optional
        Is called before each wait with the seconds that it takes.
    """
    state = await read()
    for tried in range(timing.silent_tries):
        if state.draft.to_wire() != before.to_wire():
            break
        pause = timing.silent_interval if tried else timing.silent_wait
        if on_wait is not None:
            on_wait(pause)
        await asyncio.sleep(pause)
        state = await read()
    return state
