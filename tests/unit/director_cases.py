"""Prompt cases at the director's level: the film, the history and the checks, without a server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from i2v_widgets.backend.director import Direction, direct
from i2v_widgets.draft import Draft, Media

FOLDER = Path(__file__).parents[1] / "prompts"
ROUTED = {"export", "credits", "status", "upload"}  # said to the dialogue, never to the director


def cases(folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def photos(count: int) -> list[Media]:
    return [Media(f"{i:064x}", f"p{i}.jpg", f"/photos/p{i}.jpg", "image", 600, 400) for i in range(count)]


class Talk:
    """A conversation about a film, with its history."""

    def __init__(self, media: list[Media]) -> None:
        self.media, self.draft, self.before = media, Draft(), Draft()
        self.past: list[Draft] = []
        self.future: list[Draft] = []

    def say(self, message: str) -> Direction:
        answer = direct(message, draft=self.draft, media=self.media, past=self.past, future=self.future)
        self.before = self.draft
        if answer.step == "undo":
            self.future.append(self.draft)
            self.past.pop()
        elif answer.step == "redo":
            self.past.append(self.draft)
            self.future.pop()
        elif answer.draft is not self.draft:
            self.past.append(self.draft)
            self.future.clear()
        self.draft = answer.draft
        return answer


def misses(case: dict[str, Any]) -> list[str]:
    """Say the turns; what does not hold, a line each."""
    talk = Talk(photos(case["photos"]))
    answer = None
    for turn in case["turns"]:
        answer = talk.say(turn)
    assert answer is not None
    return [line for key, want in case["expect"].items() for line in check(key, want, talk, answer)]


def check(key: str, want: Any, talk: Talk, answer: Direction) -> list[str]:
    draft = talk.draft
    clips, texts, sounds = draft.clips, draft.segments("text"), draft.segments("audio")

    def each(name: str) -> list[Any]:
        return [getattr(c, name) or "cut" if name == "transition" else getattr(c, name) for c in clips]

    def indexed(got: list[Any], good: Any) -> bool:
        return all(int(i) < len(got) and good(got[int(i)], w) for i, w in want.items())

    def near(got: float, wanted: float, by: float) -> bool:
        return abs(got - wanted) <= by + 1e-6

    got: Any = None
    if key == "duration":
        got, good = draft.duration, want[0] <= draft.duration <= want[1]
    elif key == "size":
        got = [draft.width, draft.height]
        good = got == want
    elif key == "fps":
        got, good = draft.fps, near(draft.fps, want, 0.01)
    elif key == "clips":
        got, good = len(clips), len(clips) == want
    elif key == "order":
        got = [int(re.findall(r"p(\d+)\.jpg$", c.source)[0]) for c in clips]
        good = got == want
    elif key == "clip_durations":
        got = each("duration")
        good = indexed(got, lambda g, w: near(g, w, 0.15))
    elif key in ("transition", "motion", "filter"):
        got = each(key)[1 if key == "transition" else 0 :]
        good = bool(clips) and set(got) <= set(want)
    elif key in ("transition_at", "motion_at", "filter_at"):
        got = each(key.removesuffix("_at"))
        good = indexed(got, lambda g, w: g in w)
        if key == "transition_at" and [c.id for c in talk.before.clips] == [c.id for c in clips]:
            was = [c.transition or "cut" for c in talk.before.clips]
            good = good and all(got[i] == was[i] for i in range(1, len(got)) if str(i) not in want)
    elif key == "transition_duration":
        got = each("transition_duration")[1:]
        good = all(near(g, want, 0.1) for g in got)
    elif key == "music":
        got, good = len(sounds), bool(sounds) == want
    elif key == "music_mood":
        got = [s.mood for s in sounds]
        good = bool(got) and all(g in want for g in got)
    elif key in ("volume", "volume_lt", "volume_gt"):
        got = [s.volume for s in sounds]
        holds = {
            "volume": lambda v: near(v, want, 0.03),
            "volume_lt": lambda v: v < want,
            "volume_gt": lambda v: v > want,
        }
        good = bool(got) and all(map(holds[key], got))
    elif key == "audio_fades":
        got = [sounds[0].fade_in, sounds[-1].fade_out] if sounds else []
        good = bool(got) and all(w is None or near(g, w, 0.3) for g, w in zip(got, want, strict=True))
    elif key == "titles":
        got = [t.text for t in texts]
        good = got == want
    elif key == "title_at":
        got = [[t.start, t.end] for t in texts]
        good = indexed(got, lambda g, w: near(g[0], w[0], 0.15) and near(g[1], w[1], 0.15))
    elif key == "title_over":
        got = [[t.start, t.end] for t in texts]
        good = indexed(got, lambda g, j: clips[j].start - 0.3 <= g[0] < g[1] <= clips[j].end + 0.3)
    elif key in ("title_place", "title_color"):
        got = [getattr(t, key.removeprefix("title_")) for t in texts]
        good = indexed(got, lambda g, w: g == w)
    elif key == "unchanged":
        got = [str(c) for c in talk.before.diff(draft)]
        good = (not got) == want and len(answer.reply) > 8
    elif key == "says":
        got, good = answer.reply, want.lower() in answer.reply.lower()
    elif key == "language":
        words = re.sub("“[^”]*”|「[^」]*」|‘[^’]*’", " ", answer.reply)
        han, latin = len(re.findall("[\u4e00-\u9fff]", words)), len(re.findall("[A-Za-z]{2,}", words))
        got, good = answer.reply, (han >= 2 and han >= latin / 2) if want == "zh" else (not han and latin > 0)
    elif key == "via":
        good = want == "stream"
    else:
        raise KeyError(key)
    return [] if good else [f"{key}: got {got!r}, wanted {want!r}"]


def playable(draft: Draft) -> bool:
    return all(
        b.start_ms == a.end_ms - round(b.transition_duration * 1000) and b.start_ms > a.start_ms
        for a, b in pairwise(draft.clips)
    ) and all(s.start_ms >= 0 and s.end_ms <= round(draft.duration * 1000) for t in draft.tracks for s in t.segments)


def score(folder: Path) -> None:
    """Print every case that does not hold, and the figure."""
    asked = held = 0
    for case in cases(folder):
        if case["expect"].get("via") in ROUTED:
            continue
        asked += 1
        if missed := misses(case):
            talk = Talk(photos(case["photos"]))
            print(
                case["id"],
                "|".join(case["turns"]),
                *missed,
                "→ " + [talk.say(t) for t in case["turns"]][-1].reply,
                sep="\n    ",
            )
        else:
            held += 1
    print(f"{held} of {asked} hold")
