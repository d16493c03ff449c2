"""Timing: every wait of the client, in seconds, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """How long the client waits, in seconds; the defaults are the service's own figures.

    Attributes
    ----------
    poll_interval : float
        Between two looks at a render, and before any repeat of a failed one.
    silent_wait, silent_interval, silent_tries : float, float, int
        After an answer without text: the first wait for the draft to change, the later ones, how many looks.
    still_working : float
        After how much silence the caller gets a `Heartbeat`.
    rate_limit_wait : float
        After a 429.
    stream_idle, heartbeat_only, stream_total : float
        The three limits of an answer: no byte at all, bytes but no event, the whole.
    render_total : float
        From the order of a render to its end.
    request : float
        One read or one write of any other request, never a whole upload.
    """

    poll_interval: float = 30
    silent_wait: float = 30
    silent_interval: float = 60
    silent_tries: int = 5
    still_working: float = 120
    rate_limit_wait: float = 30
    stream_idle: float = 600
    heartbeat_only: float = 600
    stream_total: float = 900
    render_total: float = 1800
    request: float = 60
