"""A draft into chunks: cut where the content gives it, described by content alone, paid once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import av
import numpy
import PIL

from i2v_widgets.backend.render.output import Encoding
from i2v_widgets.draft.frames import ClipFrames, frame_plan, to_frame
from i2v_widgets.draft.model import Draft, Segment

VERSION = 2  # of what is painted: raised whenever the same description would give other pictures
BODY = 90  # frames between cuts: render.md, 60 frames cost 17 % more bytes than one long take, 90 cost 6 %
NEAREST = 40  # cuts closer than this to a stronger one are left out
AT_EDGE = 20  # nor is there one so close to the film's beginning or end
RAMP = (15, 30, 60, 120)  # cuts at a preview's beginning: the first picture soon, then no stall


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of frames that is encoded on its own.

    Attributes
    ----------
    first, frames : int
        Its place in the film. Not part of its key.
    spec : str
        All that it shows, as canonical JSON.
    key : str
        The hash of `spec`.
    digests : tuple of str
        The sources it needs.
    names : tuple of str
        What people call the clips in it, in order.
    """

    first: int
    frames: int
    spec: str
    digests: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", hashlib.sha256(self.spec.encode()).hexdigest())


def plan_chunks(draft: Draft, encoding: Encoding, *, ramp: bool = False) -> tuple[Chunk, ...]:
    """Cut a film into chunks.

    Parameters
    ----------
    draft : Draft
    encoding : Encoding
    ramp : bool
        Small chunks at the beginning, for a preview.
    """
    clips = frame_plan(draft)
    if not clips:
        return ()
    texts = text_frames(draft)
    total = clips[-1].end
    cuts = _cuts(clips)
    if ramp:
        cuts = [c for c in RAMP if c < total - AT_EDGE] + [c for c in cuts if c > RAMP[-1] + AT_EDGE]
    edges = [0, *cuts, total]
    return tuple(_chunk(clips, texts, encoding, a, b) for a, b in pairwise(edges))


def plan_frame(draft: Draft, encoding: Encoding, frame: int) -> Chunk | None:
    """A chunk of that one frame, or of the nearest the film has; None when it has no clips."""
    clips = frame_plan(draft)
    if not clips:
        return None
    frame = min(max(0, frame), clips[-1].end - 1)
    return _chunk(clips, text_frames(draft), encoding, frame, frame + 1)


@dataclass(frozen=True, slots=True)
class TextFrames:
    """A text in frames of the film."""

    segment: Segment
    first: int
    frames: int


def text_frames(draft: Draft) -> tuple[TextFrames, ...]:
    """Place the texts, in the order they are painted."""
    found = []
    for segment in draft.segments("text"):
        first = to_frame(segment.start_ms, draft.fps)
        frames = to_frame(segment.end_ms, draft.fps) - first
        if frames > 0 and segment.text.strip():
            found.append(TextFrames(segment, first, frames))
    return tuple(found)


# Where to cut ---------------------------------------------------------------------------------------------------


def _cuts(clips: Sequence[ClipFrames]) -> list[int]:
    """Cut in the middle of the bodies; of cuts too close to each other the one with the smallest hash stays.

    Both depend on the neighbourhood alone, never on the distance from the beginning: a change at one end of the film
    moves no cut at the other.
    """
    total = clips[-1].end
    candidates: list[tuple[int, str]] = []
    for i, clip in enumerate(clips):
        tail = clips[i + 1].lead if i + 1 < len(clips) else 0
        body = clip.frames - clip.lead - tail
        parts = max(1, round(body / BODY))
        for j in range(parts):
            local = clip.lead + body * (2 * j + 1) // (2 * parts)
            name = f"{clip.segment.digest} {clip.frames} {local}"
            candidates.append((clip.first + local, hashlib.sha256(name.encode()).hexdigest()))
    candidates = [c for c in candidates if AT_EDGE <= c[0] <= total - AT_EDGE]
    kept: list[int] = []
    for at, rank in candidates:
        rivals = [(r, p) for p, r in candidates if abs(p - at) < NEAREST]
        if (rank, at) == min(rivals):
            kept.append(at)
    return _fill(kept, candidates, total)


def _fill(kept: list[int], candidates: Sequence[tuple[int, str]], total: int) -> list[int]:
    """Where the strongest cuts leave a gap of more than two bodies, cut it at the candidate nearest to its middle."""
    edges = [0, *kept, total]
    found = []
    for a, b in pairwise(edges):
        found.extend(_split(a, b, [at for at, _ in candidates]))
        if b != total:
            found.append(b)
    return found


def _split(a: int, b: int, places: Sequence[int]) -> list[int]:
    if b - a <= 2 * BODY:
        return []
    inside = [p for p in places if a + AT_EDGE < p < b - AT_EDGE]
    if not inside:
        return []
    at = min(inside, key=lambda p: (abs(2 * p - a - b), p))
    return [*_split(a, at, places), at, *_split(at, b, places)]


# What a chunk shows ---------------------------------------------------------------------------------------------


def _chunk(clips: Sequence[ClipFrames], texts: Iterable[TextFrames], encoding: Encoding, first: int, end: int) -> Chunk:
    shown = [(i, clip) for i, clip in enumerate(clips) if clip.first < end and clip.end > first]
    layers = []
    for i, clip in shown:
        lead = clip.lead if clip.first + clip.lead > first else 0  # a join that is over does not matter here
        tail = clips[i + 1].lead if i + 1 < len(clips) and clips[i + 1].first < end else 0
        layers.append(describe_clip(clip, first, end, lead, tail))
    spec = {
        "version": [VERSION, av.__version__, PIL.__version__, numpy.__version__],
        "encoding": encoding.key(),
        "frames": end - first,
        "clips": layers,
        "texts": [describe_text(t, first, end) for t in texts if t.first < end and t.first + t.frames > first],
    }
    return Chunk(
        first,
        end - first,
        json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        tuple(dict.fromkeys(c.segment.digest for _, c in shown if c.segment.digest)),
        tuple(dict.fromkeys(c.segment.name or c.segment.source or c.segment.id for _, c in shown)),
    )


def describe_clip(clip: ClipFrames, first: int, end: int, lead: int, tail: int) -> dict[str, Any]:
    """One clip of a chunk, times local to both.

    `at`: the chunk's frame where it comes in, `to` where it has gone; `from`: its own frame there; `lead`: the frames
    over which it joins the one before, reckoned from its own first.
    """
    segment = clip.segment
    at, to = max(0, clip.first - first), min(end, clip.end) - first
    moving = segment.motion != "none" or segment.media == "video"
    still_join = segment.transition if lead else ""
    described: dict[str, Any] = {
        "src": segment.digest,
        "media": segment.media,
        "at": at,
        "to": to,
        "from": max(0, first - clip.first) if moving or lead else 0,
        "frames": clip.frames if moving else 0,
        "lead": lead,
        "join": still_join,
        "motion": segment.motion,
        "filter": segment.filter,
        "strength": segment.filter_strength if segment.filter != "none" else 1.0,
        "fit": segment.fit or "cover",
        "backdrop": segment.backdrop,
    }
    if segment.media == "video":
        described |= {"speed": segment.speed, "trim": segment.trim}
    return described


def describe_text(text: TextFrames, first: int, end: int) -> dict[str, Any]:
    """One text of a chunk, times local to both."""
    segment = text.segment
    return {
        "text": segment.text,
        "place": segment.place,
        "color": segment.color,
        "style": segment.style,
        "at": max(0, text.first - first),
        "to": min(end, text.first + text.frames) - first,
        "from": max(0, first - text.first),
        "frames": text.frames,
    }
