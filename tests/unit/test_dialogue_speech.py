"""What the agent says, as people see it: no talk of buttons, no markup that acts, changes in plain sentences."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i2v_widgets.dialogue import Translation, plain_text, route, safe_markdown, tell_changes, translate_gui_talk
from i2v_widgets.dialogue.gui_talk import RULES, gui_actions, speaks_of_gui
from i2v_widgets.draft import Draft
from i2v_widgets.strings import TABLE, t

EXPORT = t("gui.export")
TIMELINE = t("gui.timeline")
SAY = t("gui.say")
DRAG = t("gui.drag")
ADD = t("gui.add")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Your video is ready, click Export!", f"Your video is ready! {EXPORT}"),
        ("I've added the title. Click the Export button to download it.", f"I've added the title. {EXPORT}"),
        ("Press the download icon in the top right corner.", EXPORT),
        ("You can preview it in the timeline.", TIMELINE),
        ("Open the media panel to see your clips.", TIMELINE),
        ("Drag the second clip to the start.", DRAG),
        ("Drag and drop your photos here to upload them.", ADD),
        ("Click the upload button to add files.", ADD),
        ("To adjust the volume, click the speaker icon.", SAY),
        ("Right-click the clip.", SAY),
        ("Use the slider in the settings panel.", SAY),
        ("1. Click the Text tab\n2. Click the Save button", f"1. {SAY}"),
        ("Done; tap the gear icon and choose 4K.", f"Done; choose 4K. {SAY}"),
    ],
)
def test_gui_talk_in_english(said: str, shown: str) -> None:
    assert translate_gui_talk(said).strip() == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("已添加标题。您可以点击“导出”按钮下载视频。", "已添加标题。" + t("gui.export", "zh")),
        ("在时间线上预览效果。", t("gui.timeline", "zh")),
        ("把片段拖拽到开头即可。", t("gui.drag", "zh")),
        ("请打开素材面板。", t("gui.timeline", "zh")),
        ("点击音量图标，音乐已经调低。", "音乐已经调低。" + t("gui.say", "zh")),
        ("点击上传按钮。", t("gui.add", "zh")),
    ],
)
def test_gui_talk_in_chinese(said: str, shown: str) -> None:
    assert translate_gui_talk(said, "zh").strip() == shown


@pytest.mark.parametrize(
    "said",
    [
        "I made a 30-second video with crossfades. It is 9.5 s long.",
        "The film opens with a click track under the first photo.",
        "I added the title “Urban Dreams” and lowered the music to 35 %.",
        "The music drops at 0:12.",
        "**Timeline** (3 tracks): 1. Video: city timelapse (0-10s)",
        "已为您添加标题，音乐音量调到 20%。",
        "你想看哪一段？",
        "",
        "\n\n- one\n- two\n",
    ],
)
def test_what_speaks_of_no_gui_is_left_as_it_is(said: str) -> None:
    assert translate_gui_talk(said) == said


@given(
    st.lists(
        st.sampled_from(
            [
                "Click the Export button.",
                "I added a title.",
                "Drag it",
                "点击导出按钮。",
                "Open the panel, then tap Save",
                "It is 9.5 s long.",
                "preview in the timeline",
                "- ",
                "\n",
                " ",
                "…",
                "Use the menu!",
                "“Hello.”",
            ]
        ),
        max_size=8,
    ).map("".join)
)
def test_no_gui_talk_is_left_and_translating_twice_changes_nothing(text: str) -> None:
    once = translate_gui_talk(text)
    bare = once
    for key in ("gui.export", "gui.timeline", "gui.add", "gui.drag", "gui.say"):
        bare = bare.replace(t(key), "")
    assert not speaks_of_gui(bare)
    assert translate_gui_talk(once) == once


@pytest.mark.parametrize(
    ("said", "actions"),
    [
        ("Click the Export button to save it.", ("export",)),
        ("点击导出按钮即可保存。", ("export",)),
        ("You can preview it in the timeline.", ("status",)),
        ("打开时间线查看。", ("status",)),
        ("Drag the third photo to the front.", ("stream",)),
        ("把第三张照片拖到最前面。", ("stream",)),
        ("Click the Upload button.", ("upload",)),
        ("Press the Export button.\nThen open the timeline panel.", ("export", "status")),
        ("Your film has three photos.", ()),
    ],
)
def test_each_way_of_speaking_of_a_gui_has_its_action(said: str, actions: tuple[str, ...]) -> None:
    assert gui_actions(said) == actions


def test_doing_as_told_leads_to_the_action() -> None:
    told = {words: rule.action for rule in RULES for words in re.findall("“(.+?)”", t(rule.key) + t(rule.key, "zh"))}
    assert told == {"export": "export", "导出": "export"}
    assert all(route(words) == action for words, action in told.items())


def test_the_sentences_that_stand_in_are_no_gui_talk_themselves() -> None:
    for key, row in TABLE.items():
        if key.startswith("gui."):
            assert translate_gui_talk(row[0]) == row[0]
            assert translate_gui_talk(row[1], "zh") == row[1]


@given(st.lists(st.text(max_size=12) | st.sampled_from([" Click the ", "Export button", ". ", "Done. ", "点击", "。"])))
def test_translating_while_it_comes_shows_no_gui_talk(pieces: list[str]) -> None:
    translation = Translation()
    shown = "".join([*(translation.feed(piece) for piece in pieces), translation.finish()])
    assert not re.search(r"\bClick the Export button", shown)  # "0Click" is no word of it
    if not speaks_of_gui("".join(pieces)):
        assert shown == "".join(pieces)


def test_translating_while_it_comes_holds_back_no_more_than_it_must() -> None:
    translation = Translation()
    assert translation.feed("I added the ti") == "I added the "
    assert translation.feed("tle. Now cli") == "title. Now "
    assert translation.feed("ck the Export button. ") + translation.finish() == f"{EXPORT} "


# Markdown


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("**bold** and `code`", "**bold** and `code`"),
        ("3 < 4 and <- there", "3 < 4 and <- there"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>"),
        ("<!-- x --><?php", "&lt;!-- x -->&lt;?php"),
        ("[ok](https://example.com/a)", "[ok](https://example.com/a)"),
        ("[mail](mailto:a@b.example)", "[mail](mailto:a@b.example)"),
        ("[x](javascript:alert(1))", "x"),
        ("[x](JaVaScRiPt:alert)", "x"),
        ("[x](<javascript:alert(1)>)", "x"),
        ("[x](java&#115;cript:alert)", "x"),
        ("[x]( data:text/html;base64,AAAA)", "x"),
        ("[x](vbscript:y)", "x"),
        ("[x](file:///etc/passwd)", "x"),
        ("[x](/relative)", "x"),
        ("[x](//host/path)", "x"),
        ("![p](https://example.com/p.png)", "[p](https://example.com/p.png)"),
        ("![](https://example.com/p.png)", "[https://example.com/p.png](https://example.com/p.png)"),
        ("![p](data:image/png;base64,AA)", "p"),
        ("<https://example.com>", "https://example.com"),
        ("<javascript:alert(1)>", "&lt;javascript:alert(1)>"),
        ("```html\n<b>x</b>\n```\n<b>", "```html\n<\u200bb>x<\u200b/b>\n```\n&lt;b>"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07ok\x1bc", "red ok"),
        ("\x9b31mred \x1b]8;;http://x\x1b\\link", "red link"),
        ("a\u202eb\u2066c\u200bd\ufeff\u200f", "abcd"),
        ("a\r\nb\rc\x00\x08", "a\nb\nc"),
        ("👩\u200d👧 नमस्ते", "👩\u200d👧 नमस्ते"),
        ("half \ud83d a pair", "half  a pair"),
    ],
)
def test_markdown_is_made_safe(text: str, safe: str) -> None:
    assert safe_markdown(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "[x]: javascript:alert(1)\n\n[x]",
        "> [x]: data:text/html,a\n\n[x]",
        "- [x]:\n  javascript:alert(1)",
        "[a [b]](javascript:x)",
        "[a\nb](javascript:x)",
        "[x](\njavascript:y)",
        r"[x\]](javascript:y)",
        "[![p](javascript:a)](javascript:b)",
        "[x](https://a.example\njavascript:y)",
        "`[x](javascript:y)",
        "![x][y]\n\n[y]: data:image/svg+xml,a",
    ],
)
def test_no_dangerous_link_survives_any_spelling(text: str) -> None:
    from html.parser import HTMLParser

    from markdown_it import MarkdownIt  # what a renderer makes of it, with its own guard taken away

    renderer = MarkdownIt("commonmark")
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    links: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            links.extend(value or "" for name, value in attrs if name in ("href", "src"))

    Links().feed(renderer.render(text))
    assert (
        any(not link.startswith("http") for link in links) or "`" in text or "\n" in text
    )  # there is something to stop
    links.clear()
    Links().feed(renderer.render(safe_markdown(text)))
    assert all(link.startswith(("http://", "https://", "mailto:")) for link in links)


nasty = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "[",
            "]",
            "(",
            ")",
            "!",
            "`",
            "```\n",
            "\n",
            "javascript:",
            "data:",
            "https://a.b",
            "script",
            "\\",
            ":",
            "x",
            " ",
            "&lt;",
            "~~~",
            "\x1b[",
            "m",
            "\u202e",
            "img src=x onerror=y",
            "/",
            "]: ",
            "](",
            "<a href='javascript:x'>",
        ]
    ),
    max_size=25,
).map("".join)


@given(nasty | st.text(max_size=60))
def test_nothing_that_acts_survives(text: str) -> None:
    from html.parser import HTMLParser

    from markdown_it import MarkdownIt

    safe = safe_markdown(text)
    assert plain_text(safe.replace("<\u200b", "<")) == safe.replace("<\u200b", "<")
    renderer = MarkdownIt("commonmark", {"html": True})
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    found: list[str] = []

    class Acts(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            plain = {"p", "a", "code", "pre", "em", "strong", "ul", "ol", "li", "h1", "h2", "blockquote", "br", "hr"}
            if tag not in plain | {"h3", "h4", "h5", "h6"}:
                found.append(tag)
            for name, value in attrs:
                if name.startswith("on") or (
                    name in ("href", "src") and not (value or "").startswith(("http", "mailto:"))
                ):
                    found.append(f"{name}={value}")

    Acts().feed(renderer.render(safe))
    assert not found
    assert safe_markdown(safe) == safe


# Telling changes


def film(*seconds: int, title: str = "") -> Draft:
    at = 0
    clips = []
    for index, length in enumerate(seconds):
        clips.append(
            {"id": f"c{index}", "st": at, "d": length * 1000, "src": f"{index:064x}", "m": {"name": f"p{index}.jpg"}}
        )
        at += length * 1000
    tracks = [{"id": "v", "tt": 0, "sg": clips, "m": {}}]
    if title:
        tracks.append({"id": "t", "tt": 7, "sg": [{"id": "x", "st": 0, "d": 3000, "m": {"text": title}}], "m": {}})
    return Draft.from_wire({"v": 1, "d": at, "w": 1920, "h": 1080, "fps": 30, "t": tracks, "m": {}})


def test_changes_are_told_in_the_conversations_language() -> None:
    before = film(3, 3, 3)
    assert tell_changes(before.diff(before)) == ""
    longer = before.diff(film(4, 4, 4))
    assert "4" in tell_changes(longer)
    titled = tell_changes(before.diff(film(3, 3, 3, title="Urban Dreams")), "zh")
    assert "Urban Dreams" in titled
    assert titled.startswith("完成")


def test_many_changes_are_a_short_list() -> None:
    changes = film(3, 3, 3).diff(film(4, 4, title="Urban Dreams"))
    told = tell_changes(changes)
    assert told.startswith("Done:\n- ")
    assert len(told.splitlines()) <= 10
    assert len(tell_changes(list(changes) * 20).splitlines()) == len(told.splitlines())
