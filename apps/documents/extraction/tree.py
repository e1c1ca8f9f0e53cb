"""A page as flat arrays in document order, so that no step recurses and a subtree is a range of indexes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, chain, compress
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from .bounds import bounded
from .characters import count_words, one_line, with_plain_blanks, without_controls
from .errors import BrokenSelector, InvalidSelector
from .types import Hints

_UNREAD = [
    *("script", "style", "noscript", "template", "iframe", "noembed", "noframes", "object", "embed", "xmp"),
    *(
        "svg",
        "math",
        "canvas",
        "video",
        "audio",
        "img",
        "picture",
        "map",
        "select",
        "textarea",
        "datalist",
        "input",
    ),
    *("link", "meta", "plaintext", "progress", "meter", "dialog"),
]
# What a serialiser puts between the angle brackets of a tag: each attribute has a value in quotation marks, and its name may
# hold any but those of the characters that end a name, quotation marks too.
_TAG = re.compile(r"<(!--.*?--|[^ >]*(?: =?[^=>]*=\"[^\"]*\")*)>", re.DOTALL)
_ALIAS = re.compile(
    r" (?:data-as=\"(p|h[1-6]|ul|ol|li|blockquote)\"|role=\"(heading|paragraph|list|listitem)\")"
)
_ROLES = {"heading": "h", "paragraph": "p", "list": "ul", "listitem": "li"}
_LEVELS = frozenset("123456")
_LARGEST_PRUNED = 0.4  # of the page's text, blanks and all
_MEANINGLESS = frozenset({"span", "div"})
_VOID = frozenset({"br", "hr", "wbr", "area", "base", "col", "param", "source", "track"})
TEXT = ""

# Blanks beside these are never shown.
BLOCKS = frozenset(
    {
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "hgroup", "search"),
        *("body", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "pre", "figure"),
        *("figcaption", "address", "form", "fieldset", "legend", "details", "summary", "hr", "center"),
        *("button", "label", "option", "optgroup", "table", "blockquote", "li", "ul", "ol", "dir", "menu"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)


@dataclass(slots=True)
class Tree:
    """Nodes in document order.

    A text node has the tag `TEXT`; `ends[i]` is the index after the last node inside `i`; the text inside `i` is
    `sums[ends[i]] - sums[i]` characters long. Nodes with the same number in `looks` have the same tag and attributes,
    which stand under that number in `elements`; 0 is text.
    """

    looks: list[int]
    elements: list[tuple[str, str]]
    tags: list[str]
    attrs: list[str]
    texts: list[str]
    ends: list[int]
    sums: list[int]
    title: str | None = None
    lang: str | None = None
    base: str | None = None
    controlled: frozenset[str] = frozenset()  # ids of the parts that a button of the page opens
    words_pruned: int = 0
    is_whole: bool = True  # nothing was left out for being marked as navigation or footer

    def places(self, looks: set[int]) -> Iterator[int]:
        """Give the nodes that look like one of these."""
        return compress(range(len(self.looks)), map(looks.__contains__, self.looks))


class _Head(NamedTuple):
    title: str | None
    lang: str | None
    base: str | None


def flatten(parser: LexborHTMLParser, hints: Hints, *, whole: bool = True) -> Tree:
    """Drop what nobody reads (scripts, pictures, form fields) and lay the body, or what is selected, out flat.

    What is marked as navigation or footer is left out unless `whole`, which spares every later step.
    """
    head = _head(parser)
    parser.strip_tags(_UNREAD)
    for selector in hints.remove:
        for node in _matches(parser, selector):
            node.decompose()
    pruned = [] if whole or hints.select else [*_pruned(parser, "footer"), *_pruned(parser, "nav")]
    markup = _selected(parser, hints.select) if hints.select else _body(parser)
    tree = _laid_out(without_controls(with_plain_blanks(markup.replace("&nbsp;", " "))), head)
    tree.words_pruned = count_words(" ".join(pruned))
    tree.is_whole = not pruned
    return tree


def _head(parser: LexborHTMLParser) -> _Head:
    title = parser.head.css_first("title") if parser.head else None
    base = parser.head.css_first("base[href]") if parser.head else None
    return _Head(
        one_line(without_controls(title.text())) or None if title else None,
        parser.root.attributes.get("lang") if parser.root else None,
        base.attributes.get("href") if base else None,
    )


def _pruned(parser: LexborHTMLParser, tag: str) -> list[str]:
    """Remove all elements of a kind, none of which holds much of the page; return the texts they held."""
    found = parser.css(tag)
    if not found or not parser.body or parser.css_first(f"{tag} {tag}"):
        return []
    texts = [node.text(separator=" ") for node in found]
    if max(map(len, texts)) > _LARGEST_PRUNED * len(parser.body.text()):
        return []
    parser.strip_tags([tag])
    return texts


def _body(parser: LexborHTMLParser) -> str:
    return (parser.body.html or "") if parser.body else ""


def _selected(parser: LexborHTMLParser, selectors: tuple[str, ...]) -> str:
    parts: list[str] = []
    for selector in selectors:
        found = _matches(parser, selector)
        if not found:
            raise BrokenSelector(selector)
        parts.extend(node.html or "" for node in found)
    return f"<body>{''.join(parts)}</body>"


def _matches(parser: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return parser.css(selector)
    except (SelectolaxError, ValueError) as reason:
        raise InvalidSelector(selector) from reason


def visible_text(markup: str) -> str:
    """Return every word a page's body shows, furniture and all."""
    parser = LexborHTMLParser(bounded(markup.encode(errors="replace")))
    parser.strip_tags(_UNREAD)
    return one_line(without_controls(parser.body.text(separator=" "))) if parser.body else ""


