"""Small films made on the spot: each frame's grey tells its number, a tone goes with it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np


def make_film(
    path: Path,
    *,
    video: str = "libx264",
    audio: str | None = "aac",
    frames: int = 150,
    size: tuple[int, int] = (320, 180),
    fps: int = 30,
    gop: int = 45,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a film of grey frames, frame i of grey 20 + i."""
    with av.open(str(path), "w") as container:
        pictures: Any = container.add_stream(video, rate=fps)
        pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        pictures.gop_size = gop
        pictures.options = options or {}
        pictures.color_range = pictures.colorspace = 1
        sound: Any = container.add_stream(audio, rate=48_000) if audio else None
        for i in range(frames):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane, value in zip(frame.planes, (20 + i, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            frame.color_range = frame.colorspace = 1
            container.mux(pictures.encode(frame))
        if sound is not None:
            resampler = av.AudioResampler(sound.format.name, "stereo", 48_000)
            time = np.arange(frames * 48_000 // fps) / 48_000
            tone = (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
            for at in range(0, len(tone), 4800):
                block = av.AudioFrame.from_ndarray(np.stack([tone[at : at + 4800]] * 2), "fltp", "stereo")
                block.rate, block.pts, block.time_base = 48_000, at, Fraction(1, 48_000)
                for part in resampler.resample(block):
                    container.mux(sound.encode(part))
        for stream in container.streams:
            container.mux(stream.encode(None))  # type: ignore[attr-defined]
    return path
