"""The whole way by hand in a real JupyterLab: three files dropped, a sentence typed, a film played and exported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from i2v_widgets import samples

from .lab import Lab, drop

STUDIO = "import i2v_widgets as i2v\nstudio = i2v.Studio()\nstudio"
SENTENCE = "turn these photos into a 9-second video with transitions and background music"
# Kept out of the notebook: the secret goes from the kernel to a file, to be looked for in what was saved.
SECRET = "open('secret.txt', 'w').write(str(studio.link.backend.token)) and None"
LIMIT = 250_000  # bytes of a saved notebook beyond the bundles, design.md § 7


@pytest.fixture(scope="module")
def photos() -> list[Path]:
    return samples(3)


@pytest.fixture
def notebook(lab: Lab) -> Path:
    return lab.write("first.ipynb", STUDIO, SECRET)


def open_studio(lab: Lab, page: Page) -> Locator:
    lab.run_cell(page, 0)
    studio = page.get_by_role("region", name="Film studio")
    expect(studio.get_by_text("Drop photos here")).to_be_visible()
    return studio


def watch_text(page: Page) -> None:
    """Keep the length of the newest answer at every change of the page, from now on."""
    page.evaluate(
        """() => {
            const roots = [...document.querySelectorAll('*')].map((e) => e.shadowRoot);
            const root = roots.find((r) => r?.querySelector('.st'));
            window.lengths = [];
            const note = () => {
                const last = [...root.querySelectorAll('.tk-answer')].at(-1)?.textContent.length ?? 0;
                if (last && last !== window.lengths.at(-1)) window.lengths.push(last);
            };
            new MutationObserver(note).observe(root, { subtree: true, childList: true, characterData: true });
        }"""
    )


def test_the_whole_way_by_hand(
    lab: Lab, browser: Browser, notebook: Path, photos: list[Path], tmp_path: Path, shot: Callable[[Page, str], Path]
) -> None:
    page = lab.page(browser, notebook.name, width=1040)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    studio = open_studio(lab, page)
    height = studio.bounding_box()["height"]  # type: ignore[index]
    shot(page, "first-1-empty")

    drop(page, studio.get_by_text("Drop photos here"), photos)
    expect(studio.get_by_role("option")).to_have_count(3)
    expect(studio.get_by_text("3 items")).to_be_visible()
    shot(page, "first-2-photos")

    watch_text(page)
    prompt = studio.get_by_role("textbox", name="Describe your film…")
    prompt.click()
    page.keyboard.type(SENTENCE)
    page.keyboard.press("Enter")

    clips = studio.locator("[role=row][data-kind=video] [role=gridcell][data-id]")
    expect(clips).to_have_count(3)
    expect(studio.locator("[role=row][data-kind=audio] [role=gridcell][data-id]")).to_have_count(1)
    lengths = page.evaluate("window.lengths")
    assert len(lengths) >= 3, f"the answer did not grow, it came at once: {lengths}"
    assert lengths == sorted(lengths)

    video = studio.locator("video")
    page.wait_for_function(PLAYABLE)
    studio.get_by_role("button", name="Play").first.click()
    page.wait_for_function(f"{VIDEO}.currentTime > 1.5")
    facts = video.evaluate("v => ({ width: v.videoWidth, height: v.videoHeight, seconds: v.duration })")
    assert (facts["width"], facts["height"]) == (960, 540)
    assert facts["seconds"] == pytest.approx(9, abs=0.1)
    shot(page, "first-3-playing")
    studio.get_by_role("button", name="Pause").first.click()

    studio.get_by_role("button", name="Export").click()
    expect(studio.get_by_text("Exporting").first).to_be_visible()
    shot(page, "first-4-exporting")
    page.wait_for_function(EXPORTED, timeout=180_000)
    shot(page, "first-5-exported")
    with page.expect_download() as download:
        studio.get_by_role("button", name="Save file").click()
    film = tmp_path / "film.mp4"
    download.value.save_as(film)
    with av.open(str(film)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height, picture.pix_fmt) == (1920, 1080, "yuv420p")
        assert float(picture.average_rate) == 30
        assert picture.frames == 270
        assert sound.codec_context.sample_rate == 48_000

    assert studio.bounding_box()["height"] == pytest.approx(height, abs=1)  # type: ignore[index]
    assert not errors, errors

    lab.run_cell(page, 1)
    lab.wait_done(page, 1)
    saved = lab.save(page, notebook)
    check_saved(notebook, saved, (lab.root / "secret.txt").read_text())
    page.context.close()


VIDEO = "[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('video')).find(Boolean)"
PLAYABLE = f"() => {{ const v = {VIDEO}; return v && v.videoWidth > 0 && v.readyState >= 3; }}"
EXPORTED = (
    "() => [...document.querySelectorAll('*')].some((e) => /\\.mp4/.test(e.shadowRoot?.querySelector('.tk-card')"
    "?.textContent ?? '') && e.shadowRoot.querySelector('.tk-card:not(.trouble)')?.textContent.match(/Save|Ready/))"
)


def check_saved(path: Path, saved: dict[str, object], secret: str) -> None:
    """What a saved notebook holds: small, useful without a kernel, and nothing secret."""
    text = path.read_text()
    state = saved["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]  # type: ignore[index]
    bundles = sum(len(json.dumps(model["state"]["_esm"])) for model in state.values() if "_esm" in model["state"])
    assert bundles > 0
    assert len(text) - bundles < LIMIT, f"{len(text) - bundles} bytes beyond the bundles"
    assert len(secret) >= 16
    assert secret not in text
    assert "ftypisom" not in text
    assert "AAAAIGZ0eXBpc29t" not in text  # the same in base64
    assert "video/mp4;base64" not in text
    films = [model["state"]["film"] for model in state.values() if model["state"].get("film")]
    assert any(film.get("tracks") for film in films), "the timeline is not in the saved state"
