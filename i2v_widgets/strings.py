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

DIALOGUE: Final[dict[str, Row]] = {
    "dialogue.changed_one": ("Done. {change}", "完成。{change}"),
    "dialogue.changed": ("Done:", "完成："),
    "dialogue.and_more": ("and {n} more", "以及另外 {n} 处"),
    "gui.export": ("To get the film as a file, say “export”.", "要得到视频文件，说“导出”即可。"),
    "gui.timeline": ("The timeline shows how the film stands.", "时间线显示短片的现状。"),
    "gui.add": ("Add pictures in the picker, or drop them on it.", "在选择器中添加图片，或把图片拖进来。"),
    "gui.drag": ("Say what should go where, and it is done.", "说出要把什么移到哪里，就会照做。"),
    "gui.say": ("Say what to change, and it is done.", "说出要改什么，就会照做。"),
}

STUDIO: Final[dict[str, Row]] = {
    "picker.stalled": ("{name}: the browser stopped sending. Add it again.", "{name}：浏览器停止了发送，请重新添加。"),
    "studio.cancel": ("Cancel", "取消"),
    "studio.cancelled": ("Cancelled: {what}", "已取消：{what}"),
    "studio.untitled": ("Untitled film", "未命名短片"),
    "studio.adding": ("Adding…", "正在添加…"),
    "studio.added": ("Added {n}: {names}.", "已添加 {n} 个：{names}。"),
    "studio.already": ("Already there: {names}.", "已经有了：{names}。"),
    "studio.other_format": ("{name}: the film is a {format}.", "{name}：影片是 {format} 格式。"),
    "studio.other_format_hint": ("Name it {name}.", "请命名为 {name}。"),
    "studio.and_more": (" and {n} more", " 等，另有 {n} 个"),
    "studio.added_nothing": ("Nothing to add.", "没有可添加的内容。"),
    "studio.previewing": ("Rendering preview…", "正在生成预览…"),
    "studio.exporting": ("Exporting {name}", "正在导出 {name}"),
    "studio.exported": ("Exported to {path}", "已导出到 {path}"),
    "studio.credits": ("You have {available} credits left.", "还剩 {available} 积分。"),
    "studio.no_film": ("There is no film yet.", "还没有短片。"),
    "studio.no_film_hint": (
        "Add photos, then say what they should become.",
        "先添加照片，再说说想做成什么样的短片。",
    ),
    "studio.how_to_add": (
        'Drop photos on the widget, or call `studio.add("photos/*.jpg")`.',
        '把照片拖到这里，或调用 `studio.add("photos/*.jpg")`。',
    ),
    "studio.empty_prompt": (
        "Say what the film should be, for example: turn these photos into a 30-second video with music.",
        "请说说想要什么样的短片，例如：把这些照片做成30秒的视频，加上音乐。",
    ),
    "studio.on_this_machine": (
        "The film is made on this machine now; your pictures stay here.",
        "现在改在本机制作，您的图片不会离开本机。",
    ),
    "studio.unchanged": ("Nothing changed.", "没有改动。"),
    "studio.caught_up": ("After a cancelled answer", "取消的回答之后"),
    "studio.words_only": (
        "This backend takes changes in words only. Say what to change.",
        "该后端只接受文字修改，请说说想改什么。",
    ),
    "studio.undo": ("Undo: back to v{n}", "撤销：回到 v{n}"),
    "studio.redo": ("Redo: v{n} again", "重做：再次使用 v{n}"),
    "studio.goto": ("Back to v{n}", "回到 v{n}"),
    "studio.no_undo": ("There is nothing to undo.", "没有可撤销的内容。"),
    "studio.no_redo": ("There is nothing to redo.", "没有可重做的内容。"),
    "studio.closed": ("This Studio is closed.", "这个 Studio 已关闭。"),
    "studio.closed_hint": (
        "Make a new one; Studio(folder=…) opens the same film.",
        "请新建一个；Studio(folder=…) 可打开同一部短片。",
    ),
    "help.say": ("Say, in English or Chinese:", "可以这样说（中文或英文）："),
    "help.calls": ("Call, from any cell:", "在任意单元格中调用："),
    "help.add": ("photos, folders, URLs, arrays, figures", "照片、文件夹、网址、数组、图表"),
    "help.ask": ("say what to make or change", "说说要做什么或改什么"),
    "help.preview": ("a quick small film", "快速预览"),
    "help.export": ("1080p H.264 with sound", "1080p H.264，含声音"),
    "help.history": ("every message is a version", "每句话都是一个版本"),
    "help.rest": ("what is left to spend; go on with an export; end", "余额；继续导出；结束"),
}

# Each room appends its own dict above, named after it, and its name here.
TABLE: Final[dict[str, Row]] = JOBS | CLIENT | DIALOGUE | STUDIO


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
