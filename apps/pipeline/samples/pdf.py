"""Write Markdown as a small PDF 1.4 file: standard fonts, no compression, the same bytes for the same arguments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 62  # A4, in points
_LEADING = 1.35
_BODY, _SMALL = 10.0, 8.0
_HEADINGS = {"h1": 18.0, "h2": 13.0, "h3": 11.0}

# Adobe's metrics for Helvetica, codes 32 to 126, in thousandths of the size.
_METRICS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 "
    "556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_HELVETICA = tuple(int(width) for width in _METRICS.split())
_BOLD_FACTOR = 1.08  # Helvetica-Bold is at most this much wider; wrapping early does no harm
_UNLISTED = 556


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of text set alike; `cells` makes it a table row."""

    text: str = ""
    size: float = _BODY
    bold: bool = False
    indent: float = 0.0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    x: float
    y: float
    size: float
    bold: bool
    text: str


def write_pdf(markdown: str, *, title: str, stamped_at: datetime) -> bytes:
    """Return the PDF of `markdown`, each page ending with `title` and its page number."""
    pages = _paginate(_blocks(_PARSER.parse(markdown)))
    contents = [
        _content(lines, f"{title} - Page {number} of {len(pages)}")
        for number, lines in enumerate(pages, start=1)
    ]
    stamp = stamped_at.strftime("D:%Y%m%d%H%M%SZ").encode("ascii")
    return _file(contents, b"<< /Title %b /ModDate (%b) >>" % (_string(title), stamp))


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    depth, marker, row = 0, "", list[str]()
    for parent, token in pairwise(tokens):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "\u2022 "
        elif token.type == "tr_close":
            yield _Block(cells=tuple(row), size=_SMALL)
            row = []
        elif token.type == "inline" and parent.tag in {"td", "th"}:
            row.append(_plain(token))
        elif token.type == "inline":
            yield _block(parent.tag, marker + _plain(token), 14.0 * depth)
            marker = ""


def _block(tag: str, text: str, indent: float) -> _Block:
    size = _HEADINGS.get(tag)
    return _Block(text, size, bold=True) if size else _Block(text, indent=indent)


def _plain(token: Token) -> str:
    children = token.children or []
    return "".join(" " if child.type == "softbreak" else child.content for child in children)


def _paginate(blocks: Iterator[_Block]) -> list[list[_Line]]:
    pages: list[list[_Line]] = [[]]
    y = float(_HEIGHT - _MARGIN)
    for block in blocks:
        columns = _columns(block)
        step = block.size * _LEADING
        for index in range(max(len(lines) for _, lines in columns)):
            if y - step < _MARGIN:
                pages.append([])
                y = float(_HEIGHT - _MARGIN)
            y -= step
            pages[-1].extend(
                _Line(x, y, block.size, block.bold, lines[index])
                for x, lines in columns
                if index < len(lines)
            )
        y -= step * 0.5
    return pages


def _columns(block: _Block) -> list[tuple[float, list[str]]]:
    cells = block.cells or (block.text,)
    room = (_WIDTH - 2 * _MARGIN - block.indent) / len(cells)
    gutter = 8.0 if block.cells else 0.0
    left = _MARGIN + block.indent
    return [(left + room * index, _wrap(cell, block, room - gutter)) for index, cell in enumerate(cells)]


def _wrap(text: str, block: _Block, room: float) -> list[str]:
    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and _width(longer, block) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _width(text: str, block: _Block) -> float:
    codes = (ord(character) - 32 for character in text)
    thousandths = sum(_HELVETICA[code] if 0 <= code < len(_HELVETICA) else _UNLISTED for code in codes)
    return thousandths * block.size / 1000 * (_BOLD_FACTOR if block.bold else 1)


def _content(lines: Sequence[_Line], footer: str) -> bytes:
    foot = _Line(_MARGIN, _MARGIN / 2, _SMALL, bold=False, text=footer)
    return b"\n".join(_show(line) for line in (*lines, foot))


def _show(line: _Line) -> bytes:
    font = "F2" if line.bold else "F1"
    position = f"BT /{font} {line.size:g} Tf 1 0 0 1 {line.x:.2f} {line.y:.2f} Tm ".encode("ascii")
    return position + _string(line.text) + b" Tj ET"


def _string(text: str) -> bytes:
    return b"<" + text.encode("cp1252").hex().encode("ascii") + b">"


def _file(contents: Sequence[bytes], information: bytes) -> bytes:
    """Lay out the objects and their cross-reference table (ISO 32000-1, 7.5)."""
    first_page = 6
    kids = " ".join(f"{first_page + 2 * index} 0 R" for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode("ascii"),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode("ascii")
            for name in ("Helvetica", "Helvetica-Bold")
        ),
        information,
    ]
    for index, content in enumerate(contents):
        objects.append(_page(first_page + 2 * index + 1))
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _assemble(objects)


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] "
        f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {content} 0 R >>"
    ).encode("ascii")


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
