"""Fixtures of the client's tests; a module's own of the same name go before them."""

from __future__ import annotations

from tests.client_kit import backend, client, session

__all__ = ["backend", "client", "session"]
