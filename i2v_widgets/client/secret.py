"""Secret: a token that no repr, traceback, log or pickle shows, and the mask for texts that echo one."""

from __future__ import annotations

import hashlib
import re
from typing import Final, NoReturn

MASK: Final = "•••"
# Tokens of the service by their shape, and whatever stands behind a Bearer: also those that this process never held.
_SHAPES: Final = re.compile(r"nmv_usr_[\w.\-]+|clm_[\w.\-]{8,}|(?<=[Bb]earer )[\w.~+/=\-]{8,}")


class Secret:
    """A token, wrapped at the door.

    IPython's ``%xmode Verbose`` prints the variables of every frame: so no frame keeps the plain text,
    and `header()` is called only inside the expression that hands it over.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str | Secret) -> None:
        self.__value: str = value.__value if isinstance(value, Secret) else value

    def header(self) -> str:
        """Return the value of the Authorization header."""
        return f"Bearer {self.__value}"

    def kept(self) -> str:
        """Return the plain text, for the private file alone."""
        return self.__value

    @property
    def fingerprint(self) -> str:
        """What tells two tokens apart and leads back to neither."""
        return hashlib.sha256(self.__value.encode()).hexdigest()[:16]

    @property
    def anonymous(self) -> bool:
        """Whether the service made it for nobody in particular."""
        return self.__value.startswith("nmv_usr_")

    def mask(self, text: str) -> str:
        """Return the text without this token in it."""
        return text.replace(self.__value, MASK) if self.__value else text

    def mask_bytes(self, content: bytes) -> bytes:
        """Return the bytes without this token in them."""
        plain = self.__value.encode()
        return content.replace(plain, MASK.encode()) if plain and plain in content else content

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.__value == self.__value

    def __hash__(self) -> int:
        return hash(self.__value)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A token is not pickled.")


def mask(text: str) -> str:
    """Return the text with everything that looks like a token replaced."""
    return _SHAPES.sub(MASK, text)
