"""PDF text, from documents drawn here. A line of 80 letters is 480 points wide."""

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
from tests.documents.extraction.pdfs import Sheet, pdf, pdf_of_codes

URL = "https://harbour.example/dpa.pdf"
LOCK = (
    b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
)

CLAUSE = (
    "The processor shall keep the personal data of the controller secure, and shall",
    "let nobody see them but those who need them for the service and are bound to",
    "keep them secret.",
)
CLAUSE_TEXT = " ".join(CLAUSE)
BODY = Sheet().text(50, 700, *CLAUSE).drawn


def read(*sheets: Sheet) -> Extract:
    return extract(Page(pdf(*sheets), "application/pdf", URL))


def text_of(*sheets: Sheet) -> str:
    return read(*sheets).text


def test_lines_of_a_paragraph_are_joined() -> None:
    sheet = Sheet().text(50, 700, *CLAUSE).text(50, 650, *CLAUSE)

    assert text_of(sheet) == f"{CLAUSE_TEXT}\n\n{CLAUSE_TEXT}"


def test_paragraph_that_is_only_indented_begins_anew() -> None:
    second = [
        "   The controller decides, alone, why and how the personal data are processed, and",
        *CLAUSE[1:],
    ]
    sheet = Sheet().text(
        50,
        700,
        *CLAUSE[:2],
        "keep them secret, as the law of their country has it for those who do.",
        *second,
    )

    assert [block.split()[:2] for block in text_of(sheet).split("\n\n")] == [
        ["The", "processor"],
        ["The", "controller"],
    ]


def a_page(number: int, *lines: str) -> Sheet:
    sheet = Sheet().text(50, 810, "Harbour Data Processing Addendum", size=8)
    return sheet.text(50, 700, *lines).text(270, 30, f"Page {number} of 3", size=8)


def test_running_headers_footers_and_page_numbers_are_left_out() -> None:
    text = text_of(*(a_page(number, f"Clause {number} says it in full.") for number in (1, 2, 3)))

    assert text == "Clause 1 says it in full.\n\nClause 2 says it in full.\n\nClause 3 says it in full."


def test_line_that_merely_comes_twice_is_kept() -> None:
    sheets = [
        Sheet().text(50, 600 - 90 * n, "The parties agree as follows.").text(50, 400, f"Part {n}.")
        for n in (1, 2)
    ]

    assert text_of(*sheets).count("The parties agree as follows.") == 2


def test_sentence_that_crosses_a_page_stays_whole_and_the_page_is_found_in_it() -> None:
    found = read(a_page(1, CLAUSE[0]), a_page(2, *CLAUSE[1:]), a_page(3, "The end."))

    assert found.text == f"{CLAUSE_TEXT}\n\nThe end."
    assert [found.text[offset:][:9] for offset in found.pages] == ["The proce", "let nobod", "The end."]


def test_page_without_text_begins_where_the_next_one_does() -> None:
    found = read(a_page(1, "First."), Sheet(), a_page(3, "Third."))

    assert [found.text[offset:] for offset in found.pages] == ["First.\n\nThird.", "Third.", "Third."]


COLUMN = (
    "This column is read from",
    "its head to its foot, all",
    "of it, before a reader is",
    "led on to the column that",
    "stands beside it.",
)


@pytest.mark.parametrize("drop", [0, 5])
def test_columns_are_read_one_after_the_other(drop: int) -> None:
    left = [line.replace("This", "The left") for line in COLUMN]
    right = [line.replace("This", "The right") for line in COLUMN]
    sheet = Sheet().text(50, 700, *left).text(300, 700 - drop, *right)

    assert text_of(sheet) == f"{' '.join(left)}\n\n{' '.join(right)}"


def test_word_divided_at_a_line_s_end_becomes_whole_where_words_are_divided() -> None:
    divided = Sheet().text(
        50, 700, "The parties shall settle by arbi-", "tration what they cannot agree upon."
    )
    other = Sheet().text(50, 700, *CLAUSE)

    assert text_of(divided, other).startswith("The parties shall settle by arbitration what they")


def test_hyphen_at_a_line_s_end_stays_where_words_are_not_divided() -> None:
    sheet = Sheet().text(50, 700, "The parties act in good-", "faith.").text(50, 640, *CLAUSE * 12)

    assert text_of(sheet).startswith("The parties act in good-faith.")


def test_hyphen_of_a_compound_stays_at_a_line_s_end() -> None:
    first = Sheet().text(50, 700, "A third-party service is not ours.")
    second = Sheet().text(50, 700, "We do not answer for any third-", "party service that you use.")

    assert text_of(first, second).endswith("for any third-party service that you use.")


def test_headings_are_told_by_size_weight_and_capitals_and_ranked() -> None:
    sheet = Sheet().text(50, 760, "Data Processing Addendum", size=16)
    sheet.text(50, 730, "1. Scope", font="bold").text(50, 715, *CLAUSE)
    sheet.text(50, 660, "1.1 Special categories", font="bold").text(50, 645, *CLAUSE)
    sheet.text(50, 590, "SIGNATURES").text(50, 560, *CLAUSE)

    headings = [block for block in text_of(sheet).split("\n\n") if block.startswith("#")]

    assert headings == [
        "# Data Processing Addendum",
        "## 1. Scope",
        "### 1.1 Special categories",
        "### SIGNATURES",
    ]


