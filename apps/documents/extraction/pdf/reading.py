"""Reads the words off a page, through PDFium, with their places, their type and their links."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from apps.documents.extraction.characters import normalised

from .annotations import Links
from .drawing import Drawing
from .geometry import Sheet, Word

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_LONGEST_NAME = 128
_NAMES_REMEMBERED = 1_000
_ASLANT = 0.09  # radians from the nearest quarter of a turn
# PDFium gives a hyphen at a line's end, which it takes for a word's division, as U+0002 or U+FFFE.
_SPELLINGS = str.maketrans(
    dict.fromkeys("\x02\ufffe", "-")
    | dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0a8", "•")
    | {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)
_WORD = re.compile("[^ \r\n\t\x00\xa0\u2000-\u200b\u202f\u205f\u3000\x02\ufffe]+[\x02\ufffe]?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile(r"(?<=.)[\d*†‡§]{1,3}(?=[,.;:)]*$)")

# How to see a page upright whose text is turned by so many quarters.
_TURNS: tuple[Callable[[float, float], tuple[float, float]], ...] = (
    lambda x, y: (x, y),
    lambda x, y: (y, -x),
    lambda x, y: (-x, -y),
    lambda x, y: (-y, x),
)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    italic: bool
    quarter: int | None  # none where the text lies aslant


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word where the page has it: the origin of its first character and the box of its last."""

    text: str
    origin: tuple[float, float]
    last: tuple[float, float, float, float]
    style: _Style
    link: str | None

    def turned(self, quarter: int) -> Word:
        turn = _TURNS[quarter]
        left, baseline = turn(*self.origin)
        one, other = turn(self.last[0], self.last[1]), turn(self.last[2], self.last[3])
        right = max(one[0], other[0], left)
        style = self.style
        return Word(self.text, left, right, baseline, style.size, style.bold, style.italic, self.link)


class _Reader:
    """Reads a page's words one after the other. PDFium answers into places that are made once a page."""

    def __init__(self, text: pypdfium2.PdfTextPage, links: Links) -> None:
        self._raw = text.raw
        self._count = text.count_chars()
        self._links = links
        self._styles: dict[int | None, _Style] = {}
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        self._matrix, self._flags = pdfium.FS_MATRIX(), ctypes.c_int()
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)

    def words(self) -> Iterator[_Placed]:
        raw, code = self._raw, pdfium.FPDFText_GetUnicode
        characters = "".join([chr(code(raw, index)) for index in range(self._count)])
        for found in _WORD.finditer(characters):
            for begin, end in self._parted(found):
                shown = _spelled(characters[begin:end])
                if shown and (placed := self._placed(begin, end - 1, shown)):
                    yield placed

    def _parted(self, word: re.Match[str]) -> list[tuple[int, int]]:
        """Part a raised figure, which refers to a note, from the word before it."""
        begin, end = word.span()
        reference = _REFERENCE.search(word[0])
        if reference is None or self._origin(begin)[1] == self._origin(begin + reference.start())[1]:
            return [(begin, end)]
        edges = [begin, begin + reference.start(), begin + reference.end(), end]
        return [(left, right) for left, right in pairwise(edges) if left < right]

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        return self._x.value, self._y.value

    def _placed(self, first: int, last: int, text: str) -> _Placed | None:
        """Return a word in its place, if the file's arithmetic gives it one."""
        left, baseline = self._origin(first)
        pdfium.FPDFText_GetLooseCharBox(self._raw, last, self._box)
        box = self._box.left, self._box.bottom, self._box.right, self._box.top
        if not all(map(math.isfinite, (left, baseline, *box))):
            return None
        link = self._links.at((left + box[2]) / 2, baseline)
        return _Placed(text, (left, baseline), box, self._style(first), link)

    def _style(self, index: int) -> _Style:
        """Return the type of a character; characters of one text object share it."""
        item = pdfium.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.addressof(item.contents) if item else None
        if key is None or key not in self._styles:
            self._styles[key] = self._read_style(index)
        return self._styles[key]

    def _read_style(self, index: int) -> _Style:
        raw, matrix, name = self._raw, self._matrix, self._name
        matrix.a = matrix.b = matrix.c = matrix.d = 0.0
        name[0] = b"\0"
        pdfium.FPDFText_GetMatrix(raw, index, matrix)
        pdfium.FPDFText_GetFontInfo(raw, index, name, _LONGEST_NAME, self._flags)
        turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        is_straight = abs(turns - round(turns)) * math.pi / 2 < _ASLANT
        size = round(pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d), 1) or 1.0
        bold, italic = _weight_and_slant(name.value)
        return _Style(size, bold, italic, round(turns) % 4 if is_straight else None)


def read_sheet(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage
) -> Sheet:
    """Read a page. What lies aslant or across the rest is a watermark or a note in the margin, and is left out."""
    placed = list(_Reader(text, Links.of(document, page)).words())
    quarters = Counter(word.style.quarter for word in placed if word.style.quarter is not None)
    quarter = quarters.most_common(1)[0][0] if quarters else 0
    turn = _TURNS[quarter]
    left, bottom, right, top = page.get_bbox()
    corners = turn(left, bottom), turn(right, top)
    (left, right), (bottom, top) = (sorted(ends) for ends in zip(*corners, strict=True))
    words = [word.turned(quarter) for word in placed if word.style.quarter == quarter]
    drawing = Drawing.of(page)
    across, upright = drawing.lines(turn)
    return Sheet(
        words=tuple(word for word in words if left <= word.left <= right and bottom <= word.baseline <= top),
        across=across,
        upright=upright,
        bottom=bottom,
        top=top,
        pictured=drawing.shows_large_picture((right - left) * (top - bottom)),
    )


def _spelled(word: str) -> str:
    if word.isascii() and word.isprintable():
        return word
    if _SURROGATE.search(word):  # PDFium gives characters as UTF-16 has them; one that is halved is none
        word = word.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    shown = normalised(word.translate(_SPELLINGS)).strip()
    return f"{shown}-" if word.endswith("\xad") else shown


@lru_cache(_NAMES_REMEMBERED)
def _weight_and_slant(font: bytes) -> tuple[bool, bool]:
    """Return whether a font's name says that it is bold, and italic."""
    name = font.decode("utf-8", "replace")
    return bool(_BOLD.search(name)), bool(_ITALIC.search(name))
