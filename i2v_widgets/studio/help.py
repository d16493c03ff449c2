"""What to say and what to call: the Studio's help, rich in a cell, plain lines in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ..strings import t
from .markup import rich

CALLS = (
    ("studio.add(…)", "help.add"),
    ('studio.ask("…")', "help.ask"),
    ("studio.preview()", "help.preview"),
    ('studio.export("film.mp4")', "help.export"),
    ("studio.history, .undo(), .redo(), .goto(n), .branch(n)", "help.history"),
    ("studio.credits(), .resume(id), .close()", "help.rest"),
)


class Help:
    """A short page of help."""

    def __init__(self, examples: Sequence[str], advice: str, language: str) -> None:
        self._examples, self._advice, self._language = tuple(examples), advice, language

    def __repr__(self) -> str:
        says = [f"  {example}" for example in self._examples]
        calls = [f"  {call}  {t(key, self._language)}" for call, key in CALLS]
        return "\n".join([t("help.say", self._language), *says, self._advice, t("help.calls", self._language), *calls])

    def _repr_html_(self) -> str:
        says = "".join(f"<li>{rich(example)}</li>" for example in self._examples)
        calls = "".join(
            f"<tr><td style='text-align:left'><code>{rich(call)}</code></td>"
            f"<td style='text-align:left'>{rich(t(key, self._language))}</td></tr>"
            for call, key in CALLS
        )
        head = rich(t("help.say", self._language))
        return f"<p>{head}</p><ul>{says}</ul><p>{rich(self._advice)}</p><table>{calls}</table>"
