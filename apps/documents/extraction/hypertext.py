"""From a page's markup to its document's Markdown."""

from dataclasses import dataclass
from itertools import compress

from .anchors import Anchor, anchored, lines_of
from .characters import count_words
from .charset import as_utf8
from .furniture import kept_nodes
from .links import fragment_of, joined
from .main import MainPart, main_part
from .prose import prose_sums, unlinked_lengths
from .shelf import Meant, drop_other_documents
from .tree import Tree, flatten, parse
from .types import Hints, Page
from .walk import Walker

_ADDED = 1.3  # times the known text
_LITTLE_MORE = 1.1  # times the known text's words
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


def html_text(page: Page, hints: Hints) -> HtmlText:
    """Read a page; a known text is looked for only where the page does not give it of itself."""
    markup = as_utf8(page.body, page.charset)
    source = _source(markup, page.url, hints, whole=False)
    if hints.select:
        return _selected(source)
    found = _read(source, None)
    if not hints.anchor or len(source.tree.tags) > _MOST_SEARCHED:
        return found
    if found.text == hints.anchor or _is_whole(found, hints.anchor):
        return found
    source = _source(markup, page.url, hints, whole=True)
    anchor = anchored(source.tree, hints.anchor)
    return _read(source, anchor) if anchor else found


def _source(markup: bytes, url: str, hints: Hints, *, whole: bool) -> _Source:
    tree = flatten(parse(markup), hints, whole=whole)
    base = joined(url, tree.base) if tree.base else url
    return _Source(tree, unlinked_lengths(tree), base, Meant(hints.name, fragment_of(url)))


def _is_whole(found: HtmlText, known: str) -> bool:
    """Say whether a text holds every line of the known one and little more."""
    return lines_of(known) <= lines_of(found.text) and found.words <= _LITTLE_MORE * count_words(known)


def _selected(source: _Source) -> HtmlText:
    kept = kept_nodes(source.tree, source.lengths, trusted=True)
    walker = Walker(source.tree, kept, source.base)
    walker.walk(0, len(source.tree.tags))
    walker.writer.drop_twin()
    return _written(walker, 0, len(source.tree.tags))


def _read(source: _Source, anchor: Anchor | None) -> HtmlText:
    kept = kept_nodes(source.tree, source.lengths, anchor)
    part = _document_part(source, kept, anchor)
    walker = Walker(source.tree, kept, source.base)
    walker.walk(part.begin, part.end)
    walker.writer.drop_twin()
    walker.writer.drop_edges(anchor.lines if anchor else frozenset())
    return _written(walker, part.begin, part.end)


def _written(walker: Walker, start: int, end: int) -> HtmlText:
    tree, kept, writer = walker.tree, walker.kept, walker.writer
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
