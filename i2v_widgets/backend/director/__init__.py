"""The director: what a person says, English or Chinese, into typed edits, a new draft and a short answer."""

from i2v_widgets.backend.director.direct import Direction, direct

__all__ = ["Direction", "direct"]
