"""Every notebook runs from top to bottom, with the network gone where the machine allows it, and keeps its promise."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import av
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# In a network of its own there is nothing but loopback, and that is down at first (SIOCSIFFLAGS, IFF_UP | IFF_RUNNING).
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    fcntl.ioctl(s, 0x8914, struct.pack('16sh14x', b'lo', 0x41))
try:
    socket.create_connection(('192.0.2.1', 80), 1)
    sys.exit('the network is not gone')
except OSError:
    pass
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def offline(*command: str) -> list[str]:
    """The command in a network of its own, if this machine lets us make one; else as it is."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        return [sys.executable, *command]
    return [unshare, "-rn", sys.executable, "-c", LOOPBACK_UP, *command]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, str]:
    """A notebook's name, the folder it ran in, and what it said."""
    folder = tmp_path_factory.mktemp(request.param.stem)
    done = subprocess.run(
        offline(str(ROOT / "notebooks" / "run.py"), str(request.param)),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return request.param.stem, folder, done.stdout


def test_it_keeps_its_promise(ran: tuple[str, Path, str]) -> None:
    name, folder, said = ran
    assert "ran in" in said
    if name == "01_first_film":
        check_first_film(folder / "first-film.mp4", said)


def check_first_film(film: Path, said: str) -> None:
    assert 'Title: "Urban Dreams" (0-3s)' in said
    assert "100%" in said
    head = film.read_bytes()[:4_000_000]
    assert 0 < head.index(b"moov") < head.index(b"mdat")
    with av.open(str(film)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height, picture.pix_fmt) == (1920, 1080, "yuv420p")
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert picture.average_rate == 30
        assert sum(1 for _ in container.decode(picture)) == 900
    with av.open(str(film)) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
        assert samples == pytest.approx(30 * 48_000, abs=0.025 * 48_000)
