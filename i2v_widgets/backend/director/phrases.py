"""What the director says, English and Chinese."""

from __future__ import annotations

from typing import Any

PHRASES: dict[str, tuple[str, str]] = {
    "more": ("And {n} more changes", "还有 {n} 处改动"),
    "in_all": ("{seconds} s in all", "总长 {seconds} 秒"),
    "same": ("The film is already like that, so nothing changed.", "影片已经是这样了，没有改动。"),
    "undone": ("I took the last step back.", "已撤销上一步。"),
    "redone": ("I did that step again.", "已重做刚才撤销的一步。"),
    "no_undo": ("There is nothing to take back.", "没有可以撤销的步骤。"),
    "no_redo": ("There is nothing to do again.", "没有可以重做的步骤。"),
    "no_photos": (
        "There is no photo yet. Add some photos first, then ask again.",
        "还没有照片。请先添加照片，再说一次。",
    ),
    "empty": (
        "Tell me what the film should be, for example “a 30-second video with crossfades and calm music”.",
        "请告诉我想要什么样的影片，例如「做一个30秒的视频，加转场和平静的音乐」。",
    ),
    "range": ("There is no photo {n}: the film has {count}.", "没有第 {n} 张照片：影片里共有 {count} 张。"),
    "missing_file": ("That picture is not in the film; it has {names}.", "影片里没有那张照片；现在有{names}。"),
    "which_photo": (
        "Which photo? Say for example “the second” or “the last”.",
        "是哪一张照片？可以说「第二张」或「最后一张」。",
    ),
    "keep_one": ("A film needs at least one photo, so I kept them.", "影片至少要有一张照片，所以没有删除。"),
    "where_to": (
        "Where should it go? Say for example “to the front” or “after the third”.",
        "要移到哪里？可以说「移到最前面」或「放到第三张后面」。",
    ),
    "no_music": (
        "There is no music in the film yet; say “add calm music” to get some.",
        "影片里还没有音乐；可以说「加上平静的音乐」。",
    ),
    "loudest": ("The music is already at full volume.", "音乐已经是最大音量了。"),
    "no_text": (
        "There is no title in the film yet; say “add the title ‘Hello’”.",
        "影片里还没有标题；可以说「加标题“你好”」。",
    ),
    "ask_text": ("What should the {what} say? Put the words in quotation marks.", "{what}写什么？请把文字放在引号里。"),
    "no_join": ("There are no transitions yet; say “add crossfades”.", "影片里还没有转场；可以说「加上交叉淡化」。"),
    "too_long": ("A film lasts two hours at the most.", "影片最长两小时。"),
    "too_many": ("That was a lot at once: I did the first {count}.", "一次说得太多了，我先做了前 {count} 项。"),
    "no_new": ("All your pictures are in the film already.", "所有照片都已经在影片里了。"),
    "clamped": ("The photos are too short for longer transitions.", "照片时间太短，转场不能再长了。"),
    "chose_mood": ("You named no mood, so I took {mood} music.", "你没说音乐风格，我选了{mood}的。"),
    "chose_song": ("The music is your file {name}.", "音乐用的是你的文件{name}。"),
    "song_gone": ("There is no sound file of that name.", "没有这个名字的声音文件。"),
    "unknown": ("I cannot do this part: {words}. {near}", "这一部分我做不到：{words}。{near}"),
    "idle": ("I did not understand {words}. {near}", "我没听懂{words}。{near}"),
    "near_voice": ("I can add music, or put words on the screen as captions.", "我可以加音乐，或者把文字做成字幕。"),
    "near_text": ("I can set a text's words, place, colour and time.", "我可以设置文字的内容、位置、颜色和时间。"),
    "near_picture": (
        "I work with the photos as they are: I can give them a look, move across them, reorder or remove them.",
        "照片内容我不能改；我可以加滤镜、运镜、调整顺序或删除整张照片。",
    ),
    "near_motion": ("I can zoom, pan and join photos with transitions.", "我可以做缩放、平移和各种转场。"),
    "near_sound": (
        "I can add music of ten moods, set its volume and fade it.",
        "我可以加十种风格的音乐，调音量和淡入淡出。",
    ),
    "near": (
        "I can change length, order, transitions, motion, looks, music and titles.",
        "我可以改时长、顺序、转场、运镜、滤镜、音乐和标题。",
    ),
    "offer": ("What shall I do? For example: {offers}.", "想怎么改？比如：{offers}。"),
    "offer_join": ("“add crossfades between the photos”", "「照片之间加交叉淡化」"),
    "offer_music": ("“add calm music at 60%”", "「加平静的音乐，音量60%」"),
    "offer_title": ("“add the title ‘Summer’ for the first 3 seconds”", "「前三秒加标题“夏天”」"),
    "offer_look": ("“give the photos a warm look”", "「照片用暖色调」"),
    "offer_pace": ("“make it a bit faster”", "「节奏快一点」"),
    "offer_shape": ("“make it vertical”", "「改成竖屏」"),
    "offer_make": ("“make a 30-second video with music”", "「做一个30秒的视频，加音乐」"),
    "help": (
        "Say it in your own words: length, order, transitions, motion, looks, music, titles, size. {offers}",
        "用自己的话说就行：时长、顺序、转场、运镜、滤镜、音乐、标题、画幅。{offers}",
    ),
    "thanks": (
        "All right, the film stays as it is. Tell me what you would like next.",
        "好的，影片保持原样。还想改什么，告诉我就行。",
    ),
    "answer": (
        "The film has {count} photos and lasts {seconds} s. {summary}",
        "影片有 {count} 张照片，长 {seconds} 秒。{summary}",
    ),
    "text": ("text", "文字"),
    "title": ("title", "标题"),
    "caption": ("caption", "字幕"),
    "credits": ("credits", "片尾字幕"),
    "photos": ("{n} photos", "{n} 张照片"),
    "photo": ("1 photo", "1 张照片"),
    "same_photo": ("Both are the same photo.", "两张是同一张照片。"),
}


def say(key: str, language: str, **values: Any) -> str:
    """Say a phrase."""
    return PHRASES[key][language == "zh"].format(**values)
