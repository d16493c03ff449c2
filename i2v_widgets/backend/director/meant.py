"""Which photos are meant, once it is read; resolved against a film or a list of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Part = tuple[str, int | str, int]  # kind, number or name, second number


@dataclass(frozen=True, slots=True)
class Ref:
    """Some of the film's clips, as said.

    Attributes
    ----------
    parts : tuple
        ("at", 2, 0), ("at", -1, 0), ("first", 2, 0), ("last", 2, 0), ("range", 2, 4), ("all", 0, 0), ("rest", 0, 0),
        ("odd", 0, 0), ("even", 0, 0), ("mid", 0, 0), ("file", digest, 0).
    but : tuple
        What is left out.
    """

    parts: tuple[Part, ...]
    but: tuple[Part, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it means the whole film."""
        return self.parts == (("all", 0, 0),) and not self.but

    @property
    def single(self) -> bool:
        """Whether it names one clip."""
        return len(self.parts) == 1 and self.parts[0][0] in ("at", "mid", "file")


class OutOfRange(Exception):
    """A place that the film does not have."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(str(place))


def resolve(ref: Ref, digests: Sequence[str], spoken: Sequence[int] = ()) -> list[int]:
    """Return the indexes meant, in the order said.

    Parameters
    ----------
    ref : Ref
    digests : sequence of str
        What each clip shows, in order.
    spoken : sequence of int
        Indexes that the message named before: the rest is what is not among them.

    Raises
    ------
    OutOfRange
    """
    count = len(digests)
    found: list[int] = []
    for part in ref.parts:
        found += [i for i in _part(part, digests, spoken) if i not in found]
    gone: set[int] = set()
    for part in ref.but:
        gone.update(_part(part, digests, spoken))
    return [i for i in found if i not in gone and i < count]


def _part(part: Part, digests: Sequence[str], spoken: Sequence[int]) -> list[int]:
    kind, first, second = part
    count = len(digests)
    if kind == "file":
        return [i for i, digest in enumerate(digests) if digest == first]
    n = int(first)
    if kind == "at":
        if n == 0 or abs(n) > count:
            raise OutOfRange(n)
        return [n - 1 if n > 0 else count + n]
    if kind in ("first", "last"):
        if n > count:
            raise OutOfRange(n)
        return list(range(n)) if kind == "first" else list(range(count - n, count))
    if kind == "range":
        if not 1 <= n <= second <= count:
            raise OutOfRange(second if n >= 1 else n)
        return list(range(n - 1, second))
    if kind == "mid":
        return [count // 2] if count else []
    if kind == "rest":
        return [i for i in range(count) if i not in spoken]
    if kind in ("odd", "even"):
        return list(range(0 if kind == "odd" else 1, count, 2))
    return list(range(count))
