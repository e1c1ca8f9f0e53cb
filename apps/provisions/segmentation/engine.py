"""The segmentation: a text's headings, its clauses under them, and what is neither."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from apps.provisions.segmentation.blocks import Block, read_blocks
from apps.provisions.segmentation.definitions import find_definitions, references_to
from apps.provisions.segmentation.pieces import Piece, pieces_of
from apps.provisions.segmentation.reading import number_of, style_of
from apps.provisions.segmentation.roles import find_furniture, find_headings
from apps.provisions.segmentation.types import Furniture, Heading, Segment, Segmentation, Span

SEGMENTER_VERSION = "segmentation/1"
BELOW_MARKED = 7  # the level of a line that is a heading by its looks alone: bold
BELOW_BOLD = 8  # and of one without any mark
HALF_A_LEVEL = 0.5  # by which 4.1 stands under 4 where the markup says otherwise
MOST_COLUMNS = 80  # of an item that is a heading: those further in stand under those further out


def segment(text: str) -> Segmentation:
    """Cut a text in Markdown into clauses that do not overlap; the same text is always cut the same."""
    blocks = read_blocks(text)
    headings = find_headings(blocks)
    furniture = find_furniture(text, blocks, headings)
    outline = _Outline()
    pieces: list[Piece] = []
    owners: list[int | None] = []
    run: list[Block] = []

    def finish() -> None:
        made = pieces_of(text, run)
        pieces.extend(made)
        owners.extend([outline.current] * len(made))
        run.clear()

    for block, is_heading, kind in zip(blocks, headings, furniture, strict=True):
        if is_heading or kind:
            finish()
            if is_heading:
                outline.add(block)
        else:
            run.append(block)
    finish()
    return Segmentation(
        segments=_segments(text, pieces, owners, outline),
        headings=tuple(outline.headings),
        furniture=tuple(
            Furniture(Span(block.start, block.end), kind)
            for block, kind in zip(blocks, furniture, strict=True)
            if kind
        ),
        engine=SEGMENTER_VERSION,
    )


def _segments(
    text: str, pieces: Sequence[Piece], owners: Sequence[int | None], outline: "_Outline"
) -> tuple[Segment, ...]:
    definitions = references_to(find_definitions(text, pieces), text, pieces)
    return tuple(
        Segment(
            span=Span(piece.start, piece.end),
            kind=piece.kind,
            heading=owner,
            path=outline.path(owner),
            number=piece.number,
            references=tuple(chain(piece.references, defined)),
        )
        for piece, owner, defined in zip(pieces, owners, definitions, strict=True)
    )


@dataclass(slots=True)
class _Open:
    """Hold a heading that others may stand under."""

    index: int
    level: float
    number: str


@dataclass(slots=True)
class _Outline:
    """Nest headings by the numbers printed before them, else by their level, else by the style of their numbers."""

    headings: list[Heading] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _paths: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def current(self) -> int | None:
        return self._open[-1].index if self._open else None

    def path(self, heading: int | None) -> tuple[str, ...]:
        return () if heading is None else self._paths[heading]

    def add(self, block: Block) -> None:
        """Open a heading, and close those that it does not stand under."""
        level: float = block.level or (BELOW_MARKED if block.is_bold else BELOW_BOLD)
        level += min(block.indent, MOST_COLUMNS) / MOST_COLUMNS * HALF_A_LEVEL
        number = block.number or number_of(block.shown)
        holder = self._numbered_above(number)
        if holder is not None:
            del self._open[holder + 1 :]
            level = max(level, self._open[holder].level + HALF_A_LEVEL)
        else:
            self._close(level, number)
        parent = self.current
        self._open.append(_Open(len(self.headings), level, number))
        self._paths.append((*self.path(parent), block.shown))
        self.headings.append(Heading(Span(block.start, block.end), block.shown, number, parent))

    def _numbered_above(self, number: str) -> int | None:
        """Return the place of the open heading 4 for a heading 4.1, whatever levels their markup gives them."""
        above, _, last = number.rpartition(".")
        if not above or not last.isdigit():
            return None
        return next((at for at, heading in enumerate(self._open) if heading.number == above), None)

    def _close(self, level: float, number: str) -> None:
        while self._open and self._open[-1].level > level:
            self._open.pop()
        beside = [heading for heading in self._open if heading.level == level]
        style = style_of(number)
        alike = next((heading for heading in beside if style_of(heading.number) == style), None)
        if beside and (alike or not style or not beside[-1].number):
            first = (alike or beside[0]).index
            while self._open and self._open[-1].index >= first:
                self._open.pop()
