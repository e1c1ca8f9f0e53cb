"""The straight lines drawn on a page, which rule its tables, and its pictures, which may be scans."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from .geometry import Rule

Point = tuple[float, float]

_MAX_OBJECTS = 20_000  # on a page
_MAX_SEGMENTS = 20_000  # on a page; what has more is a drawing
_SHORTEST = 4.0
_STRAIGHT = 0.75  # how far the ends of a straight line may be apart the other way
_LARGE = 0.3  # of the page


@dataclass(frozen=True, slots=True)
class Drawing:
    """The handles of a page's paths and pictures."""

    paths: tuple[object, ...]
    pictures: tuple[object, ...]

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> "Drawing":
        found: dict[int, list[object]] = {pdfium.FPDF_PAGEOBJ_PATH: [], pdfium.FPDF_PAGEOBJ_IMAGE: []}
        for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)):
            item = pdfium.FPDFPage_GetObject(page.raw, index)
            found.get(pdfium.FPDFPageObj_GetType(item), []).append(item)
        return cls(*map(tuple, found.values()))

    def lines(self, turn: Callable[[float, float], Point]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """Return the lines that go across and those that stand upright, once the page is turned."""
        across, upright = [], []
        for one, other in _segments(self.paths):
            (left, low), (right, high) = turn(*one), turn(*other)
            if abs(high - low) <= _STRAIGHT and abs(right - left) >= _SHORTEST:
                across.append(Rule((low + high) / 2, min(left, right), max(left, right)))
            elif abs(right - left) <= _STRAIGHT and abs(high - low) >= _SHORTEST:
                upright.append(Rule((left + right) / 2, min(low, high), max(low, high)))
        return tuple(across), tuple(upright)

    def shows_large_picture(self, area: float) -> bool:
        """Say whether a picture covers so much of the page that it may be what there is to read."""
        sizes = ((right - left) * (top - bottom) for left, bottom, right, top in map(_bounds, self.pictures))
        return any(size >= _LARGE * area for size in sizes)


def _bounds(item: object) -> tuple[float, float, float, float]:
    ends = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *ends)
    left, bottom, right, top = (end.value for end in ends)
    return left, bottom, right, top


def _segments(paths: Sequence[object]) -> Iterator[tuple[Point, Point]]:
    seen = 0
    for path in paths:
        count = pdfium.FPDFPath_CountSegments(path)
        seen += max(count, 0)
        if seen > _MAX_SEGMENTS:
            return
        if _is_drawn(path):
            yield from _sides(path, count)


def _is_drawn(path: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value or stroke.value)


def _sides(path: object, count: int) -> Iterator[tuple[Point, Point]]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    begun = here = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        there = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield here, there
        here = there
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield here, begun
