"""The Studio in a real kernel, without a browser: what a person sees in the cells, and Run All twice."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

MAKE = "import i2v_widgets as i2v\nstudio = i2v.Studio('embedded')\nstudio"
FILM = "await studio.ask('turn these photos into a 2-second video with transitions')"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    from PIL import Image

    paths = [tmp_path / f"p{i}.jpg" for i in range(3)]
    for path, color in zip(paths, ("firebrick", "seagreen", "navy"), strict=True):
        Image.new("RGB", (360, 240), color).save(path)
    return paths


def run(tmp_path: Path, *cells: str, times: int = 1, allow_errors: bool = False) -> NotebookNode:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells * times])
    for i, cell in enumerate(book.cells):
        cell.id = f"cell-{i}"
    client = NotebookClient(
        book,
        timeout=180,
        kernel_name="python3",
        allow_errors=allow_errors,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    return book


def plain(cell: NotebookNode) -> list[str]:
    return [output.get("data", {}).get("text/plain", output.get("text", "")) for output in cell.outputs]


def test_the_whole_way_is_seen_in_the_cells(tmp_path: Path, photos: list[Path]) -> None:
    book = run(
        tmp_path,
        MAKE,
        "added = await studio.add('p*.jpg')",
        FILM,
        "reply = studio.ask('add the title \"Urban Dreams\"').result()",
        "video = await studio.export('film.mp4', quality='draft')",
        "video",
    )
    shown, added, asked, titled, exported, video = [plain(cell) for cell in book.cells]

    assert shown == ["Studio: nothing yet"]
    assert added == ["Added 3: p0.jpg, p1.jpg, p2.jpg."]
    assert "(v1 ·" in asked[0]
    assert len(titled) == 1
    assert "Urban Dreams" in book.cells[3].outputs[0].data["text/html"]
    assert exported[0].startswith("Exported to")
    assert exported[0].endswith("film.mp4")
    assert video[0].startswith("Video: ")
    assert "2.0 s" in video[0]
    assert (tmp_path / "film.mp4").read_bytes()[4:8] == b"ftyp"
    # One account a job: what was told while the cell waited is not told again in full.
    assert len(book.cells[2].outputs) == 1


def test_the_saved_notebook_is_small_and_holds_no_secret(tmp_path: Path, photos: list[Path]) -> None:
    secret = "print(studio.link.backend.token)"
    book = run(tmp_path, MAKE, "await studio.add('p*.jpg')", FILM, "await studio.preview()", secret)
    token = book.cells[-1].outputs[0].text.strip()
    book.cells.pop()
    text = nbformat.writes(book)
    models = book.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    bundles = sum(len(json.dumps(model["state"].get("_esm", ""))) for model in models)

    assert len(token) > 20
    assert token not in text
    assert len(text) - bundles < 250_000


def test_run_all_twice_gives_the_same_film(tmp_path: Path, photos: list[Path]) -> None:
    count = "len([w for w in __import__('gc').get_objects() if type(w).__name__ == 'Studio' and not w._closed])"
    cells = [
        MAKE,
        "studio.add('p*.jpg')",
        "await studio.ask('turn these photos into a 2-second video with music')",
        "import json\nprint(json.dumps(studio.draft.to_wire(), sort_keys=True))",
        count,
    ]
    book = run(tmp_path, *cells, times=2)
    # The second run's cells are the first's, run again: same source, same place.
    first, second = (book.cells[i].outputs[0].text for i in (3, 8))

    assert json.loads(first) == json.loads(second)
    assert book.cells[9].outputs[0].data["text/plain"] == "1"


def test_bad_input_is_one_plain_sentence(tmp_path: Path, photos: list[Path]) -> None:
    (tmp_path / "notes.jpg").write_text("words, no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    bad = ("await studio.add('notes.jpg')", "await studio.add('empty.png')", "studio.export().result()")
    book = run(tmp_path, MAKE, *bad, "studio.ask('').result()", allow_errors=True)

    for cell, words in zip(book.cells[1:4], ("notes.jpg", "empty.png", "no film yet"), strict=True):
        error = next(output for output in cell.outputs if output.output_type == "error")
        assert words in error.evalue
        assert len(error.traceback) == 1
        assert "File " not in error.traceback[0]
    assert "Say what the film should be" in plain(book.cells[4])[0]


def test_an_interrupt_cancels_what_the_cell_waits_for(tmp_path: Path, photos: list[Path]) -> None:
    interrupt = (
        "import os, signal, threading\n"
        "job, waiting = studio.export('long.mp4'), threading.Event()\n"
        "job.observe(lambda job: waiting.set() if job.waits and job.progress else None)\n"
        "stop = lambda: (waiting.wait(), os.kill(os.getpid(), signal.SIGINT))\n"
        "threading.Thread(target=stop).start()\n"
        "try:\n    job.result()\nexcept KeyboardInterrupt:\n    print(job.status)"
    )
    film = "await studio.ask('turn these photos into a 60-second video')"
    book = run(tmp_path, MAKE, "await studio.add('p*.jpg')", film, interrupt, "len(studio.draft.clips)")

    assert [output.text for output in book.cells[3].outputs if output.output_type == "stream"] == ["cancelled\n"]
    assert plain(book.cells[4]) == ["3"]
    assert not (tmp_path / "long.mp4").exists()


def test_the_magics_make_change_and_tell(tmp_path: Path, photos: list[Path]) -> None:
    book = run(
        tmp_path,
        "%load_ext i2v_widgets",
        "%%i2v p*.jpg\nturn these photos into a 2-second video with transitions",
        "%i2v status",
        '%%i2v\nadd the title "Urban Dreams"',
        "%i2v undo",
        "%i2v status",
        "%i2v nonsense",
        allow_errors=True,
    )
    assert any("3 photos" in line for line in plain(book.cells[1]))
    assert "".join(plain(book.cells[2])).startswith("Timeline (")
    assert "Urban Dreams" not in "".join(plain(book.cells[5]))
    assert "Usage: %i2v" in str(book.cells[6].outputs)
