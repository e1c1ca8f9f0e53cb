"""Pieces: the spans of clauses inside one section, from its paragraphs, lists and tables.

Where a piece ends depends on nothing outside its own group (a paragraph, a list with its lead-in, a table), so that an
edit in one clause leaves the others as they were. That is why short items are not packed until they fill a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from apps.provisions.segmentation.blocks import Block, BlockKind, ends_sentence
from apps.provisions.segmentation.cutting import cut
from apps.provisions.segmentation.reading import size_of, style_of, visible
from apps.provisions.segmentation.roles import is_listed, leads_on
from apps.provisions.segmentation.types import Reference, ReferenceKind, SegmentKind, Span

MOST = 1_500  # letters, some 250 words: what is read, quoted and compared as one clause
LEAST = 25  # letters, some four words: less says nothing by itself
LEAST_SENTENCE = 60  # letters of an item that says something by itself
LEAST_ROW = 200  # letters of a row of a long table that is a clause by itself
ROWS = 8  # that make a group of a long table, on average
LONGEST_LEAD = 200  # a longer lead-in is a clause of its own
DEEPEST = 8  # lists inside lists; deeper ones are read as flat


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a clause before it knows its headings."""

    start: int
    end: int
    kind: SegmentKind
    number: str
    size: int
    references: tuple[Reference, ...] = ()


@dataclass(slots=True)
class _Node:
    """Hold an item with the items inside it."""

    block: Block
    children: list["_Node"] = field(default_factory=list)
    size: int = 0
    end: int = 0


def pieces_of(text: str, blocks: Sequence[Block]) -> list[Piece]:
    """Cut consecutive blocks of one section into clauses."""
    found: list[Piece] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        after = at if is_listed(block) else at + 1
        end = _end_of_list(blocks, after, block)
        if block.kind is BlockKind.TABLE:
            found += _table(text, block, _lead_before(blocks, at))
            end = at + 1
        elif end > after:
            lead = None if is_listed(block) else block
            found += _list(text, lead, _forest(blocks[after:end]), (), 0)
        else:
            found += _paragraph(text, block, ())
            end = at + 1
        at = end
    return _joined(text, found)


def _end_of_list(blocks: Sequence[Block], start: int, first: Block) -> int:
    """Return where the run of items ends that begins at `start` or that `first` leads on to."""
    if first.kind is BlockKind.TABLE or (
        not is_listed(first) and ends_sentence(first) and not leads_on(first)
    ):
        return start
    end = start
    while end < len(blocks) and (is_listed(blocks[end]) or _is_line_of_list(blocks[end], first)):
        end += 1
    return end


def _is_line_of_list(block: Block, lead: Block) -> bool:
    """Say whether a paragraph stands in a list that its markup does not show: an address, numbers under a number."""
    if is_listed(lead) or block.kind is not BlockKind.PARAGRAPH or not leads_on(lead):
        return False
    is_deeper = bool(block.number and lead.number) and block.number.startswith(f"{lead.number}.")
    return is_deeper or (not ends_sentence(block) and size_of(block.shown) <= LONGEST_LEAD)


def _forest(blocks: Sequence[Block]) -> list[_Node]:
    """Nest items by their indent, then by the style of their numbers."""
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    for block in blocks:
        node = _Node(block)
        while open_nodes and not _is_inside(block, open_nodes):
            open_nodes.pop()
        (open_nodes[-1].children if open_nodes else roots).append(node)
        open_nodes.append(node)
        if len(open_nodes) > DEEPEST:
            open_nodes.pop()
    _measure(roots)
    return roots


def _is_inside(block: Block, open_nodes: Sequence[_Node]) -> bool:
    holder = open_nodes[-1].block
    if block.kind is BlockKind.ITEM is holder.kind and block.indent != holder.indent:
        return block.indent > holder.indent
    style = style_of(block.number)
    if any(style_of(node.block.number) == style for node in open_nodes):
        return False
    return bool(style and style_of(holder.number)) or leads_on(holder)


def _measure(nodes: Sequence[_Node]) -> None:
    for node in nodes:
        _measure(node.children)
        node.size = size_of(node.block.shown) + sum(child.size for child in node.children)
        node.end = node.children[-1].end if node.children else node.block.end


