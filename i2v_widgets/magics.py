"""`%%i2v` and `%i2v`: a film from a cell whose body is the prompt."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from i2v_widgets.studio import Studio


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises IPython's own usage error instead of leaving the kernel."""

    def error(self, message: str) -> Any:
        raise UsageError(f"{message}. Usage: {self.format_usage().removeprefix('usage: ').strip()}")


def cell_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="%%i2v", add_help=False)
    parser.add_argument("photos", nargs="*")
    parser.add_argument("-o", "--output", default=None)
    parser.add_argument("--backend", default=None)
    parser.add_argument("--skill", default=None)
    return parser


def line_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="%i2v", add_help=False)
    parser.add_argument("action", choices=("export", "credits", "status", "history", "undo"))
    parser.add_argument("output", nargs="?", default=None)
    return parser


@magics_class
class I2VMagics(Magics):
    """One Studio a notebook, made by the first `%%i2v` and spoken to by those that follow."""

    studio: Studio | None = None

    @line_cell_magic
    def i2v(self, line: str, cell: str | None = None) -> Any:
        """`%%i2v [photos…] [-o FILE] [--backend B] [--skill S]`, the prompt as the body; `%i2v export|credits|…`."""
        return self._line(line) if cell is None else self._cell(line, cell)

    def _cell(self, line: str, prompt: str) -> Any:
        from i2v_widgets.studio import Studio

        options = cell_parser().parse_args(shlex.split(line))
        if self.studio is None or options.photos or options.backend or options.skill:
            if self.studio is not None:
                self.studio.close()
            named = {"skill": options.skill} if options.skill else {}
            self.studio = Studio(backend=options.backend, **named)
        if options.photos:
            self.studio.add(*options.photos).result()
        reply = self.studio.ask(prompt.strip()).result()
        return self.studio.export(options.output).result() if options.output else reply

    def _line(self, line: str) -> Any:
        options = line_parser().parse_args(shlex.split(line))
        if self.studio is None:
            raise UsageError("There is no film yet: begin with a %%i2v cell that names photos.")
        if options.action == "export":
            return self.studio.export(options.output).result()
        if options.action == "credits":
            return self.studio.credits().result()
        if options.action == "undo":
            return self.studio.undo()
        if options.action == "history":
            return self.studio.history
        print(self.studio.draft.summary())  # noqa: T201 - what a magic says goes into the cell
        return None


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext i2v_widgets`."""
    shell.register_magics(I2VMagics)
