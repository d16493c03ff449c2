"""A draft reads anything and loses nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.draft import Draft, Media, frame_plan, lay_out, total_frames

HOSTED = {
    "zz": [1, None],
    "t": [
        {"tt": 0, "sg": [{"d": 10000, "m": {"name": "city timelapse", "odd": {"b": 1, "a": 2}}}]},
        {"tt": 1, "sg": [{"d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
        {"tt": 7, "sg": [{"st": 0, "d": 3000, "m": {"text": "Urban Dreams"}}]},
        {"tt": 42, "sg": [{"d": 1}], "m": {"name": "effects"}},
    ],
}

LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    LEAF, lambda c: st.lists(c, max_size=4) | st.dictionaries(st.text(max_size=4), c, max_size=4), max_leaves=20
)
KEYS = st.sampled_from(["t", "tt", "sg", "d", "st", "m", "id", "src", "w", "h", "fps", "v", "name", "text", "volume"])
DRAFTLIKE = st.recursive(
    LEAF | st.sampled_from([0, 1, 7, 30]),
    lambda c: st.lists(c, max_size=3) | st.dictionaries(KEYS, c, max_size=5),
    max_leaves=25,
)


def clip(id, ms, join=None, **m):
    if join:
        m["transition"] = {"name": join[0], "d": join[1]}
    return {"id": id, "st": 0, "d": ms, "src": None, "m": {"name": id, "media": "image", **m}}


def film(*clips, fps=30, others=()):
    return {"v": 1, "d": 0, "w": 1920, "h": 1080, "fps": fps, "t": [{"id": "v", "tt": 0, "sg": [*clips]}, *others]}


def test_reads_what_the_hosted_one_sends():
    draft = Draft.from_wire(HOSTED)
    assert [t.kind for t in draft.tracks] == ["video", "audio", "text", "other"]
    assert (draft.duration, draft.clips[0].name, draft.segments("audio")[0].volume) == (10.0, "city timelapse", 0.35)
    assert draft.to_view()["tracks"][2]["segments"][0]["text"] == "Urban Dreams"


def test_gives_the_same_json_back_in_the_same_order():
    assert json.dumps(Draft.from_wire(HOSTED).to_wire()) == json.dumps(HOSTED)


def test_a_wire_handed_out_or_in_is_nobodys_way_to_change_the_draft():
    wire = json.loads(json.dumps(HOSTED))
    draft = Draft.from_wire(wire)
    wire["t"].clear()
    draft.to_wire()["t"].clear()
    assert len(draft.tracks) == 4


def test_segments_without_a_start_follow_each_other():
    draft = Draft.from_wire({"t": [{"tt": 0, "sg": [{"d": 1000}, {"d": "500"}, {"d": 250.0}]}]})
    assert [s.start for s in draft.clips] == [0.0, 1.0, 1.5]


def test_thousands_of_levels_are_no_trouble():
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    assert Draft.from_wire({"t": deep}).is_empty


@given(JSON | DRAFTLIKE)
def test_any_json_is_a_draft(wire):
    draft = Draft.from_wire(wire)
    assert json.dumps(draft.to_wire()) == json.dumps(wire)
    json.dumps(draft.to_view(), allow_nan=False)
    assert draft.duration >= 0
    assert all(s.start >= 0 and s.duration >= 0 for t in draft.tracks for s in t.segments)
    frame_plan(draft)
    assert hash(draft) == hash(Draft.from_wire(wire))


def test_clips_overlap_by_exactly_the_join():
    draft = Draft(lay_out(film(clip("a", 3000), clip("b", 3000, ("crossfade", 600)), clip("c", 3000))))
    assert [(c.first, c.frames, c.lead) for c in frame_plan(draft)] == [(0, 90, 0), (72, 90, 18), (162, 90, 0)]
    assert draft.duration == 8.4
    assert total_frames(draft) == 252


def test_a_join_never_takes_more_than_its_neighbours_have():
    draft = Draft(lay_out(film(clip("a", 1000), clip("b", 400, ("zoom", 5000)), clip("c", 1000, ("blur", 5000)))))
    plan = frame_plan(draft)
    assert [c.lead for c in plan] == [0, 5, 5]
    assert draft.clips[1].transition_duration == pytest.approx(5 / 30, abs=0.001)


def test_the_first_clip_has_no_join_and_one_without_room_becomes_a_cut():
    draft = Draft(lay_out(film(clip("a", 1000, ("zoom", 500)), clip("b", 34, ("zoom", 500)))))
    assert [c.transition for c in draft.clips] == ["", ""]


def test_sound_and_text_stay_inside_the_film_and_follow_their_anchors():
    others = [
        {"id": "a", "tt": 1, "sg": [{"id": "m", "st": 0, "d": 1, "src": None, "m": {"anchor": "film"}}]},
        {
            "id": "x",
            "tt": 7,
            "sg": [
                {"id": "late", "st": 90000, "d": 2000, "src": None, "m": {"text": "late"}},
                {"id": "over", "st": 0, "d": 1, "src": None, "m": {"text": "over", "anchor": "clip:b"}},
                {"id": "gone", "st": 0, "d": 1, "src": None, "m": {"text": "gone", "anchor": "clip:zz"}},
            ],
        },
    ]
    draft = Draft(lay_out(film(clip("a", 3000), clip("b", 3000), others=others)))
    spans = {s.id: (s.start, s.end) for t in draft.tracks[1:] for s in t.segments}
    assert spans == {"m": (0, 6), "late": (4, 6), "over": (3, 6)}


@given(
    st.lists(st.tuples(st.integers(0, 20000), st.integers(0, 5000)), min_size=1, max_size=8),
    st.sampled_from([24, 25, 29.97, 30, 60]),
)
def test_every_layout_is_playable_and_laying_out_again_changes_nothing(clips, fps):
    wire = lay_out(film(*(clip(f"c{i}", d, ("crossfade", j)) for i, (d, j) in enumerate(clips)), fps=fps))
    draft = Draft(wire)
    for before, after in zip(draft.clips, draft.clips[1:], strict=False):
        assert after.start_ms == before.end_ms - round(after.transition_duration * 1000)
        assert after.start_ms > before.start_ms
    assert draft.clips[0].start_ms == 0
    assert wire["d"] == draft.clips[-1].end_ms == round(total_frames(draft) * 1000 / fps)
    assert lay_out(wire) == wire


def test_media_goes_over_the_wire_and_back():
    media = Media("ab" * 32, "beach one.heic", "/x/beach one.heic", "image", 300, 200, None, 9, "2026-01-01T10:00:00")
    assert Media.from_wire(media.to_wire()) == media
    assert media.title == "beach one"


def test_a_film_is_called_by_its_name_or_by_its_first_words() -> None:
    text = {"id": "t", "tt": 7, "sg": [{"id": "x", "st": 0, "d": 3000, "src": None, "m": {"text": "Urban\nDreams"}}]}
    assert Draft({"t": [text], "m": {}}).title == "Urban Dreams"
    assert Draft({"t": [text], "m": {"name": "My town"}}).title == "My town"
    assert Draft({}).title == ""