def attribute(attrs: str, name: str) -> str | None:
    """Return one attribute's value from a serialised attribute string, whose values hold no bare quotes."""
    key = f' {name}="'
    begin = attrs.find(key)
    if begin < 0:
        return None
    begin += len(key)
    value = attrs[begin : attrs.index('"', begin)]
    return unescape(value) if "&" in value else value


class _Tags(dict[str, tuple[int, bool, bool]]):
    """What each tag of a page does: the look of the node that it opens, or -1 where it closes one and 0 where it does
    neither; whether the node stays open; and whether blanks behind it are never shown."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = [(TEXT, "")]

    def __missing__(self, inside: str) -> tuple[int, bool, bool]:
        does = self[inside] = self._read(inside)
        return does

    def _read(self, inside: str) -> tuple[int, bool, bool]:
        tag, blank, attrs = inside.partition(" ")
        if tag[:1] == "/":
            return -1, False, tag[1:] in BLOCKS
        if tag[:1] == "!":
            return 0, False, False
        attrs = blank + attrs
        self.elements.append((_meant(tag, attrs) if tag in _MEANINGLESS else tag, attrs))
        return len(self.elements) - 1, tag not in _VOID, tag in BLOCKS


def _meant(tag: str, attrs: str) -> str:
    """Return the tag of an element without a meaning of its own, or what it says it stands for."""
    alias = _ALIAS.search(attrs) if ' role="' in attrs or ' data-as="' in attrs else None
    if not alias:
        return tag
    name = alias[1] or _ROLES[alias[2]]
    if name != "h":
        return name
    level = attribute(attrs, "aria-level") or "2"
    return f"h{level}" if level in _LEVELS else "h6"


def _unescaped(text: str) -> str:
    # A serialiser writes these three and no others (HTML standard, 13.3).
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _laid_out(markup: str, head: _Head) -> Tree:
    pieces = _TAG.split(markup)  # nothing, then tags and what follows each by turns
    does = _Tags()
    looks: list[int] = []
    texts: list[str] = []
    ends = list(range(1, len(pieces) + 1))
    open_nodes: list[int] = []
    for inside, text in zip(pieces[1::2], pieces[2::2], strict=True):
        look, stays_open, is_block = does[inside]
        if look > 0:
            if stays_open:
                open_nodes.append(len(looks))
            looks.append(look)
            texts.append("")
        elif look and open_nodes:
            ends[open_nodes.pop()] = len(looks)
        if text and not (is_block and text.isspace()):
            looks.append(0)
            texts.append(_unescaped(text) if "&" in text else text)
    del ends[len(looks) :]
    for node in open_nodes:
        ends[node] = len(looks)
    elements = does.elements
    tags, attrs = ([element[which] for element in elements] for which in (0, 1))
    controls = (attribute(attrs, "aria-controls") for _, attrs in elements if "aria-controls" in attrs)
    controlled = frozenset(chain.from_iterable(ids.split() for ids in controls if ids))
    return Tree(
        looks,
        elements,
        list(map(tags.__getitem__, looks)),
        list(map(attrs.__getitem__, looks)),
        texts,
        ends,
        [0, *accumulate(map(len, texts))],
        *head,
        controlled,
    )
