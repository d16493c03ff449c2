"""Single frames of a film, painted by the code that renders it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import av
from PIL import Image

from i2v_widgets.backend.render.encode import view
from i2v_widgets.backend.render.engine import source_names
from i2v_widgets.backend.render.output import Encoding, Output
from i2v_widgets.backend.render.plan import plan_frame
from i2v_widgets.backend.render.planes import Planes
from i2v_widgets.backend.render.scene import Scene
from i2v_widgets.draft.model import Draft
from i2v_widgets.errors import RenderFailed


def poster(draft: Draft, width: int, at: float, source: Callable[[str], Path]) -> bytes:
    """A JPEG of the film at `at` seconds, `width` wide.

    Raises
    ------
    RenderFailed
        The film has no clips, or a source is missing.
    """
    out = io.BytesIO()
    still(draft, width, at, source).save(out, "JPEG", quality=82)
    return out.getvalue()


def still(draft: Draft, width: int, at: float, source: Callable[[str], Path]) -> Image.Image:
    """The film at `at` seconds as a picture, `width` wide."""
    encoding = Encoding.of(Output(width=width), draft.width, draft.height, draft.fps)
    chunk = plan_frame(draft, encoding, int(at * float(encoding.rate) + 1e-6))
    if chunk is None:
        raise RenderFailed("There is no film yet: the timeline has no pictures.", hint="Add pictures first.")
    names = source_names(draft)
    paths = {}
    for digest in chunk.digests:
        try:
            paths[digest] = Path(source(digest))
        except (LookupError, OSError):
            raise RenderFailed(f"The file {names.get(digest, digest[:8])} is missing.", hint="Add it again.") from None
    frame = av.VideoFrame(encoding.width, encoding.height, "yuv420p")
    frame.colorspace = frame.color_range = 1  # BT.709, limited
    Scene(chunk.spec, paths, names).paint(Planes(*(view(plane) for plane in frame.planes)), 0)
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    return image
