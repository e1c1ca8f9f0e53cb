"""One spelling for text that looks the same."""

import re
import unicodedata

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\t\r\f\v\x1c-\x1f\x85]")
# Soft hyphen, zero-width characters, directional marks, byte order mark, variation selectors. ZWJ and ZWNJ stay:
# Persian, Hindi and emoji spell with them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_WORD = re.compile(r"\w+")
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def normalised(text: str) -> str:
    """Return text in NFC, with ordinary spaces and without invisible characters; line breaks stay."""
    if text.isascii():
        return _CONTROL.sub("", text.replace("\t", " ").replace("\r", " "))
    text = _CONTROL.sub("", _INVISIBLE.sub("", _SPACES.sub(" ", text)))
    return unicodedata.normalize("NFC", text)


def without_targets(markdown: str) -> str:
    """Return Markdown with its links' targets left out."""
    return _LINK_TARGET.sub("]", markdown) if "](" in markdown else markdown


def count_words(text: str) -> int:
    """Count words, link targets left out; each character of a script that writes without spaces is one."""
    text = without_targets(text)
    if text.isascii():
        return len(_WORD.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text))) + len(_CJK.findall(text))
