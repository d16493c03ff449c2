"""Wishes into edits: photos resolved, times computed, all applied in an order that lets a sentence hold together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from i2v_widgets.backend.director.meant import OutOfRange, Ref, resolve
from i2v_widgets.backend.director.wishes import ALL, Wish
from i2v_widgets.draft import edits as e
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft, Segment

TALK = ("unknown", "idle", "vague", "help", "thanks", "ask", "asktext", "undo", "redo")
STRUCTURE = ("remove", "keeponly", "move", "swap", "reverse", "duplicate", "order", "sort", "shuffle", "addphotos")
LATER = (
    ("canvas",),
    ("cliptime",),
    ("scale", "length"),
    ("join",),
    ("motion", "look"),
    ("nomusic", "music"),
    ("volume", "fades"),
    ("untext", "retitle", "textstyle", "text"),
)  # the wishes of one line are done in the order said
MOST_EDITS = 200
MOST_WISHES = 24  # of one message; past this it is no sentence any more


class Plan:
    """A film on its way from one draft to the next.

    Attributes
    ----------
    draft : Draft
        As it stands now.
    edits : list of Edit
        What was done.
    notes : list of (str, dict)
        Keys of phrases to say besides the changes, with their values.
    """

    def __init__(self, draft: Draft, media: Sequence[Media]) -> None:
        self.draft, self.media = draft, list(media)
        self.pictures = [m for m in media if m.kind in ("image", "video")]
        self.edits: list[e.Edit] = []
        self.notes: list[tuple[str, dict[str, object]]] = []
        self.original = draft.clips
        self.texts_before = {s.id for s in draft.segments("text")}
        self.spoken: list[int] = []
        self.timed: list[str] = []
        self.fresh = False

    def do(self, edit: e.Edit) -> None:
        """Make an edit and remember it, unless it changes nothing."""
        if len(self.edits) >= MOST_EDITS:
            return
        try:
            after = e.apply(self.draft, [edit], self.media)
        except e.BadEdit:
            return
        if after is not self.draft:
            self.draft = after
            self.edits.append(edit)

    def note(self, key: str, **values: object) -> None:
        """Say this too, once."""
        if (key, values) not in self.notes:
            self.notes.append((key, values))

    def clips(self, ref: Ref | None, then: bool = False) -> list[Segment]:
        """The clips meant, as they are now; what is out of range is told and gives none.

        Places count in the film as it was before the message, unless it says "then" or "the new second one".
        """
        now = {c.id: c for c in self.draft.clips}
        for clips in (self.draft.clips, self.original) if then else (self.original, self.draft.clips):
            try:
                found = resolve(ref or ALL, [c.digest for c in clips], self.spoken)
            except OutOfRange as out:
                place = out.place
                continue
            if ref and not ref.whole and clips is self.original:
                self.spoken += [i for i in found if i not in self.spoken]
            if not found and ref and any(part[0] == "file" for part in ref.parts):
                self.note("missing_file", names=[c.name for c in self.draft.clips])
            return [now[clips[i].id] for i in found if clips[i].id in now]
        self.note("range", n=abs(place), count=len(self.original))
        return []

    def run(self, wishes: list[Wish]) -> None:
        """Do them all: the new film first, photos in the order said, then time, joins, motion, sound, text."""
        from i2v_widgets.backend.director.plan_sound import SOUND
        from i2v_widgets.backend.director.plan_text import TEXT

        doers: dict[str, Callable[[Plan, Wish, list[Segment]], None]] = {**FILM, **SOUND, **TEXT}
        make = [w for w in wishes if w.kind == "make"]
        if len(wishes) > MOST_WISHES:
            wishes = wishes[:MOST_WISHES]
            self.note("too_many", count=MOST_WISHES)
        active = [w for w in wishes if w.kind not in TALK and w.kind != "make"]
        if make or (self.draft.is_empty and active):
            self._make(make)
        waiting: list[tuple[Wish, list[Segment]]] = []
        for w in active:
            if w.kind in STRUCTURE:
                doers[w.kind](self, w, self.clips(w["ref"], w.then) if w["ref"] else [])
            elif w["ref"] is None or (found := self.clips(w["ref"], w.then)):
                waiting.append((w, found if w["ref"] else []))
        for kinds in LATER:
            for w, about in waiting:
                if w.kind in kinds:
                    now = {c.id: c for c in self.draft.clips}
                    doers[w.kind](self, w, [now[s.id] for s in about if s.id in now])

    def _make(self, make: list[Wish]) -> None:
        """Begin a film of the pictures that were chosen, else of all."""
        ref = next((w["ref"] for w in make if w["ref"]), None)
        try:
            chosen = resolve(ref or ALL, [m.digest for m in self.pictures])
        except OutOfRange as out:
            self.note("range", n=abs(out.place), count=len(self.pictures))
            chosen = list(range(len(self.pictures)))
        digests = tuple(self.pictures[i].digest for i in chosen) or tuple(m.digest for m in self.pictures)
        before, self.draft, self.fresh = self.draft, Draft(), True
        self.do(e.Make(digests))
        if before.name:
            self.do(e.Name(before.name))
        self.original = self.draft.clips


Doer = Callable[[Plan, Wish, list[Segment]], None]


def ids(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Their ids."""
    return tuple(s.id for s in segments)


