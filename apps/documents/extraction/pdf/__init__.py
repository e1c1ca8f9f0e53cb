"""PDF text in reading order, without what runs from page to page, its headings, lists and tables told by how they stand.

The file says which characters stand where, and nothing of paragraphs. So words are set into lines, lines into columns,
columns into blocks, and blocks are written as any other document's.
"""

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from apps.documents.extraction.characters import normalised
from apps.documents.extraction.errors import EncryptedPdf, InvalidPdf, PdfTooLarge, ScannedPdf

from .geometry import Sheet
from .layout import columns_of
from .reading import read_sheet
from .writing import written

_MAX_PAGES = 400
_MAX_CHARACTERS = 3_000_000


@dataclass(frozen=True, slots=True)
class PdfText:
    """Markdown of a PDF, the offset of each page in it, its declared title, and the share of its pages that hold text."""

    text: str
    pages: tuple[int, ...]
    title: str | None
    coverage: float


def pdf_text(body: bytes) -> PdfText:
    """Read a PDF; raises `EncryptedPdf`, `InvalidPdf`, `PdfTooLarge` or `ScannedPdf`."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as reason:
        raise _refusal(reason) from reason
    try:
        sheets = _sheets(document)
        title = _title(document)
    except pypdfium2.PdfiumError as reason:
        raise InvalidPdf(str(reason)) from reason
    finally:
        document.close()
    read = sum(bool(sheet.words) for sheet in sheets)
    if not read:
        raise ScannedPdf(f"{len(sheets)} pages without text")
    unread = sum(sheet.pictured and not sheet.words for sheet in sheets)
    text, pages = written(columns_of(sheets))
    return PdfText(text, pages, title, read / (read + unread))


def _title(document: pypdfium2.PdfDocument) -> str | None:
    try:
        title = document.get_metadata_value("Title")
    except UnicodeDecodeError:  # half a character
        return None
    return normalised(title).strip() or None


def _refusal(reason: pypdfium2.PdfiumError) -> EncryptedPdf | InvalidPdf:
    code = getattr(reason, "err_code", None)
    locked = code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
    return EncryptedPdf(str(reason)) if locked else InvalidPdf(str(reason))


def _sheets(document: pypdfium2.PdfDocument) -> list[Sheet]:
    count, characters, sheets = len(document), 0, []
    if count > _MAX_PAGES:
        raise PdfTooLarge(f"{count} pages")
    for number in range(count):
        page = document[number]
        text = page.get_textpage()
        try:
            characters += text.count_chars()
            if characters > _MAX_CHARACTERS:
                raise PdfTooLarge(f"more than {_MAX_CHARACTERS:,} characters")
            sheets.append(read_sheet(document, page, text))
        finally:
            text.close()
            page.close()
    return sheets
