"""Wishes about music into edits."""

from __future__ import annotations

from i2v_widgets.backend.director.plan import Doer, Plan, ids
from i2v_widgets.backend.director.wishes import Wish
from i2v_widgets.draft import edits as e
from i2v_widgets.draft.model import Segment


def _music(plan: Plan, w: Wish, about: list[Segment]) -> None:
    there = plan.draft.segments("audio")
    sounds = {m.digest: m for m in plan.media if m.kind == "audio"}
    if w["only"] and (there or (not plan.fresh and w["near"] is None and not _asked(plan))):
        return None  # only its volume or its fades were spoken of
    if w["media"]:
        if w["media"] not in sounds:
            return plan.note("song_gone")
        return plan.do(e.Music(media=w["media"]))
    if w["mood"]:
        return plan.do(e.Music(w["mood"], seed=1))
    if there and w["other"]:
        now = there[0]
        return plan.do(e.Music(now.mood or "calm", seed=now.seed + 1))
    if there:
        return None
    if sounds:
        digest, medium = next(iter(sounds.items()))
        plan.do(e.Music(media=digest))
        return plan.note("chose_song", name=medium.name)
    plan.do(e.Music("calm", seed=1))
    return plan.note("chose_mood", mood="calm")


def _asked(plan: Plan) -> bool:
    """A film made in this message gets the music whose volume it names; one that was there says it has none."""
    return plan.fresh


def _no_music(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if sounds := plan.draft.segments("audio"):
        plan.do(e.Remove(ids(sounds)))
    elif not plan.fresh:
        plan.note("same")


def _volume(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if plan.fresh and not plan.draft.segments("audio"):
        _music(plan, Wish("music"), [])  # a new film that names a volume wants music
    sounds = plan.draft.segments("audio")
    if not sounds:
        return plan.note("no_music")
    now = sounds[0].volume
    value = w["value"] if w["value"] is not None else now * w["times"]
    if w["value"] is None and w["times"] > 1:
        if now >= 1:
            return plan.note("loudest")
        value = max(value, now + 0.05)
    plan.do(e.Volume(ids(sounds), max(0.0, min(1.0, value))))
    return None


def _fades(plan: Plan, w: Wish, about: list[Segment]) -> None:
    if sounds := plan.draft.segments("audio"):
        plan.do(e.Fades(ids(sounds), w["fade_in"], w["fade_out"]))
    else:
        plan.note("no_music")


SOUND: dict[str, Doer] = {"music": _music, "nomusic": _no_music, "volume": _volume, "fades": _fades}
