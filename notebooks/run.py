"""Runs a notebook headless, as "Run All" would, and tells on the way what its cells say.

`make demo` calls this on the first notebook. The kernel works in the folder it is called from, so films land there.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

WIDTH = 110


class Teller(NotebookClient):
    """A notebook client that prints what the cells show, progress on one line where there is a terminal."""

    live = False  # whether the last thing printed is a line that the next progress may overwrite
    last = ""  # the last progress told, without its figures
    tenth = -1
    said = ""  # the last output, so that an account left behind is not told twice

    def tell(self, text: str, *, progress: bool = False) -> None:
        """Print one or more lines; a progress line replaces the one before it on a terminal."""
        if progress and self.told_enough(text):
            return
        if progress and sys.stdout.isatty():
            sys.stdout.write("\r" + text[:WIDTH].ljust(WIDTH))
            self.live = True
        else:
            sys.stdout.write(("\n" if self.live else "") + text + "\n")
            self.live = False
        sys.stdout.flush()

    def told_enough(self, text: str) -> bool:
        """Whether a progress line says nothing new: in a file or a pipe each tenth is told once."""
        found = re.search(r" (\d+)%$", text)
        if sys.stdout.isatty() or found is None:
            return False
        what, tenth = text[: found.start()], int(found[1]) // 10
        seen = (what, tenth) == (self.last, self.tenth)
        self.last, self.tenth = what, tenth
        return seen

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Tell each output as it comes."""
        content, kind = msg.get("content", {}), msg.get("msg_type")
        if kind == "stream":
            self.tell(content["text"].rstrip("\n"))
        elif kind in ("display_data", "execute_result", "update_display_data"):
            plain = content.get("data", {}).get("text/plain", "")
            if plain.strip() and plain.strip() != self.said:
                self.said = plain.strip()
                self.tell(self.said, progress=kind == "update_display_data")
        return super().process_message(msg, cell, cell_index)


def heading(source: str) -> str:
    """The first heading of a text cell, for the log; else nothing."""
    found = re.search(r"^#+\s*(.+)$", source, re.MULTILINE)
    return found[1].strip() if found else ""


def run(path: Path) -> int:
    """Execute the notebook; 0 when every cell ran."""
    notebook = nbformat.read(path, as_version=4)
    client = Teller(notebook, timeout=1800, kernel_name="python3", store_widget_state=False)
    client.extra_arguments = ["--IPKernelApp.log_level=40"]  # no word about sockets on the way
    began = time.perf_counter()
    try:
        with client.setup_kernel(cwd=str(Path.cwd())):
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type == "markdown" and (title := heading(cell.source)):
                    client.tell(f"\n{title}")
                if cell.cell_type == "code":
                    client.tell("\n".join(f"    {line}" for line in cell.source.splitlines()))
                    client.execute_cell(cell, index)
    except CellExecutionError as error:
        client.tell(f"\n{path.name} stopped: {error.ename}: {error.evalue}")
        return 1
    client.tell(f"\n{path.name} ran in {time.perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
