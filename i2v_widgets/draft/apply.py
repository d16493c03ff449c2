"""What each edit does to the wire; every result is laid out anew, so it is playable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from i2v_widgets.draft import edits as e
from i2v_widgets.draft.frames import fit_frames, frame_plan, lay_out_in_place, to_frame, to_ms
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft
from i2v_widgets.draft.names import FILTERS, FIRST_MOTIONS, JOINS, MOODS, MOTIONS
from i2v_widgets.draft.stage import Stage, Wire, known, new_wire, own_form, seconds_ms

JOIN_MS = 600  # a join that nobody timed
MOST_CLIPS = 2000


def perform(draft: Draft, edit: e.Edit, media: Sequence[Media] = ()) -> Any:
    """Make one edit; returns the new wire."""
    if isinstance(edit, e.Restore):
        from i2v_widgets.draft.restore import restored

        return restored(draft, edit)
    stage = Stage(own_form(draft), {m.digest: m for m in media})
    do(edit, stage)
    if len(stage.clips) > MOST_CLIPS:
        raise e.BadEdit(f"A film has at most {MOST_CLIPS} clips.")
    wire: Wire = lay_out_in_place(stage.wire)
    if wire["m"].get("length"):
        wire = fitted(wire, wire["m"]["length"], edit.keep if isinstance(edit, e.Length) else ())
    return wire


def fitted(wire: Wire, length: int, keep: Sequence[str] = ()) -> Wire:
    """Bring the film to that length in ms, to the frame; clips in `keep` have their time as long as that can be."""
    draft = Draft.adopt(wire)
    plan = frame_plan(draft)
    leads = [to_frame(c.segment.transition_duration * 1000, draft.fps) for c in plan]
    total = to_frame(length, draft.fps)
    free = [i for i, c in enumerate(plan) if c.segment.id not in keep]
    held = sum(c.frames for c in plan if c.segment.id in keep) - sum(c.lead for c in plan)
    frames = [c.frames for c in plan]
    if keep and free and total - held >= len(free):
        shares = fit_frames([frames[i] for i in free], [0] * len(free), total - held)
        for i, share in zip(free, shares, strict=True):
            frames[i] = share
    else:
        frames = fit_frames(frames, leads, total)
    for item, share in zip(Stage(wire, {}).clips, frames, strict=True):
        item["d"] = to_ms(share, draft.fps)
    return lay_out_in_place(wire)  # type: ignore[no-any-return]


@singledispatch
def do(edit: e.Edit, stage: Stage) -> None:
    """Change the stage's wire as the edit says."""
    raise e.BadEdit(f"{edit.op} cannot be made.")


@do.register
def _(edit: e.Make, stage: Stage) -> None:
    wire = stage.wire
    stage.wire = {**new_wire(), "w": wire["w"], "h": wire["h"], "fps": wire["fps"]}
    for i, digest in enumerate(edit.media):
        stage.clips.append(stage.clip(digest, seconds_ms(edit.each), FIRST_MOTIONS[i % len(FIRST_MOTIONS)]))


