"""Finds the Chromium that the browser tests drive, and installs Debian's where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


def find() -> str | None:
    """The program named by I2V_CHROMIUM, else the first of the usual names on the PATH."""
    named = os.environ.get("I2V_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure() -> str:
    """The path of a Chromium; installed by apt when there is none and this is root, else an error with the way out."""
    if path := find():
        return path
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        ):
            subprocess.run(["apt-get", *step], check=True, env=environment, stdout=subprocess.DEVNULL)
        if path := find():
            return path
    raise RuntimeError(
        "The browser tests need Chromium. Install it (Debian: apt-get install chromium), "
        "or name one: I2V_CHROMIUM=/path/to/chromium make test"
    )
