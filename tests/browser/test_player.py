"""The player in a real JupyterLab: it plays, seeks to the frame, follows a film that grows, swaps without a flash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from .lab import Lab

FPS, SECONDS, BITS = 30, 20, 10

GROWING = '''
from pathlib import Path
from i2v_widgets.widgets.footage import FileFilm

class Growing(FileFilm):
    """A film whose parts come one after the other, as a render's do."""

    there = 3

    def describe(self):
        told = super().describe()
        told["live"] = True
        told["video"]["ready"] = "".join("01"[k < self.there] for k in range(len(told["video"]["index"])))
        return told

film = Growing(Path("blue.mp4"))
player.play_film(film)
'''
CELLS = (
    "from i2v_widgets import VideoPlayer\nplayer = VideoPlayer('blue.mp4')\nplayer",
    GROWING,
    "player.position = 12.5",
    "film.there = 99\nplayer.grow(film)",
    "player.load('red.mp4').result()",
)

# The number of the frame on screen, read from its black and white blocks, and whether the film is the red one.
SHOWN = f"""() => {{
    const root = [...document.querySelectorAll('[data-lm-suppress-shortcuts]')].at(-1)?.shadowRoot;
    const video = [...(root?.querySelectorAll('video') ?? [])].at(-1);
    if (!video || video.readyState < 2) return null;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    const at = (x, y) => context.getImageData(x, y, 1, 1).data;
    let frame = 0;
    for (let k = 0; k < {BITS}; k++) if (at(canvas.width * (k + 0.5) / {BITS}, 20)[1] > 128) frame += 2 ** k;
    const [red, , blue] = at(canvas.width / 2, canvas.height - 20);
    return {{ frame, red: red > blue, blank: red + blue < 60, time: video.currentTime, seeking: video.seeking }};
}}"""

# Looks before every repaint from now on.
WATCH = f"""() => {{
    window.seen = [];
    const look = () => {{ window.seen.push(({SHOWN})()); requestAnimationFrame(look); }};
    look();
}}"""


def numbered(path: Path, colour: tuple[int, int, int]) -> None:
    """A film whose frames carry their number in blocks at the top, with a tone as sound."""
    with av.open(str(path), "w") as out:
        picture = out.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "20"})
        picture.width, picture.height, picture.pix_fmt = 320, 180, "yuv420p"
        picture.codec_context.gop_size = FPS
        sound = out.add_stream("aac", rate=48_000)
        sound.layout = "stereo"
        each = 48_000 // FPS
        for number in range(FPS * SECONDS):
            image = np.full((180, 320, 3), colour, np.uint8)
            for k in range(BITS):
                image[:40, k * 32 : (k + 1) * 32] = 255 if number >> k & 1 else 0
            out.mux(picture.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
            tone = 0.1 * np.sin(2 * np.pi * 330 * (np.arange(each) + number * each) / 48_000)
            heard = av.AudioFrame.from_ndarray(np.stack([tone, tone]).astype(np.float32), "fltp", "stereo")
            heard.sample_rate, heard.pts = 48_000, number * each
            out.mux(sound.encode(heard))
        out.mux(picture.encode(None))
        out.mux(sound.encode(None))


@pytest.fixture
def page(lab: Lab, browser: Browser) -> Page:
    numbered(lab.root / "blue.mp4", (20, 40, 200))
    numbered(lab.root / "red.mp4", (200, 40, 20))
    lab.write("player.ipynb", *CELLS)
    return lab.page(browser, "player.ipynb")


def test_a_film_plays_seeks_grows_and_is_swapped(lab: Lab, page: Page, shot: Callable[[Page, str], Path]) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    lab.run_cell(page, 0)
    player = page.get_by_role("region", name="Video player")
    page.wait_for_function(f"() => ({SHOWN})()?.frame === 0")

    player.get_by_role("button", name="Play").click()
    page.wait_for_function(f"() => ({SHOWN})()?.time > 1.5")
    page.keyboard.press("k")
    expect(player.get_by_role("button", name="Play")).to_be_visible()

    position = player.get_by_role("slider", name="Position")
    position.press("End")
    page.wait_for_function(f"() => ({SHOWN})()?.frame === {FPS * SECONDS - 1}")
    position.press(",")
    page.wait_for_function(f"() => ({SHOWN})()?.frame === {FPS * SECONDS - 2}")
    position.press("Home")
    page.wait_for_function(f"() => ({SHOWN})()?.frame === 0")
    shot(page, "player-film")

    lab.run_cell(page, 1)
    expect(player.get_by_text("Preview · 3 s of 20 s ready")).to_be_visible()
    lab.run_cell(page, 2)
    expect(player.get_by_text("This part is not ready yet")).to_be_visible()
    expect(player.locator("video").last).to_have_js_property("seeking", True)
    shot(page, "player-waiting")
    lab.run_cell(page, 3)
    page.wait_for_function(f"() => ({SHOWN})()?.frame === {int(12.5 * FPS)}")

    page.evaluate(WATCH)
    lab.run_cell(page, 4)
    page.wait_for_function(f"() => ({SHOWN})()?.red")
    seen = page.evaluate("window.seen")
    assert {one["frame"] if one else None for one in seen} == {int(12.5 * FPS)}, (
        "the picture changed its moment, or went"
    )
    assert not any(one["blank"] for one in seen)
    assert not errors, errors
    page.context.close()
