"""What the gate looks at and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a captured page is the document it was captured for."""

    GOOD = "good"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One capture. Header names are lower-case; `text` is the extracted Markdown, or empty where there was none."""

    status: int
    headers: Mapping[str, str]
    requested_url: str
    final_url: str
    body: bytes
    content_type: str
    text: str
    title: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of the document's last good text."""

    words: int
    vocabulary: Mapping[str, int]
    headings: frozenset[str]
    language: str | None
    title: str | None  # the name it gives itself: its first heading, else the page's title


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a page compares with the last good text.

    `recall` is the share of that text's words found anywhere on the page, `length` the page's text over that text's
    length in words, `headings` the share of its headings found (None where it had too few to tell), `same_name` whether
    the page gives itself the name that text had.
    """

    recall: float
    length: float
    headings: float | None = None
    same_language: bool = True
    same_name: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding. A negative weight speaks against the page; weights add up as log-odds."""

    code: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with its reasons, heaviest first; the score runs from 0, surely wrong, to 1, surely the document."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...]
    needs_browser: bool
    version: str
