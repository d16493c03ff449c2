"""Reply: what came back for one thing that was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..draft.model import Draft
from .cells import is_told_here
from .markup import paragraph, plain
from .video import Video


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer.

    Attributes
    ----------
    text : str
        What the agent said: safe Markdown, in the person's language.
    changes : tuple of Change
        What differs in the film now.
    draft : Draft
        The film.
    version : int
        The version that was made; 0 when nothing changed.
    video : Video or None
        Of an export.
    credits : object or None
        Of a question for credits.
    via : str
        How it was routed: ``"stream"``, ``"export"``, ``"credits"``, ``"status"`` or ``"upload"``.
    events : tuple
        The events of the stream.
    seconds : float
        How long it took.
    """

    text: str
    changes: tuple[Any, ...] = ()
    draft: Draft = field(default_factory=lambda: Draft.from_wire({}))
    version: int = 0
    video: Video | None = None
    credits: Any = None
    via: str = "stream"
    events: tuple[Any, ...] = ()
    seconds: float = 0.0
    language: str = "en"

    def told(self) -> list[str]:
        """The changes as lines, in the language of the answer."""
        return [change.tell(self.language) if hasattr(change, "tell") else str(change) for change in self.changes]

    def __repr__(self) -> str:
        version = f" (v{self.version}, {len(self.changes)} changes)" if self.version else ""
        return f"Reply: {plain(self.text)}{version}"

    def _ipython_display_(self) -> None:
        if is_told_here(self) and self.video is None:
            return  # the line above, left by its job, says it
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"text/plain": repr(self), "text/html": paragraph(self.text, self.told(), foot=self.foot())}
        if self.video is not None:
            shown |= {**self.video._repr_mimebundle_(**kwargs), "text/plain": repr(self)}
        return shown

    def foot(self) -> str:
        """``v2 · 0.9 s``."""
        parts = [f"v{self.version}"] if self.version else []
        return " · ".join([*parts, f"{self.seconds:.1f} s"])