@do.register
def _(edit: e.Add, stage: Stage) -> None:
    clips, joins = list(stage.clips), stage.joins()
    stills = sorted(c["d"] for c in clips if c["m"].get("media", "image") == "image")
    common = next((join for join in joins if join), None)
    looks = {c["m"].get("filter") for c in clips}
    at = len(clips) if edit.to is None else max(0, min(edit.to, len(clips)))
    for i, digest in enumerate(edit.media):
        motion = FIRST_MOTIONS[len(clips) % len(FIRST_MOTIONS)]
        clip = stage.clip(digest, stills[len(stills) // 2] if stills else 3000, motion)
        if len(looks) == 1 and (name := next(iter(looks))):  # a look that all have is the film's
            clip["m"]["filter"] = name
        clips.insert(at + i, clip)
        joins.insert(max(at + i, 1), common)
        stage.arrange(clips, joins[: len(clips)])
    stage.release()


@do.register
def _(edit: e.Remove, stage: Stage) -> None:
    gone = set(edit.segments)
    for id in gone:
        stage.find(id)
    if any(c["id"] in gone for c in stage.clips):
        kept = [i for i, c in enumerate(stage.clips) if c["id"] not in gone]
        joins = stage.joins()
        stage.arrange([stage.clips[i] for i in kept], [joins[i] for i in kept])
        stage.release()
    for track in stage.wire["t"]:
        track["sg"] = [item for item in track["sg"] if item["id"] not in gone]


@do.register
def _(edit: e.Move, stage: Stage) -> None:
    joins, (track, item) = stage.joins(), stage.find(edit.segment)
    if track.get("tt") != 0:
        raise e.BadEdit("Only pictures and films have a place in the order.")
    clips = [c for c in stage.clips if c is not item]
    clips.insert(max(0, min(edit.to, len(clips))), item)
    stage.arrange(clips, joins)


@do.register
def _(edit: e.Arrange, stage: Stage) -> None:
    place = {id: i for i, id in enumerate(edit.segments)}
    joins = stage.joins()
    stage.arrange(sorted(stage.clips, key=lambda c: place.get(c["id"], len(place))), joins)


def _copied(stage: Stage, id: str) -> tuple[list[Wire], list[Wire | None], int, Wire]:
    """Clips, joins, the clip's place and a copy of it with an id of its own."""
    _, item = stage.find(id)
    if item not in stage.clips:
        raise e.BadEdit("Only pictures and films can be doubled or split.")
    copy = {**item, "id": stage.fresh("c"), "m": {k: v for k, v in item["m"].items() if k != "transition"}}
    stage.release()
    return list(stage.clips), stage.joins(), stage.clips.index(item), copy


@do.register
def _(edit: e.Duplicate, stage: Stage) -> None:
    clips, joins, at, copy = _copied(stage, edit.segment)
    clips.insert(at + 1, copy)
    joins.insert(at + 1, next((join for join in joins if join), None))
    stage.arrange(clips, joins)


@do.register
def _(edit: e.Split, stage: Stage) -> None:
    clips, joins, at, copy = _copied(stage, edit.segment)
    item = clips[at]
    left = round(edit.at * 1000) - item["st"]
    if not 0 < left < item["d"]:
        raise e.BadEdit("The cut must be inside the clip.")
    copy["d"], item["d"] = item["d"] - left, left
    if copy["m"].get("media") == "video":
        copy["m"]["in"] = item["m"].get("in", 0) + round(left * item["m"].get("speed", 1))
    clips.insert(at + 1, copy)
    joins.insert(at + 1, None)
    stage.arrange(clips, joins)


@do.register
def _(edit: e.Trim, stage: Stage) -> None:
    track, item = stage.find(edit.segment)
    m = item["m"]
    if edit.duration is not None:
        item["d"] = seconds_ms(edit.duration)
    if track.get("tt") == 0:
        if m.get("media") == "video":
            m["in"] = round(edit.start * 1000) if edit.start else m.get("in", 0)
            m["in"] = max(0, min(m["in"], m.get("length", m["in"]) - 100))
            item["d"] = min(item["d"], round((m.get("length", item["d"]) - m["in"]) / m.get("speed", 1)))
        stage.release()
        return
    if edit.start is not None:
        item["st"] = seconds_ms(edit.start, 0.0)
    m.pop("anchor", None)
    if edit.anchor:
        m["anchor"] = edit.anchor


@do.register
def _(edit: e.Length, stage: Stage) -> None:
    stage.wire["m"]["length"] = seconds_ms(edit.duration)


@do.register
def _(edit: e.Speed, stage: Stage) -> None:
    factor = max(0.05, min(edit.factor, 20.0))
    for id in edit.segments:
        _, item = stage.find(id)
        item["d"] = max(1, round(item["d"] / factor))
        if item["m"].get("media") == "video":
            item["m"]["speed"] = round(item["m"].get("speed", 1) * factor, 4)
    if set(edit.segments) >= {c["id"] for c in stage.clips} and stage.wire["m"].get("length"):
        stage.wire["m"]["length"] = max(100, round(stage.wire["m"]["length"] / factor))
    else:
        stage.release()


@do.register
def _(edit: e.Join, stage: Stage) -> None:
    name = None if edit.name is None else known(edit.name, JOINS, "transition")
    for id in edit.segments:
        m = stage.find(id)[1]["m"]
        join = m.get("transition") or {"name": "crossfade", "d": JOIN_MS}
        ms = join["d"] if edit.duration is None else seconds_ms(edit.duration, 0.05)
        m["transition"] = {"name": name or join["name"], "d": ms}
        if name == "cut":
            del m["transition"]


@do.register
def _(edit: e.Motion, stage: Stage) -> None:
    for id in edit.segments:
        stage.find(id)[1]["m"]["motion"] = known(edit.name, MOTIONS, "motion")


@do.register
def _(edit: e.Filter, stage: Stage) -> None:
    for id in edit.segments:
        m = stage.find(id)[1]["m"]
        m["filter"] = known(edit.name, FILTERS, "filter")
        m.pop("filter_strength", None)
        if edit.name == "none":
            del m["filter"]
        elif edit.strength is not None:
            m["filter_strength"] = max(0.0, min(edit.strength, 1.0))


@do.register
def _(edit: e.Canvas, stage: Stage) -> None:
    for key, value in (("w", edit.width), ("h", edit.height)):
        if value is not None:
            stage.wire[key] = max(64, min(value, 7680)) // 2 * 2  # encoders want even sides
    if edit.fps is not None:
        stage.wire["fps"] = max(1.0, min(edit.fps, 120.0))
        if stage.wire["fps"] == int(stage.wire["fps"]):
            stage.wire["fps"] = int(stage.wire["fps"])
    if edit.fit is not None:
        for clip in stage.clips:
            clip["m"]["fit"] = known(edit.fit, ("cover", "fit"), "fit")


@do.register
def _(edit: e.Music, stage: Stage) -> None:
    track = stage.track("audio", "BGM")
    old = track["sg"][0] if track["sg"] else None
    kept = {k: old["m"][k] for k in ("volume", "fade_in", "fade_out") if k in old["m"]} if old else {}
    meta: Wire = {"anchor": "film", "volume": 1, **kept}
    if edit.media is not None:
        medium = stage.medium(edit.media)
        meta = {"name": medium.title, "source": medium.source or medium.name, "media": "audio", **meta}
        if medium.duration:
            meta["length"] = round(medium.duration * 1000)
    else:
        mood = known(edit.mood or "calm", MOODS, "music mood")
        seed = edit.seed if edit.seed is not None else (old or {"m": {}})["m"].get("seed", 1)
        meta = {"name": f"{MOODS[mood][0].capitalize()} music", "mood": mood, "seed": seed, **meta}
    id = old["id"] if old else stage.fresh("a")
    track["sg"] = [{"id": id, "st": 0, "d": max(1, stage.wire["d"]), "src": edit.media, "m": meta}]


@do.register
def _(edit: e.Volume, stage: Stage) -> None:
    for id in edit.segments:
        stage.find(id)[1]["m"]["volume"] = round(max(0.0, min(edit.value, 1.0)), 3)


@do.register
def _(edit: e.Fades, stage: Stage) -> None:
    for id in edit.segments:
        for key, value in (("fade_in", edit.fade_in), ("fade_out", edit.fade_out)):
            if value is not None:
                stage.find(id)[1]["m"][key] = seconds_ms(value, 0.0)


@do.register
def _(edit: e.Text, stage: Stage) -> None:
    start, ms = seconds_ms(edit.start, 0.0), seconds_ms(edit.duration)
    meta: Wire = {"text": edit.text, "place": edit.place, "color": edit.color, "style": edit.style}
    if edit.anchor:
        meta["anchor"] = edit.anchor
    tracks = [t for t in stage.wire["t"] if t.get("tt") == 7]
    free = (t for t in tracks if all(s["st"] + s["d"] <= start or s["st"] >= start + ms for s in t["sg"]))
    track = next(free, None) or stage.new_track("text", "Titles")  # texts at the same time stand on tracks of their own
    item = {"id": stage.fresh("x"), "st": start, "d": ms, "src": None, "m": meta}
    track["sg"] = sorted([*track["sg"], item], key=lambda s: s["st"])


@do.register
def _(edit: e.Retitle, stage: Stage) -> None:
    track, item = stage.find(edit.segment)
    item["m"]["text" if track.get("tt") == 7 else "name"] = edit.text


@do.register
def _(edit: e.Style, stage: Stage) -> None:
    for id in edit.segments:
        m = stage.find(id)[1]["m"]
        m.update({k: v for k in ("place", "color", "style") if (v := getattr(edit, k)) is not None})


@do.register
def _(edit: e.Name, stage: Stage) -> None:
    stage.wire["m"]["name"] = edit.text


def usual_join(draft: Draft) -> str:
    """The join most of the film's places have."""
    names = Counter(c.transition or "cut" for c in draft.clips[1:])
    return names.most_common(1)[0][0] if names else "cut"
