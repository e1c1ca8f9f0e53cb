"""Sections: the heading path of a place in a Markdown text."""

import re
from bisect import bisect_right

HEADING = re.compile(
    r"^[ ]{0,3}(?:"
    r"(?P<hashes>\#{1,6})[ \t]+(?P<atx>[^\n]*)"
    r"|(?P<setext>[^\s>|#*+-][^\n]*)\n[ ]{0,3}(?P<line>=+|-{2,})"
    r"|\*\*(?P<bold>[^*\n]{1,100})\*\*[.:]?"
    r")[ \t\r]*$",
    re.MULTILINE,
)
LINK = re.compile(r"!?\[([^\]]{0,200})\]\([^)]{0,500}\)")
MARKUP = re.compile(r"[*_`]+|\\(?=[^\w\s])")
BOLD_LEVEL = 7  # a bold line serves as a heading below all true ones


class Sections:
    """Index the headings of one text."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._paths: list[tuple[str, ...]] = []
        open_headings: list[tuple[int, str]] = []
        for found in HEADING.finditer(text):
            level, title = _level(found), _title(found)
            while open_headings and open_headings[-1][0] >= level:
                open_headings.pop()
            open_headings.append((level, title))
            self._starts.append(found.start())
            self._paths.append(tuple(title for _, title in open_headings))

    def path_at(self, offset: int) -> tuple[str, ...]:
        """Give the headings above that offset, outermost first; a heading is above itself."""
        at = bisect_right(self._starts, offset)
        return self._paths[at - 1] if at else ()


def _level(found: re.Match[str]) -> int:
    if found["hashes"]:
        return len(found["hashes"])
    if found["line"]:
        return 1 if found["line"][0] == "=" else 2
    return BOLD_LEVEL


def _title(found: re.Match[str]) -> str:
    raw = (found["atx"] or "").rstrip("# \t\r") or found["setext"] or found["bold"] or ""
    return " ".join(MARKUP.sub("", LINK.sub(r"\1", raw)).split())
