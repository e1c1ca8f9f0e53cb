"""Finds the part of a page that is the document: the smallest part that holds nearly all its prose."""

import re
from itertools import compress
from typing import NamedTuple

from .dates import is_dated
from .tables import is_data_table
from .tree import Tree

_NEARLY_ALL = 0.97
_MAIN_SHARE = 0.6
_LONGEST_TITLE = 500  # characters, with the date and summary around it
_LONGEST_LESSER_TITLE = 120
_NEAR = 80  # nodes
_LANDMARKS = frozenset({"main", "article"})
_MAIN_ROLE = re.compile(r' role="(?:main|article)"')
_TAIL_SHARE = 0.02  # of the document's prose
_SECTIONS = frozenset({"div", "section", "aside", "article", "footer", "form"})
_CONTROLS = frozenset({"button", "label", "form"})
_WHOLE_SENTENCE = 60  # characters outside links; what a site offers in links alone is said in fewer
_OF_DOCUMENT = re.compile(r"@|\b(?:19|20)\d\d\b")  # an address to write to, or a date
_ADDRESSES = ("mailto:", "cfemail", "email-protection#")
_WRAPPERS = frozenset(
    {
        *("body", "div", "section", "main", "article", "form", "span", "center", "font", "fieldset"),
        *("aside", "header", "footer", "nav", "details", "dialog"),
        *("table", "tbody", "tr", "td"),
    }
)


class MainPart(NamedTuple):
    """The document's place: it begins with the title that stands before the element `node`, and ends inside it."""

    begin: int
    node: int
    end: int


def main_part(tree: Tree, kept: bytearray, prose: list[int], *, known: bool = False) -> MainPart:
    """Find the document: one element, with its title and without what trails it.

    `prose` holds running sums of what is looked for: the text that reads like sentences, or the known text.
    """
    if not tree.tags:
        return MainPart(0, 0, 0)
    node = 0 if known else _landmark(tree, kept, prose)
    end = tree.ends[node]
    while True:
        node, end = _descend(tree, kept, prose, (node, end))
        shorter = _without_tail(tree, kept, prose, (node, end))
        if shorter == end:
            return MainPart(_title_before(tree, kept, node), node, _dated_after(tree, kept, end))
        end = shorter


def _landmark(tree: Tree, kept: bytearray, prose: list[int]) -> int:
    """Return <main> or the like where it holds most of the prose, else the body."""
    best, found = _MAIN_SHARE * prose[-1], 0
    landmarks = {look for look, (tag, attrs) in enumerate(tree.elements) if _is_landmark(tag, attrs)}
    if not landmarks:
        return found
    for index in tree.places(landmarks):
        if kept[index]:
            inside = prose[tree.ends[index]] - prose[index]
            if inside > best:
                best, found = inside, index
    return found


def _is_landmark(tag: str, attrs: str) -> bool:
    return tag in _LANDMARKS or (' role="' in attrs and bool(_MAIN_ROLE.search(attrs)))


def _descend(tree: Tree, kept: bytearray, prose: list[int], part: tuple[int, int]) -> tuple[int, int]:
    node, end = part
    while end > node + 1:
        enough = max(_NEARLY_ALL * (prose[end] - prose[node]), 1)
        child = node + 1
        while child < end and prose[tree.ends[child]] - prose[child] < enough:
            child = tree.ends[child]
        if child >= end or not _wraps(tree, kept, child):
            break
        node, end = child, tree.ends[child]
    return node, end


