"""What a film is rendered to: size, quality, and the encoder's options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

QUALITIES = {
    # preset and CRF; render.md: superfast costs 16 ms a 1080p frame, veryfast 22, medium 65
    "draft": ("superfast", 24),
    "high": ("veryfast", 20),
    "max": ("medium", 17),
}
DRAFT_SIDE = 540  # the short side of a preview


@dataclass(frozen=True, slots=True)
class Output:
    """What to render to.

    Attributes
    ----------
    format : str
        mp4.
    quality : str
        draft (540p class, quick), high, or max.
    width, height : int or None
        Another size than the draft's own.
    """

    format: str = "mp4"
    quality: str = "high"
    width: int | None = None
    height: int | None = None

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The film's size for a draft of this size: even, and for `draft` no larger than 540p."""
        width, height = width or 1920, height or 1080
        if self.width or self.height:
            wide = self.width or round((self.height or height) * width / height)
            high = self.height or round((self.width or width) * height / width)
            width, height = wide, high
        elif self.quality == "draft" and min(width, height) > DRAFT_SIDE:
            scale = DRAFT_SIDE / min(width, height)
            width, height = round(width * scale), round(height * scale)
        return max(16, width // 2 * 2), max(16, height // 2 * 2)


@dataclass(frozen=True, slots=True)
class Encoding:
    """One encoder's setting; chunks of the same setting join without re-encoding."""

    width: int
    height: int
    rate: Fraction
    preset: str
    crf: int

    @classmethod
    def of(cls, output: Output, width: int, height: int, fps: float) -> Encoding:
        """The setting for a draft's canvas."""
        preset, crf = QUALITIES.get(output.quality, QUALITIES["high"])
        wide, high = output.size(width, height)
        return cls(wide, high, Fraction(fps).limit_denominator(1001), preset, crf)

    @property
    def options(self) -> dict[str, str]:
        """x264's options.

        `stitchable` keeps the parameter sets free of what differs from chunk to chunk, `cpu-independent` gives the
        same bytes on every processor. One key frame a chunk, except where x264 sees a cut.
        """
        return {
            "preset": self.preset,
            "crf": str(self.crf),
            "profile": "high",
            "x264-params": "stitchable=1:cpu-independent=1:keyint=infinite:open-gop=0:threads=1:force-cfr=1",
        }

    @property
    def ticks(self) -> int:
        """Ticks of one frame in the track's timescale."""
        return 512 if self.rate.denominator == 1 else self.rate.denominator

    @property
    def timescale(self) -> int:
        """Ticks a second."""
        return int(self.rate * self.ticks)

    def key(self) -> list[object]:
        """What of it decides the bytes."""
        return [self.width, self.height, str(self.rate), self.preset, self.crf, sorted(self.options.items())]

    @classmethod
    def from_key(cls, key: Sequence[Any]) -> Encoding:
        """The setting that has this key."""
        width, height, rate, preset, crf = key[:5]
        return cls(width, height, Fraction(rate), preset, crf)
