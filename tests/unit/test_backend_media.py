"""Files over the wire: streamed, hashed, judged; one bad file is one plain sentence, and nothing else is lost."""

from __future__ import annotations

import asyncio
import hashlib
import http.server
import io
import ipaddress
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import av
import httpx
import pytest
from backend_kit import Wire, photos, running
from PIL import Image

from i2v_widgets.backend import EmbeddedBackend, public_only
from i2v_widgets.backend.public_only import is_public
from i2v_widgets.backend.uploads import Parts
from i2v_widgets.media.limits import MAX_BYTES
from i2v_widgets.media.names import clean_name

pytestmark = pytest.mark.anyio


async def test_an_upload_is_kept_by_its_content(tmp_path: Path) -> None:
    paths = photos(tmp_path / "photos", 2)
    async with running(tmp_path) as wire:
        session = await wire.session()
        sources = ",".join(quote(f"~/Ünï, 夏/{path.name}", safe="/:") for path in paths)
        answered = (await wire.upload(session, *paths, sources=sources)).json()
        first = answered["data"]["files"][0]
        digest = hashlib.sha256(paths[0].read_bytes()).hexdigest()
        assert (first["filename"], first["file_type"], first["hash"]) == ("p0.jpg", "image", digest)
        assert (first["width"], first["height"], first["duration"]) == (640, 480, None)
        media = await wire.get(f"/api/embedded/media/{session}")
        assert [m["source"] for m in media] == ["~/Ünï, 夏/p0.jpg", "~/Ünï, 夏/p1.jpg"]
        stored = sorted((tmp_path / "project" / "media").iterdir())
        assert [f.name for f in stored] == sorted(hashlib.sha256(p.read_bytes()).hexdigest() for p in paths)
        whole = await wire.http.get(first["cdn_url"])
        assert whole.content == paths[0].read_bytes()
        part = await wire.http.get(first["cdn_url"], headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, paths[0].read_bytes()[10:20])


async def test_the_same_file_twice_is_one(tmp_path: Path) -> None:
    (path,) = photos(tmp_path / "photos", 1)
    async with running(tmp_path) as wire:
        session, other = await wire.session(), await wire.session()
        for into in (session, session, other):
            assert (await wire.upload(into, path)).status_code == 200
        assert len(await wire.get(f"/api/embedded/media/{session}")) == 1
        assert len(list((tmp_path / "project" / "media").iterdir())) == 1


async def test_one_bad_file_loses_nothing_else(tmp_path: Path) -> None:
    good = photos(tmp_path / "photos", 2)
    bad = tmp_path / "diary.jpg"
    bad.write_text("Dear diary")
    async with running(tmp_path) as wire:
        session = await wire.session()
        response = await wire.upload(session, good[0], bad, good[1])
        body = response.json()
        assert body["code"] == 4001
        assert body["message"] == "diary.jpg: this is a text file."
        assert "JPG" in body["hint"]
        assert [f["filename"] for f in body["data"]["files"]] == ["p0.jpg", "p1.jpg"]
        assert [e["filename"] for e in body["data"]["errors"]] == ["diary.jpg"]
        assert [m["name"] for m in await wire.get(f"/api/embedded/media/{session}")] == ["p0.jpg", "p1.jpg"]
        assert len(list((tmp_path / "project" / "media").iterdir())) == 2, "of the bad one nothing is left"


async def endless(size: int) -> AsyncIterator[bytes]:
    piece = bytes(1 << 20)
    yield b'--frontier\r\nContent-Disposition: form-data; name="files"; filename="long.mp4"\r\n\r\n'
    for start in range(0, size, len(piece)):
        yield piece[: size - start]
    yield b"\r\n--frontier--\r\n"


async def test_201_mb_are_refused_and_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = 0
    monkeypatch.setattr("i2v_widgets.backend.blobs.MAX_BYTES", 3_000_000)  # the sentence keeps its own limit
    monkeypatch.setattr("i2v_widgets.media.limits.MAX_BYTES", 3_000_000)
    async with running(tmp_path) as wire:
        session = await wire.session()
        response = await wire.http.post(
            f"/api/upload-video/nemo_agent/me/{session}",
            content=endless(8_000_000),
            headers={"Content-Type": "multipart/form-data; boundary=frontier"},
        )
        written = sum(f.stat().st_size for f in (tmp_path / "project" / "media").iterdir())
        assert (response.status_code, response.json()["code"]) == (413, 4002)
        assert response.json()["message"] == "long.mp4: 8.0 MB is too large."
        assert written == 0
    assert MAX_BYTES == 200_000_000


@pytest.mark.parametrize(
    ("data", "code", "words"), [(b"", 4001, "empty"), (b"\xff\xd8\xff\xe0half", 4001, "cut short")]
)
async def test_bad_files_over_the_wire(tmp_path: Path, data: bytes, code: int, words: str) -> None:
    path = tmp_path / "bad.jpg"
    path.write_bytes(data)
    async with running(tmp_path) as wire:
        body = (await wire.upload(await wire.session(), path)).json()
        assert body["code"] == code
        assert words in body["message"]
        assert body["message"].startswith("bad.jpg: ")


