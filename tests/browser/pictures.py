"""Takes the README's pictures from life: `python -m tests.browser.pictures` after a change that is seen."""

from __future__ import annotations

import tempfile
from pathlib import Path

import av
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from . import chromium
from .lab import PATIENCE, running

IMAGES = Path(__file__).resolve().parent.parent.parent / "notebooks" / "images"
CELLS = (
    "import i2v_widgets as i2v\nstudio = i2v.Studio()\nstudio",
    "await studio.add(i2v.samples(8))",
    "video = await studio.export('film.mp4')",
)
SENTENCES = (
    "turn these photos into a 30-second video with transitions and background music",
    'add the title "Urban Dreams" for the first 3 seconds',
)
FRAMES, COLUMNS, WIDE = 8, 4, 400


def studio_picture(root: Path) -> None:
    """The Studio with a finished preview, as a person sees it."""
    with running(root) as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=list(chromium.FLAGS))
        expect.set_options(timeout=PATIENCE)
        lab.write("film.ipynb", *CELLS)
        page = lab.page(browser, "film.ipynb", width=1092, height=1000, scale=1.5)
        lab.run_cell(page, 0)
        lab.run_cell(page, 1)
        studio = page.get_by_role("region", name="Film studio")
        expect(studio.get_by_role("option")).to_have_count(8)
        for sentence in SENTENCES:
            studio.get_by_role("textbox").last.click()
            page.keyboard.type(sentence)
            page.keyboard.press("Enter")
            expect(studio.get_by_text("Undo", exact=True).last).to_be_visible()
        expect(studio.locator("[role=row][data-kind=text] [role=gridcell][data-id]")).to_have_count(1)
        expect(studio.get_by_text("Rendering preview")).to_have_count(0)
        studio.get_by_role("slider", name="Playhead").focus()
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "[...document.querySelectorAll('*')].some((e) => e.shadowRoot?.querySelector('video')?.currentTime > 1.2)"
        )
        lab.run_cell(page, 2)
        lab.wait_done(page, 2)
        page.locator(".jp-Notebook .jp-CodeCell").first.scroll_into_view_if_needed()
        page.mouse.move(5, 5)
        cell = page.locator(".jp-Notebook .jp-CodeCell").first.bounding_box()
        assert cell is not None
        page.screenshot(path=root / "studio.png", clip={key: cell[key] for key in ("x", "y", "width", "height")})
        browser.close()
    Image.open(root / "studio.png").convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        IMAGES / "studio.png", optimize=True
    )


def film_picture(film: Path) -> None:
    """Frames of the film, evenly from its length, on one sheet."""
    with av.open(str(film)) as container:
        total = container.streams.video[0].frames
        wanted = {round((i + 0.5) * total / FRAMES) for i in range(FRAMES)}
        wanted = {45, *sorted(wanted)[1:]}  # the first one with its title
        shots = [frame.to_image() for i, frame in enumerate(container.decode(video=0)) if i in wanted]
    high = WIDE * 9 // 16
    sheet = Image.new("RGB", (COLUMNS * WIDE + (COLUMNS - 1) * 4, 2 * high + 4), "white")
    for i, shot in enumerate(shots):
        place = ((i % COLUMNS) * (WIDE + 4), (i // COLUMNS) * (high + 4))
        sheet.paste(shot.resize((WIDE, high), Image.Resampling.LANCZOS), place)
    sheet.save(IMAGES / "film.jpg", quality=86, optimize=True)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        studio_picture(Path(folder))
        film_picture(Path(folder) / "film.mp4")


if __name__ == "__main__":
    main()
