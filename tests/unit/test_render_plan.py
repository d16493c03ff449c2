"""Where films are cut, and that chunks are known by what they show."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from i2v_widgets.backend.render.output import Encoding, Output
from i2v_widgets.backend.render.plan import Chunk, plan_chunks
from i2v_widgets.draft.model import Draft
from tests.unit.render_kit import draft


def chunks(film: Draft, *, quality: str = "high", ramp: bool = False) -> tuple[Chunk, ...]:
    encoding = Encoding.of(Output(quality=quality), film.width, film.height, film.fps)
    return plan_chunks(film, encoding, ramp=ramp)


def digests(count: int) -> list[str]:
    return [f"{i:064x}" for i in range(1, count + 1)]


def keys(film: Draft) -> list[str]:
    return [chunk.key for chunk in chunks(film)]


@given(
    st.lists(st.integers(40, 20_000), min_size=1, max_size=25),
    st.sampled_from([24, 25, 30, 60]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_chunks_cover_the_film_and_none_is_too_short(lengths: list[int], fps: int, joins: bool, ramp: bool) -> None:
    clips = [
        {
            "id": str(i),
            "d": d,
            "src": f"{i % 5:064x}",
            "m": {"motion": "zoom-in", **({"transition": {"name": "crossfade", "d": 500}} if i and joins else {})},
        }
        for i, d in enumerate(lengths)
    ]
    film = Draft.from_wire({"v": 1, "w": 640, "h": 360, "fps": fps, "t": [{"id": "v", "tt": 0, "sg": clips}]})
    found = chunks(film, ramp=ramp)
    at = 0
    for chunk in found:
        assert chunk.first == at
        at += chunk.frames
        spec = json.loads(chunk.spec)
        assert spec["frames"] == chunk.frames
        seen = [0] * chunk.frames
        for layer in spec["clips"]:
            for frame in range(layer["at"], layer["to"]):
                seen[frame] += 1
        assert set(seen) <= {1, 2}
        assert chunk.frames >= 3 or len(found) == 1
    from i2v_widgets.draft.frames import total_frames

    assert at == total_frames(film)
    if not ramp and max(lengths) < 4000:
        assert max(chunk.frames for chunk in found) <= 4 * 90


def test_three_second_photos_give_chunks_of_about_ninety_frames() -> None:
    found = chunks(draft(digests(10), ms=3600, join="crossfade", join_ms=600))
    assert all(80 <= c.frames <= 100 for c in found[1:-1])
    assert len(found) == 11


def test_a_preview_begins_with_small_chunks() -> None:
    film = draft(digests(10), ms=3000, join="crossfade", join_ms=600)
    assert [c.frames for c in chunks(film, ramp=True)][:4] == [15, 15, 30, 60]


def test_moving_a_clip_renders_only_its_joins_anew() -> None:
    order = digests(20)
    film = draft(order, ms=3000, join="crossfade", motion=("zoom-in",))
    swapped = draft([*order[:5], order[6], order[5], *order[7:]], ms=3000, join="crossfade", motion=("zoom-in",))
    assert len(set(keys(swapped)) - set(keys(film))) <= 3
    removed = draft([*order[:5], *order[6:]], ms=3000, join="crossfade", motion=("zoom-in",))
    assert len(set(keys(removed)) - set(keys(film))) == 1


def test_a_title_touches_only_the_chunks_that_show_it() -> None:
    order = digests(12)
    plain = draft(order, ms=3000, join="crossfade")
    one = draft(order, ms=3000, join="crossfade", texts=[{"text": "One", "st": 0, "d": 3000}])
    two = draft(order, ms=3000, join="crossfade", texts=[{"text": "Two", "st": 0, "d": 3000}])
    assert 1 <= len(set(keys(one)) - set(keys(plain))) <= 2
    assert len(set(keys(two)) - set(keys(one))) == len(set(keys(one)) - set(keys(plain)))


def test_short_clips_share_a_chunk_and_the_groups_do_not_depend_on_the_beginning() -> None:
    order = digests(60)
    film = draft(order, ms=500, motion=("pan-left",))
    found = chunks(film)
    assert len(found) < 25
    later = draft(order[3:], ms=500, motion=("pan-left",))
    assert len(set(keys(later)) - set(keys(film))) <= 2


def test_the_key_holds_what_is_seen_and_nothing_else() -> None:
    one = digests(1)
    base = keys(draft(one, motion=("zoom-in",)))
    assert keys(draft(one, motion=("zoom-in",), name="another name")) == base
    assert keys(draft(one, motion=("zoom-in",), music={"mood": "calm"})) == base
    for other in (
        draft(one, motion=("zoom-out",)),
        draft(one, motion=("zoom-in",), filter="mono"),
        draft(one, motion=("zoom-in",), size=(322, 180)),
        draft(one, motion=("zoom-in",), fps=25),
        draft(["f" * 64], motion=("zoom-in",)),
    ):
        assert set(keys(other)).isdisjoint(base)
    film = draft(one)
    assert {c.key for c in chunks(film)}.isdisjoint(c.key for c in chunks(film, quality="max"))
