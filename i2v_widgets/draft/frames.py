"""Where each clip stands in frames: the one arithmetic that draft, director and renderer share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from i2v_widgets.draft.model import Draft, Segment, copy_json

MOST_OVERLAP = 0.45  # of the shorter neighbour: a clip between two joins keeps a tenth of its time to itself
FIXED_END, WHOLE_FILM, WITH_CLIP = "end", "film", "clip:"


@dataclass(frozen=True, slots=True)
class ClipFrames:
    """One clip in frames.

    Attributes
    ----------
    segment : Segment
    first : int
        Absolute number of its first own frame.
    frames : int
        How many frames it has, those of both joins included.
    lead : int
        How many of them overlap with the clip before; 0 for a cut.
    """

    segment: Segment
    first: int
    frames: int
    lead: int

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.first + self.frames


def to_frame(ms: float, fps: float) -> int:
    """Return the nearest frame."""
    return round(ms * fps / 1000)


def to_ms(frame: int, fps: float) -> int:
    """Return when that frame begins, in whole ms."""
    return round(frame * 1000 / fps)


def clamp_lead(wanted: int, before: int, after: int) -> int:
    """Limit a join to what both neighbours can spare, in frames."""
    return max(0, min(wanted, int(MOST_OVERLAP * min(before, after))))


def frame_plan(draft: Draft) -> tuple[ClipFrames, ...]:
    """Lay the video track's clips out in frames, from 0, without gaps."""
    plan: list[ClipFrames] = []
    for segment in draft.clips:
        frames = max(1, to_frame(segment.duration_ms, draft.fps))
        lead = 0
        if plan and segment.transition:
            lead = clamp_lead(to_frame(segment.transition_duration * 1000, draft.fps), plan[-1].frames, frames)
        plan.append(ClipFrames(segment, plan[-1].end - lead if plan else 0, frames, lead))
    return tuple(plan)


def total_frames(draft: Draft) -> int:
    """Frames of the whole film: the end of the last clip; of the longest track where there are no clips."""
    plan = frame_plan(draft)
    return plan[-1].end if plan else to_frame(draft.duration * 1000, draft.fps)


def lay_out(wire: Any) -> Any:
    """Make a draft playable: times from frames, joins clamped, sound and text inside the film.

    Every `st`, every clip's `d`, each join's `d` and the film's `d` are derived anew, so a clip of 3 s is the same
    clip wherever it stands and neighbours overlap by exactly the join's time. A join that has no room is dropped.

    Parameters
    ----------
    wire : dict
        A draft of this package's own form (`v` 1).

    Returns
    -------
    dict
        A new wire; the argument is left alone.
    """
    return lay_out_in_place(copy_json(wire))


def lay_out_in_place(wire: Any) -> Any:
    """Do the same to the wire itself."""
    draft = Draft.adopt(wire)
    plan, was = frame_plan(draft), wire.get("d", 0)
    fps, film = draft.fps, to_ms(plan[-1].end, draft.fps) if plan else 0
    spans = {c.segment.id: (to_ms(c.first, fps), to_ms(c.end, fps)) for c in plan}
    video = next((t for t in wire.get("t", []) if t.get("tt") == 0), None)
    for item, clip in zip(video["sg"] if video else [], plan, strict=True):
        item["st"], end = spans[clip.segment.id]
        item["d"] = end - item["st"]
        join = item.get("m", {}).get("transition")
        if join and clip.lead:
            before = plan[plan.index(clip) - 1]
            join["d"] = to_ms(before.end, fps) - item["st"]
        elif join is not None:
            del item["m"]["transition"]
    for track in wire.get("t", []):
        if track is not video and track.get("tt") in (1, 7):
            track["sg"] = [kept for item in track["sg"] if (kept := _inside(item, film, was, spans))]
    wire["t"] = [track for track in wire.get("t", []) if track["sg"] or track is video]
    wire["d"] = film
    return wire


def _inside(item: dict[str, Any], film: int, was: int, spans: dict[str, tuple[int, int]]) -> dict[str, Any] | None:
    """Put a sound or text where its anchor says and inside the film; None when nothing of it is left."""
    m = item.setdefault("m", {})
    anchor, start, length = m.get("anchor", ""), item.get("st", 0), item.get("d", 0)
    if anchor == WHOLE_FILM:
        start, length = 0, min(film, m.get("length", film))
    elif anchor == FIXED_END:
        start += film - was
    elif anchor.startswith(WITH_CLIP):
        if anchor.removeprefix(WITH_CLIP) not in spans:
            return None
        start, end = spans[anchor.removeprefix(WITH_CLIP)]
        length = end - start
    elif start >= film > 0 and m.get("text"):  # the film became shorter than this: it shows at the end instead
        start = film - length
    start = max(0, start)
    item["st"], item["d"] = start, min(length, film - start)
    for fade in ("fade_in", "fade_out"):
        if fade in m:
            m[fade] = max(0, min(m[fade], item["d"]))
    return item if item["d"] > 0 else None


def fit_frames(now: Sequence[int], leads: Sequence[int], total: int) -> list[int]:
    """Share a wanted film length among clips in proportion, to the frame.

    Parameters
    ----------
    now : sequence of int
        Frames each clip has now; the shares keep their proportions.
    leads : sequence of int
        Frames each clip's join wants (the first is 0); clamped as `frame_plan` will clamp them.
    total : int
        Frames the film shall have; at least one per clip is given.

    Returns
    -------
    list of int
        Frames of each clip, such that the plan's end is `total`.
    """
    if not now:
        return []
    total, whole = max(total, len(now)), sum(now) or 1
    overlap, shares = 0, [1] * len(now)
    for _ in range(12):  # the joins' clamp depends on the shares and they on it: settles in two or three rounds
        shares = _apportion([n / whole for n in now], total + overlap)
        found = overlap_of(shares, leads)
        if found == overlap:
            return shares
        overlap = found
    while (
        miss := total - sum(shares) + overlap_of(shares, leads)
    ) != 0:  # it circles: mend the longest by single frames
        shares[max(range(len(shares)), key=shares.__getitem__)] += 1 if miss > 0 else -1
        if min(shares) < 1:
            return _apportion([n / whole for n in now], total)
    return shares


def overlap_of(frames: Sequence[int], leads: Sequence[int]) -> int:
    """All joins together, in frames, clamped as the plan clamps them."""
    pairs = zip(leads[1:], frames, frames[1:], strict=False)
    return sum(clamp_lead(lead, before, after) for lead, before, after in pairs)


def _apportion(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers of at least 1 in those proportions with that sum; equal parts differ by 1 at the most."""
    ends, at = [0], 0.0
    for part in parts:
        at += part
        ends.append(max(ends[-1] + 1, round(at * total)))
    shares = [b - a for a, b in pairwise(ends)]
    while sum(shares) > total:
        longest = max(range(len(shares)), key=shares.__getitem__)
        shares[longest] -= 1
    shares[-1] += total - sum(shares)
    return shares
