"""A real JupyterLab in a real Chromium, driven as a person would: notebooks opened, cells run, files dropped."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, Locator, Page

START = 90  # seconds for the server to come up on a busy machine
PATIENCE = 60_000  # ms that a test waits for a signal before it fails


class Lab:
    """A JupyterLab server of its own on loopback, in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.token = secrets.token_hex(16)
        self.log: list[str] = []
        self._ready = threading.Event()
        self.url = ""
        settings = root / ".settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text(
            '{"fetchNews": "false"}'
        )  # else it asks, over the page
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"),
                *(
                    "--ServerApp.port_retries=0",
                    f"--IdentityProvider.token={self.token}",
                    f"--ServerApp.root_dir={root}",
                ),
                *("--LabApp.expose_app_in_browser=True", "--LabApp.news_url=", "--LabApp.extension_manager=readonly"),
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=root,
            start_new_session=True,
            env={
                **os.environ,
                "JUPYTER_RUNTIME_DIR": str(root / ".runtime"),
                "JUPYTERLAB_SETTINGS_DIR": str(root / ".settings"),
            },
        )
        threading.Thread(target=self._read, daemon=True).start()
        if not self._ready.wait(START):
            self.close()
            raise RuntimeError("JupyterLab did not start:\n" + "".join(self.log[-40:]))

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", line):
                self.url = found[1]
                self._ready.set()

    def close(self) -> None:
        """Stop the server and the kernels it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def write(self, name: str, *cells: str) -> Path:
        """A notebook of these code cells."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        path = self.root / name
        nbformat.write(book, path)
        return path

    def page(
        self,
        browser: Browser,
        name: str,
        *,
        theme: str = "light",
        width: int = 1280,
        height: int = 1000,
        scale: float = 1,
    ) -> Page:
        """Open the notebook in a page of this width; the side bar is closed, so that the cells have the room."""
        context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.url}/lab/workspaces/{secrets.token_hex(4)}/tree/{name}?token={self.token}")
        page.wait_for_function(
            "window.jupyterapp && window.jupyterapp.shell.currentWidget?.content?.widgets?.length > 0"
        )
        page.wait_for_function(
            "window.jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'"
        )
        self.command(page, "application:toggle-left-area") if page.locator("#jp-left-stack").is_visible() else None
        # A server keeps the theme of the page before.
        name = "JupyterLab Dark" if theme == "dark" else "JupyterLab Light"
        self.command(page, "apputils:change-theme", {"theme": name})
        page.wait_for_function(f"document.body.dataset.jpThemeName === '{name}'")
        return page

    @staticmethod
    def command(page: Page, name: str, args: dict[str, Any] | None = None) -> None:
        """Run one of JupyterLab's own commands."""
        page.evaluate("([name, args]) => void window.jupyterapp.commands.execute(name, args)", [name, args or {}])

    def run_cell(self, page: Page, index: int) -> Locator:
        """Run the cell with the keyboard; returns its output area once the cell has begun."""
        cell = page.locator(".jp-Notebook .jp-CodeCell").nth(index)
        before = cell.locator(".jp-InputPrompt").first.inner_text()
        for _ in range(3):  # Lab now and then swallows a run command just after loading
            cell.locator(".cm-content").first.click()
            page.keyboard.press("Shift+Enter")
            try:
                page.wait_for_function(
                    "([i, before]) => document.querySelectorAll('.jp-Notebook .jp-CodeCell')[i]"
                    ".querySelector('.jp-InputPrompt').innerText !== before",
                    arg=[index, before],
                    timeout=10_000,
                )
                break
            except Exception:
                continue
        return cell.locator(".jp-Cell-outputArea")

    @staticmethod
    def wait_done(page: Page, index: int, timeout: int = PATIENCE) -> None:
        """Wait until the cell has its number, so is done."""
        page.wait_for_function(
            "i => /\\[\\d+\\]/.test(document.querySelectorAll('.jp-Notebook .jp-CodeCell')[i]"
            ".querySelector('.jp-InputPrompt').innerText)",
            arg=index,
            timeout=timeout,
        )

    def save(self, page: Page, path: Path, *, widgets: bool = True) -> dict[str, Any]:
        """Save the notebook, with its widgets' state if asked, and read the file again."""
        if widgets:
            page.evaluate(
                "window.jupyterapp.serviceManager && window.jupyterapp.commands"
                ".execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
            )
        page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
        saved: dict[str, Any] = json.loads(path.read_text())
        return saved


def drop(page: Page, target: Locator, files: list[Path]) -> None:
    """Drag files from outside over the target and let go, by the browser's own input events."""
    box = target.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    drag = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": drag})
    session.detach()


@contextlib.contextmanager
def running(root: Path) -> Iterator[Lab]:
    """A Lab for as long as the block lasts."""
    lab = Lab(root)
    try:
        yield lab
    finally:
        lab.close()
