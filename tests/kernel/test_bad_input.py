"""Bad input in a real kernel: one plain sentence in the cell, nothing lost, and the next try goes on."""

from __future__ import annotations

from pathlib import Path

import av
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from i2v_widgets import samples
from tests import bad_files

MAKE = "import i2v_widgets as i2v\nstudio = i2v.Studio('embedded', folder='project')"


def run(folder: Path, *cells: str) -> NotebookNode:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(book, timeout=240, kernel_name="python3", allow_errors=True, resources=resources).execute()
    return book


def error(cell: NotebookNode) -> NotebookNode:
    found = [output for output in cell.outputs if output.output_type == "error"]
    assert found, f"no error, but {cell.outputs}"
    assert len(found[0].traceback) == 1, "a traceback is for bugs"
    return found[0]


def text(cell: NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bad_files.text_named_jpg, "notes.jpg"),
        (bad_files.empty, "empty"),
        (bad_files.truncated, "broken.jpg"),
        (bad_files.too_large, "200 MB"),
        (bad_files.too_many_pixels, "megapixel"),
    ],
)
def test_a_bad_file_is_named_and_the_good_one_stays(tmp_path: Path, make: object, words: str) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    book = run(
        tmp_path,
        MAKE,
        f"await studio.add({str(samples(1)[0])!r})",
        f"await studio.add({path.name!r})",
        "print([file['name'] for file in studio.picker.files if file['state'] == 'ready'])",
    )
    said = error(book.cells[2]).evalue
    assert path.name in said
    assert words in said
    assert said.count(". ") <= 2, f"short, please: {said}"
    assert text(book.cells[3]).strip() == "['skyline.jpg']"


def test_a_full_disk_is_said_with_figures_and_the_next_try_goes_on(tmp_path: Path) -> None:
    limit = (
        "import psutil, resource\n"
        "for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:\n"
        "    process.rlimit(psutil.RLIMIT_FSIZE, ({}, resource.RLIM_INFINITY))"
    )
    book = run(
        tmp_path,
        MAKE,
        "await studio.add(i2v.samples(3))",
        "reply = await studio.ask('turn these photos into a 6-second video')",
        limit.format("400_000"),
        "video = await studio.export('film.mp4')",
        limit.format("resource.RLIM_INFINITY"),
        "video = await studio.export('film.mp4')\nprint(video.duration)",
    )
    said = error(book.cells[4]).evalue
    assert "MB" in said
    assert "disk" in said.lower() or "space" in said.lower()
    assert not [part for part in tmp_path.iterdir() if part.suffix == ".mp4" and not part.stat().st_size]
    assert text(book.cells[6]).strip().endswith("6.0")


def test_a_killed_render_worker_is_replaced_and_the_film_is_whole(tmp_path: Path) -> None:
    kill = (
        "import signal, psutil, threading\n"
        "job, begun = studio.export('film.mp4'), threading.Event()\n"
        "job.observe(lambda job: begun.set() if job.done or (job.progress or 0) > 0.1 else None)\n"
        "def workers():\n"
        "    every = psutil.Process().children(recursive=True)\n"
        "    return [p for p in every if any('render.worker' in word for word in p.cmdline())]\n"
        "begun.wait()\n"
        "victim = max(workers(), key=lambda p: p.cpu_times().user)\n"
        "victim.send_signal(signal.SIGKILL)\n"
        "print(job.status)\n"
        "video = job.result()\n"
        "print(video.duration)"
    )
    book = run(
        tmp_path,
        MAKE,
        "await studio.add(i2v.samples(3))",
        "await studio.ask('a 10-second video with crossfades')",
        kill,
    )
    assert text(book.cells[3]).split() == ["running", "10.0"]
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 300
