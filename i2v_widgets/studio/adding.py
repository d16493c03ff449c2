"""Pictures in: every source becomes a file of the picker and a medium of the session, once."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..draft.media import Media
from ..errors import I2VError, SessionNotFound, UnsupportedFile
from ..jobs import Job
from ..media.limits import ACCEPTED
from ..strings import t
from ..widgets.picked import PickedFile, new_id
from ..widgets.picker import digest_of
from .cells import is_told_here
from .link import OFFLINE_SKILL
from .sources import Source

if TYPE_CHECKING:
    from .studio import Studio

# Uploads at a time: one keeps loopback busy, three hide a network's round trips.
AT_ONCE = 3


class Added(list[Media]):
    """What an `add` brought: a list of media; `already` are those that were there before."""

    def __init__(self, media: Sequence[Media], already: Sequence[str] = ()) -> None:
        super().__init__(media)
        self.already = tuple(already)

    def tell(self, language: str = "en") -> str:
        """One line: what was added, and what was there already."""
        new = [media.name for media in self if media.name not in self.already]
        parts = [t("studio.added", language, n=len(new), names=_names(new, language))] if new else []
        if self.already:
            parts.append(t("studio.already", language, names=_names(self.already, language)))
        return " ".join(parts) or t("studio.added_nothing", language)

    def __repr__(self) -> str:
        return self.tell()

    def _ipython_display_(self) -> None:
        if not is_told_here(self):
            from IPython.display import display

            display({"text/plain": self.tell()}, raw=True)


class Adding:
    """Takes one Studio's sources in."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._uploading = asyncio.Semaphore(AT_ONCE)
        self._notice = ""

    async def add(self, job: Job[Any], sources: Sequence[Source]) -> Added:
        """Take them in, in their order; what is good stays even if another is refused."""
        studio = self._studio
        known = {file.id for file in studio.picker.picked if file.state != "failed"}
        done = 0

        async def one(source: Source) -> PickedFile | I2VError:
            nonlocal done
            file = await self._take(source)
            done += 1
            job.report(done / len(sources), source.name)
            return file

        found = await asyncio.gather(*[one(source) for source in sources])
        studio.keep_files()
        for file in found:
            if isinstance(file, I2VError):
                raise file
            if file.state == "failed":
                raise _typed(file)
        files = list({file.id: file for file in found if isinstance(file, PickedFile)}.values())
        already = [file.name for file in files if file.id in known]
        added = Added([medium(file) for file in files], already)
        job.report(1.0, added.tell(studio.language or "en"))
        return added

    async def _take(self, source: Source) -> PickedFile | I2VError:
        picker = self._studio.picker
        if source.error is not None:
            return source.error
        if source.url:
            return await picker.take_url(source.url)
        if source.path is not None:
            return await picker.take(source.path, name=source.name, source=source.source)
        assert source.make is not None
        file = picker.picked.put(PickedFile(new_id(), source.name, source=source.source))
        path = picker.folder / "incoming" / uuid.uuid4().hex
        try:
            data = await asyncio.to_thread(source.make)
            await asyncio.to_thread(_write, path, data)
        except (ValueError, OSError, TypeError) as error:
            picker.remove([file.id])
            return UnsupportedFile(f"{source.name}: this cannot be made a picture ({error}).", accepted=ACCEPTED)
        return await picker._keep(file, path, await asyncio.to_thread(digest_of, path))

    async def deliver(self, file: PickedFile, progress: Callable[[float], None]) -> None:
        """Bring one file of the picker to the backend."""
        session = await self._studio.link.session()
        try:
            await self.upload(session, file, progress)
        except I2VError as error:
            # Lost sessions come back empty, and "use this machine instead" leaves one: the file goes to the new one.
            if isinstance(error, SessionNotFound) or error.code == "closed":
                await self.upload(await self._studio.link.session(), file, progress)
            else:
                raise

    async def upload(self, session: Any, file: PickedFile, progress: Callable[[float], None] | None = None) -> None:
        """Send one file; its path becomes the project's own copy where there is one."""
        self._tell_where()
        kept = self._studio.project.media / file.digest
        path = kept if file.digest and kept.is_file() else file.path
        if path is None or not path.is_file():
            raise UnsupportedFile(f"{file.name}: the file is gone.", hint="Add it again.")

        def far(_: object, sent: int, total: int) -> None:
            if progress is not None:
                progress(sent / max(total, 1))

        async with self._uploading:
            results = await session.upload((path, file.name, file.source or file.name), on_progress=far)
        for result in results:
            if result.error is not None:
                raise result.error
        if file.digest and kept.is_file():
            file.path = kept

    def _tell_where(self) -> None:
        """Before the first picture leaves this machine: one sentence on where it goes, and the way to keep it here."""
        studio = self._studio
        place = studio.link.place
        if place["kind"] != "hosted" or studio.project.get("told_where") == place["host"]:
            return
        studio.project.set("told_where", place["host"])
        promised = studio.skill.name == OFFLINE_SKILL
        words = t(
            "client.offline_promise" if promised else "client.pictures_leave", studio.language, host=place["host"]
        )
        actions = ["local"] if studio.draft.is_empty else []
        self._notice = studio.conversation.post("notice", words, actions=actions)
        studio.keep_conversation(self._notice)

    async def use_this_machine(self) -> None:
        """Go on with a backend on this machine; what was being sent is sent there."""
        studio = self._studio
        if studio.link.place["kind"] != "hosted" or not studio.draft.is_empty:
            return
        await studio.link.use_embedded()
        studio.show(place=studio.link.place, now=True)
        studio.picker.show(place=studio.link.place, now=True)
        studio.conversation.change(self._notice, text=t("studio.on_this_machine", studio.language), actions=[])
        studio.keep_conversation(self._notice)
        with contextlib.suppress(I2VError):  # told when it is first needed
            await studio.link.session()


def medium(file: PickedFile) -> Media:
    """A picker's file as the draft's rooms know it."""
    return Media(
        digest=file.digest, name=file.name, source=file.source, kind=file.kind, width=file.width, height=file.height,
        duration=file.duration, size=file.size, taken=file.taken, type=file.type,
    )  # fmt: skip


def _typed(file: PickedFile) -> I2VError:
    return file.failure or UnsupportedFile(file.error, accepted=ACCEPTED, hint=file.hint)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _names(names: Sequence[str], language: str) -> str:
    more = len(names) - 4
    return ", ".join(names[:4]) + (t("studio.and_more", language, n=more) if more > 0 else "")
