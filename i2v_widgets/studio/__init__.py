"""Puts it together: sources in, jobs out, one widget in the cell."""

from __future__ import annotations

from .history import Version
from .reply import Reply
from .studio import Studio
from .video import Video

__all__ = ["Reply", "Studio", "Version", "Video"]
