"""The timeline as data: model, frames, edits, and how changes are told."""

from i2v_widgets.draft.diff import Change
from i2v_widgets.draft.frames import ClipFrames, frame_plan, lay_out, to_frame, total_frames
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft, Segment, Track

__all__ = [
    "Change",
    "ClipFrames",
    "Draft",
    "Media",
    "Segment",
    "Track",
    "frame_plan",
    "lay_out",
    "to_frame",
    "total_frames",
]
