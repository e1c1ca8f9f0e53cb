"""Finds the part of a page that is the document: the smallest part that holds nearly all its prose."""

from itertools import accumulate

from .anchors import anchored_sums
from .tables import is_data_table
from .tree import Tree

_NEARLY_ALL = 0.97
_MAIN_SHARE = 0.6
_PROSE = 25  # characters; a shorter run outside a link is as likely a label
_LITTLE = 1500  # characters of prose; a page with less is judged by all its text
_LONGEST_TITLE = 500  # characters, with the date and summary around it
_NEAR = 80  # nodes
_WRAPPERS = frozenset(
    {
        "body",
        "div",
        "section",
        "main",
        "article",
        "form",
        "span",
        "center",
        "table",
        "tbody",
        "tr",
        "td",
        "font",
    }
)


def main_range(tree: Tree, kept: bytearray, anchor: str | None = None) -> tuple[int, int]:
    """Return the range of nodes that is the document: one whole element, with the title that stands before it."""
    if not tree.tags:
        return 0, 0
    known = anchored_sums(tree, kept, anchor) if anchor else None
    if known:
        start = _descend(tree, kept, known, 0)
    else:
        prose = prose_sums(tree, kept)
        start = _descend(tree, kept, prose, _landmark(tree, kept, prose))
    return _title_before(tree, kept, start), tree.ends[start]


def prose_sums(tree: Tree, kept: bytearray) -> list[int]:
    """Return running sums of the length of text that reads like sentences, links left out."""
    sums = _sums(tree, kept, _PROSE)
    return sums if sums[-1] > _LITTLE else _sums(tree, kept, 1)


def _sums(tree: Tree, kept: bytearray, shortest: int) -> list[int]:
    weights = [
        len(text) if keep and len(text) >= shortest else 0
        for text, keep in zip(tree.texts, kept, strict=True)
    ]
    for index, tag in enumerate(tree.tags):
        if tag == "a" and "href" in tree.attrs[index]:
            end = tree.ends[index]
            weights[index:end] = [0] * (end - index)
    return [0, *accumulate(weights)]


def _landmark(tree: Tree, kept: bytearray, prose: list[int]) -> int:
    """Return <main> or the like where it holds most of the prose, else the body."""
    best, found = _MAIN_SHARE * prose[-1], 0
    for index, tag in enumerate(tree.tags):
        if kept[index] and (tag in {"main", "article"} or (tag and 'role="main"' in tree.attrs[index])):
            inside = prose[tree.ends[index]] - prose[index]
            if inside > best:
                best, found = inside, index
    return found


def _descend(tree: Tree, kept: bytearray, prose: list[int], node: int) -> int:
    while tree.ends[node] > node + 1:
        enough = max(_NEARLY_ALL * (prose[tree.ends[node]] - prose[node]), 1)
        child, end = node + 1, tree.ends[node]
        while child < end and prose[tree.ends[child]] - prose[child] < enough:
            child = tree.ends[child]
        if child >= end or not _wraps(tree, kept, child):
            return node
        node = child
    return node


def _wraps(tree: Tree, kept: bytearray, node: int) -> bool:
    tag = tree.tags[node]
    return (tag in _WRAPPERS or "-" in tag) and not (tag == "table" and is_data_table(tree, kept, node))


def _title_before(tree: Tree, kept: bytearray, start: int) -> int:
    """Return where the title block begins that directly precedes the text, or `start` where there is none."""
    if "h1" in tree.tags[start : tree.ends[start]]:
        return start
    title = next((node for node in range(start - 1, -1, -1) if tree.tags[node] == "h1" and kept[node]), None)
    if title is None or _kept_length(tree, kept, title, start) > _LONGEST_TITLE:
        return start
    begin = title
    for node in range(title - 1, max(title - _NEAR, -1), -1):
        if not tree.tags[node] or tree.ends[node] < tree.ends[title]:
            continue
        if tree.ends[node] > start or _kept_length(tree, kept, node, start) > _LONGEST_TITLE:
            break
        begin = node
    return begin


def _kept_length(tree: Tree, kept: bytearray, begin: int, end: int) -> int:
    return sum(
        len(text.strip()) for text, keep in zip(tree.texts[begin:end], kept[begin:end], strict=True) if keep
    )
