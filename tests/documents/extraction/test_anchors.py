"""A document that is known from before is found again, whatever the page has done to its layout."""

import pytest

from apps.documents.extraction import Extract, Hints, Page, extract, join_parts

URL = "https://harbour.example/legal/terms"

CLAUSES = [
    "Harbour grants every customer a personal licence to use the service for the length of a subscription.",
    "Subscriptions renew each month until they are cancelled through the settings of the account concerned.",
    "Customers remain responsible for everything that happens under the credentials which they were given.",
    "Harbour may suspend accounts whose payments remain outstanding thirty days after a written reminder.",
    "Either party may terminate this agreement immediately where the other becomes insolvent or bankrupt.",
    "Liability is limited to the amounts that were actually paid during the twelve months before a claim.",
]
OTHER = [
    "Cookies remember preferences between visits and help the engineers understand which pages are popular.",
    "Advertising partners receive pseudonymous identifiers only where visitors have given explicit consent.",
    "Browsers offer settings that delete stored cookies or refuse them altogether for particular websites.",
] * 4


def prose(sentences: list[str]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def read(body: str, anchor: str | None = None) -> Extract:
    return extract(Page(body.encode(), "text/html", URL), Hints(anchor=anchor))


DOCUMENT = f"<h1>Terms of Service</h1>{prose(CLAUSES)}"
KNOWN = read(f"<main>{DOCUMENT}</main>").text

LAYOUTS = {
    "moved into an aside": f"<main><p>Welcome back.</p></main><aside>{DOCUMENT}</aside>",
    "in a box with an unlucky name": f"<div class='sidebar-menu'>{DOCUMENT}</div>",
    "hidden until a tab is clicked": f"<ul><li><a href='#t'>Terms</a></ul><div id='t' hidden>{DOCUMENT}</div>",
    "in the footer": f"<p>Sign up for news about the harbour and its boats.</p><footer>{DOCUMENT}</footer>",
    "beside a longer document": f"<div><section>{prose(OTHER)}</section><section>{DOCUMENT}</section></div>",
    "below a longer document": f"<article>{prose(OTHER)}</article><article>{DOCUMENT}</article>",
    "in a table for layout": f"<table><tr><td><a href='/'>Home</a><td>{DOCUMENT}</table>",
    "split over two columns": (
        f"<div><div><h1>Terms of Service</h1>{prose(CLAUSES[:3])}</div><div>{prose(CLAUSES[3:])}</div></div>"
    ),
    "in divs without paragraphs": (
        "<h1>Terms of Service</h1>" + "".join(f"<div><span>{clause}</span></div>" for clause in CLAUSES)
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_text_kept_in_another_layout_is_no_change(layout: str) -> None:
    assert read(layout, KNOWN).text == KNOWN


def test_sentence_added_to_a_moved_document_is_read() -> None:
    added = "Harbour will give written notice of at least sixty days before any of these terms are changed."
    page = f"<article>{prose(OTHER)}</article><aside>{DOCUMENT}<p>{added}</p></aside>"

    text = read(page, KNOWN).text

    assert text == f"{KNOWN}\n\n{added}"


def test_section_added_beside_the_known_ones_is_read() -> None:
    added = "Disputes are heard by the courts of the place where the customer has his or her residence."
    page = f"<main><section>{DOCUMENT}</section><section><p>{added}</p></section></main>"

    text = read(page, KNOWN).text

    assert text.endswith(added)


def test_part_is_recognised_by_the_text_of_all_parts() -> None:
    anchor = join_parts([read(f"<main>{prose(OTHER * 3)}</main>").text, KNOWN])
    news = prose(["Harbour opened another marina near Rotterdam, with moorings for fifty sailing boats."])
    page = f"<aside>{DOCUMENT}</aside><div class='newsletter'>{news}</div>"

    assert read(page, anchor).text == KNOWN


def test_page_that_lacks_the_known_text_is_read_as_if_nothing_were_known() -> None:
    page = f"<nav>{prose(OTHER[:1])}</nav><main>{prose(OTHER)}</main>"

    assert read(page, KNOWN) == read(page)


def test_list_of_the_documents_own_headings_is_not_taken_for_it() -> None:
    headings = ["Licence granted to customers of Harbour", "Suspension of accounts with outstanding payments"]
    document = "".join(f"<h2>{heading}</h2>{prose(CLAUSES)}" for heading in headings)
    contents = "".join(f"<li><a href='#{n}'>{heading}</a></li>" for n, heading in enumerate(headings))
    page = f"<nav><ul>{contents}</ul></nav><main>{document}</main>"
    known = read(page).text

    assert read(page, known).text == known


def test_known_line_at_the_end_is_not_trimmed() -> None:
    known = f"{KNOWN}\n\n© 2026 Harbour Ltd"
    page = f"<main>{DOCUMENT}<p>© 2026 Harbour Ltd</p></main>"

    assert read(page, known).text == known
