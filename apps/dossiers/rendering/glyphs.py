"""What can be printed: characters that our fonts hold. Anything else is printed by its number, never as an empty box.

A font of the machine would do for some, and the same dossier would be other bytes elsewhere.
"""

import re
import unicodedata
from functools import cache
from typing import Final

from apps.dossiers.rendering.assets import FONTS

# Invisible; what they do to neighbours is lost in print, and the stored text keeps them.
_DROPPED: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\r")
_SPACES: Final = frozenset(" \n\t")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
# Drawn in colour by whatever emoji font a machine has, before any other font is asked.
_COLOURED: Final = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755"
    "\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
)


def printable(text: str) -> str:
    """Return the text with what cannot be printed named by its number: [U+1F600]."""
    if text.isascii() and text.isprintable():
        return text
    covered = _covered()
    return "".join(one if one in covered else _named(one) for one in unicodedata.normalize("NFC", text))


def _named(character: str) -> str:
    if character in _DROPPED:
        return ""
    return f"[U+{ord(character):04X}]"


@cache
def _covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow import

    found: set[str] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found |= {chr(number) for number in font.getBestCmap()}
    readable = {one for one in found if not _COLOURED.match(one) and unicodedata.category(one)[0] != "C"}
    return frozenset((readable | _SPACES) - _DROPPED - _TURNING)
