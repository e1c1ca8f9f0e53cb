"""The one entry: a page's bytes in, its document's text out."""

from collections.abc import Sequence
from enum import Enum, auto

from .characters import count_ideographs, count_words
from .charset import decode
from .dates import dates_of, last_updated
from .errors import NothingExtracted, UnsupportedMedia
from .hypertext import html_text
from .language import language_of
from .markdown import PART_BREAK
from .pdf import pdf_text
from .plain import tidied
from .types import Extract, Hints, Page

EXTRACTOR = "conductatlas"
EXTRACTOR_VERSION = "4"

NO_HINTS = Hints()

_WITHOUT_BLANKS = frozenset({"zh", "ja"})
_PDF = frozenset({"application/pdf", "application/x-pdf"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_PLAIN = frozenset({"text/plain", "text/markdown", "text/x-markdown"})
_UNKNOWN = frozenset({"application/octet-stream", "binary/octet-stream", "application/unknown"})


class _Media(Enum):
    HTML = auto()
    PLAIN = auto()
    PDF = auto()


def extract(page: Page, hints: Hints = NO_HINTS) -> Extract:
    """Turn a page into its document's text; raises an `ExtractionError` that says why there is none."""
    media = _media(page)
    if media is _Media.PDF:
        return _from_pdf(page)
    if media is _Media.HTML:
        return _from_html(page, hints)
    return _from_plain(decode(page.body, page.charset).text, page)


def join_parts(texts: Sequence[str]) -> str:
    """Join the texts of a document that is published in parts."""
    return PART_BREAK.join(texts)


def split_parts(text: str) -> list[str]:
    """Undo `join_parts`, where no part holds a break of its own."""
    return text.split(PART_BREAK)


def _media(page: Page) -> _Media:
    """Believe the bytes of a PDF, then the header, then what the bytes look like."""
    kind = page.content_type.partition(";")[0].strip().lower()
    start = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if start.startswith(b"%PDF-") or kind in _PDF:
        return _Media.PDF
    if kind in _HTML:
        return _Media.HTML
    if kind in _PLAIN:
        return _Media.PLAIN
    if kind and kind not in _UNKNOWN:
        raise UnsupportedMedia(kind)
    if start[:1] == b"<":
        return _Media.HTML
    if b"\x00" in page.body[:4096] and not page.body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnsupportedMedia("binary")
    return _Media.PLAIN


def _from_pdf(page: Page) -> Extract:
    read = pdf_text(page.body)
    words = count_words(read.text)
    if not words:
        raise NothingExtracted(page.url)
    language = language_of(read.text)
    dates = dates_of(read.text, language)
    updated = last_updated(read.text)
    return Extract(read.text, read.title, language, read.coverage, words, updated, read.pages, dates)


def _from_plain(markup: str, page: Page) -> Extract:
    text = tidied(markup)
    words = count_words(text)
    if not words:
        raise NothingExtracted(page.url)
    language = language_of(text)
    return Extract(text, None, language, 1.0, words, last_updated(text), dates=dates_of(text, language))


def _from_html(page: Page, hints: Hints) -> Extract:
    read = html_text(page, hints)
    language = language_of(read.text, read.language)
    words = read.words
    if language in _WITHOUT_BLANKS:
        words += count_ideographs(read.text)
    if not words:
        raise NothingExtracted(page.url)
    coverage = words / (words + read.words_left_out)
    dates = dates_of(read.text, language)
    return Extract(read.text, read.title, language, coverage, words, last_updated(read.text), dates=dates)
