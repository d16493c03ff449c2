"""Where a message goes: commands in English and Chinese, and edits that only sound like them."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.client import SKILLS
from i2v_widgets.dialogue import route


@pytest.mark.parametrize(
    "text",
    [
        "export",
        "Export!",
        "Export it, please.",
        "please export the video",
        "download",
        "Can you download the film for me?",
        "send me the video",
        "Could you send me the final video please?",
        "save the video",
        "export the video as mp4",
        "Export 1080p MP4",
        "I'd like to download my video now, thanks",
        "ok great, let's export it in high quality",
        "Let’s export",
        "导出",
        "导出视频",
        "请帮我导出视频吧。",
        "把视频导出成mp4",
        "下载",
        "我想下载这个视频",
        "可以把视频发给我吗？",
        "导出 1080p 高清视频",
        "帮我保存视频到本地",
    ],
)
def test_export(text: str) -> None:
    assert route(text) == "export"


@pytest.mark.parametrize(
    "text",
    [
        "credits",
        "What's my balance?",
        "how many credits do I have left?",
        "show my credits",
        "balance please",
        "积分",
        "积分还剩多少？",
        "我还有多少积分",
        "余额",
        "查一下余额",
        "请问我的积分还有多少呢",
        "credits 还剩多少",
    ],
)
def test_credits(text: str) -> None:
    assert route(text) == "credits"


@pytest.mark.parametrize(
    "text",
    [
        "status",
        "show tracks",
        "Show me the tracks!",
        "what's the status?",
        "show the timeline",
        "timeline",
        "状态",
        "看看时间线",
        "查看轨道",
        "现在是什么状态？",
        "显示时间线",
        "打开时间轴",
        "open the timeline",
    ],
)
def test_status(text: str) -> None:
    assert route(text) == "status"


@pytest.mark.parametrize(
    "text",
    [
        "upload",
        "upload photos",
        "I want to upload some pictures",
        "how do I upload an image?",
        "上传",
        "上传图片",
        "我想上传几张照片",
        "怎么上传照片？",
        "p1.jpg",
        "~/photos/beach.HEIC",
        "a.png b.png",
        "upload photos/a.jpg",
    ],
)
def test_upload(text: str) -> None:
    assert route(text) == "upload"


@pytest.mark.parametrize(
    "text",
    [
        "add a title that says Export Quality",
        "make a video with the title 'Export Quality'",
        'add the title "download"',
        "标题写“导出”",
        "标题写导出质量",
        "加一个标题：下载我的视频",
        "balance the colors",
        "roll the credits at the end",
        "add credits at the end: directed by Ann",
        "在结尾加上积分榜的标题",
        "add background music you would hear in a download advert",
        "convert three product photos in JPG format into a 1080p MP4",
        "convert my static images",
        "export and add a title first",
        "don't export yet",
        "how do I export?",
        "export as webm",
        "cancel the export",
        "make the tracks louder",
        "use the uploaded photos in reverse order",
        "用上传的照片做一个视频",
        "把上传的照片按时间排序",
        "use song.mp3 as the music",
        "save the video with less music",
        "send the last photo to the front",
        "give the video a vintage look",
        "给视频加上时间线的标题",
        "状态栏写上日期",
        "把这些照片做成一个30秒的视频",
        "make it better",
        "",
        "   ",
        "!!!",
        "👍",
        '"export"',
        "export " * 40,
    ],
)
def test_everything_else_goes_to_the_stream(text: str) -> None:
    assert route(text) == "stream"


def test_skill_examples_are_edits_but_for_the_one_that_is_an_export() -> None:
    routed = {example: route(example) for skill in SKILLS.values() for example in skill.examples}
    assert {example for example, via in routed.items() if via != "stream"} == {"export 1080p MP4"}
    assert routed["export 1080p MP4"] == "export"
    assert all(route(skill.prompt) == "stream" for skill in SKILLS.values())


def test_a_named_file_is_kept_with_its_case() -> None:
    assert (route("export to Dreams.mp4"), route("export to Dreams.mp4").file) == ("export", "Dreams.mp4")
    assert route("导出为 旅行.mp4").file == "旅行.mp4"
    assert route("photos/Beach.JPG").file == "photos/Beach.JPG"
    assert route("export").file == ""


@given(st.text(max_size=200))
def test_any_text_has_a_route(text: str) -> None:
    assert route(text) in {"stream", "export", "credits", "status", "upload"}


@pytest.mark.parametrize(
    "text", ["看看" * 60, "的" * 119, "a" * 119, "(" * 119, "x." * 59, "导出" * 59 + "x", "'" * 119]
)
def test_no_text_takes_long(text: str) -> None:
    # A pattern that backtracks takes minutes here, not milliseconds: the limit only stops that.
    done = threading.Event()
    threading.Thread(target=lambda: (route(text), done.set()), daemon=True).start()
    assert done.wait(30)
