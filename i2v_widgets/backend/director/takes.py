"""What a piece may hold that says nothing by itself, and which topics take it."""

from __future__ import annotations

SLOTS = (
    "quote",
    "time",
    "span",
    "point",
    "share",
    "factor",
    "place",
    "color",
    "ref",
    "but",
    "when",
    "spot",
    "dir",
    "number",
    "clock",
    "file",
)
TAKES = {
    "text": {"quote", "color", "place", "when", "span", "point", "time", "ref", "but", "number"},
    "music": {"share", "span", "when", "number", "point"},
    "fade": {"time", "span", "when", "number"},
    "join": {"time", "ref", "but", "dir"},
    "motion": {"ref", "but", "dir", "time"},
    "look": {"ref", "but", "share"},
    "film": {"time", "ref", "but"},
    "order": {"ref", "spot", "but", "number"},
    "clip": {"time", "ref", "but", "factor"},
}
