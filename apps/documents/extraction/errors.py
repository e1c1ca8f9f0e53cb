# ruff: noqa: N818  (each name says what happened, as it is told to people; all share one base that ends in Error)
"""Why a page gave no text, by name."""

from typing import ClassVar

from apps.core.errors import ConductAtlasError


class ExtractionError(ConductAtlasError):
    """Base: the bytes could not be turned into a document's text."""

    code: ClassVar[str] = "extraction_failed"


class NothingExtracted(ExtractionError):
    """The page holds no readable text of its own."""

    code: ClassVar[str] = "nothing_extracted"


class UnsupportedMedia(ExtractionError):
    """The content is neither HTML, plain text nor PDF."""

    code: ClassVar[str] = "unsupported_media"


class BrokenSelector(ExtractionError):
    """A declared CSS selector matches nothing on the page."""

    code: ClassVar[str] = "selector_matches_nothing"


class InvalidSelector(ExtractionError):
    """A declared CSS selector is not valid CSS."""

    code: ClassVar[str] = "invalid_selector"


class PageTooLarge(ExtractionError):
    """The markup is larger than any document, and was not parsed."""

    code: ClassVar[str] = "page_too_large"


class InvalidPdf(ExtractionError):
    """The bytes are not a PDF that can be opened."""

    code: ClassVar[str] = "invalid_pdf"


class EncryptedPdf(ExtractionError):
    """The PDF asks for a password."""

    code: ClassVar[str] = "encrypted_pdf"


class ScannedPdf(ExtractionError):
    """The PDF has pages but no text: it holds pictures of text."""

    code: ClassVar[str] = "scanned_pdf"


class PdfTooLarge(ExtractionError):
    """The PDF has more pages than a document of terms could."""

    code: ClassVar[str] = "pdf_too_large"