async def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b'--frontier\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
        yield photos(tmp_path / "photos", 1)[0].read_bytes()

    async with running(tmp_path) as wire:
        session = await wire.session()
        address = f"/api/upload-video/nemo_agent/me/{session}"
        headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
        assert (await wire.http.post(address, content=broken(), headers=headers)).status_code == 422
        assert (await wire.http.post(address, content=b"no parts", headers=headers)).status_code == 422
        assert (await wire.http.post(address, content=b"words")).status_code == 422
        assert not list((tmp_path / "project" / "media").iterdir())
        assert (await wire.upload("1234567890123456789", photos(tmp_path, 1)[0])).json()["code"] == 1002


async def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource
    import signal

    paths = photos(tmp_path / "photos", 1, size=(3000, 2000))
    assert paths[0].stat().st_size > 60_000
    async with running(tmp_path) as wire:
        session = await wire.session()
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
        try:
            response = await wire.upload(session, *paths)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, before)
        assert response.status_code == 507
        assert response.json()["message"] == "p0.jpg: there is no space left on the disk."
        assert not list((tmp_path / "project" / "media").iterdir())
        assert (await wire.upload(session, *paths)).status_code == 200


async def test_order_and_choice(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await wire.session()
        files = (await wire.upload(session, *photos(tmp_path / "photos", 3))).json()["data"]["files"]
        a, b, c = (f["hash"] for f in files)
        address = f"/api/embedded/media/{session}"
        chosen = await wire.http.put(address, json={"digests": [c, a]})
        assert [m["digest"] for m in chosen.json()["data"]] == [c, a]
        assert [m["digest"] for m in await wire.get(address)] == [c, a]
        assert [m["name"] for m in (await wire.state(session))["video_infos"]] == ["p2.jpg", "p0.jpg"]
        assert (await wire.http.put(address, json={"digests": [c, "0" * 64]})).json()["code"] == 404
        assert [m["digest"] for m in await wire.get(address)] == [c, a]
        await wire.upload(session, tmp_path / "photos" / "p1.jpg")
        assert [m["digest"] for m in await wire.get(address)] == [c, a, b]


async def test_thumbnails(tmp_path: Path) -> None:
    async with running(tmp_path) as wire:
        session = await wire.session()
        (path,) = photos(tmp_path / "photos", 1)
        digest = (await wire.upload(session, path)).json()["data"]["files"][0]["hash"]
        one, two = await asyncio.gather(
            *(wire.http.get(f"/api/embedded/stills/{session}/{digest}", params={"w": 160}) for _ in range(2))
        )
        assert one.headers["content-type"] == "image/jpeg"
        assert one.content == two.content
        assert Image.open(io.BytesIO(one.content)).size == (160, 120)
        assert (await wire.http.get(f"/api/embedded/stills/{session}/{'0' * 64}")).status_code == 404
        assert (await wire.http.get(f"/api/embedded/stills/{session}/..%2f..%2fbackend.sqlite")).status_code == 404
        assert (await wire.http.get(f"/api/embedded/stills/{session}/{digest}?w=wide")).status_code == 422


async def test_a_film_is_taken_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for i in range(60):
            frame = av.VideoFrame.from_image(Image.new("RGB", (320, 180), (4 * i, 0, 255 - 4 * i)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    async with running(tmp_path) as wire:
        session = await wire.session()
        (told,) = (await wire.upload(session, path)).json()["data"]["files"]
        assert (told["file_type"], told["width"], told["height"], told["duration"]) == ("video", 320, 180, 2.0)
        address = f"/api/embedded/stills/{session}/{told['hash']}"
        early, late = [(await wire.http.get(address, params={"w": 80, "t": t})).content for t in (0.1, 1.8)]
        red = [Image.open(io.BytesIO(jpeg)).convert("RGB").getpixel((40, 20))[0] for jpeg in (early, late)]
        assert Image.open(io.BytesIO(early)).size == (80, 45)
        assert red[1] > red[0] + 100


# Addresses -----------------------------------------------------------------------------------------------------------


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """A web server of that folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def log_message(self, *args: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


async def test_addresses_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    photos(tmp_path / "photos", 1)
    with site(tmp_path / "photos") as base:
        async with running(tmp_path) as wire:
            session = await wire.session()
            urls = [
                f"{base}/p0.jpg?size=full",
                f"{base}/p9.jpg",
                "file:///etc/passwd",
                "http://127.0.0.1:9/x.jpg",
                "http://[/",
            ]
            address = f"/api/upload-video/nemo_agent/me/{session}"
            body = (await wire.http.post(address, json={"urls": urls, "source_type": "url"})).json()
            (kept,) = body["data"]["files"]
            assert (kept["filename"], kept["source"]) == ("p0.jpg", urls[0])
            told = [e["message"] for e in body["data"]["errors"]]
            assert told[0] == "p9.jpg: 127.0.0.1 answers 404."
            assert "only http and https" in told[1]
            assert "cannot be reached" in told[2]
            assert len(told) == 4
            assert "root:" not in str(body)
            assert (await wire.http.post(address, json={"urls": "x"})).status_code == 422


async def test_a_body_of_many_parts_holds_no_file_open(tmp_path: Path) -> None:
    from i2v_widgets.backend.blobs import Blobs

    files = [("files", (f"{i}.jpg", b"x" * 10)) for i in range(50)]
    request = httpx.Request("POST", "http://x", files=files)
    parts = Parts(request.headers["content-type"].split("boundary=")[1].encode(), Blobs(tmp_path))
    parts.feed(request.read())
    here = [link for link in Path("/proc/self/fd").iterdir() if str(tmp_path) in str(os.path.realpath(link))]
    assert not here
    assert len({file.finish() for file in parts.files}) == 1
    parts.drop()


# Only from the internet ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_that_are_nobody_elses_business(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


async def fetched(folder: Path, host: str, *urls: str) -> dict[str, Any]:
    backend = EmbeddedBackend(folder / "project", cache=folder / "cache")
    url = (await backend.start(host=host)).replace("0.0.0.0", "127.0.0.1")
    headers = {"Authorization": f"Bearer {backend.token}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:
            wire = Wire(backend, http)
            address = f"/api/upload-video/nemo_agent/me/{await wire.session()}"
            answered = await http.post(address, json={"urls": list(urls), "source_type": "url"})
            body: dict[str, Any] = answered.json()["data"]
            return body
    finally:
        await backend.stop()


async def test_who_listens_to_others_fetches_nothing_from_his_own_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    photos(tmp_path / "photos", 1)
    with site(tmp_path / "photos") as base:
        port = base.rsplit(":", 1)[1]
        urls = [f"{base}/p0.jpg", f"http://localhost:{port}/p0.jpg", f"http://[::ffff:127.0.0.1]:{port}/p0.jpg"]
        body = await fetched(tmp_path, "0.0.0.0", *urls, "http://nowhere.invalid/p0.jpg")
        assert body["files"] == []
        told = [error["message"] for error in body["errors"]]
        assert all("no public address" in words for words in told[:3])
        assert "cannot be reached" in told[3]
        assert len((await fetched(tmp_path, "127.0.0.1", urls[0]))["files"]) == 1


async def test_nor_where_a_redirect_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photos(tmp_path / "photos", 1)
    hosts: list[str] = []

    class Away(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            if "p0" in self.path:
                return super().do_GET()
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.2:{self.server.server_address[1]}/p0.jpg")
            self.end_headers()
            return None

        def log_message(self, *args: Any) -> None: ...

    monkeypatch.setattr(public_only, "is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.chdir(tmp_path / "photos")
    with http.server.ThreadingHTTPServer(("0.0.0.0", 0), Away) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.server_address[1]
        try:
            body = await fetched(
                tmp_path, "0.0.0.0", f"http://localhost:{port}/p0.jpg", f"http://127.0.0.1:{port}/elsewhere.jpg"
            )
        finally:
            server.shutdown()
            thread.join()
    assert [file["filename"] for file in body["files"]] == ["p0.jpg"]
    assert [error["message"].split(":")[0] for error in body["errors"]] == ["127.0.0.2"]
    assert hosts == [f"localhost:{port}", f"127.0.0.1:{port}"], "asked by its name, at the address looked at"


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\sea.jpg", "sea.jpg"),
        ("a\u202egpj.exe\x07", "agpj.exe"),
        ("", "file"),
        ("夏\u0301天.jpg", "夏\u0301天.jpg"),
        ("x" * 300 + ".jpg", "x" * 196 + ".jpg"),
    ],
)
def test_names_as_they_can_be_shown(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_a_body_may_come_cut_anywhere(tmp_path: Path) -> None:
    from i2v_widgets.backend.blobs import Blobs

    request = httpx.Request(
        "POST",
        "http://x",
        files=[("files", ('we "are".jpg', b"one\r\n--not")), ("note", (None, b"skip")), ("files", ("二.png", b"two"))],
    )
    body = request.read()
    boundary = request.headers["content-type"].split("boundary=")[1].encode()
    for step in (1, 2, 3, 7, len(body)):
        parts = Parts(boundary, Blobs(tmp_path))
        for start in range(0, len(body), step):
            parts.feed(body[start : start + step])
        parts.close()
        assert [(f.name, f.size) for f in parts.files] == [('we "are".jpg', 10), ("二.png", 3)]
        for file in parts.files:
            file.finish()
        assert [f.path.read_bytes() for f in parts.files] == [b"one\r\n--not", b"two"]
        parts.drop()
    assert not list(tmp_path.iterdir())
