"""Where a message goes: five routes, each a vocabulary; what says more than they hold goes to the agent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ..media.limits import ACCEPTED


class Route(str):
    """``"stream" "export" "credits" "status"`` or ``"upload"``.

    Attributes
    ----------
    file : str
        The file that the message names, for an export its name, for an upload what to add; empty for none.
    """

    __slots__ = ("file",)
    file: str

    def __new__(cls, via: str, file: str = "") -> Route:
        route = super().__new__(cls, via)
        route.file = file
        return route


@dataclass(frozen=True)
class Rule:
    """A message takes this route when it has a trigger and no word beyond the vocabulary.

    So "export the video" is an export, and "add a title that says Export Quality" is not: `add`, `title`, `says` are
    words of no rule. Weak triggers ("send me …") need an object besides.
    """

    via: str
    triggers: frozenset[str]
    words: frozenset[str]
    weak: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Politeness and the small words around a command, in any rule.
_POLITE = _set(
    "please pls kindly can could would will may you u i i'd i'm we "
    "me us to for now ok okay hey hi so just and then thanks "
    "thank want wanna need like let let's lets ready done the a "
    "an my this that it its our go ahead yes yep great good"
)
_FILM = _set("video videos film movie clip reel slideshow file mp4 result project")
_LOOK = _set("show see view check get tell give what what's whats is are display list look at of in on current there")

ENGLISH: Final = (
    Rule(
        "export",
        _set("export exporting download downloading"),
        _POLITE
        | _FILM
        | _set(
            "as in at with final finished whole full complete hd high quality resolution format 1080p full-hd fullhd"
        )
        | _set("again out computer laptop disk machine desktop have"),
        weak=_set("send save give"),
        objects=_FILM - _set("project"),
    ),
    Rule(
        "credits",
        _set("credit credits balance"),
        _POLITE | _LOOK | _set("how many much do have has left remaining remain account got still any"),
    ),
    Rule(
        "status",
        _set("status tracks timeline"),
        _POLITE | _LOOK | (_FILM - _set("mp4")) | _set("state open which all where how does look looks"),
    ),
    Rule(
        "upload",
        _set("upload uploading uploads"),
        _POLITE
        | _set("some more new another other these those them how do from computer here photo photos picture pictures")
        | _set("image images pic pics file files video videos clip clips music song audio sound few"),
    ),
)

_ZH_POLITE = _set(
    "请 请问 麻烦 帮我 帮忙 给我 我 我们 你 您 要 想 想要 需要 可以 可不可以 "
    "能 能不能 能否 现在 马上 吧 吗 呢 了 啊 呀 好 好的 谢谢 谢谢你 "
    "一下 下 把 将 这个 这段 这 那个 的 就 先 再 都 来"
)
_ZH_FILM = _set("视频 影片 短片 片子 成片 电影 文件 它 作品 项目 mp4 mp4格式")
_ZH_LOOK = _set(
    "查 查看 查询 看 看看 显示 展示 告诉我 列出 打开 是 什么 多少 几 个 有 还 还有 当前 目前 怎么样 如何 哪些 里 里面"
)

CHINESE: Final = (
    Rule(
        "export",
        _set("导出 下载 export download"),
        _ZH_POLITE
        | _ZH_FILM
        | _set(
            "成 为 到 本地 电脑 桌面 出来 下来 最终 最后 完整 "
            "整个 全部 做好 高清 格式 1080p 高质量 画质 高画质 一份 开始"
        ),
        weak=_set("发给我 发我 保存 存 输出 发送 发"),
        objects=_ZH_FILM - _set("项目 它"),
    ),
    Rule(
        "credits",
        _set("积分 余额 点数 credits"),
        _ZH_POLITE | _ZH_LOOK | _set("剩 剩下 剩余 够 账户 账号 可用 点 分 够不够 余"),
    ),
    Rule(
        "status",
        _set("状态 时间线 时间轴 轨道"),
        _ZH_POLITE | _ZH_LOOK | _ZH_FILM | _set("所有 全部 上 情况"),
    ),
    Rule(
        "upload",
        _set("上传 upload"),
        _ZH_POLITE
        | _set(
            "图片 照片 相片 图 文件 视频 音乐 歌 素材 一张 几张 一些 "
            "几个 这些 新 新的 更多 怎么 怎样 如何 从 电脑 本地 张 个"
        ),
    ),
)

_QUOTED: Final = re.compile(
    r"\"[^\"]*\"|“[^”]*”|”[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|«[^»]*»|`[^`]*`|(?<!\w)['‘][^'’]*['’](?!\w)"
)
_FILE: Final = re.compile(rf"(?<![\w.])[\w./\\~:+-]*[\w-]\.(?:{'|'.join(ACCEPTED)})\b", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# A command is short; whatever is longer describes a film.
_LONGEST: Final = 120


def route(text: str) -> Route:
    """Return where a message goes; case, punctuation and politeness aside.

    Quoted words are text for the film: whatever has some goes to the agent.
    """
    bare = unicodedata.normalize("NFKC", text).replace("’", "'").strip().lower()
    if len(bare) > _LONGEST or _QUOTED.search(bare):
        return Route("stream")
    files = _FILE.findall(text.strip())
    bare = _FILE.sub(" ", bare)
    if files and not _TOKEN.search(bare):
        return Route("upload", files[0])
    for rule in CHINESE if _HAN.search(bare) else ENGLISH:
        if _takes(rule, bare):
            if files and rule.via not in ("export", "upload"):
                continue
            return Route(rule.via, files[0] if files else "")
    return Route("stream")


def _takes(rule: Rule, bare: str) -> bool:
    words = _words(rule, bare)
    if words is None:
        return False
    return bool(words & rule.triggers) or bool(words & rule.weak and words & rule.objects)


def _words(rule: Rule, bare: str) -> set[str] | None:
    """Return the words of a message, None when one of them is beyond the rule's vocabulary."""
    known = rule.triggers | rule.words | rule.weak | rule.objects
    if not _HAN.search(bare):
        found = set(_TOKEN.findall(bare))
        return found if found and found <= known else None
    # Chinese has no spaces: the whole must be cut into known words; some cut is enough.
    letters = "".join(_TOKEN.findall(bare))
    reached: dict[int, set[str]] = {0: set()}
    for at in range(len(letters)):
        if at in reached:
            for word in known:
                if letters.startswith(word, at):
                    reached.setdefault(at + len(word), set()).update(reached[at], [word])
    return reached.get(len(letters))
