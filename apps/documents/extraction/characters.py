"""One spelling for text that looks the same."""

import re
import unicodedata

_LINES = re.compile("[\u2028\u2029\x85]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\x1f]")
# Soft hyphen, zero-width characters, directional marks, byte order mark, variation selectors. ZWJ and ZWNJ stay:
# Persian, Hindi and emoji spell with them.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f\x80-\x84\x86-\x9f]"
)
# A joiner joins letters or emoji; at a word's edge it is what an editor leaves in an empty paragraph.
_LOOSE_JOINER = re.compile("(?<![^\\x00-\\x7f\\s])[\u200c\u200d]|[\u200c\u200d](?![^\\x00-\\x7f\\s])")
# Whatever may have another spelling: most text of most languages holds none of it.
_EQUIVOCAL = re.compile(
    "[^\x00-\x7f\xa1-\xac\xae-\u024f\u0400-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2122"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff01-\uff5e]"
)
_CONTROLS = tuple(map(chr, (*range(1, 9), *range(14, 28), 127)))
_BLANKS = tuple("\t\x0b\x0c\r\x1c\x1d\x1e\x1f")
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def without_controls(text: str) -> str:
    """Return text without control characters, some of which the walker uses to mark links.

    An HTML parser lets no NUL through, and looking for one is the slowest of all.
    """
    for control in _CONTROLS:
        if control in text:
            text = text.replace(control, "")
    return text


def with_plain_blanks(markup: str) -> str:
    """Return text whose only blanks within ASCII are spaces and line feeds."""
    for blank in _BLANKS:
        if blank in markup:
            markup = markup.replace(blank, " ")
    return markup


def has_one_spelling(text: str) -> bool:
    """Say whether a text could not be spelled otherwise, nor any part of it."""
    return text.isascii() or not _EQUIVOCAL.search(text)


def spelled(text: str) -> str:
    """Return text in NFC without invisible characters."""
    if has_one_spelling(text):
        return text
    text = _INVISIBLE.sub("", text)
    if "\u200d" in text or "\u200c" in text:
        text = _LOOSE_JOINER.sub("", text)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return text in its one spelling, every run of blanks being one space."""
    return " ".join(spelled(text).split())


def tightened(text: str) -> str:
    """Return the same as `one_line`, for text whose blanks are plain."""
    return with_single_blanks(text) if has_one_spelling(text) else one_line(text)


def with_single_blanks(text: str) -> str:
    """Return the same as `one_line`, for text that has one spelling and plain blanks."""
    return " ".join(text.split()) if "\n" in text or "  " in text else text.strip(" ")


def normalised(text: str) -> str:
    """Return text in its one spelling, with ordinary spaces; line breaks stay."""
    return spelled(_SPACES.sub(" ", _LINES.sub("\n", without_controls(text.replace("\x00", "")))))


def without_targets(markdown: str) -> str:
    """Return Markdown with its links' targets left out."""
    return _LINK_TARGET.sub("]", markdown) if "](" in markdown else markdown


def count_words(text: str) -> int:
    """Count what blanks part; each character of a script that writes without them is one."""
    return len(text.split()) + count_ideographs(text)


def count_ideographs(text: str) -> int:
    """Count the characters of scripts that write without blanks."""
    return 0 if text.isascii() else len(_CJK.findall(text))
