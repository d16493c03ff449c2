"""A short film in the place of one that is not here: a recording holds words, no pictures."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from pathlib import Path
from typing import Final

_SIZE: Final = (640, 360)
_SECONDS: Final = 2
_WORDS: Final = "Replay: the film itself is not in the recording"


class StandIn:
    """A two-second film that says what it is, drawn when it is first asked for."""

    def __init__(self) -> None:
        self._made: Path | None = None
        self._lock = threading.Lock()

    def path(self) -> Path:
        """Where it lies."""
        with self._lock:
            if self._made is None or not self._made.exists():
                self._made = _film()
            return self._made

    def remove(self) -> None:
        """Take it away."""
        with self._lock, contextlib.suppress(OSError):
            made, self._made = self._made, None
            if made is not None:
                made.unlink()


def _film() -> Path:
    import av
    import numpy as np
    from PIL import Image, ImageDraw

    card = Image.new("RGB", _SIZE, (32, 34, 38))
    ImageDraw.Draw(card).text((_SIZE[0] / 2, _SIZE[1] / 2), _WORDS, fill=(235, 235, 235), anchor="mm")
    with tempfile.NamedTemporaryFile(prefix="i2v-replay-", suffix=".mp4", delete=False) as file:
        path = Path(file.name)
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = *_SIZE, "yuv420p"
        for _ in range(30 * _SECONDS):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(card), format="rgb24")))
        container.mux(stream.encode(None))
    return path