def test_bold_words_do_not_make_a_heading_of_a_sentence() -> None:
    sheet = Sheet().text(50, 700, "You may not resell the service.", font="bold").text(50, 670, *CLAUSE)

    assert text_of(sheet).startswith("You may not resell the service.\n\n")


def test_numbered_clauses_keep_their_numbers() -> None:
    sheet = (
        Sheet().text(50, 700, "1. " + CLAUSE[0], *CLAUSE[1:]).text(50, 650, "3.2 " + CLAUSE[0], *CLAUSE[1:])
    )
    sheet.text(50, 600, "(a) " + CLAUSE[0], *CLAUSE[1:])

    assert text_of(sheet) == f"1. {CLAUSE_TEXT}\n\n3.2 {CLAUSE_TEXT}\n\n(a) {CLAUSE_TEXT}"


def test_letter_in_brackets_within_a_sentence_begins_no_item() -> None:
    lines = ("The processor shall see to it that the personal data (a) are kept secret, and that,",)
    sheet = Sheet().text(
        50, 700, *lines, "(b) nobody but those who need them for the service has any access to them."
    )

    assert "\n" not in text_of(sheet)


def test_items_are_nested_as_they_are_indented() -> None:
    sheet = Sheet().text(50, 700, "We collect:").text(60, 680, "• your name;").text(60, 665, "• your orders:")
    sheet.text(80, 650, "• what you bought, on which day, and at which of our shops you", "  did so;")
    sheet.text(60, 620, "• your address.")

    assert text_of(sheet) == (
        "We collect:\n\n"
        "- your name;\n"
        "- your orders:\n"
        "  - what you bought, on which day, and at which of our shops you did so;\n"
        "- your address."
    )


SUPPLIERS = [
    ("Name", "Purpose", "Country"),
    ("Halden Mail", "E-mail", "Germany"),
    ("Nordlys", "Backups", "Norway"),
]


def table(sheet: Sheet, top: float, rows: list[tuple[str, str, str]] = SUPPLIERS, step: float = 20) -> Sheet:
    for number, row in enumerate(rows):
        for left, cell in zip((60, 200, 330), row, strict=True):
            sheet.text(left, top - number * step, *cell.split("|"))
    return sheet


SUPPLIERS_TEXT = "| Name | Purpose | Country |\n| --- | --- | --- |\n| Halden Mail | E-mail | Germany |\n| Nordlys | Backups | Norway |"


def test_ruled_table_becomes_rows() -> None:
    sheet = Sheet().text(50, 760, *CLAUSE).grid((50, 190, 320, 450), (715, 695, 675, 655))
    table(sheet, 700).text(50, 620, *CLAUSE)

    assert text_of(sheet) == f"{CLAUSE_TEXT}\n\n{SUPPLIERS_TEXT}\n\n{CLAUSE_TEXT}"


def test_lines_of_one_cell_stay_together() -> None:
    rows = [SUPPLIERS[0], ("Halden Mail|GmbH", "E-mail", "Germany"), SUPPLIERS[2]]
    sheet = table(Sheet(), 700, rows, step=40).grid((50, 190, 320, 450), (715, 675, 635, 595))

    assert "| Halden Mail GmbH | E-mail | Germany |" in text_of(sheet)


def test_cell_that_spans_columns_is_followed_by_an_empty_one() -> None:
    sheet = (
        Sheet().text(60, 700, "Suppliers in the Union").text(60, 680, "Halden Mail").text(200, 680, "Germany")
    )
    for height in (715, 695, 675):
        sheet.line(50, height, 320, height)
    sheet.line(50, 675, 50, 715).line(320, 675, 320, 715).line(190, 675, 190, 695)

    assert text_of(sheet) == "| Suppliers in the Union |  |\n| --- | --- |\n| Halden Mail | Germany |"


def test_table_without_rules_becomes_rows() -> None:
    sheet = table(Sheet().text(50, 760, *CLAUSE), 700).text(50, 620, *CLAUSE)

    assert text_of(sheet) == f"{CLAUSE_TEXT}\n\n{SUPPLIERS_TEXT}\n\n{CLAUSE_TEXT}"


def test_table_that_crosses_a_page_stays_one_with_one_header() -> None:
    first = table(Sheet(), 700).grid((50, 190, 320, 450), (715, 695, 675, 655))
    second = table(Sheet(), 600, [SUPPLIERS[0], ("Pinewood", "Support", "France")])
    second.grid((50, 190, 320, 450), (615, 595, 575))

    found = read(first, second)

    assert found.text == f"{SUPPLIERS_TEXT}\n| Pinewood | Support | France |"
    assert found.text[found.pages[1] :] == "Pinewood | Support | France |"


LED = (
    "1. Scope ........................ 1",
    "2. Fees......................... 2",
    "3. Term ......................... 2",
)


