"""The one entry: a page's bytes in, its document's text out."""

from collections.abc import Sequence
from enum import Enum, auto
from itertools import compress
from urllib.parse import urljoin, urlsplit

from .anchors import Anchor, anchored
from .characters import count_ideographs, count_words
from .charset import decode
from .dates import last_updated
from .errors import NothingExtracted, UnsupportedMedia
from .furniture import kept_nodes
from .language import language_of
from .main import MainPart, main_part
from .markdown import PART_BREAK
from .pdf import pdf_text
from .plain import tidied
from .prose import prose_sums, unlinked_lengths
from .shelf import Meant, drop_other_documents
from .tree import Tree, flatten, parse
from .types import Extract, Hints, Page
from .walk import Walker

EXTRACTOR = "conductatlas"
EXTRACTOR_VERSION = "1"

NO_HINTS = Hints()

_ADDED = 1.3  # times the known text
_WITHOUT_BLANKS = frozenset({"zh", "ja"})
_INVERTED = bytes([1, *[0] * 255])
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
    text = decode(page.body, page.charset).text
    return _from_html(text, page, hints) if media is _Media.HTML else _from_plain(text, page)


def join_parts(texts: Sequence[str]) -> str:
    """Join the texts of a document that is published in parts."""
    return PART_BREAK.join(texts)


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
    return Extract(
        read.text,
        read.title,
        language_of(read.text),
        read.coverage,
        words,
        last_updated(read.text),
        read.pages,
    )


def _from_plain(markup: str, page: Page) -> Extract:
    text = tidied(markup)
    words = count_words(text)
    if not words:
        raise NothingExtracted(page.url)
    return Extract(text, None, language_of(text), 1.0, words, last_updated(text))


def _from_html(markup: str, page: Page, hints: Hints) -> Extract:
    tree = flatten(parse(markup), hints)
    lengths = unlinked_lengths(tree)
    anchor = anchored(tree, hints.anchor) if hints.anchor and not hints.select else None
    kept = kept_nodes(tree, lengths, anchor, trusted=bool(hints.select))
    if hints.select:
        start, end = 0, len(tree.tags)
    else:
        meant = Meant(hints.name, urlsplit(page.url).fragment)
        start, _, end = _document_part(tree, kept, lengths, anchor, meant)
    walker = Walker(tree, kept, urljoin(page.url, tree.base) if tree.base else page.url)
    walker.walk(start, end)
    walker.writer.drop_twin()
    if not hints.select:
        walker.writer.drop_edges(anchor.lines if anchor else frozenset())
    text, words = walker.writer.markdown(), walker.writer.words
    language = language_of(text, tree.lang)
    if language in _WITHOUT_BLANKS:
        words += count_ideographs(text)
    if not words:
        raise NothingExtracted(page.url)
    left_out = [*tree.texts[:start], *compress(tree.texts[start:end], kept[start:end].translate(_INVERTED))]
    left_out += tree.texts[end:]
    coverage = words / (words + count_words(" ".join(left_out)))
    return Extract(text, tree.title, language, coverage, words, last_updated(text))


def _document_part(
    tree: Tree, kept: bytearray, lengths: list[int], anchor: Anchor | None, meant: Meant
) -> MainPart:
    prose = prose_sums(lengths, kept)
    found = main_part(tree, kept, prose)
    if anchor and anchor.is_recognised(found.node, found.end):
        known = main_part(tree, kept, anchor.sums(kept), known=True)
        found = _wider(prose, known, found)
    if (meant.name or meant.fragment) and drop_other_documents(tree, kept, prose, found, meant):
        return main_part(tree, kept, prose_sums(lengths, kept))
    return found


def _wider(prose: list[int], known: MainPart, found: MainPart) -> MainPart:
    """Return the part around the known text, which takes in what was added beside it, unless it is much larger."""
    if not found.node <= known.node < known.end <= found.end:
        return known
    known_prose = prose[known.end] - prose[known.node]
    return found if prose[found.end] - prose[found.node] <= _ADDED * known_prose else known
