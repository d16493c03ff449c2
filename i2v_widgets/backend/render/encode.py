"""Frames into one self-contained H.264 fragment: closed GOP, one thread, no trace of place or time."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import Any

import av
import av.video
import numpy as np
from av.codec.context import Flags

from i2v_widgets.backend.render.output import Encoding
from i2v_widgets.backend.render.planes import Plane, Planes
from i2v_widgets.media import boxes

_BT709, _LIMITED = 1, 1


def open_encoder(encoding: Encoding) -> av.video.codeccontext.VideoCodecContext:
    """Open x264; its extradata are there at once, and the same for every chunk of this setting."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.video.codeccontext.VideoCodecContext)
    context.width, context.height, context.pix_fmt = encoding.width, encoding.height, "yuv420p"
    context.framerate = encoding.rate
    context.time_base = 1 / encoding.rate
    context.sample_aspect_ratio = Fraction(1)
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    context.thread_count = 1
    context.flags |= Flags.global_header
    context.options = encoding.options
    context.open()
    return context


@functools.lru_cache(maxsize=32)
def video_head(encoding: Encoding) -> boxes.Head:
    """What a decoder must know before the first chunk of this setting; known before any frame is encoded."""
    return boxes.avc_head(encoding.width, encoding.height, encoding.timescale, open_encoder(encoding).extradata or b"")


class ChunkEncoder:
    """Takes frames by writing into `planes`, gives one fragment.

    Attributes
    ----------
    planes : Planes
        The frame's memory: paint here, then call `push`. The encoder copies it, so it is one frame for all.
    """

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._context = open_encoder(encoding)
        self.extradata = self._context.extradata or b""
        self._frame = av.VideoFrame(encoding.width, encoding.height, "yuv420p")
        self.planes = Planes(*(view(plane) for plane in self._frame.planes))
        self._count = 0
        self._samples: list[boxes.Sample] = []
        self._data: list[bytes] = []

    def push(self) -> None:
        """Encode the frame that stands in `planes`."""
        self._frame.pts = self._count
        self._frame.time_base = 1 / self._encoding.rate
        self._count += 1
        self._take(self._context.encode(self._frame))

    def finish(self) -> bytes:
        """Flush, and return the fragment."""
        self._take(self._context.encode(None))
        return boxes.fragment(self._samples, b"".join(self._data))

    def _take(self, packets: list[av.packet.Packet[Any]]) -> None:
        ticks = self._encoding.ticks
        for packet in packets:
            # Each encoder writes a page of its settings into an SEI unit (type 6): 680 bytes a chunk, dropped.
            units = [u for u in boxes.nal_units(bytes(packet)) if u[0] & 31 != 6]
            data = b"".join(len(u).to_bytes(4, "big") + u for u in units)
            offset = (int(packet.pts or 0) - len(self._samples)) * ticks  # the k-th in decoding order has dts k
            self._samples.append(boxes.Sample(len(data), ticks, offset, bool(packet.is_keyframe)))
            self._data.append(data)


def view(plane: av.video.plane.VideoPlane) -> Plane:
    """A frame's plane as an array over the same memory."""
    whole: Plane = np.frombuffer(memoryview(plane), np.uint8)
    return whole[: plane.height * plane.line_size].reshape(plane.height, plane.line_size)[:, : plane.width]
