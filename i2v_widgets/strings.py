"""Every sentence a person may see from Python, in English and Chinese, in one table."""

from __future__ import annotations

from typing import Any, Final

Row = tuple[str, str]  # (English, Chinese)

JOBS: Final[dict[str, Row]] = {
    "job.running": ("running", "进行中"),
    "job.done": ("done", "完成"),
    "job.failed": ("failed", "失败"),
    "job.cancelled": ("cancelled", "已取消"),
}

CLIENT: Final[dict[str, Row]] = {
    "client.connecting": ("Connecting…", "正在连接…"),
    "client.ready": ("Ready!", "准备好了！"),
    "client.still_working": ("⏳ Still working...", "⏳ 仍在处理……"),
    "client.register": ("Register to get more credits: {url}", "注册以获得更多积分：{url}"),
    "client.new_session": (
        "The backend no longer knew the session, so a new one was started: the timeline starts anew.",
        "后端已找不到原来的会话，已新建一个：时间线从头开始。",
    ),
    "client.pictures_leave": (
        "Your pictures are uploaded to {host} to make the film.",
        "制作视频时，您的图片会上传到 {host}。",
    ),
    "client.offline_promise": (
        "This skill promises to keep pictures on this machine, but the chosen backend, {host}, uploads them.",
        "该技能承诺图片不离开本机，但所选后端 {host} 会上传图片。",
    ),
}

DIALOGUE: Final[dict[str, Row]] = {}

# Each room appends its own dict above, named after it, and its name here.
TABLE: Final[dict[str, Row]] = JOBS | CLIENT | DIALOGUE


def t(key: str, language: str = "en", **values: Any) -> str:
    """Return the sentence of `key` in the person's language.

    Parameters
    ----------
    key : str
        A key of `TABLE`; a missing one raises `KeyError`, so that no key is ever shown.
    language : str
        A tag such as ``"en"``, ``"zh"`` or ``"zh-CN"``; whatever is not Chinese reads English.
    **values
        What stands in the braces.
    """
    english, chinese = TABLE[key]
    sentence = chinese if language.lower().startswith("zh") else english
    return sentence.format(**values) if values else sentence
