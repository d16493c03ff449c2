"""What every suite shares: a home of its own, so that no test sees or leaves anything in the person's folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point the package's data and cache folders, and the kernels it starts, into the test run's own folder."""
    home = tmp_path_factory.mktemp("home")
    names = (
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "NEMO_TOKEN",
        "IPYTHONDIR",
        "JUPYTER_CONFIG_DIR",
    )
    before = {name: os.environ.pop(name, None) for name in names}
    for name in names[:4]:
        os.environ[name] = str(home / name.split("_")[1].lower())
    os.environ["IPYTHONDIR"] = str(home / "ipython")
    os.environ["JUPYTER_CONFIG_DIR"] = str(home / "jupyter")
    yield home
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Every asyncio test runs on asyncio alone, as the package does."""
    return "asyncio"
