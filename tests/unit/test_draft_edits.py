"""Edits are pure, keep the film playable, and can be taken back."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.draft import Draft, Media, frame_plan, total_frames
from i2v_widgets.draft import edits as e
from tests.unit.test_draft_model import DRAFTLIKE

PICTURES = [Media(f"{i:064d}", f"p{i}.jpg", f"/x/p{i}.jpg", "image", 600, 400) for i in range(4)]
MEDIA = (
    *PICTURES,
    Media("f" * 64, "clip.mp4", "/x/clip.mp4", "video", 640, 360, 7.25),
    Media("e" * 64, "song.mp3", "/x/song.mp3", "audio", 0, 0, 5.0),
)
PHOTOS = tuple(m.digest for m in MEDIA[:4])


def make(*edits):
    return e.apply(Draft(), [e.Make(PHOTOS), *edits], MEDIA)


def ids(draft):
    return tuple(c.id for c in draft.clips)


def names(draft):
    return [c.name for c in draft.clips]


def playable(draft):
    clips = draft.clips
    assert not clips or clips[0].start_ms == 0
    for before, after in pairwise(clips):
        assert after.start_ms == before.end_ms - round(after.transition_duration * 1000)
        assert after.start_ms >= before.start_ms
    end = clips[-1].end_ms if clips else 0
    for track in draft.tracks:
        for s in track.segments:
            assert s.start_ms >= 0
            assert s.duration_ms > 0
            assert s.kind == "other" or s.end_ms <= end
    assert [c.frames for c in frame_plan(draft)] == [max(1, round(c.duration_ms * draft.fps / 1000)) for c in clips]


def test_a_new_film_has_three_seconds_a_photo_and_a_motion_that_differs():
    film = make()
    assert (film.duration, film.width, film.height, film.fps) == (12, 1920, 1080, 30)
    assert all(a.motion != b.motion for a, b in zip(film.clips, film.clips[1:], strict=False))
    assert film.clips[0].source == "/x/p0.jpg"


@pytest.mark.parametrize("seconds", [30, 29.97, 7, 1, 0.2, 61.5])
@pytest.mark.parametrize("join", ["cut", "crossfade"])
def test_a_length_asked_for_is_kept_to_the_frame(seconds, join):
    film = make()
    film = e.apply(film, [e.Join(ids(film), join, 1.0), e.Length(seconds)], MEDIA)
    assert total_frames(film) == round(seconds * 30)
    playable(film)


def test_joins_that_come_later_leave_the_length_that_was_asked_for():
    film = make(e.Length(20))
    film = e.apply(film, [e.Join(ids(film), "crossfade")], MEDIA)
    assert (film.duration, {c.transition for c in film.clips[1:]}) == (20, {"crossfade"})


def test_removing_a_photo_shortens_the_film_and_frees_its_length():
    film = make(e.Length(20))
    film = e.apply(film, [e.Remove(ids(film)[1:2])], MEDIA)
    assert (film.duration, names(film), film.asked_length) == (15, ["p0", "p2", "p3"], 0)


def test_moving_keeps_the_joins_between_the_places():
    film = make()
    film = e.apply(film, [e.Join(ids(film), "crossfade"), e.Move(ids(film)[3], 0)], MEDIA)
    assert names(film) == ["p3", "p0", "p1", "p2"]
    assert [c.transition for c in film.clips] == ["", "crossfade", "crossfade", "crossfade"]


def test_added_photos_take_on_the_films_manner():
    film = e.apply(Draft(), [e.Make(PHOTOS[:2])], MEDIA)
    film = e.apply(film, [e.Join(ids(film), "blur"), e.Filter(ids(film), "mono"), e.Add(PHOTOS[2:], 0)], MEDIA)
    assert names(film) == ["p2", "p3", "p0", "p1"]
    assert [c.transition for c in film.clips] == ["", "blur", "blur", "blur"]
    assert {c.filter for c in film.clips} == {"mono"}


def test_a_film_source_has_its_own_time_and_is_trimmed_and_sped_up():
    film = e.apply(Draft(), [e.Make((MEDIA[4].digest,))], MEDIA)
    assert film.duration == pytest.approx(7.25, abs=0.02)
    film = e.apply(film, [e.Trim("c1", 4, 2.0), e.Speed(("c1",), 2)], MEDIA)
    assert (film.clips[0].trim, film.clips[0].speed, film.duration) == (2.0, 2.0, 2.0)


def test_split_and_duplicate():
    film = make()
    film = e.apply(film, [e.Split(ids(film)[0], 1.0), e.Duplicate(ids(film)[3])], MEDIA)
    assert names(film) == ["p0", "p0", "p1", "p2", "p3", "p3"]
    assert [c.duration for c in film.clips] == [1, 2, 3, 3, 3, 3]
    assert len(set(ids(film))) == 6


def test_music_follows_the_film_and_a_song_ends_when_it_ends():
    film = make(e.Music("epic"), e.Length(20))
    assert (film.segments("audio")[0].end, film.segments("audio")[0].mood) == (20, "epic")
    film = e.apply(film, [e.Volume(("a1",), 0.3), e.Music(media="e" * 64)], MEDIA)
    song = film.segments("audio")[0]
    assert (song.name, song.duration, song.volume, song.digest) == ("song", 5, 0.3, "e" * 64)


def test_texts_at_the_same_time_stand_on_tracks_of_their_own():
    film = make(e.Text("a"), e.Text("b", 1, 2, "bottom"), e.Text("c", 3, 3))
    assert [[s.text for s in t.segments] for t in film.tracks if t.kind == "text"] == [["a", "c"], ["b"]]


def test_a_text_at_the_end_stays_at_the_end():
    film = make(e.Text("The end", 10, 2, anchor="end"), e.Length(30))
    assert [(s.start, s.end) for s in film.segments("text")] == [(28, 30)]


@pytest.mark.parametrize(
    "wire",
    [
        {"op": "nonsense"},
        {},
        [],
        None,
        {"op": "move", "segment": "c1"},
        {"op": "move", "segment": "c1", "to": "x"},
        {"op": "remove", "segments": [1]},
        {"op": "trim", "segment": "c1", "duration": True},
        {"op": "move", "segment": "zz", "to": 0},
        {"op": "motion", "segment": "c1", "name": "spin"},
        {"op": "trim", "segment": "c1", "duration": float("nan")},
        {"op": "split", "segment": "c1", "at": 99},
    ],
)
def test_a_bad_edit_says_what_is_wrong_and_changes_nothing(wire):
    film = make()
    with pytest.raises(e.BadEdit) as found:
        e.apply(film, [e.from_wire(wire)], MEDIA)
    assert len(found.value.message) > 10


def test_the_timelines_edits_are_read():
    said = [
        {"op": "move", "segment": "c1", "to": 2},
        {"op": "trim", "segment": "c2", "duration": 4},
        {"op": "remove", "segments": ["c3"]},
        {"op": "split", "segment": "c2", "at": 1.5},
        {"op": "join", "segment": "c1", "name": "zoom", "duration": 0.5},
        {"op": "motion", "segment": "c1", "name": "none"},
        {"op": "filter", "segment": "c1", "name": "mono"},
        {"op": "volume", "segment": "c1", "value": 0.5},
        {"op": "retitle", "segment": "c1", "text": "sea"},
    ]
    film = e.apply(make(), [e.from_wire(wire) for wire in said], MEDIA)
    assert names(film) == ["p1", "p1", "sea", "p3"]
    assert (film.clips[2].filter, film.clips[2].motion, film.clips[2].transition) == ("mono", "none", "zoom")


IDS = st.sampled_from(["c1", "c2", "c3", "c4", "c5", "a1", "x1", "x2"])
SOME = st.lists(IDS, max_size=4, unique=True).map(tuple)
TIME = st.floats(0, 40)
DIGESTS = st.lists(st.sampled_from([m.digest for m in MEDIA]), max_size=4).map(tuple)
EDITS = st.one_of(
    st.builds(e.Make, DIGESTS, TIME),
    st.builds(e.Add, DIGESTS, st.none() | st.integers(0, 5)),
    st.builds(e.Remove, SOME),
    st.builds(e.Move, IDS, st.integers(-1, 9)),
    st.builds(e.Arrange, SOME),
    st.builds(e.Duplicate, IDS),
    st.builds(e.Split, IDS, TIME),
    st.builds(e.Trim, IDS, TIME, TIME, st.sampled_from([None, "film", "end", "clip:c2"])),
    st.builds(e.Length, TIME, SOME),
    st.builds(e.Speed, SOME, st.floats(0.1, 10)),
    st.builds(e.Join, SOME, st.sampled_from([None, "cut", "crossfade", "zoom"]), st.none() | TIME),
    st.builds(e.Motion, SOME, st.sampled_from(["none", "zoom-in"])),
    st.builds(e.Filter, SOME, st.just("mono")),
    st.builds(e.Canvas, st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([None, 24.0, 25.0, 29.97, 60.0])),
    st.builds(e.Music, st.just("calm")),
    st.builds(e.Volume, SOME, st.floats(0, 1)),
    st.builds(e.Fades, SOME, TIME, TIME),
    st.builds(e.Text, st.text(max_size=5), TIME, TIME),
    st.builds(e.Retitle, IDS, st.text(max_size=5)),
    st.builds(e.Style, SOME, st.just("top")),
    st.builds(e.Name, st.text(max_size=5)),
)


@given(st.lists(EDITS, max_size=8))
def test_whatever_is_edited_the_film_plays_and_every_edit_can_be_taken_back(edits):
    film = make(e.Text("one"), e.Music("calm"))
    for edit in edits:
        assert e.from_wire(json.loads(json.dumps(edit.to_wire()))) == edit
        try:
            after = e.apply(film, [edit], MEDIA)
        except e.BadEdit:
            continue
        playable(after)
        back = e.from_wire(json.loads(json.dumps(e.inverse(film, [edit], MEDIA).to_wire())))
        assert json.dumps(e.apply(after, [back]).to_wire()) == json.dumps(film.to_wire())
        film = after


@given(DRAFTLIKE, EDITS)
def test_edits_on_whatever_was_put_there_are_made_or_refused(wire, edit):
    film = Draft.from_wire(wire)
    try:
        after = e.apply(film, [edit], MEDIA)
    except e.BadEdit:
        return
    playable(after)
    assert json.dumps(e.apply(after, [e.inverse(film, [edit], MEDIA)]).to_wire()) == json.dumps(wire)
