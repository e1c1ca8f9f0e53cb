"""PDF text in reading order, without the headers and footers that repeat on every page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium_c

from .characters import normalised
from .errors import EncryptedPdf, InvalidPdf, PdfTooLarge, ScannedPdf
from .writer import Writer

_MAX_PAGES = 400
_MAX_CHARACTERS = 5_000_000
_EDGE_LINES = 3  # at each end of a page, what may be a running header or footer
_SHORT_LINE = 60  # characters
_FULL_LINE = 0.85  # of the widest line
_SHORT = 0.6
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|pagina|str\.?|p\.)?\s*[-\N{EN DASH}]?\s*\d{1,4}\s*[-\N{EN DASH}]?"
    r"(?:\s*(?:/|of|von|sur|de|di|van)\s*\d{1,4})?",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:[•·▪◦●○‣■□\N{EN DASH}-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})[.)])(?:\s+|$)"
)
_SENTENCE_END = (".", ":", ";", "!", "?", "\u3002")


@dataclass(frozen=True, slots=True)
class PdfText:
    """Markdown of a PDF, the offset of each page in it, and its declared title."""

    text: str
    pages: tuple[int, ...]
    title: str | None


def pdf_text(body: bytes) -> PdfText:
    """Read a PDF; raises `EncryptedPdf`, `InvalidPdf`, `PdfTooLarge` or `ScannedPdf`."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as reason:
        raise _refusal(reason) from reason
    try:
        count = len(document)
        if count > _MAX_PAGES:
            raise PdfTooLarge(f"{count} pages")
        pages = [_lines(document, number) for number in range(count)]
        title = normalised(document.get_metadata_value("Title")).strip() or None
    except pypdfium2.PdfiumError as reason:
        raise InvalidPdf(str(reason)) from reason
    finally:
        document.close()
    if not any(pages):
        raise ScannedPdf(f"{count} pages without text")
    return _written(_without_running_lines(pages), title)


def _refusal(reason: pypdfium2.PdfiumError) -> EncryptedPdf | InvalidPdf:
    code = getattr(reason, "err_code", None)
    locked = code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
    return EncryptedPdf(str(reason)) if locked else InvalidPdf(str(reason))


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = document[number]
    textpage = page.get_textpage()
    try:
        # PDFium marks a hyphen at a line's end, which it took for a word's division, with U+0002 or U+FFFE.
        text = textpage.get_text_range()[:_MAX_CHARACTERS]
    finally:
        textpage.close()
        page.close()
    text = re.sub("[\x02\ufffe\uffff]\r?\n?", "", text)
    return [line for raw in text.splitlines() if (line := " ".join(normalised(raw).split()))]


def _without_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    counted: Counter[str] = Counter()
    for lines in pages:
        counted.update({_key(line) for line in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])})
    often = max(3, len(pages) // 2)
    running = {key for key, times in counted.items() if times >= often}
    return [_trimmed(lines, running) for lines in pages]


def _key(line: str) -> str:
    """Return what a running line has in common from page to page; only a short one counts the pages."""
    return _DIGITS.sub("#", line).lower() if len(line) <= _SHORT_LINE else line.lower()


def _trimmed(lines: list[str], running: set[str]) -> list[str]:
    def furniture(line: str) -> bool:
        return _key(line) in running or bool(_PAGE_NUMBER.fullmatch(line))

    begin, end = 0, len(lines)
    while begin < min(end, _EDGE_LINES) and furniture(lines[begin]):
        begin += 1
    while end > begin and end > len(lines) - _EDGE_LINES and furniture(lines[end - 1]):
        end -= 1
    return lines[begin:end]


def _written(pages: Sequence[list[str]], title: str | None) -> PdfText:
    """Set lines into paragraphs, across pages; a page begins at its first paragraph."""
    writer, firsts = Writer(), []
    widest = max(len(line) for lines in pages for line in lines) if any(pages) else 0
    paragraph: list[str] = []
    for lines in pages:
        firsts.append(len(writer.blocks) + bool(paragraph))
        for line in lines:
            if paragraph and _begins_block(paragraph[-1], line, widest):
                writer.paragraph(" ".join(paragraph))
                paragraph.clear()
            paragraph.append(line)
    if paragraph:
        writer.paragraph(" ".join(paragraph))
    text = writer.markdown()
    return PdfText(text, writer.offsets(firsts), title)


def _begins_block(before: str, line: str, widest: int) -> bool:
    """Say whether a line begins a paragraph: an item does, and what follows a line that ends early."""
    if _ITEM.match(line):
        return True
    if line[:1].islower():
        return False
    if before.endswith(_SENTENCE_END):
        return len(before) < _FULL_LINE * widest
    return len(before) < _SHORT * widest and line[:1].isupper()
