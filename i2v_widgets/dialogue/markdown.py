"""Safe Markdown: what an agent writes, without HTML, dangerous links, control characters or terminal escapes."""

from __future__ import annotations

import re
from typing import Final

# ECMA-48: CSI and its relatives, OSC/DCS/APC/PM strings to their end, and single escapes.
_ESCAPES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|$)|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
# C0 but tab and line feed, DEL, C1; bidi marks, embeddings, isolates; zero-width but the joiners that emoji and
# Indic scripts need; the tag block, which hides words; non-characters and halves of pairs.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SAFE: Final = r"(?:https?://|mailto:)"
_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)")
_IMAGE_OR_LINK: Final = re.compile(
    r"!?\[([^\[\]\n]*)\]\(\s*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)[^()\n]*\)"
)
_AUTOLINK: Final = re.compile(rf"<({_SAFE}[^\s<>]*)>", re.IGNORECASE)
_DEFINITION: Final = re.compile(rf"(?m)^(\s*(?:>\s*|[-*+]\s+|\d+[.)]\s+)*\[[^\]\n]+\]):(?!\s*<?{_SAFE})", re.IGNORECASE)
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")


def plain_text(text: str) -> str:
    """Return the text without escapes, control, bidi and invisible characters; line ends become LF."""
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    text = re.sub("[\r\u2028\u2029\x85]", "\n", text)
    return _INVISIBLE.sub("", text)


def safe_markdown(text: str) -> str:
    """Return Markdown that any renderer may be given.

    Raw HTML shows as what it is; links lead to http, https or mailto, or are only their words; pictures become
    links, since a page that shows one tells its host who reads. Doing it twice changes nothing more.
    """
    lines = plain_text(text).split("\n")
    out: list[str] = []
    block: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            out.append(_code(line))
            if mark and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            out += _prose(block)
            block = []
            fence = line.strip()[:3]
            out.append(_code(line))
        else:
            block.append(line)
    out += _prose(block)
    return "\n".join(out)


def _prose(lines: list[str]) -> list[str]:
    if not lines:
        return []
    text = "\n".join(lines)
    text = _AUTOLINK.sub(r"\1", text)
    text = _IMAGE_OR_LINK.sub(_link, text)
    # What no rule above took apart: a destination that is not known to be safe is no link.
    text = re.sub(rf"\]\((?!\s*{_SAFE})", r"] (", text, flags=re.IGNORECASE)
    text = re.sub(r"!+\[", "[", text)
    text = _DEFINITION.sub(r"\1\\:", text)
    return _TAG.sub("&lt;", text).split("\n")


def _link(found: re.Match[str]) -> str:
    words, target = found[1], found[2].strip("<>")
    if not re.match(_SAFE, target, re.IGNORECASE) or re.search(r"[\s\"'`<>\\]", target):
        return words
    return f"[{words or target}]({target})"


def _code(line: str) -> str:
    # Within code an entity would show as such; a zero-width space keeps a tag from being one for any renderer.
    return _TAG.sub("<\u200b", line)