def test_contents_are_listed_without_their_page_numbers() -> None:
    assert (
        text_of(Sheet().text(50, 700, *LED), Sheet().text(50, 700, "The end."))
        == "1. Scope\n2. Fees\n3. Term\n\nThe end."
    )


def test_numbers_that_are_no_pages_stay_where_dots_lead_to_them() -> None:
    sheet = Sheet().text(
        50, 700, "1. Late fee ............. 25", "2. Copy ................. 10", "3. Reminder ............. 5"
    )

    assert text_of(sheet) == "1. Late fee 25\n2. Copy 10\n3. Reminder 5"


def test_watermark_that_lies_aslant_is_not_read() -> None:
    sheet = Sheet().text(50, 700, *CLAUSE).text(200, 300, "DRAFT", size=60, turn="0.7 0.7 -0.7 0.7")

    assert text_of(sheet) == CLAUSE_TEXT


def test_page_that_lies_on_its_side_is_read() -> None:
    sheet = Sheet(rotation=90)
    for number, line in enumerate(CLAUSE):
        sheet.text(100 + number * 12, 50, line, turn="0 1 -1 0")

    assert text_of(sheet) == CLAUSE_TEXT


def test_figure_that_refers_to_a_note_stays_with_its_word() -> None:
    sheet = Sheet().text(50, 700, "We keep your data for one year").text(231, 704, "1", size=6)
    sheet.text(242, 700, "after you leave us.")

    assert text_of(sheet) == "We keep your data for one year 1 after you leave us."


def test_mark_after_a_raised_figure_has_no_blank_before_it() -> None:
    sheet = Sheet().text(50, 700, "We keep your data for one year").text(231, 704, "1", size=6)
    sheet.text(235, 700, ", and then delete them.")

    assert text_of(sheet) == "We keep your data for one year 1, and then delete them."


def test_note_at_a_page_s_foot_follows_the_paragraph_that_it_interrupts() -> None:
    first = (
        Sheet()
        .text(50, 700, CLAUSE[0])
        .text(50, 120, "1 As Article 4 of the Regulation", "defines it.", size=8)
    )
    second = Sheet().text(50, 700, *CLAUSE[1:]).text(50, 600, *CLAUSE)

    assert text_of(first, second) == (
        f"{CLAUSE_TEXT}\n\n1 As Article 4 of the Regulation defines it.\n\n{CLAUSE_TEXT}"
    )


def test_link_goes_on_in_the_next_line() -> None:
    sheet = Sheet().text(
        50, 700, "We answer to whoever writes to us by way of the list", "of contacts that we keep."
    )
    for bottom, left, right in ((698, 330, 362), (686, 50, 116)):
        sheet.link(left, bottom, right, bottom + 12, "https://harbour.example/contacts")

    assert "the [list of contacts](https://harbour.example/contacts) that" in text_of(sheet)


def test_links_keep_their_targets_without_tracking() -> None:
    sheet = Sheet().text(50, 700, "See our list of suppliers for details.")
    sheet.link(98, 698, 200, 710, "https://harbour.example/suppliers?utm_source=pdf")

    assert text_of(sheet) == "See our [list of suppliers](https://harbour.example/suppliers) for details."


def test_pages_that_are_pictures_lower_the_coverage() -> None:
    found = read(a_page(1, "Text."), Sheet().picture(), a_page(3, "Text."))

    assert found.coverage == pytest.approx(2 / 3)


def test_pdf_sent_under_another_name_is_still_read() -> None:
    body = pdf(Sheet().text(50, 700, "Some terms."))

    assert extract(Page(body, "application/octet-stream", URL)).text == "Some terms."


def test_pdf_without_text_is_named_scanned() -> None:
    with pytest.raises(ScannedPdf):
        read(Sheet().picture(), Sheet())


def test_pdf_with_a_password_is_named_encrypted() -> None:
    body = pdf(Sheet().text(50, 700, "Secret."), encrypt=LOCK)

    with pytest.raises(EncryptedPdf):
        extract(Page(body, "application/pdf", URL))


def test_pdf_over_400_pages_is_refused() -> None:
    with pytest.raises(PdfTooLarge):
        read(*[Sheet().text(50, 700, "x")] * 401)


def test_pdf_with_more_text_than_any_document_is_refused() -> None:
    page = Sheet().text(50, 700, *["terms " * 1000] * 20)

    with pytest.raises(PdfTooLarge):
        read(*[page] * 26)


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"not a pdf"])
def test_bytes_that_are_no_pdf_are_named(body: bytes) -> None:
    with pytest.raises(InvalidPdf):
        extract(Page(body, "application/pdf", URL))


def test_halved_character_is_shown_as_none() -> None:
    sheet = Sheet().text(72, 700, "AAB The parties agree on terms.")
    body = pdf_of_codes(sheet, {"A": "d858", "B": "d83dde00"}, title="0041d858")

    found = extract(Page(body, "application/pdf", URL))

    assert (found.text, found.title) == ("\ufffd\ufffd\U0001f600 The parties agree on terms.", None)
