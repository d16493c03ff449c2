"""The console script `i2v`: a film from the shell, the backend for a class, and what this machine can do."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from i2v_widgets._version import __version__
from i2v_widgets.errors import I2VError


def parser() -> argparse.ArgumentParser:
    """The command line, as `i2v --help` tells it."""
    top = argparse.ArgumentParser(prog="i2v", description="Turn still pictures into video.")
    top.add_argument("--version", action="version", version=f"i2v-widgets {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="make | serve | doctor")

    make = commands.add_parser("make", help="pictures and a sentence into a film")
    make.add_argument("photos", nargs="+", metavar="PHOTOS", help="files, folders or globs")
    make.add_argument(
        "-p", "--prompt", required=True, action="append", help="what film it shall be; may be given again to refine it"
    )
    make.add_argument("-o", "--output", required=True, metavar="FILE", help="where the film goes")
    make.add_argument("--backend", default=None, help="embedded (default), nemo, or a base URL")
    make.add_argument("--quality", default="high", choices=("draft", "high", "max"))
    make.set_defaults(run=make_film)

    serve = commands.add_parser("serve", help="run the embedded backend for others on this machine")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8765)
    serve.add_argument("--folder", type=Path, default=None, help="where projects are kept")
    serve.set_defaults(run=serve_backend)

    doctor = commands.add_parser("doctor", help="what this machine has, and what is kept where")
    doctor.add_argument(
        "--clear-cache", action="store_true", help="delete rendered parts; they are made again when needed"
    )
    doctor.set_defaults(run=examine)
    return top


def make_film(options: argparse.Namespace) -> int:
    """`i2v make`."""
    from i2v_widgets.studio import Studio

    studio = Studio(backend=options.backend)
    try:
        studio.add(*options.photos).result()
        for prompt in options.prompt:
            reply = studio.ask(prompt).result()
            if not sys.stderr.isatty():  # on a terminal the job has said it already
                print(reply.text, file=sys.stderr)
        if studio.draft.is_empty:
            return 1  # the answer says why there is no film
        video = studio.export(options.output, quality=options.quality).result()
    finally:
        studio.close()
    print(video.path)
    return 0


def serve_backend(options: argparse.Namespace) -> int:
    """`i2v serve`: until interrupted."""
    from i2v_widgets.backend import EmbeddedBackend

    async def serve() -> None:
        backend = EmbeddedBackend(options.folder)
        url = await backend.start(host=options.host, port=options.port)
        print(
            f"Serving on {url}\nIn a notebook: i2v.Studio(backend={url!r}, token={backend.token!r})\nCtrl+C stops it.",
            flush=True,
        )
        try:
            await asyncio.Event().wait()
        finally:
            await backend.stop()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


def examine(options: argparse.Namespace) -> int:
    """`i2v doctor`."""
    import platform

    import av
    import platformdirs

    cache = platformdirs.user_cache_path("i2v-widgets")
    if options.clear_cache:
        shutil.rmtree(cache, ignore_errors=True)
    kept = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file())
    codecs = ", ".join(name for name in ("libx264", "aac", "libvpx-vp9", "libopus") if name in av.codecs_available)
    rows = (
        ("i2v-widgets", __version__),
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        ("PyAV", f"{av.__version__}, with {codecs}"),
        ("Projects", str(platformdirs.user_data_path("i2v-widgets") / "projects")),
        ("Cache", f"{cache}, {kept / 1e6:.0f} MB"),
    )
    for name, value in rows:
        print(f"{name:12} {value}")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when it did what was asked, 1 with a sentence on stderr when it could not."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except I2VError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
