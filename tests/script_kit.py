"""A Python of its own for what must not happen to the one that tests."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def python(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60, check=False
    )
