"""The typed edits as a model sees them: one tool each, with a schema from their fields, and the film it works on."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from i2v_widgets.draft import edits as e
from i2v_widgets.draft.media import Media
from i2v_widgets.draft.model import Draft, Segment
from i2v_widgets.draft.names import FILTERS, JOINS, MOODS, MOTIONS, PLACES

PREFIX = "edit_"
STEPS = {"undo": "Take the last change back.", "redo": "Do again what was taken back."}
CHOICES: dict[tuple[str, str], Sequence[str]] = {
    ("join", "name"): tuple(JOINS),
    ("motion", "name"): tuple(MOTIONS),
    ("filter", "name"): tuple(FILTERS),
    ("music", "mood"): tuple(MOODS),
    ("text", "place"): tuple(PLACES),
    ("style", "place"): tuple(PLACES),
    ("text", "style"): ("title", "caption", "lower-third", "credits"),
    ("style", "style"): ("title", "caption", "lower-third", "credits"),
    ("canvas", "fit"): ("cover", "fit"),
}
TYPES = {str: "string", int: "integer", float: "number"}
RULES = """You are the director of a film made of photos. Change it with the tools, as the person asks, and with
nothing else. An empty film begins with edit_make; then length, joins, music and titles only if they are
asked for. A photo lasts 3 s and its motion is gentle unless the person says otherwise. Clips are named
by id ("c1"), files by key ("m1"). Times are seconds; edit_length sets the length of the whole film,
edit_trim that of one clip. A join belongs to the clip it leads into, so it is never on the first. An
anchor keeps a text where it belongs: "film" (throughout), "end", or "clip:<id>". Every tool answers with
the film as it is then. What no tool can do, you say you cannot, and name the nearest thing that you can.
At the end answer in one or two short sentences, in the language of the person, telling what you did and
what you assumed; no lists."""


@cache
def tools() -> tuple[dict[str, Any], ...]:
    """Every tool, in the form of chat completions."""
    found = [_tool(f"{PREFIX}{kind.op}", kind.__doc__ or "", *_schema(kind)) for kind in e.ALL if kind is not e.Restore]
    return (*found, *(_tool(name, what, {}, []) for name, what in STEPS.items()))


def _tool(name: str, what: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": what.strip(), "parameters": parameters}}


def _schema(kind: type[e.Edit]) -> tuple[dict[str, Any], list[str]]:
    hints = typing.get_type_hints(kind)
    properties, required = {}, []
    for f in fields(kind):
        options = typing.get_args(hints[f.name]) if isinstance(hints[f.name], types.UnionType) else (hints[f.name],)
        plain = next(option for option in options if option is not type(None))
        if plain == e.Ids:
            properties[f.name] = {"type": "array", "items": {"type": "string"}}
        else:
            properties[f.name] = {"type": TYPES[plain]}
        if (kind.op, f.name) in CHOICES:
            properties[f.name]["enum"] = list(CHOICES[kind.op, f.name])
        if f.default is MISSING:
            required.append(f.name)
    return properties, required


def read_call(name: str, args: Mapping[str, Any], keys: Mapping[str, str]) -> e.Edit:
    """Make an edit of a tool call; `keys` leads from the short names of files to their digests.

    Raises
    ------
    BadEdit
        No such tool, or arguments that do not fit it.
    """
    op = name.removeprefix(PREFIX)
    if op not in e.OPS or op == e.Restore.op:
        raise e.BadEdit(f"There is no tool {name[:80]!r}.")
    given = {k: v for k, v in args.items() if v is not None}
    for key, value in given.items():
        choices = CHOICES.get((op, key))
        if choices and value not in choices:
            raise e.BadEdit(f"{value!r} is no {key} of {name}; known: {', '.join(choices)}")
    media = given.get("media")
    if isinstance(media, str):
        given["media"] = keys.get(media, media)
    elif isinstance(media, list):
        given["media"] = [keys.get(str(m), m) for m in media]
    return e.from_wire({**given, "op": op})


def keys_of(media: Sequence[Media]) -> dict[str, str]:
    """Short names for files: a digest costs a model sixty tokens, and invites slips."""
    return {f"m{i}": m.digest for i, m in enumerate(media, 1)}


def describe(draft: Draft, media: Sequence[Media]) -> str:
    """Tell a model the film and the files, as compact JSON."""
    short = {digest: key for key, digest in keys_of(media).items()}
    files = [{"key": short[m.digest], "name": m.name, "kind": m.kind, "taken": m.taken} for m in media]
    film = {
        "seconds": round(draft.duration, 2), "width": draft.width, "height": draft.height, "fps": draft.fps,
        "clips": [_segment(s, short) for s in draft.clips],
        "music": [_segment(s, short) for s in draft.segments("audio")],
        "texts": [_segment(s, short) for s in draft.segments("text")],
    }  # fmt: skip
    held = {"film": film if draft.clips else "empty", "files": [{k: v for k, v in f.items() if v} for f in files]}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def _segment(s: Segment, short: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": s.id, "start": round(s.start, 2), "duration": round(s.duration, 2)}
    if s.kind == "text":
        found |= {"text": s.text, "place": s.place, "color": s.color, "style": s.style, "anchor": s.anchor}
    elif s.kind == "audio":
        found |= {"mood": s.mood, "volume": s.volume, "fade_in": s.fade_in, "fade_out": s.fade_out}
    else:
        found |= {"join": s.transition, "join_seconds": s.transition_duration, "motion": s.motion, "filter": s.filter}
    found |= {"file": short.get(s.digest), "name": s.name if s.kind != "text" else ""}
    return {k: v for k, v in found.items() if v not in (None, "", "none")}
