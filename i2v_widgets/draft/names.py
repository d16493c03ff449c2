"""The canonical names of joins, motions, looks and moods, and how each is called in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Names = Mapping[str, tuple[str, str]]

JOINS: Names = {
    "cut": ("cut", "直接切换"),
    "crossfade": ("crossfade", "交叉淡化"),
    "fade-black": ("fade through black", "黑场过渡"),
    "fade-white": ("fade through white", "白场过渡"),
    "wipe-left": ("wipe to the left", "向左擦除"),
    "wipe-right": ("wipe to the right", "向右擦除"),
    "wipe-up": ("wipe upwards", "向上擦除"),
    "wipe-down": ("wipe downwards", "向下擦除"),
    "slide-left": ("slide to the left", "向左滑动"),
    "slide-right": ("slide to the right", "向右滑动"),
    "slide-up": ("slide upwards", "向上滑动"),
    "slide-down": ("slide downwards", "向下滑动"),
    "push-left": ("push to the left", "向左推动"),
    "push-right": ("push to the right", "向右推动"),
    "push-up": ("push upwards", "向上推动"),
    "push-down": ("push downwards", "向下推动"),
    "zoom": ("zoom transition", "缩放转场"),
    "circle": ("circle", "圆形展开"),
    "blur": ("blur transition", "模糊转场"),
}
MOTIONS: Names = {
    "none": ("no motion", "静止"),
    "zoom-in": ("slow zoom in", "缓慢放大"),
    "zoom-out": ("slow zoom out", "缓慢缩小"),
    "pan-left": ("pan to the left", "向左平移"),
    "pan-right": ("pan to the right", "向右平移"),
    "pan-up": ("pan upwards", "向上平移"),
    "pan-down": ("pan downwards", "向下平移"),
}
FILTERS: Names = {
    "none": ("original colours", "原色"),
    "mono": ("black and white", "黑白"),
    "sepia": ("sepia", "怀旧棕褐"),
    "warm": ("warm", "暖色"),
    "cool": ("cool", "冷色"),
    "vivid": ("vivid", "鲜艳"),
    "vintage": ("vintage", "复古"),
    "soft": ("soft", "柔和"),
}
MOODS: Names = {
    "calm": ("calm", "平静"),
    "upbeat": ("upbeat", "动感"),
    "happy": ("happy", "欢快"),
    "cinematic": ("cinematic", "电影感"),
    "dramatic": ("dramatic", "紧张戏剧"),
    "lofi": ("lo-fi", "低保真"),
    "ambient": ("ambient", "氛围"),
    "corporate": ("corporate", "商务"),
    "romantic": ("romantic", "浪漫"),
    "epic": ("epic", "史诗"),
}
PLACES: Names = {"top": ("top", "顶部"), "center": ("centre", "中间"), "bottom": ("bottom", "底部")}
COLORS: Names = {
    "#ffffff": ("white", "白色"),
    "#000000": ("black", "黑色"),
    "#ff0000": ("red", "红色"),
    "#ffff00": ("yellow", "黄色"),
    "#0000ff": ("blue", "蓝色"),
    "#008000": ("green", "绿色"),
    "#ffa500": ("orange", "橙色"),
    "#800080": ("purple", "紫色"),
    "#ffc0cb": ("pink", "粉色"),
    "#ffd700": ("gold", "金色"),
    "#808080": ("grey", "灰色"),
    "#c0c0c0": ("silver", "银色"),
    "#00ffff": ("cyan", "青色"),
    "#ff00ff": ("magenta", "品红色"),
    "#a52a2a": ("brown", "棕色"),
}
FIRST_MOTIONS = ("zoom-in", "pan-right", "zoom-out", "pan-left")  # a new film's, one after the other


def called(names: Names, name: str, language: str = "en") -> str:
    """Say a canonical name as a person would; an unknown one as it is."""
    pair = names.get(name)
    return pair[language == "zh"] if pair else name


def quoted(text: str, language: str = "en") -> str:
    """Put text in the language's own quotation marks, shortened to 40 characters."""
    text = " ".join(text.split())
    text = text if len(text) <= 40 else text[:39] + "…"
    return f"“{text}”" if language == "en" else f"「{text}」"


def seconds(value: float) -> str:
    """2.5 for 2.53, 3 for 3.0: to a tenth, as people say times."""
    return f"{value:.1f}".removesuffix(".0") if value >= 0.05 else plain(value)


def plain(value: float) -> str:
    """29.97, 1.25, 3: to a hundredth, for rates and factors."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """35% for 0.35."""
    return f"{round(value * 100)}%"


def listing(items: Sequence[str], language: str = "en") -> str:
    """a, b and c; a、b 和 c."""
    if len(items) < 2:
        return "".join(items)
    comma, last = (", ", " and ") if language == "en" else ("、", "和")
    return comma.join(items[:-1]) + last + items[-1]
