"""What goes into the extractor and what comes out."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

DeadlineKind = Literal["objection", "renewal"]


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched body. `charset` is the one the HTTP header names, if it names one."""

    body: bytes
    content_type: str
    url: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What is already known of the page.

    CSS selectors; the document's last good text as `anchor`, all parts of it where the page is one part of several;
    and the document's `name`, which tells it from the others where a page holds several ("Privacy Policy").
    """

    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    anchor: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that a document gives of itself.

    `on` is None where the date is ambiguous (03/04/2025): `readings` then holds the days that it can mean. `quote` is
    the text's own words from the label to the date, at `offset` in the text.
    """

    on: date | None
    quote: str
    offset: int
    readings: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """When a document takes effect, was last updated, and was announced; None where it does not say."""

    effective: StatedDate | None = None
    last_updated: StatedDate | None = None
    notice: StatedDate | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that a document gives for acting: the last one to object, opt out or leave, or the one on which it renews."""

    kind: DeadlineKind
    stated: StatedDate


@dataclass(frozen=True, slots=True)
class Extract:
    """A document's text as canonical Markdown.

    `coverage` is the share of the page's visible words that the text holds; `last_updated` is the page's own line,
    verbatim; `pages` holds the offset in `text` at which each page of a PDF begins.
    """

    text: str
    title: str | None
    language: str | None
    coverage: float
    words: int
    last_updated: str | None
    pages: tuple[int, ...] = ()
    dates: Dates = field(default_factory=Dates)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text decoded from bytes, the charset used, and how many characters could not be decoded."""

    text: str
    charset: str
    replaced: int
