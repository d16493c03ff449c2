"""The way back: from a draft after an edit to the one before, as an edit that holds only what differs."""

from __future__ import annotations

from typing import Any

from i2v_widgets.draft.edits import BadEdit, Restore
from i2v_widgets.draft.model import Draft, copy_json


def restoring(before: Draft, after: Draft) -> Restore:
    """Return the edit that leads from `after` back to `before`, exactly, whatever the wire holds.

    A segment that is the same in both is named by its id; every other part of `before` stands in the edit. What a
    foreign wire has in places where segments are expected is kept as it is.
    """
    known = _by_id(after.wire)
    wire = before.to_wire()
    if not isinstance(wire, dict):
        return Restore(wire, None, {})
    segments: dict[str, Any] = {}
    tracks = wire.get("t")
    if not isinstance(tracks, list):
        return Restore(wire, None, {})
    for track in tracks:
        if isinstance(track, dict) and isinstance(track.get("sg"), list):
            for i, item in enumerate(track["sg"]):
                id = item.get("id") if isinstance(item, dict) else None
                if isinstance(id, str) and id not in segments:
                    if not _same(known.get(id), item):
                        segments[id] = item
                    track["sg"][i] = {"ref": id}
                else:
                    track["sg"][i] = {"item": item}
    wire["t"] = None  # its place among the keys
    return Restore(wire, tuple(tracks), segments)


def restored(after: Draft, edit: Restore) -> Any:
    """Put it back."""
    film = copy_json(edit.film)
    if edit.tracks is None or not isinstance(film, dict):
        return film
    known = _by_id(after.wire)
    tracks = copy_json(list(edit.tracks))
    for track in tracks:
        if isinstance(track, dict) and isinstance(track.get("sg"), list):
            track["sg"] = [_item(s, known, edit) for s in track["sg"]]
    film["t"] = tracks
    return film


def _item(entry: Any, known: dict[str, Any], edit: Restore) -> Any:
    if not isinstance(entry, dict):
        raise BadEdit("This way back is damaged.")
    if "item" in entry:
        return entry["item"]
    id = entry.get("ref")
    found = edit.segments.get(id, known.get(id)) if isinstance(id, str) else None
    if found is None:
        raise BadEdit(f"The way back leads to segment {id!r}, which is not there.")
    return copy_json(found)


def _by_id(wire: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    tracks = wire.get("t") if isinstance(wire, dict) else None
    for track in tracks if isinstance(tracks, list) else []:
        listed = track.get("sg") if isinstance(track, dict) else None
        for item in listed if isinstance(listed, list) else []:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                found.setdefault(item["id"], item)
    return found


def _same(a: Any, b: Any) -> bool:
    """Equal, to the order of keys and the type of numbers."""
    return a is not None and repr(a) == repr(b)
