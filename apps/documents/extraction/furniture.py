"""What surrounds a document on its page: navigation, banners, consent dialogs, hidden parts."""

import re

from .anchors import Anchor
from .naming import Surrounding, is_for_screen_readers, is_panel, surrounding_of_name, surrounding_of_role
from .prose import paragraphs_length
from .tree import Tree, attribute

# The largest share of the page's text that a part may hold and still be dropped: wrongly marked wrappers hold more.
_LARGEST_SHARE = (0.0, 0.25, 0.5, 0.5, 0.5, 0.97)
# A likely surrounding with this much of its text in whole paragraphs is a section with an unlucky name.
_SHARE_OF_PARAGRAPHS = 0.4
_FEWEST_PARAGRAPHS = 300  # characters
_FEWEST_KNOWN = 3  # fingerprints

_SURE_TAGS = frozenset({"nav", "footer"})
_LIKELY_TAGS = frozenset({"aside", "header", "menu"})
_JUDGED = frozenset(
    [
        "div",
        "section",
        "aside",
        "header",
        "footer",
        "nav",
        "ul",
        "ol",
        "p",
        "form",
        "span",
        "article",
        "main",
        "button",
        "a",
        "menu",
        "dialog",
        "table",
        "details",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "blockquote",
        "dl",
    ]
)
_BY_STATE_ONLY = frozenset(
    [
        "main",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "p",
        "li",
        "span",
        "button",
        "details",
        "blockquote",
        "dl",
    ]
)

# Without any of these, attributes say nothing of an element's state.
_STATE_MARKS = ("hidden", ' style="', "sr-only", "screen-reader")
_INVISIBLE = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)


def kept_nodes(
    tree: Tree, lengths: list[int], anchor: Anchor | None = None, *, trusted: bool = False
) -> bytearray:
    """Return one byte a node: 1 where the node is part of the page's own text.

    Of a trusted tree, which somebody selected by hand, only the hidden parts are dropped; and whatever holds the
    known text is the document, by any name.
    """
    kept = bytearray(b"\x01") * len(tree.tags)
    ends, sums = tree.ends, tree.sums
    total = sums[-1] or 1
    verdicts = [_judged(*element, tree.controlled, trusted=trusted) for element in tree.elements]
    surroundings = {look for look, verdict in enumerate(verdicts) if verdict}
    resume = 0  # behind the part that was dropped last
    for index in tree.places(surroundings):
        if index < resume:
            continue
        verdict = verdicts[tree.looks[index]]
        end = ends[index]
        size = sums[end] - sums[index]
        if size <= _LARGEST_SHARE[verdict] * total and not (
            (verdict is Surrounding.LIKELY and _exempt(tree, lengths, index, size))
            or (anchor and _is_known(anchor, lengths, index, end))
        ):
            kept[index:end] = bytes(end - index)
            resume = end
    return kept


def _judged(tag: str, attrs: str, controlled: frozenset[str], *, trusted: bool) -> Surrounding:
    by_state_only = trusted or tag in _BY_STATE_ONLY
    if tag not in _JUDGED or (by_state_only and not any(mark in attrs for mark in _STATE_MARKS)):
        return Surrounding.NO
    if not attrs:
        return _judged_by_tag(tag)
    role = attribute(attrs, "role") or ""
    identifier = attribute(attrs, "id") or ""
    names = f"{attribute(attrs, 'class') or ''} {identifier}".lower().split()
    if _is_hidden(attrs) and not (
        identifier in controlled or ' data-state="' in attrs or is_panel(role, names)
    ):
        return Surrounding.HIDDEN
    if not trusted and is_for_screen_readers(names):
        return Surrounding.LIKELY
    if by_state_only:
        return Surrounding.NO
    return max(_judged_by_tag(tag), surrounding_of_role(role), *map(surrounding_of_name, names))


def _judged_by_tag(tag: str) -> Surrounding:
    if tag in _SURE_TAGS:
        return Surrounding.SURE
    return Surrounding.LIKELY if tag in _LIKELY_TAGS else Surrounding.NO


def _is_hidden(attrs: str) -> bool:
    if ' hidden="' in attrs or ' aria-hidden="true"' in attrs:
        return True
    style = attribute(attrs, "style")
    return bool(style and _INVISIBLE.search(style))


def _exempt(tree: Tree, lengths: list[int], index: int, size: int) -> bool:
    """Say whether a part is the document's after all: it holds its title, or whole paragraphs."""
    end = tree.ends[index]
    if "h1" in tree.tags[index:end] and "header" in (tree.tags[index] + tree.attrs[index]):
        return True
    if size < _FEWEST_PARAGRAPHS:
        return False
    return paragraphs_length(lengths, index, end) >= max(_FEWEST_PARAGRAPHS, _SHARE_OF_PARAGRAPHS * size)


def _is_known(anchor: Anchor, lengths: list[int], index: int, end: int) -> bool:
    """Say whether a part is text known from before, in paragraphs: a list of links repeats the headings only."""
    if sum(anchor.found[index:end]) < _FEWEST_KNOWN:
        return False
    return bool(paragraphs_length(lengths, index, end)) and anchor.holds(index, end)
