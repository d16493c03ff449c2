"""Bad files dropped on the Studio: each is answered in the cell in one plain sentence, and the good one is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from i2v_widgets import samples
from tests import bad_files

from .lab import Lab, drop

STUDIO = "import i2v_widgets as i2v\nstudio = i2v.Studio()\nstudio"


def test_each_bad_file_is_named_and_the_good_one_kept(
    lab: Lab, browser: Browser, tmp_path: Path, shot: Callable[[Page, str], Path]
) -> None:
    notebook = lab.write("bad.ipynb", STUDIO)
    page = lab.page(browser, notebook.name, width=1040)
    lab.run_cell(page, 0)
    studio = page.get_by_role("region", name="Film studio")
    bad = [make(tmp_path) for make in bad_files.ALL]

    drop(page, studio.get_by_text("Drop photos here"), [*bad, *samples(1)])

    expect(studio.get_by_role("option").filter(has_text="skyline.jpg")).to_be_visible()
    for path in bad:
        expect(studio.get_by_text(path.name).first).to_be_visible()
    expect(studio.get_by_text("3 failed")).to_be_visible()
    expect(studio.get_by_text("1 of 4 ready")).to_be_visible()
    shot(page, "bad-input")
    said = studio.inner_text()
    assert "Traceback" not in said
    assert "Error" not in said

    prompt = studio.get_by_role("textbox", name="Describe your film…")
    prompt.click()
    page.keyboard.press("Enter")  # nothing typed: nothing is sent
    expect(studio.get_by_role("button", name="Send")).to_be_disabled()
    page.context.close()


def test_no_photo_at_all_is_answered_in_the_conversation(lab: Lab, browser: Browser) -> None:
    notebook = lab.write("none.ipynb", STUDIO)
    page = lab.page(browser, notebook.name, width=1040)
    lab.run_cell(page, 0)
    studio = page.get_by_role("region", name="Film studio")

    studio.get_by_role("textbox", name="Describe your film…").click()
    page.keyboard.type("make a film")
    page.keyboard.press("Enter")

    expect(studio.locator(".tk-answer, .tk-card").filter(has_text="photo").first).to_be_visible()
    expect(studio.get_by_text("Drop photos here")).to_be_visible()
    page.context.close()
