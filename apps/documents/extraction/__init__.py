"""From a page's bytes to its document's text. Pure: no network, clock or database."""

from .characters import without_targets
from .charset import decode
from .dates import dates_of
from .deadlines import deadlines_of
from .engine import EXTRACTOR, EXTRACTOR_VERSION, extract, join_parts, split_parts
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
from .tree import visible_text
from .types import Dates, Deadline, Decoded, Extract, Hints, Page, StatedDate

__all__ = [
    "EXTRACTOR",
    "EXTRACTOR_VERSION",
    "BrokenSelector",
    "Dates",
    "Deadline",
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
    "StatedDate",
    "UnsupportedMedia",
    "dates_of",
    "deadlines_of",
    "decode",
    "extract",
    "join_parts",
    "split_parts",
    "visible_text",
    "without_targets",
]
