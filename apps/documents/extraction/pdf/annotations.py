"""Links that are laid over a page."""

import ctypes
from collections import defaultdict
from math import isfinite

import pypdfium2
import pypdfium2.raw as pdfium

from apps.documents.extraction.links import absolute

_MOST = 2_000  # on a page
_LONGEST = 2_000  # characters of an address
_BAND = 16.0  # points of a page's height
_MOST_BANDS = 200
_BELOW = 1.0  # points that a link may begin above the baseline


class Links:
    """The links of a page, found by their place: each is listed in every band of the page's height that it touches."""

    def __init__(self) -> None:
        self._bands: defaultdict[int, list[tuple[pdfium.FS_RECTF, str]]] = defaultdict(list)

    @classmethod
    def of(cls, document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> "Links":
        links, seen = cls(), 0
        position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while seen < _MOST and pdfium.FPDFLink_Enumerate(page.raw, position, link):
            seen += 1
            target, box = _target(document, link), pdfium.FS_RECTF()
            if target and pdfium.FPDFLink_GetAnnotRect(link, box):
                links.add(box, target)
        return links

    def add(self, box: pdfium.FS_RECTF, target: str) -> None:
        if not all(map(isfinite, (box.left, box.bottom, box.right, box.top))):
            return
        first = int((box.bottom - _BELOW) // _BAND)
        for band in range(first, min(int(box.top // _BAND), first + _MOST_BANDS) + 1):
            self._bands[band].append((box, target))

    def at(self, x: float, baseline: float) -> str | None:
        """Return where a word leads whose middle and baseline are given."""
        for box, target in self._bands.get(int(baseline // _BAND), ()):
            if box.left <= x <= box.right and box.bottom - _BELOW <= baseline <= box.top:
                return target
        return None


def _target(document: pypdfium2.PdfDocument, link: object) -> str | None:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return None
    size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0)
    if not 1 < size <= _LONGEST:
        return None
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
    return absolute(buffer.value.decode("utf-8", "replace"), "")
