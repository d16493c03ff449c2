"""What is said, routed and answered: the answer streams into the conversation, what it changed becomes a version."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..client import AgentError, Heartbeat, StreamEnd, TextDelta, TextDone, ToolCall
from ..dialogue import detect_language, route, safe_markdown, tell_changes, translate_gui_talk
from ..draft.model import Draft
from ..errors import I2VError, SessionNotFound, StreamInterrupted
from ..jobs import Job
from ..strings import t
from .reply import Reply

if TYPE_CHECKING:
    from .studio import Studio


@dataclass
class _Answer:
    """What a stream has given so far: one text a message, in the order they began."""

    texts: dict[int, str] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)
    error: AgentError | None = None
    end: StreamEnd | None = None

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts.values() if text.strip())


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
        via = str(route(text))
        if via == "export":
            video = await studio.renders.export(job, None, "mp4", "high", draft=studio.draft, language=language)
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
        session = await studio.link.session()
        if "media" in session.capabilities:
            await session.set_media(studio.media_digests())
        await self._catch_up(session)
        before = studio.draft
        answer = _Answer()
        id = conversation.post("agent", state="streaming")
        conversation.act("waiting")
        try:
            await self._send_local_changes(session)
            await self._listen(session, job, text, language, id, answer)
            draft = await self._read_state(session, before, answer)
        except SessionNotFound:
            conversation.take_back(id)
            studio.link.renew()
            raise
        except asyncio.CancelledError:
            conversation.change(id, text=safe_markdown(answer.text), state="cancelled")
            studio.keep_conversation(id)
            studio.resync = True  # the backend may have changed the draft before it was stopped
            raise
        except BaseException:
            conversation.take_back(id) if not answer.text else conversation.change(id, text=answer.text, state="failed")
            raise
        changes = tuple(before.diff(draft))
        self._refuse_broken(answer, changes, id)
        words = translate_gui_talk(answer.text, language) if answer.text else tell_changes(changes, language)
        words = safe_markdown(words or t("studio.unchanged", language))
        seconds = time.monotonic() - started
        number = 0
        if draft.to_wire() != before.to_wire():
            number = studio.new_version("ask", text, draft, seconds=seconds).number
        conversation.change(
            id,
            text=words,
            state="done",
            changes=[change.as_chip() for change in changes],
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
            if isinstance(event, TextDelta):
                shown = answer.text
                answer.texts[event.message] = answer.texts.get(event.message, "") + event.text
                grown = answer.text
                # Two messages are set apart by a blank line, so what is new is more than the delta at times.
                conversation.stream(id, grown[len(shown) :] if grown.startswith(shown) else event.text)
                job.report(text=grown)
                if not writing:
                    writing = True
                    conversation.act("writing")
            elif isinstance(event, TextDone):
                answer.texts[event.message] = event.text
                job.report(text=answer.text)
            elif isinstance(event, AgentError):
                answer.error = event
            elif isinstance(event, Heartbeat):
                conversation.act("still", minutes=int((time.monotonic() - begun) // 60))
                job.report(text=answer.text or t("client.still_working", language))
            elif isinstance(event, StreamEnd):
                answer.end = event
            elif isinstance(event, ToolCall) and not writing:
                job.report()

    async def _read_state(self, session: Any, before: Draft, answer: _Answer) -> Draft:
        """The draft after the answer. About 30 % of hosted edits say nothing: then it is waited for."""
        if answer.text or answer.error is not None:
            return (await session.state()).draft  # type: ignore[no-any-return]
        return (await session.settled(before)).draft  # type: ignore[no-any-return]

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
