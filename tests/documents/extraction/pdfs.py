"""Assembles PDFs byte by byte: text, lines, pictures and links where a test wants them, in Courier, whose letters are 0.6 wide."""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
FONTS = {"regular": "F1", "bold": "F2", "italic": "F3"}
LEADING = 1.2  # of the size
_PICTURE = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"


@dataclass
class Sheet:
    """A page to draw on. The origin is at the lower left."""

    drawn: list[str] = field(default_factory=list)
    links: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    rotation: int = 0

    def text(
        self,
        left: float,
        bottom: float,
        *lines: str,
        size: float = 10,
        font: str = "regular",
        turn: str = "1 0 0 1",
    ) -> "Sheet":
        """Set lines one below the other."""
        for number, line in enumerate(lines):
            shown = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            place = f"{turn} {left} {bottom - number * LEADING * size:.2f}"
            self.drawn.append(f"BT /{FONTS[font]} {size} Tf {place} Tm ({shown}) Tj ET")
        return self

    def line(self, left: float, bottom: float, right: float, top: float) -> "Sheet":
        """Draw a line."""
        self.drawn.append(f"{left} {bottom} m {right} {top} l S")
        return self

    def grid(self, columns: Sequence[float], heights: Sequence[float]) -> "Sheet":
        """Rule a table."""
        for height in heights:
            self.line(columns[0], height, columns[-1], height)
        for column in columns:
            self.line(column, heights[-1], column, heights[0])
        return self

    def picture(self) -> "Sheet":
        """Cover the page with a picture."""
        self.drawn.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im Do Q")
        return self

    def link(self, left: float, bottom: float, right: float, top: float, target: str) -> "Sheet":
        """Lay a link over the page."""
        self.links.append((left, bottom, right, top, target))
        return self


def pdf(*sheets: Sheet, encrypt: bytes = b"") -> bytes:
    """Return a PDF of these pages."""
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(sheets)))
    objects = _shared(kids, len(sheets))
    for number, sheet in enumerate(sheets):
        objects += [_page(sheet, 8 + 2 * number), _stream("\n".join(sheet.drawn))]
    return _assembled(objects, encrypt)


def pdf_of_stream(data: bytes, *, filter_name: str) -> bytes:
    """Return a PDF of one page whose content is packed already."""
    page = _page(Sheet(), 8)
    content = f"<< /Length {len(data)} /Filter /{filter_name} >>\nstream\n".encode() + data + b"\nendstream"
    return _assembled([*_shared("7 0 R", 1), page, content], b"")


def pdf_of_codes(sheet: Sheet, codes: dict[str, str], title: str) -> bytes:
    """Return a PDF whose regular font says which UTF-16 codes its letters are, with a title in such codes."""
    pairs = " ".join(f"<{ord(letter):02x}> <{code}>" for letter, code in codes.items())
    stated = (
        "begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        f"{len(codes)} beginbfchar {pairs} endbfchar endcmap"
    )
    named = pdf(sheet).replace(b"/Encoding /WinAnsiEncoding", b"/ToUnicode 99 0 R", 1)
    objects = named[: named.rindex(b"xref\n0")] + b"99 0 obj\n" + _stream(stated) + b"\nendobj\n"
    return (
        objects
        + f"98 0 obj\n<< /Title <feff{title}> >>\nendobj\ntrailer << /Root 1 0 R /Info 98 0 R >>".encode()
    )


def _shared(kids: str, count: int) -> list[bytes]:
    faces = ("Courier", "Courier-Bold", "Courier-Oblique")
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding /WinAnsiEncoding >>".encode()
            for face in faces
        ),
        _PICTURE + b"\nstream\n\x80\nendstream",
    ]


def _page(sheet: Sheet, contents: int) -> bytes:
    notes = " ".join(
        f"<< /Type /Annot /Subtype /Link /Rect [{left} {bottom} {right} {top}] /A << /S /URI /URI ({target}) >> >>"
        for left, bottom, right, top, target in sheet.links
    )
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {sheet.rotation} /Contents {contents} 0 R "
        "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> /XObject << /Im 6 0 R >> >> "
        f"/Annots [{notes}] >>"
    ).encode()


def _stream(content: str) -> bytes:
    data = content.encode("cp1252")
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _assembled(objects: list[bytes], encrypt: bytes) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate([*objects, encrypt] if encrypt else objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    lock = f"/Encrypt {len(offsets)} 0 R /ID [<00><00>]" if encrypt else ""
    trailer = f"trailer << /Size {len(offsets) + 1} /Root 1 0 R {lock} >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
