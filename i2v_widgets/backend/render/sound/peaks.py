"""The outline of a sound, for a timeline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import RATE
from .filters import Sound
from .kept import FULL


def peaks(samples: Sound | NDArray[np.int16], per_second: float = 50) -> NDArray[np.uint8]:
    """The highest sample of each slice, both ears together, 255 for full scale."""
    return outline(samples, max(1, round(len(samples) / RATE * per_second)))


def outline(samples: Sound | NDArray[np.int16], count: int) -> NDArray[np.uint8]:
    """The same in exactly `count` slices."""
    height = np.abs(samples).max(axis=1) if samples.ndim == 2 else np.abs(samples)
    if not len(height):
        return np.zeros(count, np.uint8)
    edges = (np.arange(count) * len(height)) // count
    top = np.maximum.reduceat(height, np.minimum(edges, len(height) - 1))
    full = FULL if np.issubdtype(top.dtype, np.integer) else 1.0  # kept sound is 16-bit
    return np.asarray(np.clip(np.rint(top / full * 255), 0, 255), np.uint8)
