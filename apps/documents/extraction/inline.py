"""Text inside a block: one line, one spelling, whole links, and whether all of it is set in bold.

While a block is read, marks stand in its text: `\\x01` and `\\x02N\\x03` around the text of the link to target N,
`\\x04` and `\\x05` around bold. None of them can come from a page, whose control characters are dropped before.
"""

import re
from collections.abc import Sequence

from .characters import has_one_spelling, one_line, spelled, tightened, with_single_blanks

LINK_BEGINS = "\x01"
BOLD_BEGINS = "\x04"
BOLD_ENDS = "\x05"
_LAST_MARK = "\x06"
PERMALINK = frozenset(
    {"#", "¶", "§", "🔗", "\N{LINK SYMBOL}\N{VARIATION SELECTOR-16}"}
    | {f"\N{LEFTWARDS ARROW WITH HOOK}{variant}" for variant in ("", "\ufe0e", "\ufe0f")}
)

_LINK_MARK = re.compile(r"(\x01|\x02\d+\x03)")
_BOLD = re.compile(r"[\s\x01-\x03]*(?:\x04[^\x04\x05]*\x05[\s\x01-\x03]*)+")


def link_ends(target: int) -> str:
    """Return the mark that ends a link's text."""
    return f"\x02{target}\x03"


def joined(pieces: Sequence[str], targets: Sequence[str]) -> tuple[str, bool]:
    """Return the text of a block and whether all of it is bold."""
    text = "".join(pieces)
    if len(pieces) == 1 and text > _LAST_MARK:
        return tightened(text), False
    bold = False
    is_settled = has_one_spelling(text)
    if not is_settled:
        text = spelled(text)
    if BOLD_BEGINS in text or BOLD_ENDS in text:
        bold = bool(_BOLD.fullmatch(text))
        text = text.replace(BOLD_BEGINS, "").replace(BOLD_ENDS, "")
    if LINK_BEGINS in text or "\x02" in text:
        text = _whole_links(text, targets)
    return with_single_blanks(text) if is_settled else one_line(text), bold


def _bare(address: str) -> str:
    """Return an address without what its owner writes or leaves out at will."""
    for prefix in ("mailto:", "https://", "http://", "www."):
        address = address.removeprefix(prefix)
    return address.removesuffix("/")


def _whole_links(text: str, targets: Sequence[str]) -> str:
    """Keep the links that begin and end in this text and say something; of others, the words."""
    out: list[str] = []
    begun = -1
    for piece in _LINK_MARK.split(text):
        if piece == LINK_BEGINS:
            begun = len(out)
            out.append("")
        elif piece[:1] == "\x02":
            if begun >= 0:
                _tie(out, begun, piece, targets[int(piece[1:-1])])
            begun = -1
        else:
            out.append(piece)
    return "".join(out)


def _tie(out: list[str], begun: int, closing: str, target: str) -> None:
    inner = "".join(out[begun:])
    words = inner.strip()
    del out[begun:]
    if words in PERMALINK:
        return
    if not words or (" " not in words and _bare(target) == _bare(words)):
        out.append(inner)
        return
    leading = " " if inner[0].isspace() else ""
    trailing = " " if inner[-1].isspace() else ""
    out.append(f"{leading}\x01{words}{closing}{trailing}")