def _without_tail(tree: Tree, kept: bytearray, prose: list[int], part: tuple[int, int]) -> int:
    """Return where the document ends inside its element: before the last parts that offer links and say little.

    Parts that look like an earlier one are sections of the document.
    """
    node, end = part
    little = _TAIL_SHARE * (prose[end] - prose[node])
    children = children_of(tree, node, end)
    flowing = sum(
        prose[tree.ends[child]] - prose[child] for child in children if not _is_section(tree.tags[child])
    )
    if flowing > little:  # the text stands here itself, and what ends it is likely its own
        return end
    looks: dict[tuple[str, str], int] = {}
    for child in children:
        if kept[child]:
            looks.setdefault((tree.tags[child], tree.attrs[child]), child)
    for child in reversed(children):
        if not kept[child] or not tree.tags[child]:
            if kept[child] and not tree.texts[child].isspace():
                break
            continue
        is_alone = looks[tree.tags[child], tree.attrs[child]] == child
        if (
            prose[tree.ends[child]] - prose[child] > little
            or not is_alone
            or not _trails(tree, kept, prose, child)
        ):
            break
        end = child
    return end


def children_of(tree: Tree, node: int, end: int) -> list[int]:
    """Return the nodes directly inside one, as far as they begin before `end`."""
    children: list[int] = []
    child = node + 1
    while child < end:
        children.append(child)
        child = tree.ends[child]
    return children


def _is_section(tag: str) -> bool:
    return tag in _SECTIONS or "-" in tag


def _trails(tree: Tree, kept: bytearray, prose: list[int], node: int) -> bool:
    """Say whether a container offers links or buttons, and no address to write to or date.

    Links that stand in whole sentences are the document's, unless there is something to press or to fill in.
    """
    if not _is_section(tree.tags[node]):
        return False
    inside = [index for index in range(node + 1, tree.ends[node]) if kept[index]]
    text = " ".join(tree.texts[index] for index in inside)
    if not text.strip():
        return True
    if _OF_DOCUMENT.search(text):
        return False
    if any(tree.tags[index] in _CONTROLS for index in inside):
        return True
    if any(prose[index + 1] - prose[index] >= _WHOLE_SENTENCE for index in inside):
        return False
    links = [tree.attrs[index] for index in inside if tree.tags[index] == "a"]
    return any(not any(address in attrs for address in _ADDRESSES) for attrs in links)


def _wraps(tree: Tree, kept: bytearray, node: int) -> bool:
    tag = tree.tags[node]
    return (tag in _WRAPPERS or "-" in tag) and not (tag == "table" and is_data_table(tree, kept, node))


def _title_before(tree: Tree, kept: bytearray, start: int) -> int:
    """Return where the title block begins that directly precedes the text, or `start` where there is none."""
    inside = tree.tags[start : tree.ends[start]]
    if "h1" in inside:
        return start
    for name, longest in (("h1", _LONGEST_TITLE), ("h2", _LONGEST_LESSER_TITLE)):
        title = next(
            (node for node in range(start - 1, -1, -1) if tree.tags[node] == name and kept[node]), None
        )
        if title is not None and _kept_length(tree, kept, title, start) <= longest:
            return _block_around(tree, kept, title, (start, longest))
    return start


def _dated_after(tree: Tree, kept: bytearray, end: int) -> int:
    """Return where the line ends that directly follows the text and gives its date, or `end` where there is none."""
    node = end
    while node < min(len(tree.tags), end + _NEAR):
        behind = tree.ends[node]
        if behind - node > _NEAR:
            node += 1
            continue
        text = " ".join("".join(compress(tree.texts[node:behind], kept[node:behind])).split())
        if text:
            return behind if is_dated(text) and not text.endswith(" ago") else end
        node = behind
    return end


def _block_around(tree: Tree, kept: bytearray, title: int, limits: tuple[int, int]) -> int:
    """Return where the largest element begins that holds the title, ends before the text and says little else."""
    start, longest = limits
    begin = title
    for node in range(title - 1, max(title - _NEAR, -1), -1):
        if not tree.tags[node] or tree.ends[node] < tree.ends[title]:
            continue
        if tree.ends[node] > start or _kept_length(tree, kept, node, start) > longest:
            break
        begin = node
    return begin


def _kept_length(tree: Tree, kept: bytearray, begin: int, end: int) -> int:
    return sum(
        len(text.strip()) for text, keep in zip(tree.texts[begin:end], kept[begin:end], strict=True) if keep
    )
