"""Takes pictures of the widgets in their states without a kernel: `python js/dev/shots.py OUT ready:900:light empty:600:dark:zh …`."""

import functools
import http.server
import io
import subprocess
import sys
import threading
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import sync_playwright

from i2v_widgets.media.pictures import thumbnail
from i2v_widgets.samples import samples

HERE = Path(__file__).parent
OUT = HERE / "out"
THEMES = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"
THEME = {"light": "theme-light-extension", "dark": "theme-dark-extension", "contrast": "theme-dark-high-contrast-extension"}


def prepare() -> None:
    (OUT / "thumbs").mkdir(parents=True, exist_ok=True)
    for path in samples(8):
        file = OUT / "thumbs" / f"{path.stem}.jpg"
        if not file.exists():
            picture = Image.open(io.BytesIO(thumbnail(path, 1280)))
            picture.crop((0, 60, 1280, 780)).save(file, quality=88)
    title = Image.open(OUT / "thumbs" / "skyline.jpg").convert("RGB")
    font = ImageFont.truetype(str(HERE.parent.parent / "i2v_widgets/static/fonts/inter/inter-latin-wght-normal.woff2"), 110)
    font.set_variation_by_axes([650])
    ImageDraw.Draw(title).text((640, title.height // 2 - 20), "Urban Dreams", font=font, anchor="mm", fill="white")
    title.save(OUT / "thumbs" / "title.jpg", quality=88)
    subprocess.run(["node", str(HERE / "bundle.mjs")], check=True)


class Pages(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        path = path.split("?")[0]
        if path.startswith("/noto/"):
            return str(HERE.parent / "node_modules/@fontsource-variable/noto-sans-sc" / path.removeprefix("/noto/"))
        if path.startswith("/fonts/"):
            return str(HERE.parent.parent / "i2v_widgets/static" / path[1:])
        if path.startswith("/theme/"):
            return str(THEMES / path.removeprefix("/theme/"))
        if path.startswith("/thumbs/"):
            return str(OUT / path[1:])
        return str(HERE / path[1:])

    def log_message(self, *args: object) -> None:
        pass


def main(out: Path, wanted: list[str]) -> None:
    prepare()
    out.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for want in wanted:
            parts = (want + ":::::").split(":")
            state, width, theme, language, widget = parts[0], int(parts[1] or 900), parts[2] or "light", parts[3] or "en", parts[4] or "studio"
            scale = 1.5 if width <= 900 else 1
            page = browser.new_page(viewport={"width": max(width + 48, 360), "height": 800}, device_scale_factor=scale, forced_colors="active" if theme == "forced" else "none")
            page.on("pageerror", lambda error: print("ERROR", error))
            page.on("console", lambda line: print("console", line.type, line.text) if line.type in ("error", "warning") else None)
            page.goto(f"{root}/page.html?state={state}&width={width}&language={language}&widget={widget}")
            if theme in THEME:
                page.add_style_tag(url=f"{root}/theme/{THEME[theme]}/index.css")
            page.add_style_tag(url=f"{root}/noto/index.css")
            font = parts[5] or "Inter, 'Noto Sans SC Variable', system-ui"
            page.add_style_tag(content=f":root {{ --jp-ui-font-family: {font} !important; }}")
            page.wait_for_selector("html[data-ready]")
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(700)
            box = page.evaluate("(() => { const r = document.querySelector('#cell').getBoundingClientRect(); return [r.width, r.height, document.querySelector('#cell').scrollWidth] })()")
            print(want, "frame", box)
            page.screenshot(path=str(out / f"{widget}-{state}-{width}-{theme}-{language}.png"), full_page=True)
            page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
