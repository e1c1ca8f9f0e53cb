"""Plain text and Markdown, taken as they are but for spacing."""

import re

from .characters import normalised

_BLANKS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r" +\n")


def tidied(text: str) -> str:
    """Return text with ordinary characters, no trailing blanks and single blank lines."""
    text = normalised(
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\t", "    ")
    )
    return _BLANKS.sub("\n\n", _TRAILING.sub("\n", text + "\n")).strip("\n").rstrip()
