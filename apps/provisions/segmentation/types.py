"""What a segmentation of a text gives back; every span counts characters of the text as it is stored."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a stretch of the text, its end excluded."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class SegmentKind(StrEnum):
    PARAGRAPH = "paragraph"
    ITEM = "item"
    LIST = "list"
    TABLE = "table"


class ReferenceKind(StrEnum):
    LEAD_IN = "lead_in"
    HEADER = "header"
    DEFINITION = "definition"


class FurnitureKind(StrEnum):
    DATE = "date"
    CONTENTS = "contents"
    LINKS = "links"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Reference:
    """Point to text without which a segment cannot be understood."""

    kind: ReferenceKind
    span: Span
    term: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Hold a heading, its printed number if any, and the index of the heading it stands under."""

    span: Span
    title: str
    number: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one clause: where it is, the headings it stands under, and the number printed before it."""

    span: Span
    kind: SegmentKind
    heading: int | None
    path: tuple[str, ...]
    number: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """Hold text that says nothing of substance: dates, tables of contents, links to elsewhere, controls."""

    span: Span
    kind: FurnitureKind


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Hold a text's clauses in order, without overlap, and what is not a clause."""

    segments: tuple[Segment, ...]
    headings: tuple[Heading, ...]
    furniture: tuple[Furniture, ...]
    engine: str
