"""The event-stream decoder: bytes in, events out, to the letter of the WHATWG specification."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..errors import StreamInterrupted

MAX_EVENT: Final = 64_000_000
_BOM: Final = b"\xef\xbb\xbf"


class ServerEvent(NamedTuple):
    """One dispatched event: `data` decoded as UTF-8, the event's type, the last event id."""

    data: str
    type: str = "message"
    last_id: str = ""


class Decoder:
    """Decodes one event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html § 9.2.6).

    Incremental: any cutting of the same bytes gives the same events. Each byte is looked at a fixed number of
    times, so an event of 16 MB in pieces of 1 kB costs as much as in one. An event whose blank line never came
    is dropped, as the specification has it. The line ends are CR, LF and CRLF alone: U+2028, U+2029 and U+0085
    are text (`str.splitlines`, and httpx's `aiter_lines` with it, would split there).

    Parameters
    ----------
    max_event : int
        The bytes that one event may have; past it the stream is given up with `StreamInterrupted`.
    """

    def __init__(self, max_event: int = MAX_EVENT) -> None:
        self.max_event = max_event
        self.last_id = ""
        self.retry: int | None = None
        self._start: bytes | None = b""  # the first bytes, until it is known whether they are a BOM
        self._skip_lf = False  # the last chunk ended with CR: an LF that follows belongs to it
        self._line: list[bytes] = []  # the pieces of a line whose end has not come
        self._line_size = 0
        self._data: list[bytes] = []
        self._data_size = 0
        self._type = b""

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """Take the next bytes and return the events that they complete.

        Raises
        ------
        StreamInterrupted
            When one event is larger than `max_event`.
        """
        if self._start is not None:
            chunk = self._start + chunk
            if len(chunk) < 3 and _BOM.startswith(chunk):
                self._start = chunk
                return []
            self._start = None
            chunk = chunk.removeprefix(_BOM)
        if self._skip_lf and chunk:
            self._skip_lf = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._skip_lf = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = chunk.split(b"\n")
        rest = lines.pop()
        events: list[ServerEvent] = []
        if lines:
            if self._line:
                self._line.append(lines[0])
                lines[0] = b"".join(self._line)
                self._line = []
                self._line_size = 0
            self._take(lines, events)
        if rest:
            self._line.append(rest)
            self._line_size += len(rest)
        if self._line_size + self._data_size > self.max_event:
            self._refuse()
        return events

    def _take(self, lines: list[bytes], events: list[ServerEvent]) -> None:
        for line in lines:
            if line.startswith(b"data:"):
                value = line[6:] if line.startswith(b"data: ") else line[5:]
                self._data.append(value)
                self._data_size += len(value) + 1
                if self._data_size > self.max_event:
                    self._refuse()
            elif not line:
                if self._data:
                    events.append(self._dispatched())
                self._type = b""
            else:
                self._field(line)

    def _dispatched(self) -> ServerEvent:
        data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        self._data = []
        self._data_size = 0
        # A line end is ASCII, so decoding after the cut gives what decoding the whole stream would.
        kind = self._type.decode("utf-8", "replace") if self._type else "message"
        return ServerEvent(data.decode("utf-8", "replace"), kind, self.last_id)

    def _field(self, line: bytes) -> None:
        name, colon, value = line.partition(b":")
        if not name:
            return  # a comment
        if colon and value.startswith(b" "):
            value = value[1:]
        if name == b"data":
            self._data.append(value)
            self._data_size += len(value) + 1
        elif name == b"event":
            self._type = value
        elif name == b"id":
            if b"\0" not in value:
                self.last_id = value.decode("utf-8", "replace")
        elif name == b"retry" and value and value.isdigit():
            self.retry = int(value) if len(value) < 19 else self.retry

    def _refuse(self) -> None:
        raise StreamInterrupted(
            f"One event of the answer is larger than {self.max_event / 1e6:g} MB.",
            hint="Look at the timeline before you ask again.",
            code="event-too-large",
        )
