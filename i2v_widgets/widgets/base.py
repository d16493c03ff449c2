"""The parent of all widgets: its bundle, its paced traits, its messages, and one plain line about itself."""

from __future__ import annotations

import contextlib
import difflib
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import anywidget
from traitlets import TraitError, Unicode

from ..errors import I2VError
from ..jobs import loop
from .commands import Dispatch, Handler, Message

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent.parent / "static"

# Hosts drop messages without a word past 1,000 a second; 30 is what an eye follows.
RATE = 30.0
# How long a trait of ours waits for the host's own change to be through. Never for ever: an observer of
# the person's may itself wait for a job of ours.
PATIENCE = 0.2

UNBUILT = """export default { render({ el }) {
  el.textContent = "i2v_widgets: the front end is not built. Run `make` in the checkout, or install the package again.";
} };"""


def bundle(name: str) -> Path | str:
    """Return the built bundle's path, which anywidget reloads live with ANYWIDGET_HMR=1."""
    path = STATIC / f"{name}.js"
    return path if path.is_file() else UNBUILT


class Widget(anywidget.AnyWidget):
    """What all widgets of this package share.

    Attributes
    ----------
    language : str
        ``"en"``, ``"zh"``, or ``""`` for the browser's own. Synced.
    """

    language = Unicode("", help="Language of the widget: en, zh, or empty for the browser's.").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        refuse_misspelt(type(self), traits)
        self._traits_lock = threading.RLock()
        self._pending: dict[str, Any] = {}
        self._timer_set = False
        self._last_flush = 0.0
        self._closed = False
        self._complaint = ""
        super().__init__(**traits)
        self._dispatch = Dispatch(self._tell_page, self._commands(), self._requests(), self._command_failed)
        self.on_msg(self._dispatch)

    # For children to fill in

    def _commands(self) -> Mapping[str, Handler]:
        return {}

    def _requests(self) -> Mapping[str, Handler]:
        return {}

    def _command_failed(self, content: Message, error: BaseException) -> None:
        pass

    def _summary(self) -> str:
        return ""

    # Traits, at a pace

    def show(self, *, now: bool = False, **traits: Any) -> None:
        """Set traits from any thread, at most 30 times a second; the last value always arrives.

        Parameters
        ----------
        now : bool
            Do not wait: for the last value of something, or for what a person did.
        """
        with self._hold():
            self._pending.update(traits)
            rest = self._last_flush + 1 / RATE - time.monotonic()
            if now or rest <= 0:
                self._flush()
            elif not self._timer_set:
                self._timer_set = True
                loop().call_soon_threadsafe(lambda: loop().call_later(max(rest, 0.0), self._on_timer))

    def _on_timer(self) -> None:
        with self._hold():
            self._timer_set = False
            self._flush()

    def _flush(self) -> None:
        values, self._pending = self._pending, {}
        self._last_flush = time.monotonic()
        if self._closed:
            return
        for name, value in values.items():
            try:
                setattr(self, name, value)
            except TraitError:  # the value itself is wrong
                raise
            except Exception as error:
                # The trait is set; an observer failed, and what we were doing is not to stop for that.
                self._complain(name, error)

    def _complain(self, name: str, error: Exception) -> None:
        """Tell of an observer that failed, once until it fails otherwise: it may be called 30 times a second."""
        complaint = f"{name}: {type(error).__name__}: {error}"
        if complaint == self._complaint:
            return
        self._complaint = complaint
        if isinstance(error, I2VError):
            log.warning("%s", error)
        else:
            log.error("An observer of %s.%s failed", type(self).__name__, name, exc_info=error)

    @contextlib.contextmanager
    def _hold(self) -> Iterator[None]:
        # ipywidgets swaps `notify_change` while it applies a message: a change from another thread meanwhile is lost.
        held = self._traits_lock.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if held:
                self._traits_lock.release()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take the page's values (ipywidgets calls this)."""
        with self._hold():
            super().set_state(sync_data)

    # Messages

    def _tell_page(self, content: Message, buffers: list[Any] | None = None) -> None:
        if not self._closed:
            self.send(content, buffers)

    # In a cell

    def __repr__(self) -> str:
        summary = self._summary()
        return f"{type(self).__name__}: {summary}" if summary else type(self).__name__

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = super()._repr_mimebundle_(**kwargs)
        data = shown[0] if isinstance(shown, tuple) else shown
        if isinstance(data, dict):
            data["text/plain"] = repr(self)
        return shown

    @property
    def closed(self) -> bool:
        """Whether it was taken away."""
        return self._closed

    def close(self) -> None:
        """Take the widget away. Safe to call twice, from any thread."""
        if getattr(self, "_closed", True):
            return
        self._closed = True
        super().close()


def refuse_misspelt(cls: type[Any], given: Mapping[str, Any]) -> None:
    """Raise TypeError for a keyword that is no trait, with the one that was probably meant."""
    known = [name for name in cls.class_trait_names() if not name.startswith("_")]
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f" Did you mean {near[0]!r}?" if near else f" It takes: {', '.join(sorted(own_traits(cls)))}."
            raise TypeError(f"{cls.__name__} has no {name!r}.{meant}")


def own_traits(cls: type[Any]) -> list[str]:
    """Names of the public synced traits that this package documents."""
    inherited = set(anywidget.AnyWidget.class_trait_names())
    return [name for name in cls.class_trait_names(sync=True) if name not in inherited and not name.startswith("_")]
