"""Summaries and changes read as a person would tell them."""

import json

import pytest
from hypothesis import given

from i2v_widgets.draft import Draft, lay_out
from tests.unit.test_draft_model import DRAFTLIKE, HOSTED, clip, film


def music(**m):
    return {
        "id": "a",
        "tt": 1,
        "sg": [{"id": "m1", "st": 0, "d": 1, "src": None, "m": {"mood": "calm", "anchor": "film", **m}}],
    }


def title(text, start=0, d=3000, **m):
    return {"id": "x", "tt": 7, "sg": [{"id": "x1", "st": start, "d": d, "src": None, "m": {"text": text, **m}}]}


def made(*clips, others=(), **film_):
    return Draft(lay_out({**film(*clips, others=others), **film_}))


def lines(before, after, language="en"):
    return [c.tell(language) for c in before.diff(after)]


def test_the_summary_has_the_form_users_know():
    draft = Draft.from_wire({"t": HOSTED["t"][:3]})
    assert draft.summary() == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) "
        '2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)'
    )
    assert draft.summary("zh").startswith("时间线（3 条轨道）：1. 视频: city timelapse (0-10s)")


def test_an_empty_film_says_so():
    assert Draft().summary() == "Timeline (0 tracks): empty"


def test_nothing_changed_is_nothing_told():
    assert Draft.from_wire(HOSTED).diff(Draft.from_wire(json.loads(json.dumps(HOSTED)))) == []


THREE = (clip("a", 3000), clip("b", 3000), clip("c", 3000))
BASE = made(*THREE)


@pytest.mark.parametrize(
    ("after", "en", "zh"),
    [
        (made(*(clip(i, 4000) for i in "abc")), "All 3 photos now last 4 s each", "全部 3 张照片各显示 4 秒"),
        (made(THREE[0], clip("b", 5000), THREE[2]), "“b” now lasts 5 s", "「b」显示 5 秒"),
        (made(*THREE[::-1]), "The order is reversed", "顺序已反转"),
        (made(THREE[2], *THREE[:2]), "“c” is now number 1", "「c」移到第 1 位"),
        (made(*THREE[:2]), "Removed “c”", "移除「c」"),
        (made(*THREE, others=[music(volume=0.35)]), "Added calm music at 35%", "加入平静的音乐，音量 35%"),
        (made(*THREE, others=[title("Hi")]), "Added “Hi” over the first 3 seconds, centred", "前 3 秒加入「Hi」，居中"),
        (made(THREE[0], clip("b", 3000, motion="zoom-in"), THREE[2]), "Slow zoom in on “b”", "「b」改为缓慢放大"),
        (made(*THREE, w=1080, h=1920), "The picture is now vertical, 1080×1920", "画面改为竖屏 1080×1920"),
        (
            made(THREE[0], *(clip(i, 3000, ("crossfade", 600)) for i in "bc")),
            "Soft crossfades between all photos, 0.6 s each",
            "照片之间用交叉淡化，0.6 秒",
        ),
    ],
)
def test_one_line_for_what_changed(after, en, zh):
    assert en in lines(BASE, after)
    assert zh in lines(BASE, after, "zh")


def test_likes_are_grouped_and_length_is_told():
    after = made(clip("a", 4000), clip("b", 4000), THREE[2])
    assert lines(BASE, after) == ["The film now lasts 11 s", "2 photos now last 4 s each"]


def test_music_that_only_follows_the_film_is_not_told():
    assert lines(made(*THREE, others=[music()]), made(*THREE[:2], others=[music()])) == [
        "The film now lasts 6 s",
        "Removed “c”",
    ]


def test_a_new_film_is_told_in_few_lines():
    found = Draft().diff(made(clip("a", 3000, motion="zoom-in"), clip("b", 3000, motion="pan-left")))
    assert [str(c) for c in found] == [
        "Added “a” and “b”",
        "Both photos, 3 s each, 1920×1080",
        "A gentle motion, different on each photo",
    ]
    assert found[0].as_chip() == {
        "track": "video", "name": "Photos", "value": "+2", "start": 0.0, "end": 6.0, "segments": ["a", "b"],
    }  # fmt: skip


def test_a_hosted_draft_without_ids_is_matched_by_what_it_shows():
    before = Draft.from_wire({"t": [{"tt": 0, "sg": [{"d": 1000, "m": {"name": n}} for n in "abc"]}]})
    after = Draft.from_wire({"t": [{"tt": 0, "sg": [{"d": 1000, "m": {"name": n}} for n in "bc"]}]})
    assert "Removed “a”" in lines(before, after)


@given(DRAFTLIKE, DRAFTLIKE)
def test_any_two_drafts_can_be_told_apart(a, b):
    before, after = Draft.from_wire(a), Draft.from_wire(b)
    found = before.diff(after)
    assert bool(found) == (before.wire != after.wire)
    for c in found:
        assert str(c)
        assert c.tell("zh")
        json.dumps(c.as_chip(), allow_nan=False)
    before.summary()
    after.summary("zh")
