"""A plain script without a main guard: the whole way, and leaving early, both without a stray word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av

BEGIN = """
import i2v_widgets as i2v
studio = i2v.Studio("embedded")
studio.add("photos").result()
"""


def script(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    from PIL import Image

    (folder / "photos").mkdir()
    for i, color in enumerate(("firebrick", "seagreen", "navy")):
        Image.new("RGB", (360, 240), color).save(folder / "photos" / f"p{i}.jpg")
    path = folder / "script.py"
    path.write_text(BEGIN + body)
    return subprocess.run(
        [sys.executable, str(path)], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_from_photos_to_a_film(tmp_path: Path) -> None:
    done = script(
        tmp_path,
        "studio.ask('turn these photos into a 3-second video with crossfades').result()\n"
        "print(studio.draft.summary())\n"
        "print(studio.export('film.mp4', quality='draft').result())\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    summary, video = done.stdout.splitlines()
    assert summary.startswith("Timeline (1 tracks): 1. Video:") or summary.startswith("Timeline (1 track): 1. Video:")
    assert video.startswith("Video: ")
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 90


def test_leaving_in_the_middle_of_an_export_is_quiet(tmp_path: Path) -> None:
    done = script(
        tmp_path,
        "studio.ask('turn these photos into a 60-second video').result()\n"
        "job = studio.export('film.mp4')\n"
        "import threading\n"
        "begun = threading.Event()\n"
        "job.observe(lambda job: job.progress and begun.set())\n"
        "begun.wait(60)\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert not (tmp_path / "film.mp4").exists()


def test_two_exports_without_a_name_leave_two_films(tmp_path: Path) -> None:
    done = script(
        tmp_path,
        "studio.ask('turn these photos into a 2-second video').result()\n"
        "first, second = studio.export(quality='draft'), studio.export(quality='draft')\n"
        "print(first.result().path != second.result().path)\n",
    )
    assert done.stdout == "True\n", done.stderr


def test_several_first_calls_start_one_backend(tmp_path: Path) -> None:
    done = script(
        tmp_path,
        "from i2v_widgets.backend import EmbeddedBackend\n"
        "import gc\n"
        "jobs = [studio.credits(), studio.ask('make a film'), studio.credits()]\n"
        "for job in jobs: job.result()\n"
        "print(sum(isinstance(thing, EmbeddedBackend) for thing in gc.get_objects()))\n",
    )
    assert done.stdout == "1\n", done.stderr
