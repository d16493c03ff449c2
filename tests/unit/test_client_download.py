"""The film itself: fetched by Range, checked for length, put in place whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from i2v_widgets.client import ExportStatus, FileJournal, RenderRow, Session, new_render_id
from i2v_widgets.draft import Draft
from i2v_widgets.errors import I2VError, RenderFailed
from tests.client_kit import exported
from tests.wire import CutError, Seen, WireBackend, stream

pytestmark = pytest.mark.anyio

WIRE = {"zz": 1, "t": [{"tt": 0, "sg": [{"d": 3000, "odd": {"b": 1, "a": None}}], "q": []}], "a": 2}
DRAFT = Draft.from_wire(WIRE)


async def test_a_cut_download_goes_on_by_range(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    size = len(backend.film)

    def part(start: int, end: int, status: int) -> Any:
        def answer(seen: Seen) -> Response:
            head = {"content-length": str(size - start), "content-range": f"bytes {start}-{size - 1}/{size}"}
            response = stream(backend.film[start:end], CutError(), content_type="video/mp4")(seen)
            response.status_code = status
            response.headers.update(head)
            return response

        return answer

    backend.fault("film", part(0, 20_000, 200), part(20_000, 30_000, 206))
    await exported(session, DRAFT, tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == backend.film
    assert [seen.headers.get("range") for seen in backend.seen if seen.key == "film"] == [
        None,
        "bytes=20000-",
        "bytes=30000-",
    ]


async def test_a_storage_without_range_begins_anew(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    cut = stream(backend.film[:20_000], CutError(), content_type="video/mp4")
    backend.fault("film", cut, Response(backend.film))
    await exported(session, DRAFT, tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == backend.film


async def test_a_part_of_an_earlier_try_is_taken_up(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    (tmp_path / ".a.mp4.render_5.part").write_bytes(backend.film[:1000])
    await exported(session, DRAFT, tmp_path / "a.mp4", render_id="render_5")
    assert backend.last("film").headers["range"] == "bytes=1000-"
    assert (tmp_path / "a.mp4").read_bytes() == backend.film
    (tmp_path / ".b.mp4.render_5.part").write_bytes(backend.film)
    await exported(session, DRAFT, tmp_path / "b.mp4", render_id="render_5")
    assert (tmp_path / "b.mp4").read_bytes() == backend.film
    (tmp_path / ".c.mp4.render_5.part").write_bytes(backend.film + b"too much")
    await exported(session, DRAFT, tmp_path / "c.mp4", render_id="render_5")
    assert (tmp_path / "c.mp4").read_bytes() == backend.film


async def test_a_film_that_stays_too_short_is_refused_and_the_old_file_stays(
    backend: WireBackend, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_bytes(b"the old film")
    cut = stream(CutError(), content_type="video/mp4")
    backend.fault("film", *[cut] * 5)
    with pytest.raises(I2VError):
        await exported(session, DRAFT, tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == b"the old film"
    assert backend.count("film") == 5


async def test_an_expired_address_is_asked_for_again(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    backend.fault("film", Response(status_code=403))
    await exported(session, DRAFT, tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == backend.film
    assert backend.count("poll") == 2
    backend.fault("film", Response(status_code=403), Response(status_code=410))
    with pytest.raises(RenderFailed, match="address has expired"):
        await exported(session, DRAFT, tmp_path / "a.mp4")


async def test_the_token_does_not_go_to_another_host(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    async with WireBackend().serve() as storage:
        status = {"status": "completed", "output": {"url": f"{storage.url}/films/x.mp4"}}
        backend.statuses.append(status)
        await exported(session, DRAFT, tmp_path / "a.mp4")
        assert "authorization" not in storage.last("film").headers
        assert (tmp_path / "a.mp4").read_bytes() == storage.film


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
async def test_a_full_disk_is_told_with_what_it_needs(backend: WireBackend, session: Session, tmp_path: Path) -> None:
    import resource

    backend.film = b"x" * 300_000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(RenderFailed, match=r"a\.mp4 does not fit into .*it needs 0\.\d MB more") as caught:
            await exported(session, DRAFT, tmp_path / "a.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "what came is kept" in str(caught.value)
    render = backend.last("order").json["id"]
    await exported(session, DRAFT, tmp_path / "a.mp4", render_id=render)  # there is room again
    assert (tmp_path / "a.mp4").read_bytes() == backend.film
    assert backend.last("film").headers["range"] == "bytes=100000-"


async def test_a_path_is_optional(backend: WireBackend, session: Session) -> None:
    statuses = await exported(session, DRAFT)
    assert statuses[-1].rendered
    assert backend.count("film") == 0


def test_render_ids_are_never_the_same() -> None:
    assert len({new_render_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("odd", [None, 3, [], {}, {"status": []}, {"output": "x"}, {"progress": "nan", "output": {}}])
def test_odd_statuses_are_work_going_on(odd: Any) -> None:
    status = ExportStatus.from_wire("r", odd)
    assert (status.error, status.rendered) == (None, False)


def test_the_journal_passes_over_a_line_cut_by_a_crash(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path / "j.jsonl")
    journal.write(RenderRow("r1", "s", "t", "b", "ordered"))
    with journal.path.open("ab") as file:
        file.write(b'{"render": "r2", "ses\n[3]\n')
    journal.write(RenderRow("r1", "s", "t", "b", "accepted"))
    found = journal.find("r1")
    assert found is not None
    assert found.state == "accepted"
    assert found.at > 1e9
    assert journal.find("r2") is None
