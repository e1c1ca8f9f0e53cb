"""From a page's markup to its document's Markdown."""

import re
from dataclasses import dataclass, replace
from itertools import compress

from selectolax.lexbor import LexborHTMLParser

from .anchors import Anchor, anchored, lines_of
from .bounds import bounded
from .characters import count_words
from .charset import as_utf8
from .edges import without_edges
from .errors import PageTooLarge
from .furniture import kept_nodes
from .links import joined
from .main import MainPart, main_part
from .markdown import Block
from .prose import prose_sums, unlinked_lengths
from .shelf import Meant, drop_other_documents, meant_by
from .state import stated_markup
from .tree import Tree, flatten
from .types import Hints, Page
from .walk import Walker
from .writer import Writer

_ADDED = 1.3  # times the known text
_LITTLE_MORE = 1.1  # times the known text's words
_FEW = 120  # words; a page that shows fewer may be the shell of an app
# What a page shows in place of its document is what it says, whatever its scripts hold.
_TROUBLE = re.compile(
    r"\b(?:errors?|exception|javascript|browser|denied|forbidden|blocked|verif\w+|captcha|robot|not found|404|try again|"
    r"unavailable)\b",
    re.IGNORECASE,
)
_SHORTEST_STATE = 1_000  # bytes
_FEWEST_STATED = 200  # words
_TIMES_MORE = 3  # than the page shows
_MOST_SEARCHED = 60_000  # nodes; a page with more is no page
_INVERTED = bytes([1, *[0] * 255])


@dataclass(frozen=True, slots=True)
class HtmlText:
    """A document's Markdown, its words as blanks part them, and the page's words that it leaves out."""

    text: str
    words: int
    words_left_out: int
    title: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class _Source:
    tree: Tree
    lengths: list[int]
    base: str
    meant: Meant


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of a page: which of its nodes, and blocks with their edges; settled where no number waits for a text."""

    source: _Source
    kept: bytearray
    part: MainPart
    writer: Writer
    blocks: list[Block]
    is_settled: bool


def html_text(page: Page, hints: Hints) -> HtmlText:
    """Read a page; a known text is looked for only where the page does not give it of itself."""
    markup = bounded(as_utf8(page.body, page.charset))
    source = _source(markup, page.url, hints, whole=False)
    if hints.select:
        return _selected(source)
    first = _read(source, None)
    found = _written(first)
    if found.words < _FEW:
        found = _from_state(markup, page.url, found) or found
    if not hints.anchor or len(source.tree.tags) > _MOST_SEARCHED:
        return found
    if found.text == hints.anchor or _is_whole(found, hints.anchor):
        return found
    if not source.tree.is_whole:
        source = _source(markup, page.url, hints, whole=True)
    anchor = anchored(source.tree, hints.anchor)
    if anchor is None:
        return found
    is_read = source is first.source and not anchor.share and first.is_settled
    return _written(first if is_read else _read(source, anchor), anchor.lines)


def _source(markup: bytes, url: str, hints: Hints, *, whole: bool) -> _Source:
    tree = flatten(LexborHTMLParser(markup), hints, whole=whole)
    base = joined(url, tree.base) if tree.base else url
    # A known text says better than its page which document is meant.
    meant = meant_by(hints.name, url, None if hints.anchor else tree.title or "")
    return _Source(tree, unlinked_lengths(tree), base, meant)


def _from_state(markup: bytes, url: str, shell: HtmlText) -> HtmlText | None:
    """Read what the page's scripts hold for its app; None where that is no document."""
    if b"<script" not in markup or _TROUBLE.search(shell.text):
        return None
    stated = stated_markup(LexborHTMLParser(markup))
    if len(stated) < _SHORTEST_STATE:
        return None
    try:
        source = _source(bounded(stated), url, Hints(), whole=True)
    except PageTooLarge:
        return None
    read = _written(_read(source, None))
    if read.words < max(_FEWEST_STATED, _TIMES_MORE * shell.words):
        return None
    return replace(read, title=shell.title, language=shell.language)


def _is_whole(found: HtmlText, known: str) -> bool:
    """Say whether a text holds every line of the known one and little more."""
    return lines_of(known) <= lines_of(found.text) and found.words <= _LITTLE_MORE * count_words(known)


def _selected(source: _Source) -> HtmlText:
    kept = kept_nodes(source.tree, source.lengths, trusted=True)
    return _told(_walked(source, kept, MainPart(0, 0, len(source.tree.tags))))


def _read(source: _Source, anchor: Anchor | None) -> _Reading:
    kept = kept_nodes(source.tree, source.lengths, anchor)
    return _walked(source, kept, _document_part(source, kept, anchor))


def _walked(source: _Source, kept: bytearray, part: MainPart) -> _Reading:
    walker = Walker(source.tree, kept, source.base)
    walker.walk(part.begin, part.end)
    walker.writer.drop_twin()
    return _Reading(source, kept, part, walker.writer, walker.writer.blocks, walker.writer.is_settled)


def _written(read: _Reading, known: frozenset[str] = frozenset()) -> HtmlText:
    """Write out what was read, without its edges but for lines known from before."""
    read.writer.blocks = without_edges(read.blocks, known)
    return _told(read)


def _told(read: _Reading) -> HtmlText:
    tree, kept, writer = read.source.tree, read.kept, read.writer
    start, end = read.part.begin, read.part.end
    inside = compress(tree.texts[start:end], kept[start:end].translate(_INVERTED))
    left_out = " ".join([*tree.texts[:start], *inside, *tree.texts[end:]])
    return HtmlText(
        writer.markdown(), writer.words, count_words(left_out) + tree.words_pruned, tree.title, tree.lang
    )


def _document_part(source: _Source, kept: bytearray, anchor: Anchor | None) -> MainPart:
    tree, meant = source.tree, source.meant
    prose = prose_sums(source.lengths, kept)
    found = main_part(tree, kept, prose)
    if anchor and anchor.is_recognised(found.node, found.end):
        known = main_part(tree, kept, anchor.sums(kept), known=True)
        found = _wider(prose, known, found)
    if (meant.name or meant.fragment) and drop_other_documents(tree, kept, prose, found, meant):
        return main_part(tree, kept, prose_sums(source.lengths, kept))
    return found


def _wider(prose: list[int], known: MainPart, found: MainPart) -> MainPart:
    """Return the part around the known text, which takes in what was added beside it, unless it is much larger."""
    if not found.node <= known.node < known.end <= found.end:
        return known
    known_prose = prose[known.end] - prose[known.node]
    return found if prose[found.end] - prose[found.node] <= _ADDED * known_prose else known
