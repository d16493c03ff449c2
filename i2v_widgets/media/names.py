"""Names of files as they can be shown, wherever they come from: a browser, a multipart body, an address."""

from __future__ import annotations

import unicodedata


def clean_name(name: str, otherwise: str = "file") -> str:
    """A file's name as it can be shown: no folder, no control or direction-changing characters, 200 at the most."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return unicodedata.normalize("NFC", shown).strip()[-200:] or otherwise
