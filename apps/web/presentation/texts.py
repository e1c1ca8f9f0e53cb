"""A vendor's text as HTML: theirs in every word, ours in every tag.

Markdown is rendered with raw HTML off. Links leave the site marked as such, relative ones are resolved against the address
the text came from, schemes other than http, https, mailto and tel are dropped, and a picture becomes a link to it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from apps.core.caching import remembered
from apps.web.presentation.clause_marks import ClauseMark, mark_clauses

RENDERER = "texts/2"

_KEEP_FOR = 7 * 24 * 3600  # seconds; a digest never renders differently, the cache only forgets
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_REL = "nofollow noopener external"
_LONGEST_ANCHOR = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 or 2: an outline deeper than that is not an outline."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Rendering:
    body: SafeString
    headings: tuple[Heading, ...]


def render_text(text: str, *, sha256: str, base_url: str, marks: Sequence[ClauseMark] = ()) -> Rendering:
    """Return the text of this digest as HTML with its outline; `base_url` is where it was published, `marks` its clauses."""
    given = hashlib.sha256(f"{base_url} {marks or ''}".encode()).hexdigest()[:16]
    key = f"text-html:{RENDERER}:{sha256}:{given}"
    html, headings = remembered(key, lambda: _render(text, base_url, marks), keep_for=_KEEP_FOR)
    # Safe: made by the renderer below from escaped text alone (html=False), the one place where that holds.
    return Rendering(mark_safe(html), tuple(Heading(*heading) for heading in headings))  # noqa: S308


def _render(
    text: str, base_url: str, marks: Sequence[ClauseMark] = ()
) -> tuple[str, list[tuple[int, str, str]]]:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
    markdown.enable("table")
    markdown.disable("code")  # indentation is layout in these texts, never code
    tokens = markdown.parse(text)
    for token in tokens:
        token.attrs.pop("style", None)  # the alignment of a table's column: no inline style on this site
    _rewrite_links(tokens, base_url)
    headings = _anchor_headings(tokens)
    mark_clauses(tokens, text, marks)
    return RendererHTML().render(tokens, markdown.options, {}), headings


def _rewrite_links(tokens: Sequence[Token], base_url: str) -> None:
    for token in tokens:
        if token.children:
            token.children = list(_inline(token.children, base_url))


def _inline(children: Sequence[Token], base_url: str) -> Iterator[Token]:
    """Yield the inline tokens with links made safe; a link that leads nowhere leaves its words."""
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            href = _outward(str(child.attrGet("href") or ""), base_url)
            open_links.append(bool(href))
            if href:
                yield _link_open(href)
        elif child.type == "link_close":
            if open_links.pop():
                yield child
        elif child.type == "image":
            yield from _picture(child, base_url, inside_link=any(open_links))
        else:
            yield child


def _picture(token: Token, base_url: str, *, inside_link: bool) -> Iterator[Token]:
    """Replace a picture by its description, linked to it where the place allows: nothing is fetched for the reader."""
    words = Token("text", "", 0, content=f"[{token.content.strip() or 'picture'}]")
    href = "" if inside_link else _outward(str(token.attrGet("src") or ""), base_url)
    if not href:
        yield words
        return
    yield from (_link_open(href), words, Token("link_close", "a", -1))


def _link_open(href: str) -> Token:
    return Token("link_open", "a", 1, attrs={"href": href, "rel": _REL})


def _outward(href: str, base_url: str) -> str:
    """Return the absolute address of a link, or nothing when its scheme is not one a reader should follow."""
    try:
        address = urljoin(base_url, href)
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in _SCHEMES or (parts.scheme in {"http", "https"} and not parts.netloc):
        return ""
    return address


def _anchor_headings(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """Give headings anchors, and levels under the page's own h1; return the outline in two levels."""
    opens = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    levels = [int(tokens[index].tag[1]) for index in opens]
    highest = min(levels, default=1)
    top = _outline_top(levels)
    taken: set[str] = set()
    outline: list[tuple[int, str, str]] = []
    for index, level in zip(opens, levels, strict=True):
        words = _plain(tokens[index + 1].children or [])
        anchor = _anchor(words, taken)
        tokens[index].attrSet("id", anchor)
        tokens[index].tag = tokens[index + 2].tag = f"h{min(level - highest + 2, 6)}"
        if words and top <= level <= top + 1:
            outline.append((level - top + 1, words, anchor))
    return outline


def _outline_top(levels: Sequence[int]) -> int:
    """Return the level the outline begins at: below the text's title, where one heading stands above all others."""
    if len(levels) > 1 and levels[0] < min(levels[1:]):
        return min(levels[1:])
    return min(levels, default=1)


def _plain(children: Sequence[Token]) -> str:
    breaks = {"softbreak", "hardbreak"}
    words = "".join(" " if child.type in breaks else child.content for child in children)
    return " ".join(words.split())


def _anchor(words: str, taken: set[str]) -> str:
    """Return an anchor unique on the page and apart from the page's own ids."""
    stem = f"s-{slugify(words, allow_unicode=True)[:_LONGEST_ANCHOR].strip('-') or 'section'}"
    number, anchor = 1, stem
    while anchor in taken:
        number += 1
        anchor = f"{stem}-{number}"
    taken.add(anchor)
    return anchor
