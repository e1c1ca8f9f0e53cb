"""Pages that hold several documents."""

import pytest

from apps.documents.extraction import Hints, Page, extract

URL = "https://harbour.example/legal"


def document(title: str, subject: str, identifier: str = "") -> str:
    sentences = "".join(
        f"<p>Clause {number} states in full what the parties have agreed about {subject} and nothing else.</p>"
        for number in range(1, 25)
    )
    return f"<section id='{identifier}'><h2>{title}</h2>{sentences}</section>"


SHELF = (
    "<main>"
    + document("Terms of Use", "boats", "terms")
    + document("Additional Terms for Consumers", "refunds")
    + document("Privacy Policy", "personal data", "privacy")
    + document("Cookie Policy", "cookies")
    + "</main>"
)


def read(body: str, name: str = "", fragment: str = "", anchor: str | None = None) -> str:
    return extract(Page(body.encode(), "text/html", URL + fragment), Hints(name=name, anchor=anchor)).text


def headings(text: str) -> list[str]:
    return [line.removeprefix("## ") for line in text.split("\n") if line.startswith("## ")]


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Privacy Policy", ["Privacy Policy"]),
        ("Trackers Policy", ["Cookie Policy"]),
        ("Terms of Service", ["Terms of Use", "Additional Terms for Consumers"]),
    ],
)
def test_document_of_the_name_is_read_with_its_supplements(name: str, titles: list[str]) -> None:
    assert headings(read(SHELF, name)) == titles


def test_address_that_points_at_a_document_names_it() -> None:
    assert headings(read(SHELF, fragment="#privacy")) == ["Privacy Policy"]


@pytest.mark.parametrize("name", ["", "Imprint"])
def test_page_is_read_whole_where_nothing_says_which_is_meant(name: str) -> None:
    assert len(headings(read(SHELF, name))) == 4


@pytest.mark.parametrize(
    ("title", "path", "titles"),
    [
        ("Privacy Policy | Harbour", "", ["Privacy Policy"]),
        ("Harbour - Terms and Conditions", "/terms", ["Terms of Use", "Additional Terms for Consumers"]),
        ("Legal | Harbour", "/privacy-policy.html", ["Privacy Policy"]),
        ("Legal | Harbour", "/data_cookies/", ["Cookie Policy"]),
    ],
)
def test_title_and_address_that_agree_name_a_document(title: str, path: str, titles: list[str]) -> None:
    assert headings(read(f"<title>{title}</title>{SHELF}", fragment=path)) == titles


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Terms and Privacy Policy", ""),
        ("Privacy & Cookies", "/privacy"),
        ("Privacy Policy", "/terms"),
        ("Legal | Harbour", "/terms-and-privacy"),
        ("Harbour", "/about"),
    ],
)
def test_title_and_address_that_name_a_shelf_leave_it_whole(title: str, path: str) -> None:
    assert len(headings(read(f"<title>{title}</title>{SHELF}", fragment=path))) == 4


def test_name_and_known_text_outrank_the_title() -> None:
    page = f"<title>Privacy Policy</title>{SHELF}"
    known = read(SHELF, "Cookie Policy")

    assert headings(read(page, "Terms of Use"))[0] == "Terms of Use"
    assert "Clause 3 states in full what the parties have agreed about cookies" in read(page, anchor=known)


def test_sections_of_one_document_are_no_shelf() -> None:
    page = (
        "<main>"
        + document("What we collect", "data")
        + document("Cookies", "cookies")
        + document("Your privacy rights", "rights")
        + document("Changes to this Privacy Policy", "changes")
        + "</main>"
    )

    assert len(headings(read(page, "Privacy Policy"))) == 4
