"""Media by content hash: bytes are hashed and measured on their way to the disk, never held whole in memory."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from i2v_widgets.errors import I2VError
from i2v_widgets.media.limits import MAX_BYTES, check_size

_INCOMING = ".incoming"


class Blobs:
    """A folder of files named by the SHA-256 of what is in them.

    Parameters
    ----------
    folder : Path
        Made when it is not there. Files left half-written by a crash are cleared away.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_INCOMING}*"):
            left.unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Where the file of that digest is.

        Raises
        ------
        FileNotFoundError
            There is none; a digest that is none never becomes a path.
        """
        path = self.folder / digest
        if len(digest) != 64 or not digest.isalnum() or not path.is_file():
            raise FileNotFoundError(errno.ENOENT, "there is no such file in the project", digest[:8])
        return path

    def receive(self, name: str) -> Incoming:
        """Begin to take in a file."""
        return Incoming(self.folder, name)


class Incoming:
    """A file on its way in; used from one thread at a time, closed by `keep` or `drop`.

    Past the size limit nothing more is written, only counted: the sentence names the real size.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.size = 0
        self._folder = folder
        self._hash = hashlib.sha256()
        handle, path = tempfile.mkstemp(prefix=_INCOMING, dir=folder)
        self.path = Path(path)
        self._file: BinaryIO | None = os.fdopen(handle, "wb")
        self._failure: I2VError | None = None

    def write(self, data: bytes | memoryview) -> None:
        """Take the next bytes."""
        self.size += len(data)
        if self._file is None or self._failure or self.size > MAX_BYTES:
            return
        try:
            self._file.write(data)
        except OSError as error:
            self._failure = _disk(error, self.name)
            return
        self._hash.update(data)

    def finish(self) -> str:
        """Close the file and tell its digest; refuses what is empty, too large or did not fit on the disk."""
        self.close()
        if self._failure:
            raise self._failure
        check_size(self.size, self.name)
        return self._hash.hexdigest()

    def keep(self, digest: str) -> Path:
        """Put it in its place; one of the same content that is there stays."""
        target = self._folder / digest
        if target.exists():
            self.drop()
        else:
            self.path.replace(target)
        return target

    def drop(self) -> None:
        """Forget it."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Note that no more bytes come; what went wrong is told by `finish`."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:  # the last buffer may not fit either
                self._failure = self._failure or _disk(error, self.name)


def _disk(error: OSError, name: str) -> I2VError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return I2VError(
            f"{name}: there is no space left on the disk.", hint="Free some space, then add it again.", code=507
        )
    return I2VError(
        f"{name}: it could not be written ({error.strerror}).", hint="Check the project's folder.", code=507
    )
