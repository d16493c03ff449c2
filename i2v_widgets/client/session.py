"""A session: one timeline at the backend, and everything that can be asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from ..draft import Draft
from ..errors import BackendUnavailable, I2VError, OutOfCredits, SessionNotFound
from .capable import Capable
from .events import Event
from .journal import Journal
from .render import Renders, check_output
from .render_status import ExportStatus
from .state import State, settled
from .stream import answer
from .timing import Timing
from .upload import Named, Progress, Uploader, UploadResult
from .wire import Wire

AGENT: Final = "nemo_agent"
# Where people register; the address itself is published nowhere, so an answer's own comes first.
WEB: Final = "https://www.nemovideo.com"


class Session(Capable):
    """A session at a backend; made by `Client.session`.

    Attributes
    ----------
    id : str
        A 19-digit string. It changes when the backend had to start a new session (`restarts`).
    capabilities : Mapping
        What the backend can besides the wire's own, empty where nothing: ``edits fragments stills peaks media``
        and ``poll_s``, how often it likes to be asked.
    restarts : int
        How often the backend lost the session and a new one was started: its timeline is empty.
    """

    def __init__(
        self,
        wire: Wire,
        journal: Journal,
        language: str | None,
        *,
        id: str = "",
        capabilities: Mapping[str, Any] | None = None,
        web: str = WEB,
    ) -> None:
        self._wire, self._journal, self._web = wire, journal, web
        self.language = language
        self.id = id
        self.task_id = ""
        self.user_id = ""
        self.capabilities = dict(capabilities or {})
        self.restarts = 0
        self._bind_id = ""
        self._restarting = asyncio.Lock()

    def __repr__(self) -> str:
        return f"<Session {self.id} at {self._wire.transport.host}>"

    async def start(self) -> Session:
        """Open the session at the backend; `Client.session` does it."""
        body = {"task_name": "project"} | ({"language": self.language} if self.language else {})
        data = (await self._wire.call("POST", f"/api/tasks/me/with-session/{AGENT}", json=body)).data
        row = data if isinstance(data, dict) else {}
        found = row.get("session_id")
        if not isinstance(found, (str, int)) or isinstance(found, bool) or not str(found):
            raise BackendUnavailable("The backend gave no session.", hint="Try again later.")
        # 19 digits are more than a JavaScript number or a float holds: it stays a string everywhere.
        self.id = str(found)
        self.task_id, self.user_id = str(row.get("task_id") or ""), str(row.get("user_id") or "")
        self._learn(row)
        return self

    def _learn(self, row: Mapping[str, Any]) -> None:
        if isinstance(row.get("capabilities"), dict):
            self.capabilities = dict(row["capabilities"])
        if isinstance(row.get("bind_id"), (str, int)):
            self._bind_id = str(row["bind_id"])

    # Talking

    def send(self, text: str) -> AsyncGenerator[Event, None]:
        """Say something to the agent and yield what comes back; the last event is a `StreamEnd`.

        The message is posted once, whatever happens: after an interrupted end the state tells what was done.
        The iterator can be left at any time.

        Raises
        ------
        I2VError
            When the message was refused or never arrived.
        """
        body = {
            "app_name": AGENT,
            "user_id": "me",
            "session_id": self.id,
            "new_message": {"parts": [{"text": text}]},
        }
        return answer(self._wire, "/run_sse", body, self._refusals())

    async def state(self) -> State:
        """Read what the backend knows: the draft, the media, the canvas."""
        reply = await self._wire.call("GET", f"/api/state/{AGENT}/me/{quote(self.id)}/latest")
        if reply.error is not None:
            raise await self._refusals()(reply.error)
        if isinstance(reply.data, dict):
            self._learn(reply.data)
        return State.from_wire(reply.data)

    async def settled(self, before: Draft, on_wait: Callable[[float], object] | None = None) -> State:
        """Read the state until the draft differs from `before`: after an answer without text, or a cut one."""
        return await settled(self.state, before, self._silent_timing(), on_wait)

    def _silent_timing(self) -> Timing:
        poll = self._poll_s()
        if poll is None:
            return self._wire.timing
        # A backend that likes to be asked often needs no half minute between two looks.
        waits = self._wire.timing
        return Timing(
            silent_wait=min(poll, waits.silent_wait),
            silent_interval=min(poll, waits.silent_interval),
            silent_tries=waits.silent_tries,
        )

    # Media

    async def upload(
        self, *paths: str | Path | Named, urls: Iterable[str] = (), on_progress: Progress | None = None
    ) -> list[UploadResult]:
        """Upload files and addresses; one result each, in the order given, and one bad file loses no other.

        Parameters
        ----------
        *paths : str, Path or (Path, name, source)
            Pictures, films, sounds: checked by content before a byte is sent, streamed from disk. A file kept by its
            hash has a name and a source of its own.
        urls : iterable of str
            Fetched by the backend.
        on_progress : callable, optional
            ``on_progress(path, sent, total)`` in bytes.
        """
        keeps_all = bool(self.capabilities.get("media"))
        route = f"/api/upload-video/{AGENT}/me/{quote(self.id)}"
        results = await Uploader(self._wire, route, keeps_all, self._refusals()).upload(paths, urls, on_progress)
        if keeps_all:
            await self._keep_order([str(result.media.get("hash") or "") for result in results if result.media])
        return results

    async def _keep_order(self, digests: list[str]) -> None:
        """Put what was sent side by side into the order in which it was given; the film goes by it."""
        given = list(dict.fromkeys(digest for digest in digests if digest))
        if len(given) < 2:
            return
        known = [media.digest for media in await self.media()]
        following = iter(digest for digest in given if digest in known)
        ordered = [next(following) if digest in given else digest for digest in known]
        if ordered != known:
            await self.set_media(ordered)

    # Films

    def export(
        self,
        draft: Draft | Mapping[str, Any],
        path: str | Path | None = None,
        *,
        format: str = "mp4",
        quality: str = "high",
        render_id: str | None = None,
    ) -> AsyncGenerator[ExportStatus, None]:
        """Render the draft and save the film, yielding how far it is; the last status has ``phase == "done"``.

        One export is one render: its id is in the journal before it is asked for, and every repeat keeps it.
        Leaving the iterator leaves the render alone; `cancel_render` ends it.

        Parameters
        ----------
        draft : Draft
            Sent as it came, to the last key.
        path : str or Path, optional
            Without one nothing is fetched, and the last status has the URL.
        format, quality : str
            What the backend does not render is refused before any request.
        render_id : str, optional
            Of an export that was ordered before: it is asked for first, and ordered only if it is not known.
        """
        output = check_output(format, quality, self.capabilities)
        wire = draft.to_wire() if isinstance(draft, Draft) else draft
        return self._renders().export(wire, Path(path) if path is not None else None, output, render_id)

    def resume(self, render_id: str, path: str | Path | None = None) -> AsyncGenerator[ExportStatus, None]:
        """Wait for a render that was ordered before, here or in another process; it is never ordered anew."""
        where = Path(path) if path is not None else None
        return self._renders().export(None, where, {}, render_id, order=False)

    def _renders(self) -> Renders:
        long_poll = bool(self.capabilities.get("fragments"))
        return Renders(self._wire, self.id, self._journal, self._poll_s(), long_poll, self._refusals())

    def _poll_s(self) -> float | None:
        poll = self.capabilities.get("poll_s")
        return float(poll) if isinstance(poll, (int, float)) and poll > 0 else None

    # What a refusal means

    def _refusals(self) -> Callable[[I2VError], Awaitable[I2VError]]:
        """Return what does what the code of an answer asks for (protocol § 7) and gives the error to raise."""
        return partial(self._refused, used=self.id)

    async def _refused(self, error: I2VError, *, used: str) -> I2VError:
        if isinstance(error, SessionNotFound):
            async with self._restarting:
                # Several uploads may hear it at once: one new session is enough.
                if self.id == used:
                    await self.start()
                    self.restarts += 1
            return SessionNotFound(
                "The backend no longer knew the session, so a new one was started: the timeline starts anew.",
                hint="Add your pictures and ask again.",
            )
        if isinstance(error, OutOfCredits) and self._wire.auth.anonymous:
            url = await self._register_url()
            return OutOfCredits(register_url=url, hint=f"Register to go on: {url}")
        return error

    async def _register_url(self) -> str:
        """Return where an anonymous user can register; a token never stands in it."""
        try:
            body = {"task_id": self.task_id, "session_id": self.id}
            data = (await self._wire.call("POST", "/api/auth/claim-token", json=body)).data
        except I2VError:
            data = {}
        row = data if isinstance(data, dict) else {}
        given = [value for value in row.values() if isinstance(value, str) and _is_link(value)]
        if given:
            return given[0]
        if isinstance(row.get("claim_token"), str) and row["claim_token"].startswith("clm_"):
            return f"{self._web}/workspace/claim?ct={quote(row['claim_token'], safe='')}"
        bind = row.get("bind_id")
        return f"{self._web}/?bind={quote(str(bind or self._bind_id or self.id), safe='')}"


def _is_link(value: str) -> bool:
    return urlsplit(value).scheme in ("http", "https") and "nmv_usr_" not in value
