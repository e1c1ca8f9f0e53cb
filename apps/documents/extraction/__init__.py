"""From a page's bytes to its document's text. Pure: no network, clock or database."""

from .charset import decode
from .engine import EXTRACTOR, EXTRACTOR_VERSION, extract, join_parts
from .errors import (
    BrokenSelector,
    EncryptedPdf,
    ExtractionError,
    InvalidPdf,
    InvalidSelector,
    NothingExtracted,
    PageTooLarge,
    PdfTooLarge,
    ScannedPdf,
    UnsupportedMedia,
)
from .types import Decoded, Extract, Hints, Page

__all__ = [
    "EXTRACTOR",
    "EXTRACTOR_VERSION",
    "BrokenSelector",
    "Decoded",
    "EncryptedPdf",
    "Extract",
    "ExtractionError",
    "Hints",
    "InvalidPdf",
    "InvalidSelector",
    "NothingExtracted",
    "Page",
    "PageTooLarge",
    "PdfTooLarge",
    "ScannedPdf",
    "UnsupportedMedia",
    "decode",
    "extract",
    "join_parts",
]
