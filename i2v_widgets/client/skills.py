"""The five skills as data: what each is called, takes, promises and offers to say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ..errors import I2VError

# The value is published nowhere: the skills' own version, not this package's.
SKILL_VERSION: Final = "1.0.0"
DEFAULT_SKILL: Final = "image-to-video-maker-ai"


@dataclass(frozen=True)
class Skill:
    """One skill of the hosted service.

    Attributes
    ----------
    name : str
        The value of ``X-Skill-Source``.
    title : str
    formats : tuple of str
        The picture formats its page names.
    language : {"en", "detected", None}
        What a session is told: English, what the prompt and the locale say, or nothing.
    prompt : str
        A typical prompt.
    examples : tuple of str
        What it offers to say, word for word.
    advice : str
    local : bool
        It promises that pictures stay on this machine.
    version : str
        The value of ``X-Skill-Version``.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    language: Literal["en", "detected"] | None
    prompt: str
    examples: tuple[str, str, str]
    advice: str
    local: bool = False
    version: str = SKILL_VERSION


_USUAL = ("JPG", "PNG", "WEBP", "HEIC")

SKILLS: Final[dict[str, Skill]] = {
    skill.name: skill
    for skill in (
        Skill(
            name="image-to-video-maker-ai",
            title="Image to Video Maker AI",
            formats=_USUAL,
            language="en",
            prompt="turn these photos into a 30-second video with transitions and background music",
            examples=(
                "convert three product photos in JPG format into a 1080p MP4",
                "turn these photos into a 30-second video with transitions and background music",
                "turning product or travel photos into shareable videos for social media creators",
            ),
            advice="5–10 images give enough for smooth transitions",
        ),
        Skill(
            name="image-to-video-free-online",
            title="Image to Video Free Online",
            formats=_USUAL,
            language="detected",
            prompt="turn my photos into a short video with transitions and music",
            examples=(
                "convert three product photos or a single landscape image into a 1080p MP4",
                "turn my photos into a short video with transitions and music",
                "converting still photos into shareable video content for social media creators",
            ),
            advice="fewer images of higher resolution come out smoother",
        ),
        Skill(
            name="for-beginners-ai-image",
            title="For Beginners AI Image",
            formats=_USUAL,
            language="en",
            prompt="turn my photos into a short video with smooth transitions and background music",
            examples=(
                "turn three simple product photos or personal snapshots into a 1080p MP4",
                "turn my photos into a short video with smooth transitions and background music",
                "turning still images into videos for beginners with no editing experience",
            ),
            advice="start with 3–5 images",
        ),
        Skill(
            name="image-to-video-ai-offline",
            title="Image to Video AI Offline",
            formats=("JPG", "PNG", "WEBP", "BMP"),
            language="detected",
            prompt="turn these images into a short video clip with smooth transitions",
            examples=("convert my static images", "export 1080p MP4", "turn these images into a short"),
            advice="fewer images per batch: faster local processing, more consistent output",
            local=True,
        ),
        Skill(
            name="picture-to-video",
            title="Picture to Video",
            formats=_USUAL,
            language=None,
            prompt="turn these photos into a smooth slideshow video with transitions",
            examples=(
                "convert five product photos in JPG format into a 1080p MP4",
                "turn these photos into a smooth slideshow video with transitions",
                "turning still photos into shareable videos for marketers, social media creators",
            ),
            advice="fewer than ten images are noticeably faster",
        ),
    )
}


def find_skill(skill: str | Skill) -> Skill:
    """Return the skill of that name; a misspelt one is told the five that there are."""
    if isinstance(skill, Skill):
        return skill
    try:
        return SKILLS[skill]
    except KeyError:
        raise I2VError(
            f"There is no skill {skill!r}.", hint=f"The skills are: {', '.join(SKILLS)}.", code="skill"
        ) from None


def platform_of(path: Path, home: Path | None = None) -> str:
    """Return the value of ``X-Skill-Platform`` for a package installed at `path`."""
    home = home or Path.home()
    if path.is_relative_to(home / ".clawhub"):
        return "clawhub"
    if path.is_relative_to(home / ".cursor" / "skills"):
        return "cursor"
    return "unknown"
