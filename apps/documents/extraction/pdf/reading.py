"""Reads the words off a page, through PDFium, with their places, their type and their links."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from apps.documents.extraction.characters import normalised
from apps.documents.extraction.links import absolute

from .drawing import Drawing
from .geometry import Sheet, Word

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_LONGEST_NAME = 128
_MAX_LINKS = 2_000
_MAX_URL = 2_000
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
_REFERENCE = re.compile(r"[\d*†‡§]{1,3}$")

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


@dataclass(frozen=True, slots=True)
class _Link:
    box: pdfium.FS_RECTF
    target: str


def read_sheet(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage
) -> Sheet:
    """Read a page. What lies aslant or across the rest is a watermark or a note in the margin, and is left out."""
    placed = list(_placed_words(text, _links(document, page)))
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
        words=tuple(
            word for word in words if left <= word.middle[0] <= right and bottom <= word.middle[1] <= top
        ),
        across=across,
        upright=upright,
        bottom=bottom,
        top=top,
        pictured=drawing.shows_large_picture((right - left) * (top - bottom)),
    )


def _placed_words(text: pypdfium2.PdfTextPage, links: list[_Link]) -> Iterator[_Placed]:
    styles: dict[int | None, _Style] = {}
    raw, code = text.raw, pdfium.FPDFText_GetUnicode
    characters = "".join([chr(code(raw, index)) for index in range(text.count_chars())])
    for found in _WORD.finditer(characters):
        for begin, end in _parted(raw, found):
            if shown := _spelled(characters[begin:end]):
                yield _placed(raw, (begin, end - 1), shown, styles, links)


def _parted(raw: object, word: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Part a raised figure, which refers to a note, from the word before it."""
    begin, end = word.span()
    reference = _REFERENCE.search(word[0])
    if reference and reference.start() and _origin(raw, begin)[1] != _origin(raw, end - 1)[1]:
        middle = begin + reference.start()
        yield begin, middle
        begin = middle
    yield begin, end


def _origin(raw: object, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    return x.value, y.value


def _spelled(word: str) -> str:
    if word.isascii() and word.isprintable():
        return word
    shown = normalised(word.translate(_SPELLINGS)).strip()
    return f"{shown}-" if word.endswith("\xad") else shown


def _placed(
    raw: object, ends: tuple[int, int], text: str, styles: dict[int | None, _Style], links: list[_Link]
) -> _Placed:
    first, last = ends
    origin, box = _origin(raw, first), pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, last, box)
    link = (
        next((link.target for link in links if _within(link.box, *origin, box.right)), None)
        if links
        else None
    )
    return _Placed(text, origin, (box.left, box.bottom, box.right, box.top), _style(raw, first, styles), link)


def _within(box: pdfium.FS_RECTF, left: float, baseline: float, right: float) -> bool:
    return bool(box.left <= (left + right) / 2 <= box.right and box.bottom - 1 <= baseline <= box.top)


def _style(raw: object, index: int, styles: dict[int | None, _Style]) -> _Style:
    """Return the type of a character; characters of one text object share it."""
    key = ctypes.cast(pdfium.FPDFText_GetTextObject(raw, index), ctypes.c_void_p).value
    if key is None or key not in styles:
        styles[key] = _read_style(raw, index)
    return styles[key]


def _read_style(raw: object, index: int) -> _Style:
    matrix, flags = pdfium.FS_MATRIX(), ctypes.c_int()
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    pdfium.FPDFText_GetFontInfo(raw, index, name, _LONGEST_NAME, flags)
    turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    is_straight = abs(turns - round(turns)) * math.pi / 2 < _ASLANT
    shown = name.value.decode("utf-8", "replace")
    return _Style(
        size=round(pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d), 1) or 1.0,
        bold=bool(_BOLD.search(shown)),
        italic=bool(_ITALIC.search(shown)),
        quarter=round(turns) % 4 if is_straight else None,
    )


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> list[_Link]:
    found: list[_Link] = []
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while len(found) < _MAX_LINKS and pdfium.FPDFLink_Enumerate(page.raw, position, link):
        target = _target(document, link)
        box = pdfium.FS_RECTF()
        if target and pdfium.FPDFLink_GetAnnotRect(link, box):
            found.append(_Link(box, target))
    return found


def _target(document: pypdfium2.PdfDocument, link: object) -> str | None:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return None
    size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0)
    if not 1 < size <= _MAX_URL:
        return None
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
    return absolute(buffer.value.decode("utf-8", "replace"), "")
