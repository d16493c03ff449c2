"""A draft in one line, in the form the agent's users know."""

from __future__ import annotations

from i2v_widgets.draft.model import Draft, Segment, Track
from i2v_widgets.draft.names import percent, seconds

FEW = 6  # segments named one by one; of more only the first and the span are told
LABELS = {
    "video": ("Video", "视频"),
    "audio": ("BGM", "背景音乐"),
    "text": ("Title", "字幕"),
    "other": ("Track", "轨道"),
}
NOUNS = {"video": "clips", "audio": "sounds", "text": "texts", "other": "parts"}


def summarise(draft: Draft, language: str = "en") -> str:
    """Tell all tracks.

    Parameters
    ----------
    draft : Draft
    language : {"en", "zh"}

    Returns
    -------
    str
        `Timeline (2 tracks): 1. Video: city timelapse (0-10s) 2. Title: "Urban Dreams" (0-3s)`
    """
    zh = language == "zh"
    count = len(draft.tracks)
    head = f"时间线（{count} 条轨道）：" if zh else f"Timeline ({count} track{'' if count == 1 else 's'}):"
    if not count:
        return head + ("空" if zh else " empty")
    lines = (f"{i}. {_label(track, zh)}: {_content(track, zh)}" for i, track in enumerate(draft.tracks, 1))
    return head + ("" if zh else " ") + " ".join(lines)


def _label(track: Track, zh: bool) -> str:
    if track.kind == "other" and track.name:
        return track.name
    return LABELS[track.kind][zh]


def _content(track: Track, zh: bool) -> str:
    segments = sorted(track.segments, key=lambda s: s.start_ms)
    if not segments:
        return "空" if zh else "empty"
    if len(segments) <= FEW:
        return (", " if not zh else "，").join(f"{_named(s, zh)} ({_span(s)})" for s in segments)
    start, end = segments[0].start, max(s.end for s in segments)
    parts = f"{len(segments)} 段" if zh else f"{len(segments)} {NOUNS[track.kind]}"
    comma = "，" if zh else ", "
    return f"{parts}{comma}{_named(segments[0], zh)} … {_named(segments[-1], zh)} ({seconds(start)}-{seconds(end)}s)"


def _named(segment: Segment, zh: bool) -> str:
    if segment.kind == "text":
        return f'"{segment.text or segment.name}"'
    return segment.name or segment.source.rsplit("/", 1)[-1] or segment.mood or ("未命名" if zh else "untitled")


def _span(segment: Segment) -> str:
    span = f"{seconds(segment.start)}-{seconds(segment.end)}s"
    return f"{span}, {percent(segment.volume)}" if segment.kind == "audio" else span
