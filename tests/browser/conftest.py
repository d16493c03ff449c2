"""One JupyterLab and one Chromium for all browser tests; screenshots are kept as artefacts, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from . import chromium
from .lab import PATIENCE, Lab, running

expect.set_options(timeout=PATIENCE)

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The real Chromium, headless."""
    path = chromium.ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, private_home: Path) -> Iterator[Lab]:
    """The real JupyterLab."""
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Take a screenshot into tests/artefacts, by name."""

    def take(page: Page, name: str) -> Path:
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        page.screenshot(path=path)
        return path

    return take