def _remove(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if w["ref"] is None:
        plan.note("which_photo")
    elif about and len(about) == len(plan.draft.clips):
        plan.note("keep_one")
    elif about:
        plan.do(e.Remove(ids(about)))


def _keep_only(plan: Plan, w: Wish, about: list[Segment]) -> None:
    gone = [c.id for c in plan.draft.clips if c not in about]
    if about and gone:
        plan.do(e.Remove(tuple(gone)))


def _move(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if not about:
        return None
    rest = [c for c in plan.draft.clips if c not in about]
    to: int | None = None
    if w["spot"] in ("front", "back"):
        to = 0 if w["spot"] == "front" else len(rest)
    elif w["spot"] in ("later", "earlier"):
        to = plan.draft.clips.index(about[0]) + (1 if w["spot"] == "later" else -1)
    elif w["slot"]:
        to = w["slot"] - 1
        if not 0 <= to < len(plan.draft.clips):
            return plan.note("range", n=w["slot"], count=len(plan.draft.clips))
    elif target := plan.clips(w["before"] or w["after"], w.then):
        if target[0] in about:
            return plan.note("same_photo")
        to = rest.index(target[0]) if w["before"] else rest.index(target[-1]) + 1
    if to is not None:
        to = max(0, min(to, len(rest)))
        order = [*rest[:to], *about, *rest[to:]]
        plan.do(e.Move(about[0].id, to) if len(about) == 1 else e.Arrange(ids(order)))
    return None


def _swap(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if w["ref"] is None and len(plan.draft.clips) == 2:
        about = list(plan.draft.clips)
    if len(about) != 2:
        if not any(key in ("range", "missing_file") for key, _ in plan.notes):
            plan.note("which_photo")
        return
    order = list(ids(plan.draft.clips))
    a, b = order.index(about[0].id), order.index(about[1].id)
    order[a], order[b] = order[b], order[a]
    plan.do(e.Arrange(tuple(order)))


def _reverse(plan: Plan, w: Wish, about: list[Segment]) -> None:
    plan.do(e.Arrange(ids(plan.draft.clips[::-1])))


def _duplicate(plan: Plan, w: Wish, about: list[Segment]) -> None:
    for clip in about:
        before = {c.id for c in plan.draft.clips}
        plan.do(e.Duplicate(clip.id))
        copies = [c for c in plan.draft.clips if c.id not in before]
        if w["spot"] or w["slot"] or w["before"] or w["after"]:
            _move(plan, w, copies)


def _order(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if about:
        plan.do(e.Arrange(ids(about)))


def _sort(plan: Plan, w: Wish, about: list[Segment]) -> None:
    media = {m.digest: m for m in plan.media}

    def key(clip: Segment) -> tuple[bool, str, str]:
        m = media.get(clip.digest)
        taken = (m.taken or "") if m and w["by"] == "taken" else ""
        return (w["by"] == "taken" and not taken, taken, "" if w["by"] == "taken" else clip.name.lower())

    plan.do(e.Arrange(ids(sorted(plan.draft.clips, key=key))))


def _shuffle(plan: Plan, w: Wish, about: list[Segment]) -> None:
    import random

    clips = list(plan.draft.clips)
    mixed = clips[:]
    for seed in range(10):  # deterministic: the same film is mixed the same way
        random.Random(f"{len(clips)} {seed}").shuffle(mixed)
        if mixed != clips or len(clips) < 2:
            break
    plan.do(e.Arrange(ids(mixed)))


def _add_photos(plan: Plan, w: Wish, about: list[Segment]) -> None:
    shown = {c.digest for c in plan.draft.clips}
    fresh = tuple(m.digest for m in plan.pictures if m.digest not in shown)
    if w["ref"] and (named := tuple(p[1] for p in w["ref"].parts if p[0] == "file")):
        plan.notes = [n for n in plan.notes if n[0] != "missing_file"]
        fresh = tuple(str(d) for d in named if d in {m.digest for m in plan.pictures})
    if fresh:
        plan.do(e.Add(fresh))
    else:
        plan.note("no_new")


def _canvas(plan: Plan, w: Wish, about: list[Segment]) -> None:
    width, height = plan.draft.width or 1920, plan.draft.height or 1080
    if w["size"]:
        width, height = w["size"]
    if w["aspect"] or w["res"]:
        across, down = (int(n) for n in w["aspect"].split(":")) if w["aspect"] else (width, height)
        short = w["res"] or min(width, height)
        short = min(short, 2160)
        width, height = (
            (round(short * across / down), short) if across >= down else (short, round(short * down / across))
        )
        width, height = width // 2 * 2, height // 2 * 2
    plan.do(e.Canvas(width, height, w["fps"], w["fit"]))


def _clip_time(plan: Plan, w: Wish, about: list[Segment]) -> None:
    clips = about or list(plan.draft.clips)
    for clip in clips:
        seconds = w["seconds"] if w["seconds"] is not None else clip.duration * (w["times"] or 1) + (w["add"] or 0)
        plan.do(e.Trim(clip.id, max(0.1, seconds)))
    plan.timed += [clip.id for clip in clips]


def _scale(plan: Plan, w: Wish, about: list[Segment]) -> None:
    seconds = plan.draft.duration * (w["times"] or 1) + (w["add"] or 0)
    plan.do(e.Length(max(0.1 * len(plan.draft.clips), seconds)))


def _length(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if w["seconds"] > 7200:
        plan.note("too_long")
    elif w["seconds"] > 0:
        keep = tuple(plan.timed) if len(set(plan.timed)) < len(plan.draft.clips) else ()
        plan.do(e.Length(w["seconds"], keep))


def _join(plan: Plan, w: Wish, about: list[Segment]) -> None:
    clips = plan.draft.clips
    into = _into(plan, w, about)
    if w["scale"]:
        with_join = [c for c in into if c.transition]
        if not with_join:
            return plan.note("no_join")
        was = plan.draft
        for clip in with_join:
            plan.do(e.Join((clip.id,), None, clip.transition_duration * w["scale"]))
        return plan.note("clamped") if plan.draft is was else None
    if w["name"] == "varied":
        cycle = ("crossfade", "slide-left", "zoom", "wipe-right", "fade-white", "circle")
        for i, clip in enumerate(into):
            plan.do(e.Join((clip.id,), cycle[i % len(cycle)], w["seconds"]))
        return None
    name = w["name"]
    if name is None and w["seconds"] is None:
        name = "crossfade"
        into = [c for c in into if not c.transition] if not w["ref"] else into
    into = [c for c in into if c is not clips[0]]
    for _ in range(
        3 if w["seconds"] and plan.draft.asked_length else 1
    ):  # joins that have more room once the film is refitted
        plan.do(e.Join(ids(into), name, w["seconds"]))
    return None


def _into(plan: Plan, w: Wish, about: list[Segment]) -> list[Segment]:
    """The clips whose join is meant: each leads into its clip."""
    clips = list(plan.draft.clips)
    if not about or (w["ref"] and w["ref"].whole):
        return clips[1:]
    places = sorted(clips.index(c) for c in about)
    if w["ref"].parts[0][0] == "rest":
        return [clips[i] for i in places if i and clips[i].id not in plan_joined(plan)]
    if w["where"] == "between" and len(places) > 1:
        return clips[places[0] + 1 : places[-1] + 1]
    if w["where"] == "after":
        return [clips[i + 1] for i in places if i + 1 < len(clips)]
    return [clips[i] if i else clips[1] for i in places if i or len(clips) > 1]


def plan_joined(plan: Plan) -> set[str]:
    """Clips whose join this message has set before."""
    return {id for edit in plan.edits if isinstance(edit, e.Join) for id in edit.segments}


def _motion(plan: Plan, w: Wish, about: list[Segment]) -> None:
    from i2v_widgets.draft.names import FIRST_MOTIONS

    clips = about or list(plan.draft.clips)
    if w["name"] != "gentle":
        return plan.do(e.Motion(ids(clips), w["name"]))
    for i, clip in enumerate(clips):
        if clip.motion == "none" or not about:
            plan.do(e.Motion((clip.id,), FIRST_MOTIONS[i % len(FIRST_MOTIONS)]))
    return None


def _look(plan: Plan, w: Wish, about: list[Segment]) -> None:
    plan.do(e.Filter(ids(about or plan.draft.clips), w["name"], w["strength"]))


FILM: dict[str, Doer] = {
    "remove": _remove,
    "keeponly": _keep_only,
    "move": _move,
    "swap": _swap,
    "reverse": _reverse,
    "duplicate": _duplicate,
    "order": _order,
    "sort": _sort,
    "shuffle": _shuffle,
    "addphotos": _add_photos,
    "canvas": _canvas,
    "cliptime": _clip_time,
    "scale": _scale,
    "length": _length,
    "join": _join,
    "motion": _motion,
    "look": _look,
}
