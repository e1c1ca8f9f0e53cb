"""PDF text, from documents assembled here byte by byte."""

import pytest

from apps.documents.extraction import (
    EncryptedPdf,
    Extract,
    InvalidPdf,
    Page,
    PdfTooLarge,
    ScannedPdf,
    extract,
)

URL = "https://harbour.example/dpa.pdf"
LOCK = (
    b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
)


def pdf(pages: list[list[str]], encrypt: bytes = b"") -> bytes:
    """Assemble a PDF of one line a list entry, in Helvetica 11."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("latin-1")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    return assembled(objects, encrypt)


def assembled(objects: list[bytes], encrypt: bytes) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate([*objects, encrypt] if encrypt else objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    lock = f"/Encrypt {len(offsets)} 0 R /ID [<00><00>]" if encrypt else ""
    trailer = f"trailer << /Size {len(offsets) + 1} /Root 1 0 R {lock} >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def read(body: bytes) -> Extract:
    return extract(Page(body, "application/pdf", URL))


def a_page(number: int) -> list[str]:
    return [
        "Harbour Data Processing Addendum",
        f"{number}. Clause number {number} begins on this line and is so long that it is set",
        "over two lines of the page.",
        f"({'abc'[number - 1]}) The item of it.",
        f"Page {number} of 3",
    ]


def test_pages_are_joined_without_running_lines() -> None:
    text = read(pdf([a_page(1), a_page(2), a_page(3)])).text

    assert text == "\n\n".join(
        f"{number}. Clause number {number} begins on this line and is so long that it is set over two lines of the page.\n\n"
        f"({'abc'[number - 1]}) The item of it."
        for number in (1, 2, 3)
    )


def test_offset_of_each_page_is_kept() -> None:
    found = read(pdf([["First page of it."], ["Second page of it, which is set a good deal wider."]]))

    assert [found.text[offset:][:6] for offset in found.pages] == ["First ", "Second"]


def test_sentence_that_crosses_a_page_stays_whole() -> None:
    found = read(
        pdf([["The processor shall, on the request of the controller and"], ["within a month, delete."]])
    )

    assert found.text == "The processor shall, on the request of the controller and within a month, delete."


def test_pdf_sent_under_another_name_is_still_read() -> None:
    assert extract(Page(pdf([["Some terms."]]), "application/octet-stream", URL)).text == "Some terms."


def test_pdf_without_text_is_named_scanned() -> None:
    with pytest.raises(ScannedPdf):
        read(pdf([[], []]))


def test_pdf_with_a_password_is_named_encrypted() -> None:
    with pytest.raises(EncryptedPdf):
        read(pdf([["Secret."]], encrypt=LOCK))


def test_pdf_over_400_pages_is_refused() -> None:
    with pytest.raises(PdfTooLarge):
        read(pdf([["x"]] * 401))


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"not a pdf"])
def test_bytes_that_are_no_pdf_are_named(body: bytes) -> None:
    with pytest.raises(InvalidPdf):
        read(body)
