"""Runs every suite, front end first since it is quick, and ends with one line of totals."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUITES = ("unit", "kernel", "browser", "packaging")


def front_end(report: Path) -> tuple[int, int, int]:
    """Vitest, told as it goes; (passed, failed, skipped) from its own report."""
    subprocess.run(
        [
            sys.executable,
            "js/build_hook.py",
            "test",
            "--",
            "--reporter=default",
            "--reporter=json",
            f"--outputFile.json={report}",
        ],
        cwd=ROOT,
        check=False,
    )
    if not report.is_file():
        return 0, 1, 0  # it did not even start: said above, and counted
    said = json.loads(report.read_text())
    skipped = said["numPendingTests"] + said.get("numTodoTests", 0)
    lost = (
        0 if said["success"] or said["numFailedTests"] else 1
    )  # a suite that could not be loaded holds no failed test
    return said["numPassedTests"], said["numFailedTests"] + lost, skipped


def python(suite: str, report: Path, arguments: list[str]) -> tuple[int, int, int]:
    """One folder of pytest's, in a process of its own: a driven browser keeps an event loop running in its thread."""
    print(f"\n== {suite}", flush=True)
    command = [sys.executable, "-m", "pytest", f"tests/{suite}", f"--junitxml={report}", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if not report.is_file():
        return 0, 1, 0
    totals = next(ElementTree.parse(report).getroot().iter("testsuite"))
    total, skipped = int(totals.get("tests", 0)), int(totals.get("skipped", 0))
    failed = int(totals.get("failures", 0)) + int(totals.get("errors", 0))
    return total - failed - skipped, failed or int(done.returncode != 0), skipped


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        counts = [front_end(Path(folder, "front-end.json"))]
        counts += [python(suite, Path(folder, f"{suite}.xml"), sys.argv[1:]) for suite in SUITES]
    passed, failed, skipped = map(sum, zip(*counts, strict=True))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
