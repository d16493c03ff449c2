"""A draft on the bench: the wire in this package's own form, with its parts by name."""

from __future__ import annotations

import math
from typing import Any

from i2v_widgets.draft import edits as e
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import TYPES, Draft

LONGEST_S = 7200.0  # two hours: past this a length is a slip
SHORTEST_S = 0.1

Wire = dict[str, Any]


def new_wire() -> Wire:
    """An empty film, 1920×1080 at 30 frames a second."""
    return {"v": 1, "d": 0, "w": 1920, "h": 1080, "fps": 30, "t": [], "m": {}}


def own_form(draft: Draft) -> Wire:
    """Read a wire into this package's form, ids, times and metadata there; keys it does not know stay."""
    given = draft.to_wire()
    wire: Wire = {**new_wire(), **given} if isinstance(given, dict) else new_wire()
    wire.update(w=draft.width or 1920, h=draft.height or 1080, fps=draft.fps or 30, d=round(draft.duration * 1000))
    wire["m"] = wire["m"] if isinstance(wire["m"], dict) else {}
    wire["t"] = [t for t in wire["t"] if isinstance(t, dict)] if isinstance(wire["t"], list) else []
    taken: set[str] = set()
    for i, (track, read) in enumerate(zip(wire["t"], draft.tracks, strict=True)):
        track["id"] = read.id if isinstance(track.get("id"), str) else f"t{i}"
        track["sg"] = [s for s in track["sg"] if isinstance(s, dict)] if isinstance(track.get("sg"), list) else []
        for item, segment in zip(track["sg"], read.segments, strict=True):
            name = segment.id
            while name in taken:
                name += "'"
            taken.add(name)
            item.update(id=name, st=segment.start_ms, d=segment.duration_ms)
            m = item["m"] = item["m"] if isinstance(item.get("m"), dict) else {}
            if "transition" in m:
                join_ms = round(segment.transition_duration * 1000)
                m["transition"] = {"name": segment.transition, "d": join_ms} if segment.transition else None
                if m["transition"] is None:
                    del m["transition"]
            for key in ("fade_in", "fade_out"):
                if key in m:
                    m[key] = round(getattr(segment, key) * 1000)
            if "length" in m and not isinstance(m["length"], int):
                del m["length"]
            if not isinstance(m.get("anchor", ""), str):
                del m["anchor"]
    return wire


class Stage:
    """A wire being worked on: its parts by name, and the media it may use."""

    def __init__(self, wire: Wire, media: dict[str, Media]) -> None:
        self.wire, self.media = wire, media
        self.pinned: frozenset[str] = frozenset()

    def track(self, kind: str, name: str = "") -> Wire:
        """The first track of that kind, made when there is none."""
        for track in self.wire["t"]:
            if track.get("tt") == TYPES[kind]:
                return track  # type: ignore[no-any-return]
        return self.new_track(kind, name)

    def new_track(self, kind: str, name: str = "") -> Wire:
        """A further track; the video track comes first."""
        track = {"id": self.fresh("t"), "tt": TYPES[kind], "sg": [], "m": {"name": name} if name else {}}
        self.wire["t"].insert(0 if kind == "video" else len(self.wire["t"]), track)
        return track

    @property
    def clips(self) -> list[Wire]:
        """The video track's segments, the list itself."""
        return self.track("video")["sg"]  # type: ignore[no-any-return]

    def fresh(self, letter: str) -> str:
        """An id that no track or segment has."""
        taken = {t["id"] for t in self.wire["t"]} | {s["id"] for t in self.wire["t"] for s in t["sg"]}
        n = 1
        while f"{letter}{n}" in taken:
            n += 1
        return f"{letter}{n}"

    def find(self, id: str) -> tuple[Wire, Wire]:
        """The track and the segment of that id."""
        for track in self.wire["t"]:
            for item in track["sg"]:
                if item["id"] == id:
                    return track, item
        raise e.BadEdit(f"There is no segment {id!r} in the film.")

    def medium(self, digest: str) -> Media:
        """The media of that digest."""
        if digest not in self.media:
            raise e.BadEdit(f"There is no file {digest[:12]!r} in this session.")
        return self.media[digest]

    def clip(self, digest: str, ms: int, motion: str) -> Wire:
        """A new clip of that picture or film."""
        m = self.medium(digest)
        if m.kind == "audio":
            raise e.BadEdit(f"{m.name} is a sound, not a picture.")
        meta: Wire = {"name": m.title, "source": m.source or m.name, "media": m.kind}
        if m.kind == "video":
            ms = round((m.duration or ms / 1000) * 1000)
            meta["length"] = ms
        else:
            meta["motion"] = motion
        return {"id": self.fresh("c"), "st": 0, "d": ms, "src": digest, "m": meta}

    def joins(self) -> list[Wire | None]:
        """The join before each clip; the first is None."""
        return [c["m"].get("transition") for c in self.clips]

    def arrange(self, clips: list[Wire], joins: list[Wire | None]) -> None:
        """Give the film these clips, and the joins to the places between them."""
        self.track("video")["sg"] = clips
        for i, (clip, join) in enumerate(zip(clips, joins, strict=True)):
            clip["m"].pop("transition", None)
            if i and join:
                clip["m"]["transition"] = dict(join)

    def release(self) -> None:
        """A length asked for earlier no longer binds."""
        self.wire["m"].pop("length", None)


def seconds_ms(value: float, least: float = SHORTEST_S) -> int:
    """Seconds as whole ms, within what a film can have."""
    if not math.isfinite(value):
        raise e.BadEdit("A time must be a number of seconds.")
    return round(min(max(value, least), LONGEST_S) * 1000)


def known(name: str, names: Any, what: str) -> str:
    if name not in names:
        raise e.BadEdit(f"{name!r} is no {what}; known: {', '.join(names)}")
    return name
