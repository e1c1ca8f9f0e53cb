"""A page as flat arrays in document order, so that no step recurses and a subtree is a range of indexes."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, chain
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
# A tag or a comment, and the text that follows it.
_TOKEN = re.compile(
    r"<(?:(/?)([a-z][^\s>/]*)((?:\s[^>\"]*(?:\"[^\"]*\"[^>\"]*)*)?)|!--.*?--)>([^<]*)", re.DOTALL
)
_CONTROLS = re.compile(r"aria-controls=\"([^\"]*)\"")
_ALIAS = re.compile(
    r" (?:data-as=\"(p|h[1-6]|ul|ol|li|blockquote)\"|role=\"(heading|paragraph|list|listitem)\")"
)
_ROLES = {"heading": "h", "paragraph": "p", "list": "ul", "listitem": "li"}
_LANDMARK_MARKS = ("<main", "<article", ' role="main"', ' role="article"')
_ALIAS_MARKS = (' data-as="', ' role="heading"', ' role="list', ' role="paragraph"')
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
    `sums[ends[i]] - sums[i]` characters long.
    """

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
    has_landmarks: bool = False  # an element says that it holds the page's main part


class _Head(NamedTuple):
    title: str | None
    lang: str | None
    base: str | None


def parse(markup: bytes) -> LexborHTMLParser:
    """Parse markup of any quality, in UTF-8, in bounded time."""
    return LexborHTMLParser(bounded(markup))


def flatten(parser: LexborHTMLParser, hints: Hints, *, whole: bool = True) -> Tree:
    """Drop what nobody reads (scripts, pictures, form fields) and lay the body, or what is selected, out flat.

    What is marked as navigation or footer is left out unless `whole`, which spares every later step.
    """
    head = _head(parser)
    parser.strip_tags(_UNREAD)
    for selector in hints.remove:
        for node in _matches(parser, selector):
            node.decompose()
    pruned = 0 if whole or hints.select else sum(_prune(parser, tag) for tag in ("footer", "nav"))
    markup = _selected(parser, hints.select) if hints.select else _body(parser)
    tree = _laid_out(without_controls(with_plain_blanks(markup.replace("&nbsp;", " "))), head)
    tree.words_pruned = pruned
    return tree


def _head(parser: LexborHTMLParser) -> _Head:
    title = parser.head.css_first("title") if parser.head else None
    base = parser.head.css_first("base[href]") if parser.head else None
    return _Head(
        one_line(without_controls(title.text())) or None if title else None,
        parser.root.attributes.get("lang") if parser.root else None,
        base.attributes.get("href") if base else None,
    )


def _prune(parser: LexborHTMLParser, tag: str) -> int:
    """Remove all elements of a kind, none of which holds much of the page; return how many words they held."""
    found = parser.css(tag)
    if not found or not parser.body or parser.css_first(f"{tag} {tag}"):
        return 0
    texts = [node.text(separator=" ") for node in found]
    if max(map(len, texts)) > _LARGEST_PRUNED * len(parser.body.text()):
        return 0
    parser.strip_tags([tag])
    return count_words(" ".join(texts))


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
    parser = parse(markup.encode(errors="replace"))
    parser.strip_tags(_UNREAD)
    return one_line(without_controls(parser.body.text(separator=" "))) if parser.body else ""


def attribute(attrs: str, name: str) -> str | None:
    """Return one attribute's value from a serialised attribute string, whose values hold no bare quotes."""
    key = f' {name}="'
    begin = attrs.find(key)
    if begin < 0:
        return None
    value = attrs[begin + len(key) : attrs.index('"', begin + len(key))]
    return unescape(value) if "&" in value else value


def _name_by_role(tags: list[str], attrs: list[str]) -> None:
    """Call elements without a meaning of their own what they say they stand for."""
    found = ((text, _ALIAS.search(text)) for text in set(attrs) if ' role="' in text or ' data-as="' in text)
    aliases = {text: alias for text, alias in found if alias}
    for index, text in enumerate(attrs):
        if text not in aliases or tags[index] not in _MEANINGLESS:
            continue
        name = aliases[text][1] or _ROLES[aliases[text][2]]
        if name == "h":
            level = attribute(text, "aria-level") or "2"
            name = f"h{level}" if level in _LEVELS else "h6"
        tags[index] = name


def _unescaped(text: str) -> str:
    # A serialiser writes these three and no others (HTML standard, 13.3).
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _laid_out(markup: str, head: _Head) -> Tree:
    tags: list[str] = []
    attrs: list[str] = []
    texts: list[str] = []
    ends: list[int] = []
    open_nodes: list[int] = []
    index = 0  # of the node that comes next
    for closing, tag, attributes, text in _TOKEN.findall(markup):
        if closing:
            if open_nodes:
                ends[open_nodes.pop()] = index
        elif tag:
            if tag not in _VOID:
                open_nodes.append(index)
            tags.append(tag)
            attrs.append(attributes)
            texts.append("")
            index += 1
            ends.append(index)
        if text and not (tag in BLOCKS and text.isspace()):
            tags.append(TEXT)
            attrs.append("")
            texts.append(_unescaped(text) if "&" in text else text)
            index += 1
            ends.append(index)
    for opened in open_nodes:
        ends[opened] = index
    if any(mark in markup for mark in _ALIAS_MARKS) and _ALIAS.search(markup):
        _name_by_role(tags, attrs)
    controlled = frozenset(chain.from_iterable(map(str.split, _CONTROLS.findall(markup))))
    sums = [0, *accumulate(map(len, texts))]
    return Tree(
        tags,
        attrs,
        texts,
        ends,
        sums,
        *head,
        controlled,
        has_landmarks=any(mark in markup for mark in _LANDMARK_MARKS),
    )
