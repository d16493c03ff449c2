"""ImagePicker: drop, paste, browse or name pictures; their bytes on the kernel's disk, small records in `files`."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from traitlets import Dict, Int, List, Unicode

from ..errors import Cancelled, FileTooLarge, I2VError, UnsupportedFile
from ..jobs import Job, submit
from ..media.limits import ACCEPTED, MAX_BYTES, check_size, megabytes
from ..media.names import clean_name
from ..media.pictures import thumbnail
from ..media.sniff import Inspected, inspect
from ..strings import t
from .base import Widget, bundle
from .commands import Buffers, Handler, Message, tell_error
from .download import download
from .paths import expand, is_url
from .picked import PickedFile, PickedFiles, new_id
from .transfer import PIECE, WINDOW, Incoming

log = logging.getLogger(__name__)

# A browser that sends nothing for this long has gone; its pieces are still taken if it comes back.
STALLED = 60.0
THUMBS_KEPT = 200
# At the most this many sample pictures at once: each takes half a second to draw.
MOST_SAMPLES = 50

Deliver = Callable[[PickedFile, Callable[[float], None]], Awaitable[None]]


class ImagePicker(Widget):
    """Pick pictures, video and sound: by dropping, pasting, browsing, URL, or paths of the kernel's side.

    Parameters
    ----------
    *paths : str or Path
        Files, folders, globs or URLs to begin with.
    folder : str or Path, optional
        Where picked bytes are kept, each under its SHA-256; a temporary folder if not given.
    **traits
        `language`, `accept`, `max_bytes`, `place`.

    Attributes
    ----------
    files : list of dict
        One small record a file, in order: id, name, size, width, height, kind, digest, duration,
        state (waiting, sending, ready, failed), progress, error, source, origin. The kernel owns it;
        `observe` it, change it by `add`, `move`, `remove`.
    accept : list of str
        Endings offered by the browser's file dialogue.
    max_bytes : int
        The largest file taken.
    place : dict
        Where pictures go: ``{"kind": "local" | "hosted", "host": …}``, shown as a badge.

    Examples
    --------
    >>> picker = ImagePicker()
    >>> picker.add("photos/*.jpg").result()
    >>> picker.paths
    """

    _esm = bundle("picker")

    files = List(Dict(), help="One record a file, in order.").tag(sync=True)
    accept = List(Unicode(), default_value=list(ACCEPTED), help="Endings that are offered.").tag(sync=True)
    max_bytes = Int(MAX_BYTES, min=1, help="The largest file taken, bytes.").tag(sync=True)
    place = Dict({"kind": "local", "host": ""}, help="Where pictures go.").tag(sync=True)

    def __init__(self, *paths: Any, folder: str | os.PathLike[str] | None = None, **traits: Any):
        self._folder = Path(folder) if folder is not None else None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._picked = PickedFiles()
        self._incoming: dict[str, Incoming] = {}
        self._stored: dict[str, Message] = {}
        self._thumbs: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._decoding: asyncio.Semaphore | None = None
        self._settled_waiters: list[asyncio.Event] = []
        self.deliver: Deliver | None = None
        super().__init__(**traits)
        if paths:
            self.add(*paths)

    # For Python

    @property
    def folder(self) -> Path:
        """Where picked bytes are kept."""
        if self._folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="i2v-picked-", ignore_cleanup_errors=True)
            self._folder = Path(self._temporary.name)
        return self._folder

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._folder = folder

    @property
    def paths(self) -> list[Path]:
        """The files that are ready, in order, as paths on the kernel's disk."""
        return [file.path for file in self._picked if file.state == "ready" and file.path is not None]

    @property
    def picked(self) -> PickedFiles:
        """The records behind `files`, with their paths."""
        return self._picked

    def add(self, *paths: Any) -> Job[list[dict[str, Any]]]:
        """Add files, folders, globs or URLs, or lists of these; the job gives the records of what is ready."""
        written = [os.fspath(path) for path in _flat(paths)]

        async def work(_: Job[Any]) -> list[dict[str, Any]]:
            added: list[PickedFile] = []
            for text in written:
                if is_url(text):
                    added.append(await self.take_url(text))
                else:
                    for path in await asyncio.to_thread(expand, text):
                        added.append(await self.take(path, name=path.name, source=str(path)))
            for file in added:
                if file.state == "failed":
                    raise file.failure or UnsupportedFile(file.error, accepted=ACCEPTED, hint=file.hint)
            return [file.to_record() for file in added]

        return Job(work, label="add")

    def move(self, ids: Sequence[str], to: int) -> None:
        """Move files so that the first of them gets index `to`."""
        self._picked.move(ids, to)
        self.publish(now=True)

    def remove(self, ids: Sequence[str]) -> None:
        """Take files out of the list; their bytes stay until the folder goes."""
        for file in self._picked.remove(ids):
            if (incoming := self._incoming.pop(file.id, None)) is not None:
                incoming.discard()
        self.publish(now=True)

    async def settled(self) -> None:
        """Wait until no file is on its way; on the background loop."""
        while any(file.state in ("waiting", "sending") for file in self._picked):
            changed = asyncio.Event()
            self._settled_waiters.append(changed)
            await changed.wait()

    # Taking files in

    async def take(
        self,
        path: Path,
        *,
        name: str,
        source: str = "",
        file: PickedFile | None = None,
        found: Inspected | None = None,
    ) -> PickedFile:
        """Take one file of the kernel's disk in; its state says how it went. The same bytes twice are one file."""
        file = file or self._picked.put(PickedFile(new_id(), name, source=source or name))
        file.path, file.state = path, "sending"
        file.error = file.hint = ""
        self.publish()
        try:
            size = await asyncio.to_thread(self._checked_size, path, name)
            file.size = size
            if found is None:
                found = await asyncio.to_thread(inspect, path, name)
            file.kind, file.type, file.taken, file.duration = found.kind, found.type, found.taken, found.duration
            file.width, file.height = found.width or 0, found.height or 0
            if not file.digest:
                digest = await asyncio.to_thread(digest_of, path)
                if (there := self._picked.by_digest(digest)) is not None and there is not file:
                    self._picked.remove([file.id])
                    return there
                file.digest = digest
            await self._deliver(file)
        except asyncio.CancelledError:  # of whoever adds it: nothing may wait for this file for ever
            self._fail(file, Cancelled())
            raise
        except Exception as error:
            self._fail(file, error)
        return file

    async def take_url(self, url: str, file: PickedFile | None = None) -> PickedFile:
        """Fetch a web address into the folder and take it in."""
        name = clean_name(url.split("?")[0].split("#")[0].rstrip("/"), "picture")
        file = file or self._picked.put(PickedFile(new_id(), name, source=url))
        file.state = "sending"
        self.publish()

        def far(progress: float) -> None:
            file.progress = progress
            self.publish()

        try:
            incoming = await download(url, self.folder / "incoming" / file.id, name=name, progress=far)
        except asyncio.CancelledError:
            self._fail(file, Cancelled())
            raise
        except Exception as error:
            self._fail(file, error)
            return file
        return await self._keep(file, incoming.path, incoming.digest)

    async def _keep(self, file: PickedFile, path: Path, digest: str) -> PickedFile:
        """Move received bytes to their place, `folder/<sha256>`, and take them in."""
        kept = self.folder / digest
        try:
            if (there := self._picked.by_digest(digest)) is not None and there is not file:
                await asyncio.to_thread(path.unlink, missing_ok=True)
                self._picked.remove([file.id])
                self.publish(now=True)
                return there
            file.digest = digest  # claimed before anything is waited for: the same bytes may be on their way twice
            found = await asyncio.to_thread(inspect, path, file.name)
            await asyncio.to_thread(os.replace, path, kept)
        except asyncio.CancelledError:
            file.digest = ""
            self._fail(file, Cancelled())
            raise
        except Exception as error:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(path.unlink, missing_ok=True)
            file.digest = ""
            self._fail(file, error)
            return file
        return await self.take(kept, name=file.name, file=file, found=found)

    async def _deliver(self, file: PickedFile) -> None:
        def far(progress: float) -> None:
            file.progress = progress
            self.publish()

        if self.deliver is not None:
            await self.deliver(file, far)
        file.state, file.progress = "ready", 1.0
        self.publish(now=True)

    def _fail(self, file: PickedFile, error: BaseException) -> None:
        if not isinstance(error, (I2VError, OSError)):
            log.error("%s could not be taken", file.name, exc_info=error)
        error = _plain(error, file.name)
        told = tell_error(error)
        file.state, file.error, file.hint = "failed", told["message"], told["hint"]
        file.failure = error if isinstance(error, I2VError) else None
        self.publish(now=True)

    def _checked_size(self, path: Path, name: str) -> int:
        size = path.stat().st_size
        self._check_size(size, name)
        return size

    def _check_size(self, size: int, name: str) -> None:
        check_size(max(size, 0), name)
        if size > self.max_bytes:
            raise FileTooLarge(
                f"{name}: {megabytes(size)} is more than this picker takes.",
                hint=f"Compress or trim it; the limit is {megabytes(self.max_bytes)}.",
            )

    def publish(self, *, now: bool = False) -> None:
        """Bring `files` in line with the records; wakes whoever waits for the files to settle."""
        self.show(files=self._picked.records(), now=now)
        waiters, self._settled_waiters = self._settled_waiters, []
        for waiter in waiters:
            submit(_set(waiter))

    # From the page

    def _commands(self) -> Mapping[str, Handler]:
        async def move(content: Message, _: Buffers) -> None:
            self.move([str(id) for id in content.get("ids", [])], int(content.get("to", 0)))

        async def remove(content: Message, _: Buffers) -> None:
            self.remove([str(id) for id in content.get("ids", [])])

        async def paths(content: Message, _: Buffers) -> None:
            await self.add(*str(content.get("text", "")).strip().splitlines())

        async def url(content: Message, _: Buffers) -> None:
            if not is_url(address := str(content.get("url", "")).strip()):
                raise UnsupportedFile(f"{address}: this is not a web address.", hint="It starts with https://.")
            await self.take_url(address)

        async def samples(content: Message, _: Buffers) -> None:
            from ..samples import samples as draw

            for path in await asyncio.to_thread(draw, max(1, min(int(content.get("n", 5)), MOST_SAMPLES))):
                await self.take(path, name=path.name, source=str(path))

        async def retry(content: Message, _: Buffers) -> None:
            for id in content.get("ids", []):
                if (file := self._picked.get(str(id))) is None:
                    continue
                if is_url(file.source) and not file.digest:
                    await self.take_url(file.source, file)
                elif file.path is not None:
                    await self.take(file.path, name=file.name, file=file)

        async def cancel_upload(content: Message, _: Buffers) -> None:
            self.remove([str(content.get("file", ""))])

        return {
            "move": move, "remove": remove, "paths": paths, "url": url,
            "samples": samples, "retry": retry, "cancel_upload": cancel_upload,
        }  # fmt: skip

    def _requests(self) -> Mapping[str, Handler]:
        return {"put": self._on_put, "piece": self._on_piece, "cancel": self._on_cancel, "thumb": self._on_thumb}

    async def _on_put(self, content: Message, _: Buffers) -> None:
        id, size = str(content["id"]), int(content.get("size", 0))
        name = clean_name(str(content.get("name") or ""), "picture")
        if (answer := self._stored.get(id)) is not None:
            self._tell_page(answer)
            return
        file = self._picked.put(PickedFile(id, name, size=size, source=name, origin="browser"))
        try:
            self._check_size(size, name)
        except I2VError as error:
            self._fail(file, error)
            raise
        if id not in self._incoming:
            file.state, file.error, file.hint = "sending", "", ""
            # Noted before anything is waited for: the page asks again after 4 s, and the disk may take longer.
            incoming = self._incoming[id] = Incoming(self.folder / "incoming" / new_id(), size)
            submit(self._watch(file, incoming))
            try:
                await asyncio.to_thread(incoming.open)
            except OSError as error:
                raise await self._broken_off(file, incoming, error) from None
        self.publish()
        self._tell_page({"kind": "go", "id": id, "piece": PIECE, "window": WINDOW})

    async def _on_piece(self, content: Message, buffers: Buffers) -> None:
        id = str(content["id"])
        incoming, file = self._incoming.get(id), self._picked.get(id)
        if incoming is None or file is None:
            # Already stored (a resent piece), or taken out of the list meanwhile.
            self._tell_page(self._stored.get(id) or {"kind": "cancel", "id": id})
            return
        try:
            got = await asyncio.to_thread(incoming.write, int(content["offset"]), buffers[0])
        except OSError as error:
            raise await self._broken_off(file, incoming, error) from None
        self._tell_page({"kind": "ack", "id": id, "offset": got, "seq": content.get("seq", 0)})
        file.progress = incoming.received / max(incoming.total, 1)
        if file.state == "failed":
            file.state, file.error, file.hint = "sending", "", ""
        self.publish()
        if incoming.complete and self._incoming.pop(id, None) is not None:
            try:
                digest = await asyncio.to_thread(incoming.finish)
            except OSError as error:
                raise await self._broken_off(file, incoming, error) from None
            kept = await self._keep(file, incoming.path, digest)
            answer = {"kind": "stored", "id": id, "digest": digest, "size": incoming.total}
            if kept.state == "failed":
                answer = {"kind": "error", "id": id, "message": kept.error, "hint": kept.hint}
            self._stored[id] = answer
            self._tell_page(answer)

    async def _broken_off(self, file: PickedFile, incoming: Incoming, error: OSError) -> I2VError:
        """Give an upload up that the disk does not take; returns what the page is told."""
        if self._incoming.get(file.id) is incoming:
            del self._incoming[file.id]
        with contextlib.suppress(OSError):
            await asyncio.to_thread(incoming.discard)
        self._fail(file, error)
        return I2VError(file.error, hint=file.hint)

    async def _on_cancel(self, content: Message, _: Buffers) -> None:
        self.remove([str(content["id"])])

    async def _watch(self, file: PickedFile, incoming: Incoming) -> None:
        """Mark an upload whose browser has gone, so that nothing waits for it for ever."""
        while self._incoming.get(file.id) is incoming:
            touched = incoming.touched
            await asyncio.sleep(STALLED)
            if self._incoming.get(file.id) is incoming and incoming.touched == touched and file.state == "sending":
                self._fail(file, I2VError(t("picker.stalled", self.language, name=file.name)))

    async def _on_thumb(self, content: Message, _: Buffers) -> None:
        file, width = self._picked.get(str(content.get("file"))), max(16, min(int(content.get("width", 320)), 1024))
        if file is None or file.path is None or file.kind == "audio":
            raise UnsupportedFile("There is no picture of this file.", hint="")
        key = (file.digest or file.id, width)
        if key not in self._thumbs:
            self._decoding = self._decoding or asyncio.Semaphore(2)
            async with self._decoding:
                self._thumbs[key] = await asyncio.to_thread(thumbnail, file.path, width)
            while len(self._thumbs) > THUMBS_KEPT:
                self._thumbs.popitem(last=False)
        self._tell_page({"kind": "thumb", "id": content.get("id"), "file": file.id}, [self._thumbs[key]])

    def _summary(self) -> str:
        ready = [file for file in self._picked if file.state == "ready"]
        names = ", ".join(file.name for file in ready[:5]) + (", …" if len(ready) > 5 else "")
        return f"{len(ready)} files: {names}" if ready else "no files yet"

    def close(self) -> None:
        """Take the widget away; temporary bytes go with it."""
        super().close()
        for incoming in list(getattr(self, "_incoming", {}).values()):
            with contextlib.suppress(OSError):
                incoming.discard()
        if (temporary := getattr(self, "_temporary", None)) is not None:
            temporary.cleanup()


def _plain(error: BaseException, name: str) -> BaseException:
    """Say of a full disk in a sentence what the system says in a number."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return I2VError(
            f"{name}: there is no space left on the disk.", hint="Free some space, then add it again.", code=507
        )
    return error


async def _set(event: asyncio.Event) -> None:
    event.set()


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    import hashlib

    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _flat(paths: Iterable[Any]) -> Iterator[Any]:
    """Paths, out of whatever lists of them they came in."""
    for path in paths:
        if isinstance(path, (list, tuple, set, frozenset)):
            yield from _flat(path)
        else:
            yield path
