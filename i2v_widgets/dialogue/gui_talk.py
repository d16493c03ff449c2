"""GUI talk: the agent believes that there are buttons; what it says of them becomes what one does here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..strings import t


@dataclass(frozen=True)
class Talk:
    """A way of speaking of a GUI, the key of the sentence that stands for it, and where saying so leads (a `Route`)."""

    key: str
    action: str
    english: re.Pattern[str]
    chinese: re.Pattern[str]


def _english(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PRESS = r"(?:click(?:s|ed|ing)?|tap(?:s|ped|ping)?|press(?:es|ed|ing)?|hit|push)"
_PART = (
    r"(?:button|icon|menu|tab|panel|toolbar|sidebar|dropdown|drop-down|checkbox|slider|window|dialog|editor|settings)"
)

# Tried in this order; a clause is told by the first that knows it.
RULES: Final = (
    Talk(
        "gui.export",
        "export",
        _english(
            rf"\b(?:{_PRESS}|use|select|choose|find)\b[^.!?]*\b(?:export|download)\b"
            r"|\b(?:export|download) (?:button|icon|menu|option|tab)\b"
        ),
        re.compile(
            '(?:点击|单击|点选|按下|按|点|使用|选择)[^。！？]*(?:导出|下载)|(?:导出|下载)[”"」]?(?:按钮|图标|菜单|选项)'
        ),
    ),
    Talk(
        "gui.timeline",
        "status",
        _english(
            r"\b(?:preview|view|watch|see|check|play|review)\b[^.!?]*"
            r"\b(?:in|on) (?:the|your) (?:timeline|editor|preview)\b"
        ),
        re.compile("在?(?:时间线|时间轴|编辑器|预览窗口)(?:上|中|里|里面)?(?:预览|查看|观看|播放)|(?:预览|播放)窗口"),
    ),
    Talk(
        "gui.add",
        "upload",
        _english(
            rf"\b(?:{_PRESS}|use)\b[^.!?]*\b(?:upload|import)\b|\b(?:upload|import) (?:button|icon|area|panel|tab)\b"
            r"|\bdrag(?:ging)?\b[^.!?]*\b(?:files?|photos?|images?|pictures?)\b[^.!?]*\b(?:here|upload|window|area|page)\b"
        ),
        re.compile('(?:点击|单击|点选|按)[^。！？]*(?:上传|导入)|(?:上传|导入)[”"」]?(?:按钮|区域|图标)'),
    ),
    Talk("gui.drag", "stream", _english(r"\bdrag(?:s|ged|ging)?\b"), re.compile("拖拽|拖动|拖放|拖到|拖曳|拖入")),
    Talk(
        "gui.timeline",
        "status",
        _english(rf"\bopen(?:s|ed|ing)?\b[^.!?]*\b(?:{_PART}|timeline|preview|project|inspector)s?\b"),
        re.compile("打开[^。！？]*(?:时间线|时间轴|面板|菜单|编辑器|窗口|项目|设置|预览|选项)"),
    ),
    Talk(
        "gui.say",
        "stream",
        _english(
            rf"\b{_PRESS}\b[^.!?]*\b{_PART}s?\b|\b(?:right|double)-click"
            r"|\bclick(?:s|ed|ing)? (?:on|the|here|it|to)\b"
            rf"|\b(?:in|on|from|using|via) (?:the|your) [\w ]*?{_PART}s?\b"
            rf"|\b(?:select|choose|use|adjust)\b[^.!?]*\b{_PART}s?\b"
        ),
        re.compile("点击|单击|双击|右键|点选|按钮|工具栏|侧边栏|下拉菜单|复选框|滑块"),
    ),
)

# A click that is a sound, and what opens a film, are no GUI.
_INNOCENT: Final = _english(r"\bclick(?:ing)? (?:track|sound|noise)s?\b")
_SENTENCE: Final = re.compile(r".*?(?:[.!?。！？…]+(?=[\s”\"」)]|$|[\u4e00-\u9fff])[”\"」)]*\s*|$)", re.DOTALL)
_CLAUSE: Final = re.compile(r"(\s*[;；，]\s*|,\s+|\s+(?:and(?! drop)|then|or|but|so)\s+)", re.IGNORECASE)
_LEANING: Final = re.compile(
    r"\s*(?:to|if|when|once|after|before|while|for|you can|you may|simply|just|then|now|in order|from there|and|or|"
    r"after that)\b|\s*(?:要|如果|若|当|想|您可以|你可以|可以|请|然后|接着|之后|在)",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


def translate_gui_talk(text: str, language: str = "en") -> str:
    """Return the agent's text with its talk of buttons, panels and dragging told as what one does here.

    Line by line, so that lists stay lists; what else a sentence says is kept.
    """
    told: set[str] = set()
    lines = []
    for line in text.split("\n"):
        now = _line(line, language, told)
        if now is not None:
            lines.append(now)
    return "\n".join(lines)


def gui_actions(text: str) -> tuple[str, ...]:
    """Return where a text's talk of a GUI leads: the routes of what it asks the person to press, each once."""
    found = (_rule(part) for line in text.split("\n") for part in _SENTENCE.findall(line))
    return tuple(dict.fromkeys(rule.action for rule in found if rule is not None))


