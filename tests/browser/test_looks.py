"""One well-made tool at 600 and 1400 px, light and dark: nothing jumps, nothing is cut, and pictures are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .lab import Lab

CELLS = (
    "import i2v_widgets as i2v\nstudio = i2v.Studio()\nstudio",
    "added = await studio.add(i2v.samples(5))",
)
SENTENCE = "a 6-second video with crossfades, calm music and the title 'Urban Dreams'"
BESIDE = 192  # px of JupyterLab around a cell's output
# Whatever of the Studio is drawn wider than its frame, or has text that its own box cuts without an ellipsis.
OVERFLOW = """
(region) => {
    const frame = region.getBoundingClientRect();
    const found = [];
    for (const e of region.querySelectorAll('button, h2, h3, p, label, .tk-own, .tk-card, .pk-tile')) {
        const box = e.getBoundingClientRect();
        if (!box.width || e.closest('.tl-lanes, .sr, .tk-log, .tl-scroll')) continue;
        if (box.right > frame.right + 1 || box.left < frame.left - 1) found.push(e.className + ': ' + e.textContent);
    }
    return found;
}
"""


def height(studio: Locator) -> float:
    box = studio.bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 1400])
def test_the_frame_keeps_its_height_and_cuts_nothing(
    lab: Lab, browser: Browser, shot: Callable[[Page, str], Path], width: int, theme: str
) -> None:
    notebook = lab.write(f"looks-{width}-{theme}.ipynb", *CELLS)
    page = lab.page(browser, notebook.name, theme=theme, width=width + BESIDE)
    lab.run_cell(page, 0)
    studio = page.get_by_role("region", name="Film studio")
    expect(studio.get_by_text("Drop photos here")).to_be_visible()
    assert studio.evaluate("e => e.getRootNode().host.dataset.scheme") == theme
    empty = height(studio)
    shot(page, f"looks-{width}-{theme}-1-empty")
    assert studio.evaluate(OVERFLOW) == []

    lab.run_cell(page, 1)
    expect(studio.get_by_role("option")).to_have_count(5)
    assert height(studio) == pytest.approx(empty, abs=1)
    assert studio.evaluate(OVERFLOW) == []

    studio.get_by_role("textbox").last.click()
    page.keyboard.type(SENTENCE)
    page.keyboard.press("Enter")
    expect(studio.locator("[role=row][data-kind=text] [role=gridcell][data-id]")).to_have_count(1)
    expect(studio.get_by_role("heading", name="Urban Dreams")).to_be_visible()
    expect(studio.locator("video").first).to_be_visible()
    studio.get_by_role("button", name="Play").first.scroll_into_view_if_needed()
    shot(page, f"looks-{width}-{theme}-2-film")
    assert height(studio) == pytest.approx(empty, abs=1)
    assert studio.evaluate(OVERFLOW) == []
    page.context.close()
