"""Runs every benchmark and prints its figures; name some to run only those: `python tests/bench/run.py render`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    wanted = sys.argv[1:]
    benches = [
        path for path in sorted(HERE.glob("bench_*.py")) if not wanted or path.stem.removeprefix("bench_") in wanted
    ]
    worst = 0
    for path in benches:
        print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
        worst = max(
            worst, subprocess.run([sys.executable, "-m", f"tests.bench.{path.stem}"], cwd=HERE.parent.parent).returncode
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
