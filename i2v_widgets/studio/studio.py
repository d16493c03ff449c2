"""Studio: pick photos, say what they should become, watch the film; from the cell and from Python alike."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import weakref
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ipywidgets import widget_serialization
from traitlets import Bool, Dict, Instance, Int, List, Unicode

from ..client import Secret, Timing, find_skill
from ..draft.model import Draft
from ..errors import Cancelled, I2VError
from ..jobs import Job, close_at_exit, submit
from ..strings import t
from ..widgets.base import Widget, bundle, refuse_misspelt
from ..widgets.commands import Message, tell_error
from ..widgets.conversation import Conversation
from ..widgets.picker import ImagePicker
from ..widgets.player import VideoPlayer
from ..widgets.timeline import Timeline
from ..widgets.transfer import Outgoing
from .adding import Added, Adding
from .cells import succeed
from .footage import SessionFootage
from .help import Help
from .history import History, Version
from .jobs import StudioJobs
from .line import Line
from .link import Link
from .markup import with_still
from .page import Page
from .project import Project
from .renders import Renders
from .renders_journal import ProjectJournal
from .reopen import bring_up_to_date, reopen
from .reply import Reply
from .sources import capture
from .steps import edit_by_hand, step
from .talk import Talk
from .video import Video

T = TypeVar("T")


class Studio(Widget):
    """Turn pictures into a film, in one cell.

    Parameters
    ----------
    backend : None, str, EmbeddedBackend or Client
        None is ``"nemo"`` if `NEMO_TOKEN` is set and the skill is not the offline one, else ``"embedded"``: a
        backend on this machine, started on first use. Also an address.
    skill : str
        One of `SKILLS`.
    token : str, optional
        Instead of `NEMO_TOKEN`.
    language : str, optional
        ``"en"`` or ``"zh"``; else the browser's, and that of what is said.
    project : str, optional
        Id of an earlier project, to go on with it.
    folder : str or Path, optional
        A folder instead of an id.
    timing : Timing, optional
        Every wait of the client.

    Attributes
    ----------
    picker, conversation, timeline, player : Widget
        Its four widgets, each also useful alone.
    name, version, versions : str, int, list of dict
        The film's name, the number of the version shown, small records of all.
    export_state, preview_state : dict
        State, progress, seconds left.

    Examples
    --------
    >>> studio = Studio()
    >>> studio.add("photos/*.jpg")
    >>> await studio.ask("turn these photos into a 30-second video with transitions and background music")
    >>> video = await studio.export("film.mp4")
    """

    _esm = bundle("studio")

    picker = Instance(ImagePicker).tag(sync=True, **widget_serialization)
    conversation = Instance(Conversation).tag(sync=True, **widget_serialization)
    timeline = Instance(Timeline).tag(sync=True, **widget_serialization)
    player = Instance(VideoPlayer).tag(sync=True, **widget_serialization)
    name = Unicode("", help="The film's name.").tag(sync=True)
    version = Int(0, help="Number of the version shown.").tag(sync=True)
    versions = List(Dict(), help="Small records of all versions.").tag(sync=True)
    can_undo = Bool(False).tag(sync=True)
    can_redo = Bool(False).tag(sync=True)
    place = Dict({"kind": "local", "host": ""}, help="Where pictures go.").tag(sync=True)
    export_state = Dict({"state": "idle"}, help="The running or last export.").tag(sync=True)
    preview_state = Dict({"state": "idle"}, help="The running or last preview.").tag(sync=True)

    def __init__(
        self,
        backend: Any = None,
        *,
        skill: str = "image-to-video-maker-ai",
        token: str | Secret | None = None,
        language: str | None = None,
        project: str | None = None,
        folder: str | os.PathLike[str] | None = None,
        timing: Timing | None = None,
        **traits: Any,
    ) -> None:
        # Bound anew at once: a traceback through this frame finds no plain token in it.
        token = Secret(token) if token else None
        self._closed = True  # until it is whole: what fails half made has nothing to close
        refuse_misspelt(type(self), traits)
        known = find_skill(skill)
        self.link = Link(
            backend, skill=known.name, token=token, language=language, timing=timing,
            begun=partial(bring_up_to_date, self),
        )  # fmt: skip
        succeed(self)
        self.project = Project(project, Path(folder) if folder is not None else None)
        self.link.folder, self.link.journal = self.project.folder, ProjectJournal(self.project)
        self.timing = timing or Timing()
        self.skill = known
        self.history = History(self.project)
        self.line = Line()
        self.told: weakref.WeakSet[BaseException] = weakref.WeakSet()
        self.shown = False
        self.resync = self._blank = False
        self._asks: list[Job[Any]] = []
        self.jobs = StudioJobs(self)
        self._ending: concurrent.futures.Future[None] | None = None
        self.adding = Adding(self)
        words: dict[str, Any] = {"language": language or ""}
        super().__init__(
            picker=ImagePicker(folder=self.project.media, place=self.link.place, **words),
            conversation=Conversation(suggestions=list(known.examples), **words),
            timeline=Timeline(footage=SessionFootage(self), **words),
            player=VideoPlayer(**words),
            place=self.link.place,
            **words,
            **traits,
        )
        self.renders = Renders(self)
        self.outgoing = Outgoing(self._tell_page)
        page = Page(self)
        self._dispatch.commands.update(page.commands())
        self._dispatch.requests.update(page.requests())
        reopen(self)
        # Only now: a file must not reach for the backend before there is someone to tell.
        self.picker.deliver = self.adding.deliver
        self.picker.observe(lambda _: self.keep_files(), "files")
        self._stay = close_at_exit(self._end)

    # What a person calls

    def add(self, *sources: Any) -> Job[Added]:
        """Add pictures, video and sound.

        Parameters
        ----------
        *sources
            Paths, globs (sorted as people count), folders, URLs, bytes, PIL images, arrays ``(H, W, 3)`` and
            ``(N, H, W, 3)``, matplotlib figures, and lists or Series of these. What is there is not added again.
        """
        captured, ticket = capture(sources), self.line.ticket()

        async def work(job: Job[Added]) -> Added:
            await ticket.turn()
            return await self.adding.add(job, captured)

        job = self.jobs.make(work, t("studio.adding", self.language), ticket)
        self.line.added(job)
        return job

    def ask(self, text: str) -> Job[Reply]:
        """Say what the film should be, or anything else: a change, "export", "credits", "status"."""
        return self._ask(text, show=True)

    def preview(self) -> Job[Video]:
        """Render a quick, smaller film; the `Video` is there as soon as it can be played."""
        ticket = self.line.ticket()

        async def work(_: Job[Video]) -> Video:
            await ticket.turn()
            ticket.leave()
            return await self.renders.preview(self.draft)

        return self.jobs.make(work, t("studio.previewing", self.language), ticket)

    def export(
        self, path: str | os.PathLike[str] | None = None, *, format: str = "mp4", quality: str = "high"
    ) -> Job[Video]:
        """Render the film to a file; without a path, into the project's `films` folder."""
        return self._export(path, format=format, quality=quality, show=True)

    def resume(self, render_id: str) -> Job[Video]:
        """Go on with an export that a closed notebook or a lost connection left behind."""
        row = self.project.render(render_id)
        if row is None:
            raise I2VError(
                f"{render_id}: this project ordered no such render.", hint="Use the id of a Video or Version."
            )
        draft = Draft.from_wire(row["draft"])
        options = {"format": row["format"], "quality": row["quality"], "draft": draft, "render_id": render_id}
        return self._export(row["path"], show=True, **options)

    @property
    def draft(self) -> Draft:
        """The film as it is now."""
        return self.history.draft

    def undo(self) -> Job[Version]:
        """Go back one version; that is a new version, nothing is lost."""
        return self._step("undo", show=True)

    def redo(self) -> Job[Version]:
        """Take the last undo back."""
        return self._step("redo", show=True)

    def goto(self, version: int) -> Job[Version]:
        """Go to any version; that is a new version too."""
        return self._step("goto", version, show=True)

    def branch(self, version: int) -> Studio:
        """Make another Studio, with a project of its own, that goes on from this version."""
        from .branch import branch

        return branch(self, self.history.number(version))

    def credits(self) -> Job[Any]:
        """Ask what is left to spend."""

        async def work(job: Job[Any]) -> Any:
            found = await (await self.link.client()).credits()
            job.report(text=str(found))
            return found

        return self.jobs.make(work, "credits")

    def help(self) -> Help:
        """What to say and what to call."""
        return Help(self.skill.examples, self.skill.advice, self.language or "en")

    def close(self) -> None:
        """End what runs, let the project go, take the widgets away; blocks on nothing."""
        if getattr(self, "_closed", True):
            return
        for child in (self.picker, self.conversation, self.timeline, self.player):
            with contextlib.suppress(Exception):
                child.close()
        super().close()
        self._blank = self.project.is_blank
        self.project.close()
        with contextlib.suppress(RuntimeError):  # at exit the loop is gone already
            self._ending = submit(self._end())

    async def ended(self) -> None:
        """Wait until all that `close` set off is over."""
        if self._ending is not None:
            await asyncio.wrap_future(self._ending)

    async def _end(self) -> None:
        self._stay()
        for job in list(self._asks):
            job.cancel()
        await self.renders.close()
        await self.link.close()
        if self._blank:
            await asyncio.to_thread(self.project.remove)

    # The same, for Python and for the page

    def _ask(self, text: str, *, show: bool = False) -> Job[Reply]:
        ticket = self.line.ticket()

        async def work(job: Job[Reply]) -> Reply:
            await ticket.turn()
            return await Talk(self).ask(job, text)

        job = self.jobs.make(work, text.strip() or "ask", ticket, show=show)
        self._asks = [*(ask for ask in self._asks if not ask.done), job]
        return job

    def cancel_ask(self) -> None:
        """Stop the answer that is written, and those behind it."""
        for job in reversed(self._asks):
            job.cancel()

    def _export(
        self, path: Any, *, show: bool = False, format: str = "mp4", quality: str = "high", **known: Any
    ) -> Job[Video]:
        ticket = self.line.ticket()
        target = Path(path).expanduser().absolute() if path is not None else None
        if target is not None and target.suffix.lower() not in ("", f".{format}"):
            raise I2VError(
                t("studio.other_format", self.language, name=target.name, format=format.upper()),
                hint=t("studio.other_format_hint", self.language, name=f"{target.stem}.{format}"),
            )

        async def work(job: Job[Video]) -> Video:
            await ticket.turn()
            options = {"draft": self.draft, **known}
            ticket.leave()  # what is said next does not wait for the render
            try:
                return await self.renders.export(job, target, format, quality, **options)
            except I2VError as error:
                self.tell_failure(error, again={"do": "export"})
                raise

        return self.jobs.make(
            work, t("studio.exporting", self.language, name=target.name if target else "film"), ticket, show=show
        )

    def _step(self, kind: str, number: int | None = None, *, show: bool = False) -> Job[Version]:
        ticket = self.line.ticket()

        async def work(job: Job[Version]) -> Version:
            await ticket.turn()
            return await step(self, job, kind, number)

        return self.jobs.make(work, kind, ticket, show=show)

    def _edit(self, edits: list[dict[str, Any]]) -> Job[Version]:
        ticket = self.line.ticket()

        async def work(_: Job[Version]) -> Version:
            await ticket.turn()
            return await edit_by_hand(self, edits)

        return self.jobs.make(work, "edit", ticket, show=False)

    # State, shared with talk, renders and page

    def new_version(self, kind: str, label: str, draft: Draft, **fields: Any) -> Version:
        """Write the next version."""
        return self.history.add(kind, label, draft, **fields)

    def film_changed(self) -> None:
        """Bring the widgets in line with the current version, and the preview where it is seen."""
        draft = self.draft
        self.timeline.draft = draft
        self.timeline.show(editable=not draft.is_empty, chunks=[], now=True)
        self.conversation.show(placeholder_key="film" if draft.is_empty else "change", now=True)
        self.show(
            name=draft.title, version=self.history.current, versions=self.history.records(),
            can_undo=self.history.back is not None, can_redo=self.history.forth is not None, now=True,
        )  # fmt: skip
        if self.shown and not draft.is_empty:
            self.renders.follow()

    def media_digests(self) -> list[str]:
        """What the film can be made of, in the picker's order, which is the film's."""
        return [file.digest for file in self.picker.picked if file.state == "ready" and file.digest]

    def keep_files(self) -> None:
        """Write the picker's list to the project."""
        ready = [(file.to_record(), file.path) for file in self.picker.picked if file.state == "ready"]
        self.project.keep_files(ready)

    def keep_conversation(self, id: str) -> None:
        """Write a message to the project."""
        if (message := self.conversation.message(id)) is not None:
            self.project.keep_message(message)

    def tell_failure(self, error: BaseException, *, retry: str = "", again: dict[str, Any] | None = None) -> None:
        """Show an error as a card in the conversation, once: one sentence and the way out, no traceback."""
        if error in self.told or isinstance(error, Cancelled):
            return
        self.told.add(error)
        told = tell_error(error)
        again = {"do": "ask", "text": retry} if retry else again
        id = self.conversation.post(
            "error", told["message"], state="failed", hint=told["hint"], actions=["retry"] if again else [],
            **({"again": again} if again else {}),
        )  # fmt: skip
        self.keep_conversation(id)

    def _command_failed(self, content: Message, error: BaseException) -> None:
        self.tell_failure(error)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if not self.shown:
            self.shown = True
            submit(self._warm())
        shown = super()._repr_mimebundle_(**kwargs)
        return shown if self.draft.is_empty else with_still(shown, self.player.poster, self._summary())

    async def _warm(self) -> None:
        """Start the backend while the person is still looking, and the preview if there is a film."""
        with contextlib.suppress(Exception):  # told when it is first needed
            await self.link.connect(self.conversation.act)
            if not self.draft.is_empty:
                self.renders.follow()

    def _summary(self) -> str:
        return "nothing yet" if self.draft.is_empty else self.draft.summary(self.language or "en")