def speaks_of_gui(text: str) -> bool:
    """Whether a piece of text speaks of a GUI."""
    return _rule(text) is not None


def _line(line: str, language: str, told: set[str]) -> str | None:
    if _rule(line) is None:
        return line
    bullet = _BULLET.match(line)
    head = bullet[0] if bullet else ""
    kept = "".join(_sentence(part, language, told) for part in _SENTENCE.findall(line[len(head) :])).strip()
    return head + kept if kept else None


def _sentence(sentence: str, language: str, told: set[str]) -> str:
    if _rule(sentence) is None:
        return sentence
    bare = sentence.rstrip()
    ending = re.search(r"[.!?。！？…]*[”\"」)]*$", bare)
    stop = ending[0] if ending else ""
    parts = _CLAUSE.split(bare[: len(bare) - len(stop)])
    clauses: list[str] = []
    keys: list[str] = []
    last = 0
    for index in range(0, len(parts), 2):
        rule = _rule(parts[index])
        if rule is not None:
            keys.append(rule.key)
        elif parts[index].strip() and not _LEANING.match(parts[index]):
            # What stood in between is gone: the joint is the one behind the last clause that is kept.
            clauses.append((parts[last + 1] if clauses else "") + parts[index])
            last = index
    if not keys:
        # The words lie across clauses: the sentence as a whole is told.
        keys, clauses = [rule.key for rule in (_rule(sentence),) if rule is not None], []
    kept = "".join(clauses).strip()
    kept = kept + (stop or ("。" if language == "zh" else ".")) if kept else ""
    fresh = [key for key in dict.fromkeys(keys) if key not in told]
    told.update(fresh)
    words = [kept, *(t(key, language) for key in fresh)]
    joined = ("" if language == "zh" else " ").join(word for word in words if word)
    return joined + (sentence[len(bare) :] or ("" if language == "zh" or not joined else " "))


def _rule(words: str) -> Talk | None:
    words = _INNOCENT.sub(" ", words)
    for rule in RULES:
        if rule.english.search(words) or rule.chinese.search(words):
            return rule
    return None


class Translation:
    """Translates while the text is still coming: a sentence that begins to speak of a GUI waits for its end."""

    # As soon as one of these shows, the rest of the sentence is held back.
    _TRIGGER: Final = re.compile(
        r"\b(?:click|tap|press|drag|open|button|icon|panel|menu|toolbar|sidebar|preview|select|choose|hit)"
        r"|[点单双右]击|按钮|打开|拖|按|点",
        re.IGNORECASE,
    )
    _END: Final = re.compile(r"[.!?](?=\s)|[。！？]|\n")

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece and return what can be shown."""
        text = self._held + piece
        shown = []
        while end := self._END.search(text):
            sentence, text = text[: end.end()], text[end.end() :]
            shown.append(translate_gui_talk(sentence, self._language))
        trigger = self._TRIGGER.search(text)
        # The last word may be the first half of a trigger.
        cut = trigger.start() if trigger else len(text) - len(re.split(r"[\s]", text)[-1])
        shown.append(text[:cut])
        self._held = text[cut:]
        return "".join(shown)

    def finish(self) -> str:
        """Return what was held back, translated."""
        held, self._held = self._held, ""
        return translate_gui_talk(held, self._language)