def _list(
    text: str, lead: Block | None, nodes: Sequence[_Node], references: tuple[Reference, ...], depth: int
) -> Iterator[Piece]:
    size = sum(node.size for node in nodes) + (size_of(lead.shown) if lead else 0)
    if size <= MOST and not _is_of_sentences(nodes):
        first = lead or nodes[0].block
        yield Piece(
            first.start, nodes[-1].end, SegmentKind.LIST, first.number if lead else "", size, references
        )
        return
    inner = references
    start: int | None = None
    if lead:
        span = Span(lead.start, lead.end)
        inner = (*references, Reference(ReferenceKind.LEAD_IN, span))
        if size_of(lead.shown) > LONGEST_LEAD:
            yield from _paragraph(text, lead, references)
        else:
            start = lead.start
    for node in nodes:
        made = list(_item(text, node, inner, depth))
        if start is not None and lead:
            made[0] = replace(
                made[0],
                start=start,
                number=lead.number or made[0].number,
                size=made[0].size + size_of(lead.shown),
                references=references,
            )
            start = None
        yield from made


def _is_of_sentences(nodes: Sequence[_Node]) -> bool:
    """Say whether most items say something by themselves."""
    sentences = sum(
        node.size > LEAST_SENTENCE and (ends_sentence(node.block) or bool(node.children)) for node in nodes
    )
    return sentences * 2 > len(nodes)


def _item(text: str, node: _Node, references: tuple[Reference, ...], depth: int) -> Iterator[Piece]:
    block = node.block
    if node.size <= MOST:
        kind = SegmentKind.ITEM if is_listed(block) else SegmentKind.PARAGRAPH
        yield Piece(block.start, node.end, kind, block.number, node.size, references)
    elif node.children:
        yield from _list(text, block, node.children, references, depth + 1)
    else:
        yield from _paragraph(text, block, references)


def _paragraph(text: str, block: Block, references: tuple[Reference, ...]) -> Iterator[Piece]:
    kind = SegmentKind.ITEM if is_listed(block) else SegmentKind.PARAGRAPH
    for start, end, size in cut(text, block.start, block.end, MOST):
        yield Piece(start, end, kind, block.number, size, references)


def _lead_before(blocks: Sequence[Block], at: int) -> tuple[Reference, ...]:
    if not at or not leads_on(blocks[at - 1]):
        return ()
    return (Reference(ReferenceKind.LEAD_IN, Span(blocks[at - 1].start, blocks[at - 1].end)),)


def _table(text: str, block: Block, references: tuple[Reference, ...]) -> Iterator[Piece]:
    """Keep a table whole, or give its rows, each with the header it needs."""
    rows = [(start, end, size_of(visible(text[start:end]))) for start, end in block.lines]
    total = sum(size for *_, size in rows)
    if total <= MOST:
        yield Piece(block.start, block.end, SegmentKind.TABLE, "", total, references)
        return
    header = Reference(ReferenceKind.HEADER, Span(*block.lines[0]))
    start, size = block.start, 0
    for number, (first, end, more) in enumerate(rows):
        size += more
        if number + 1 < len(rows) and not _ends_group(text[first:end], more, size):
            continue
        own = references if start == block.start else (*references, header)
        if size <= 2 * MOST:
            yield Piece(start, end, SegmentKind.TABLE, "", size, own)
        else:
            parts = cut(text, start, end, MOST)
            yield from (Piece(*part[:2], SegmentKind.TABLE, "", part[2], own) for part in parts)
        start, size = rows[number + 1][0] if number + 1 < len(rows) else end, 0


def _ends_group(row: str, size: int, size_of_group: int) -> bool:
    """Say whether a group of rows ends here, by what the row says: a row put in elsewhere shifts no other group."""
    return (
        size >= LEAST_ROW or size_of_group >= MOST or crc32(row.encode("utf-8", "surrogatepass")) % ROWS == 0
    )


def _joined(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Join a bare lead-in to the clause after it, and what is too short to say anything to the one before it."""
    found: list[Piece] = []
    waiting: Piece | None = None
    for piece in pieces:
        joined = replace(piece, start=waiting.start, size=waiting.size + piece.size) if waiting else piece
        waiting = None
        if _is_bare_lead(text, joined):
            waiting = joined
        elif joined.size >= LEAST:
            found.append(joined)
        elif found:
            found[-1] = replace(found[-1], end=joined.end, size=found[-1].size + joined.size)
        else:
            waiting = joined
    return found + ([waiting] if waiting else [])


def _is_bare_lead(text: str, piece: Piece) -> bool:
    return piece.size <= LONGEST_LEAD and text[piece.start : piece.end].rstrip("*_ ").endswith(
        (":", "\uff1a")
    )
