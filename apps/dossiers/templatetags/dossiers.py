"""Looking things up in the book, where a page of a dossier is made."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from apps.dossiers.types.content import Piece, Quote
from apps.provisions.segmentation.reading import visible

register = template.Library()
_BLANK_LINES = re.compile(r"\s*\n\s*")


@register.filter
def of(key: str, found: Mapping[str, object]) -> object:
    """Return what is kept under a key."""
    return found[key]


@register.filter
def as_read(quote: Quote) -> str:
    """Return the words of a quote as they read, a paragraph a line, without Markdown's marks."""
    return "\n".join(line for line in map(visible, quote.words.split("\n")) if line)


@register.filter
def paragraphs(quote: Quote) -> SafeString:
    """Return the words of a quote as they read, each of its lines a paragraph."""
    return format_html_join("", "<p>{}</p>", ((line,) for line in as_read(quote).split("\n")))


@register.filter
def begins(quote: Quote, most: int) -> str:
    """Return the beginning of a quote on one line."""
    words = " ".join(as_read(quote).split())
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


@register.filter
def day(at: date | datetime | None) -> str:
    """Return a day without ambiguity: 23 Nov 2026."""
    return f"{at.day} {at:%b %Y}" if at else "not on record"


@register.filter
def moment(at: datetime | None) -> str:
    """Return a moment to the second, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "not on record"


@register.filter
def web_address(address: str) -> str:
    """Return an address that a link may lead to: one of the web, or nothing."""
    parts = urlsplit(address) if "\n" not in address else None
    return address if parts and parts.scheme in {"http", "https"} and parts.hostname else ""


@register.filter
def level_word(level: str) -> str:
    return f"{level.capitalize()} severity" if level else "Not graded"


@register.filter
def evidence_word(evidence: str) -> str:
    return {"explicit": "Explicit document language", "inferred": "Inferred from context"}.get(evidence, "")


@register.filter
def basis_word(basis: str) -> str:
    """Name what a statement rests on where that is not the text."""
    return {"inference": "inference", "record": "our record", "law": "law", "method": "method"}.get(basis, "")


@register.filter
def percent(share: float) -> str:
    return f"{share:.0%}"


@register.filter
def marked_up(pieces: Iterable[Piece]) -> SafeString:
    """Return a redline in which each edit is marked in signs and words as well as in colour, without a blank between them."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString:
    text = _BLANK_LINES.sub("\n", piece.text)
    mark = '<span class="mark">{}</span>'
    match piece.kind:
        case "insert":
            return format_html(f"<ins>{mark}{{}}{mark}</ins>", "[+", text, "+]")
        case "delete":
            return format_html(f"<del>{mark}{{}}{mark}</del>", "[\N{MINUS SIGN}", text, "\N{MINUS SIGN}]")
        case "move_from":
            said = f"[{piece.move}\N{RIGHTWARDS ARROW} left: "
            return format_html(f'<span class="moved">{mark}{{}}{mark}</span>', said, text, "]")
        case "move_to":
            said = f"[\N{RIGHTWARDS ARROW}{piece.move} arrived: "
            return format_html(f'<span class="moved">{mark}{{}}{mark}</span>', said, text, "]")
    return conditional_escape(text)
