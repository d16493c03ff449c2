"""A draft as the timeline widget shows it: plain JSON in seconds, without what is not there."""

from __future__ import annotations

from typing import Any

from i2v_widgets.draft.model import Draft, Segment


def view(draft: Draft) -> dict[str, Any]:
    """Return the film for the front end; an empty dict when there is none."""
    if draft.is_empty:
        return {}
    tracks = [
        {"id": t.id, "kind": t.kind, "name": t.name, "segments": [view_segment(s) for s in t.segments]}
        for t in draft.tracks
    ]
    return {
        "duration": draft.duration,
        "width": draft.width,
        "height": draft.height,
        "fps": draft.fps,
        "name": draft.name,
        "tracks": tracks,
    }


def view_segment(segment: Segment) -> dict[str, Any]:
    """Return one segment; what it does not have, or has only by default, is left out."""
    join = {"name": segment.transition, "duration": segment.transition_duration} if segment.transition else None
    sounding = segment.kind == "audio" or segment.media == "video"
    found = {
        "id": segment.id,
        "start": segment.start,
        "duration": segment.duration,
        "name": segment.name,
        "text": segment.text,
        "digest": segment.digest,
        "source": segment.source,
        "media": segment.media,
        "volume": segment.volume if sounding else None,
        "transition": join,
        "motion": None if segment.motion == "none" else segment.motion,
        "filter": None if segment.filter == "none" else segment.filter,
        "speed": None if segment.speed == 1 else segment.speed,
        "place": segment.place,
        "color": segment.color,
        "mood": segment.mood,
        "fade_in": segment.fade_in or None,
        "fade_out": segment.fade_out or None,
    }
    return {key: value for key, value in found.items() if value not in (None, "")}
