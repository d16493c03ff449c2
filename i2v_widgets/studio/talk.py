"""What is said, routed and answered: the answer streams into the conversation, what it changed becomes a version."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..client import AgentError, Heartbeat, StreamEnd, TextDelta, TextDone, ToolCall
from ..dialogue import (
    Translation,
    detect_language,
    plain_text,
    route,
    safe_markdown,
    tell_changes,
    translate_gui_talk,
)
from ..draft.model import Draft
from ..errors import I2VError, SessionNotFound, StreamInterrupted
from ..jobs import Job
from ..strings import t
from .reply import Reply
from .sources import capture

if TYPE_CHECKING:
    from .studio import Studio


@dataclass
class _Answer:
    """What a stream has given so far: one text a message, in the order they began."""

    language: str = "en"
    texts: dict[int, str] = field(default_factory=dict)
    shown: str = ""
    coming: dict[int, Translation] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)
    begun: set[int] = field(default_factory=set)
    error: AgentError | None = None
    end: StreamEnd | None = None

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts.values() if text.strip())

    @property
    def words(self) -> str:
        """The text as it is shown: no talk of a GUI, safe Markdown."""
        return safe_markdown(translate_gui_talk(self.text, self.language))

    def take(self, event: TextDelta | TextDone) -> str:
        """Take a piece in, and return what is to be shown of it now."""
        number = event.message
        new = number not in self.texts
        translation = self.coming.setdefault(number, Translation(self.language))
        if isinstance(event, TextDelta):
            self.texts[number] = self.texts.get(number, "") + event.text
            piece = translation.feed(event.text)
        else:
            # The whole repeats what its deltas said; without deltas it is all that there is.
            self.texts[number] = event.text
            piece = (translation.feed(event.text) if new else "") + translation.finish()
            del self.coming[number]
        piece = plain_text(piece)
        if piece and number not in self.begun:
            self.begun.add(number)
            piece = "\n\n" + piece if self.shown else piece  # two messages are set apart by a blank line
        self.shown += piece
        return piece


class Talk:
    """Answers one Studio's prompts."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def ask(self, job: Job[Reply], text: str) -> Reply:
        """Answer one prompt; called in its turn."""
        studio, started = self._studio, time.monotonic()
        language = studio.language or detect_language(text)
        said = studio.conversation.post("user", text)
        studio.keep_conversation(said)
        try:
            reply = await self._routed(job, text, language, started)
        except I2VError as error:
            studio.tell_failure(error, retry=text)
            raise
        finally:
            studio.conversation.act("")
        return reply

    async def _routed(self, job: Job[Reply], text: str, language: str, started: float) -> Reply:
        studio = self._studio
        if not text.strip():
            return self._say(Reply(t("studio.empty_prompt", language), draft=studio.draft, language=language))
        via = route(text)
        if via == "export":
            path = Path(via.file).expanduser().absolute() if via.file else None
            ending = path.suffix.lstrip(".").lower() if path is not None else "mp4"
            video = await studio.renders.export(
                job, path, ending or "mp4", "high", draft=studio.draft, language=language
            )
            words = t("studio.exported", language, path=str(video.path))
            # The export's own card already says so in the conversation.
            return Reply(
                words, draft=studio.draft, video=video, via=via, seconds=time.monotonic() - started, language=language
            )
        if via == "credits":
            credits = await (await studio.link.client()).credits()
            words = t("studio.credits", language, available=_count(credits.available))
            reply = Reply(words, draft=studio.draft, credits=credits, via=via, language=language)
        elif via == "status":
            draft = studio.draft
            words = t("studio.no_film", language) if draft.is_empty else draft.summary(language)
            reply = Reply(words, draft=draft, via=via, language=language)
        elif via == "upload" and via.file:
            added = await studio.adding.add(job, capture([via.file]))
            reply = Reply(added.tell(language), draft=studio.draft, via=via, language=language)
        elif via == "upload":
            reply = Reply(t("studio.how_to_add", language), draft=studio.draft, via=via, language=language)
        else:
            return await self._stream(job, text, language, started)
        return self._say(reply)

    def _say(self, reply: Reply) -> Reply:
        id = self._studio.conversation.post("agent", reply.text)
        self._studio.keep_conversation(id)
        return reply

    # The stream

    async def _stream(self, job: Job[Reply], text: str, language: str, started: float) -> Reply:
        studio, conversation = self._studio, self._studio.conversation
        studio.line.raise_failed_add()
        if any(file.state in ("waiting", "sending") for file in studio.picker.picked):
            conversation.act("uploading")
            await studio.picker.settled()
        conversation.act("connecting" if not studio.link.connected else "waiting")
        session = await studio.link.session(text)
        if "media" in session.capabilities:
            await session.set_media(studio.media_digests())
        await self._catch_up(session)
        before = studio.draft
        answer = _Answer(language)
        id = conversation.post("agent", state="streaming")
        conversation.act("waiting")
        try:
            await self._send_local_changes(session)
            await self._listen(session, job, text, language, id, answer)
            draft = await self._read_state(session, job, before, answer)
        except SessionNotFound:
            conversation.take_back(id)
            raise
        except asyncio.CancelledError:
            conversation.change(id, text=answer.words, state="cancelled")
            studio.keep_conversation(id)
            studio.resync = True  # the backend may have changed the draft before it was stopped
            raise
        except BaseException:
            conversation.take_back(id) if not answer.text else conversation.change(
                id, text=answer.words, state="failed"
            )
            raise
        changes = tuple(before.diff(draft))
        self._refuse_broken(answer, changes, id)
        words = answer.words or safe_markdown(tell_changes(changes, language) or t("studio.unchanged", language))
        seconds = time.monotonic() - started
        number = 0
        if draft.to_wire() != before.to_wire():
            number = studio.new_version("ask", text, draft, seconds=seconds).number
        conversation.change(
            id,
            text=words,
            state="done",
            changes=[change.as_chip(language) for change in changes],
            version=number or None,
            seconds=round(seconds, 2),
            actions=["undo"] if number else [],
        )
        studio.keep_conversation(id)
        if number:
            studio.film_changed()
        return Reply(words, changes, draft, number, events=tuple(answer.events), seconds=seconds, language=language)

    async def _listen(self, session: Any, job: Job[Reply], text: str, language: str, id: str, answer: _Answer) -> None:
        conversation, writing, begun = self._studio.conversation, False, time.monotonic()
        async for event in session.send(text):
            answer.events.append(event)
            if isinstance(event, (TextDelta, TextDone)):
                if piece := answer.take(event):
                    conversation.stream(id, piece)
                    job.report(text=safe_markdown(answer.shown))
                if piece and not writing:
                    writing = True
                    conversation.act("writing")
            elif isinstance(event, AgentError):
                answer.error = event
            elif isinstance(event, Heartbeat):
                conversation.act("still", minutes=int((time.monotonic() - begun) // 60))
                job.report(text=safe_markdown(answer.shown) or t("client.still_working", language))
            elif isinstance(event, StreamEnd):
                answer.end = event
            elif isinstance(event, ToolCall) and not writing:
                job.report()

    async def _read_state(self, session: Any, job: Job[Reply], before: Draft, answer: _Answer) -> Draft:
        """The draft after the answer. About 30 % of hosted edits say nothing, some break off: then it is waited for."""
        cut = answer.end is not None and answer.end.interrupted
        if answer.error is not None or (answer.text and not cut):
            return (await session.state()).draft  # type: ignore[no-any-return]

        def waiting(_: float) -> None:
            self._studio.conversation.act("still")
            job.report(text=safe_markdown(answer.shown) or t("client.still_working", answer.language))

        return (await session.settled(before, waiting)).draft  # type: ignore[no-any-return]

    def _refuse_broken(self, answer: _Answer, changes: tuple[Any, ...], id: str) -> None:
        """Raise for an answer that broke off or failed, unless it did its work nevertheless."""
        if changes or answer.text:
            return
        if answer.error is not None:
            self._studio.conversation.take_back(id)
            raise I2VError(f"The agent reports an error: {answer.error.message}", hint="Ask again.", code="agent")
        if answer.end is not None and answer.end.interrupted:
            self._studio.conversation.take_back(id)
            raise StreamInterrupted()

    async def _catch_up(self, session: Any) -> None:
        """After a cancelled answer: what the backend did nevertheless becomes a version, so that undo reaches it."""
        studio = self._studio
        if studio.resync:
            studio.resync = False
            draft = (await session.state()).draft
            if not draft.is_empty and draft.to_wire() != studio.draft.to_wire():
                studio.new_version("ask", t("studio.caught_up", studio.language), draft)
                studio.film_changed()

    async def _send_local_changes(self, session: Any) -> None:
        """Tell a backend that takes only words what was changed by hand or gone back to since it was last asked."""
        studio = self._studio
        if "edits" in session.capabilities or not studio.history or studio.history[-1].on_server:
            return
        there: Draft = (await session.state()).draft
        words = "; ".join(str(change) for change in there.diff(studio.draft))
        if words:
            async for _ in session.send(words):
                pass
        studio.history.revise(studio.history[-1], on_server=True)


def _count(number: Any) -> str:
    return f"{number:,.0f}" if isinstance(number, (int, float)) else str(number)
