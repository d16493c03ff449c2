"""The director understands the prompts, answers in their language, and never falls over."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.backend.director import direct
from i2v_widgets.backend.director.lexer import english, numeral, stem
from i2v_widgets.backend.director.text import read
from i2v_widgets.draft import Draft, Media
from i2v_widgets.draft import edits as e
from tests.unit.director_cases import ROUTED, Talk, cases, misses, photos, playable

CASES = [case for case in cases() if case["expect"].get("via") not in ROUTED]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_prompt_becomes_the_film_that_was_meant(case):
    assert misses(case) == []


def test_half_of_the_prompts_are_chinese():
    chinese = sum(read(" ".join(case["turns"])).language == "zh" for case in CASES)
    assert len(CASES) >= 150
    assert 0.4 <= chinese / len(CASES) <= 0.6


def test_the_answer_tells_what_was_done_and_assumed():
    answer = Talk(photos(3)).say("make a video with music")
    assert answer.reply == (
        "3 photos in your order, 3 s each, gently moving, with calm music. 9 s in all. "
        "You named no mood, so I took calm music."
    )


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("add the title “Hi” for the first 2 seconds", "Added “Hi” over the first 2 seconds, centred."),
        ("add crossfades", "Soft crossfades between all photos, 0.6 s each. 7.8 s in all."),
        ("make it vertical with music at 40%", "The picture is now vertical, 1080×1920. Added calm music at 40%."),
        ("删掉第二张", "移除「p1」。总长 6 秒。"),
        ("结尾加红色的标题“再见”", "最后 3 秒加入「再见」，居中，红色。"),
    ],
)
def test_the_answer_to_a_change_is_short_and_plain(said, reply):
    talk = Talk(photos(3))
    talk.say("make a video")
    assert talk.say(said).reply.startswith(reply)


def test_an_answer_has_no_figures_that_nobody_said():
    for said in ("make a 30 second video with crossfades and music", "做个20秒的视频，加转场和音乐"):
        reply = Talk(photos(7)).say(said).reply
        assert not re.search(r"\d\.\d\d|100 ?%|1920", reply)
        assert not re.search(r"[,;:] [A-Z]", reply)


def test_what_is_not_understood_is_named_and_the_rest_is_done():
    talk = Talk(photos(3))
    talk.say("make a video")
    answer = talk.say("add a dancing elephant, and make it 12 seconds")
    assert talk.draft.duration == 12
    assert "elephant" in answer.reply
    assert "look" in answer.reply  # the nearest thing on offer


def test_offers_come_from_the_film_at_hand():
    talk = Talk(photos(3))
    talk.say("make a video with crossfades and music")
    reply = talk.say("make it better").reply
    assert "crossfades" not in reply
    assert "music" not in reply
    assert reply.count("“") >= 2


def test_every_edit_is_a_typed_call_that_can_be_repeated():
    answer = direct("make a 12 second video with the title “Hi”", draft=Draft(), media=photos(3))
    edits = [e.from_wire(json.loads(json.dumps(args))) for _, args, _ in answer.calls]
    assert e.apply(Draft(), edits, photos(3)) == answer.draft
    assert answer.step == "edit"


def test_nothing_changed_gives_the_same_draft_back():
    talk = Talk(photos(2))
    talk.say("make a video")
    assert direct("hello", draft=talk.draft, media=talk.media).draft is talk.draft


def test_a_song_that_was_added_is_the_music():
    song = Media("e" * 64, "song.mp3", "/x/song.mp3", "audio", 0, 0, 5.0)
    answer = direct("make a video, use song.mp3 as the music", draft=Draft(), media=[*photos(2), song])
    assert answer.draft.segments("audio")[0].digest == song.digest


def test_photos_are_spoken_of_by_what_their_files_are_called():
    media = [
        Media(f"{i}" * 64, f"{name}.jpg", f"/x/{name}.jpg") for i, name in enumerate(["beach_day", "海边", "IMG_2041"])
    ]
    talk = Talk(media)
    talk.say("make a video")
    talk.say("move the beach one to the end")
    assert [c.name for c in talk.draft.clips] == ["海边", "IMG_2041", "beach_day"]
    talk.say("删掉海边那张")
    talk.say("make img_2041 black and white")
    assert [(c.name, c.filter) for c in talk.draft.clips] == [("IMG_2041", "mono"), ("beach_day", "none")]


def test_photos_are_sorted_by_when_they_were_taken():
    media = [Media(f"{i}" * 64, f"p{i}.jpg", taken=f"2026-01-0{9 - i}T10:00:00") for i in range(3)]
    for message in ("make a video in the order they were taken", "做个视频，按拍摄时间排列"):
        answer = direct(message, draft=Draft(), media=media)
        assert [c.name for c in answer.draft.clips] == ["p2", "p1", "p0"]


def test_new_photos_join_the_film_when_asked():
    talk = Talk(photos(2))
    talk.say("make a video")
    talk.media = photos(4)
    assert len(talk.say("make it black and white").draft.clips) == 2
    assert len(talk.say("add the new photos").draft.clips) == 4


@pytest.mark.parametrize(
    ("said", "value"), [("二十五", 25), ("一百二十", 120), ("十", 10), ("三点五", 3.5), ("两", 2), ("二〇", 20)]
)
def test_chinese_numbers(said, value):
    assert numeral(said) == value


@pytest.mark.parametrize(
    ("said", "quotes"),
    [
        ('title "Hello" and ‘Ann’s trip’', ("Hello", "Ann’s trip")),
        ("don't add Ann's title", ()),
        ("标题《夏天》和「海边」", ("夏天", "海边")),
        ("add “unclosed words", ("unclosed words",)),
        ("«Bon voyage» „Grüße“", ("Bon voyage", "Grüße")),
    ],
)
def test_quotations_of_all_kinds(said, quotes):
    found = read(said)
    assert found.quotes == quotes
    assert len(found.plain) == len(said)


def test_words_share_a_stem_with_their_forms():
    for forms in ("fade fades fading faded", "swap swaps swapping swapped", "photo photos", "slide sliding slides"):
        assert len({stem(word) for word in forms.split()}) == 1


WORDS = sorted({" ".join(key) for key in english()[0]})
HAN = st.sampled_from("把第三张照片放到最前面加音乐标题二十秒删除转场不要黑白，。“”一半倍成")
TEXT = (
    st.text(max_size=200)
    | st.lists(st.sampled_from(WORDS) | st.integers(0, 99).map(str) | st.just(","), max_size=30).map(" ".join)
    | st.text(HAN, max_size=60)
)


@given(st.lists(TEXT, max_size=3))
def test_any_text_is_answered_and_leaves_a_film_that_plays(messages):
    talk = Talk(photos(4))
    talk.say("make a video with crossfades, music and a title “T”")
    for message in messages:
        answer = talk.say(message)
        assert answer.reply
        assert answer.language in ("en", "zh")
        assert playable(talk.draft)


@given(TEXT)
def test_the_same_words_make_the_same_film(message):
    first, second = (direct(message, draft=Draft(), media=photos(3)) for _ in range(2))
    assert (first.reply, first.draft) == (second.reply, second.draft)


def test_no_reading_of_a_sentence_fails_behind_the_scenes(caplog):
    for text in (
        "",
        "?",
        "“",
        "at",
        "把",
        "1:",
        "the second to",
        "第",
        "from 2 to",
        "between",
        "0 photos 0",
        "one hundred and " * 99,
        "一" * 999,
    ):
        direct(text, draft=Draft(), media=photos(3))
    assert not caplog.records
