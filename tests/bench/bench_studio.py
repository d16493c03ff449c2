"""What a person waits for in JupyterLab: to first paint, to first text, to the first picture of the preview moving.

`python -m tests.bench.bench_studio [runs]`. The paint stands beside that of a plain ipywidgets slider in the same page.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from i2v_widgets import samples
from tests.browser import chromium
from tests.browser.lab import Lab, drop, running

SENTENCE = "turn these photos into a 30-second video with transitions and background music"

# Notes the time, by the page's own clock, at which each thing was first on the screen: looked at once a frame.
WATCH = """
(marks) => {
    window.seen = {};
    const roots = () => [...document.querySelectorAll('*')].map((e) => e.shadowRoot).filter(Boolean);
    const find = (css) => document.querySelector(css) ?? roots().map((r) => r.querySelector(css)).find(Boolean);
    const tests = {
        slider: () => find('.widget-slider .noUi-handle, .widget-slider'),
        paint: () => find('.st .tk-prompt'),
        text: () => (find('.tk-answer')?.textContent.replace(/^[^:]*: /, '').length ?? 0) > 0,
        moving: () => {
            const video = find('video');
            if (video && video.readyState >= 3 && video.paused && !video.currentTime) video.play();
            return (video?.currentTime ?? 0) > 0.03 && video.videoWidth > 0;
        },
    };
    const look = () => {
        for (const mark of marks) if (!(mark in window.seen) && tests[mark]()) window.seen[mark] = performance.now();
        if (marks.some((mark) => !(mark in window.seen))) requestAnimationFrame(look);
    };
    const began = (event) => {
        if (event.key !== 'Enter') return;
        window.began = performance.now();
        document.removeEventListener('keydown', began, true);
        requestAnimationFrame(look);
    };
    document.addEventListener('keydown', began, true);
}
"""


def waits(page: Page, *marks: str) -> list[float]:
    """Seconds from the pressed Enter to each mark."""
    page.wait_for_function("(n) => Object.keys(window.seen ?? {}).length === n", arg=len(marks), timeout=120_000)
    began, seen = page.evaluate("[window.began, window.seen]")
    return [(seen[mark] - began) / 1000 for mark in marks]


def measure(lab: Lab, browser: Browser, name: str) -> dict[str, float]:
    lab.write(
        name,
        "import ipywidgets, i2v_widgets as i2v\ni2v.Studio",
        "ipywidgets.IntSlider()",
        "studio = i2v.Studio()\nstudio",
    )
    page = lab.page(browser, name, width=1040)
    lab.run_cell(page, 0)
    lab.wait_done(page, 0)
    page.evaluate(WATCH, ["slider"])
    lab.run_cell(page, 1)
    (slider,) = waits(page, "slider")
    page.evaluate(WATCH, ["paint"])
    lab.run_cell(page, 2)
    (paint,) = waits(page, "paint")
    studio = page.get_by_role("region", name="Film studio")
    photos = samples(10)
    drop(page, studio.get_by_text("Drop photos here"), photos)
    expect(studio.locator("[role=option] img")).to_have_count(len(photos), timeout=120_000)
    studio.get_by_text(f"{len(photos)} items").wait_for()
    studio.get_by_role("textbox", name="Describe your film…").click()
    page.keyboard.type(SENTENCE)
    page.evaluate(WATCH, ["text", "moving"])
    page.keyboard.press("Enter")
    text, moving = waits(page, "text", "moving")
    page.context.close()
    return {"a plain slider": slider, "first paint": paint, "first text": text, "preview moving": moving}


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=list(chromium.FLAGS))
        found = [measure(lab, browser, f"bench{i}.ipynb") for i in range(runs)]
        browser.close()
    middle = {name: statistics.median(run[name] for run in found) for name in found[0]}
    print(f"ten photos of 6 MP, medians of {runs}")
    print(f"cell run to a plain slider      {middle['a plain slider']:.2f} s")
    ratio = middle["first paint"] / middle["a plain slider"]
    print(f"Studio() to first paint         {middle['first paint']:.2f} s   {ratio:.1f} × the slider")
    print(f"Enter to first text             {middle['first text']:.2f} s")
    print(f"Enter to the preview moving     {middle['preview moving']:.2f} s   (bar 1.5 s, warm)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
