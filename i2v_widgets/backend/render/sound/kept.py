"""Sound that is made once: 16-bit samples on disk, by the hash of all that they depend on."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from i2v_widgets.backend.render.cache import ChunkCache

from . import RATE, VERSION
from .filters import Sound

FULL = 32767
_PIECE = 1 << 19
LIMIT = 600e6  # bytes: some fifty minutes


def folder() -> Path:
    """Where it lies if nothing else is said."""
    return Path(user_cache_dir("i2v-widgets", appauthor=False)) / "sound"


def kept(told: list[Any], make: Callable[[], Sound], cache: Path | None = None) -> NDArray[np.int16]:
    """16-bit samples (n, 2) by key, from disk or made now; `FULL` is full scale.

    What is made now is rounded too, so that the first film and the second are the same to the bit.
    """
    key = hashlib.sha256(json.dumps([VERSION, np.__version__, RATE, told]).encode()).hexdigest()
    store = ChunkCache(cache or folder(), LIMIT)
    data = store.get(key)
    if data is None:
        data = _rounded(make())
        with contextlib.suppress(OSError):  # a full disk costs time later, not this film
            store.put(key, data)
    return np.frombuffer(data, "<i2").reshape(-1, 2)


def _rounded(samples: Sound) -> bytes:
    out = np.empty(samples.shape, "<i2")
    for at in range(0, len(samples), _PIECE):
        out[at : at + _PIECE] = np.clip(np.rint(samples[at : at + _PIECE] * FULL), -FULL, FULL)
    return out.tobytes()
