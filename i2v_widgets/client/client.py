"""Client: one backend, one token, any number of sessions."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from .auth import Auth, default_folder
from .journal import FileJournal, Journal
from .language import detect_language
from .secret import Secret
from .session import WEB, Session
from .skills import DEFAULT_SKILL, Skill, find_skill
from .state import Credits
from .timing import Timing
from .transport import Transport, is_loopback
from .wire import Wire

log = logging.getLogger(__name__)

HOSTED: Final = "https://mega-api-prod.nemovideo.ai"


class Client:
    """The async client of the wire, for the hosted backend and the embedded one alike; no widget needed.

    Parameters
    ----------
    base_url : str
    token : str, optional
        Else ``NEMO_TOKEN``, which goes to the hosted service and to this machine only: whoever else is to have
        a token is given it here. Else an anonymous one, which is kept in a private file.
    skill : str or Skill
        The attribution of every request, and the language rule of a session.
    timing : Timing, optional
    journal : Journal, optional
        Where renders are written down; by default a file of this person.
    folder : Path, optional
        Of the private files.
    web : str, optional
        Where people register.

    Examples
    --------
    >>> async with Client() as client:  # doctest: +SKIP
    ...     session = await client.session()
    ...     await session.upload("photos/a.jpg", "photos/b.jpg")
    ...     async for event in session.send("turn these photos into a video"):
    ...         print(event)
    """

    def __init__(
        self,
        base_url: str = HOSTED,
        token: str | Secret | None = None,
        *,
        skill: str | Skill = DEFAULT_SKILL,
        timing: Timing | None = None,
        journal: Journal | None = None,
        folder: Path | None = None,
        web: str = WEB,
    ) -> None:
        # The name is bound anew at once: a traceback through this frame finds no plain token in it.
        token = Secret(token) if token else _token_of_environment(base_url)
        self.skill = find_skill(skill)
        self.timing = timing or Timing()
        folder = folder or default_folder()
        transport = Transport(base_url, self.skill, self.timing)
        self._wire = Wire(transport, Auth(transport, token, folder), self.timing)
        self._journal = journal or FileJournal(folder / "renders.jsonl")
        self._web = web

    @property
    def base_url(self) -> str:
        """The backend."""
        return self._wire.transport.base_url

    @property
    def host(self) -> str:
        """The backend's host, for sentences."""
        return self._wire.transport.host

    @property
    def anonymous(self) -> bool:
        """Whether there is no token of the user's own."""
        return self._wire.auth.anonymous

    async def session(
        self,
        language: str | None = None,
        *,
        prompt: str = "",
        id: str | None = None,
        capabilities: Mapping[str, Any] | None = None,
    ) -> Session:
        """Open a session, or take up one that is known.

        Parameters
        ----------
        language : str, optional
            Else by the skill: English, what the prompt and the locale say, or nothing.
        prompt : str
            What the person said first, if it is known.
        id, capabilities : optional
            Of a session that was opened before.
        """
        if language is None:
            language = detect_language(prompt) if self.skill.language == "detected" else self.skill.language
        session = Session(self._wire, self._journal, language, id=id or "", capabilities=capabilities, web=self._web)
        return session if id else await session.start()

    async def credits(self) -> Credits:
        """Read the account's credits."""
        return Credits.from_wire((await self._wire.call("GET", "/api/credits/balance/simple")).data)

    async def aclose(self) -> None:
        """Close the connections; an answer that is being read ends as interrupted."""
        await self._wire.aclose()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<Client of {self.base_url} as {self.skill.name}>"


def _token_of_environment(base_url: str) -> Secret | None:
    """Keep it from strangers: an address typed into a notebook is no leave to send it there."""
    known = base_url.rstrip("/") == HOSTED or is_loopback(base_url)
    return Secret(os.environ["NEMO_TOKEN"]) if known and os.environ.get("NEMO_TOKEN") else None
