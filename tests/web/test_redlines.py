"""The redline of two versions."""

import re

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.documents.diffing import ENGINE_VERSION
from apps.documents.models import Document
from tests import factories

pytestmark = pytest.mark.django_db

QUERIES = 5  # document, two versions, marks, change
TEXTS = [
    "# Terms\n\n## Fees\n\nYou pay 10 euros.\n",
    "# Terms\n\n## Fees\n\nYou pay 12 euros.\n",
    "# Terms\n\n## Fees\n\nYou pay 12 euros and <script>alert(1)</script>.\n",
]


@pytest.fixture
def document() -> Document:
    platform = factories.make_platform(slug="acme", name="Acme")
    document = factories.make_document(platform=platform, slug="terms")
    factories.make_history(document, TEXTS)
    return document


def redline(client: Client, span: str, status: int = 200) -> str:
    response = client.get(f"/platforms/acme/terms/redline/{span}")
    assert response.status_code == status
    return response.content.decode()


def test_change_is_numbered_marked_and_placed(client: Client, document: Document) -> None:
    html = redline(client, "1..2/")

    assert 'id="change-1"' in html
    assert '<p class="hunk-place">Fees</p>' in html
    assert "[deleted: </span>10<" in html
    assert "[inserted: </span>12<" in html
    assert "CA-C-" in html


def test_side_by_side_shows_both_readings(client: Client, document: Document) -> None:
    html = redline(client, "1..2/?view=split")

    assert "split-row" in html
    assert 'id="change-1"' in html


def test_any_two_versions_compare_and_backwards_too(client: Client, document: Document) -> None:
    assert "<ins>" in redline(client, "1..3/")
    assert "[inserted: </span>10<" in redline(client, "2..1/")


def test_version_does_not_differ_from_itself(client: Client, document: Document) -> None:
    assert "No difference" in redline(client, "1..1/")


def test_hostile_text_is_text(client: Client, document: Document) -> None:
    for view in ("", "?view=split"):
        html = redline(client, f"2..3/{view}")

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script>alert" not in html


@pytest.mark.parametrize("span", ["1..2/", "1..3/"])
def test_page_costs_the_same_for_any_span(
    client: Client, document: Document, django_assert_num_queries: DjangoAssertNumQueries, span: str
) -> None:
    with django_assert_num_queries(QUERIES):
        redline(client, span)


def test_second_visit_costs_no_page(client: Client, document: Document) -> None:
    etag = client.get("/platforms/acme/terms/redline/1..2/")["ETag"]

    again = client.get("/platforms/acme/terms/redline/1..2/", headers={"if-none-match": etag})
    other_view = client.get("/platforms/acme/terms/redline/1..2/?view=split", headers={"if-none-match": etag})

    assert (again.status_code, other_view.status_code) == (304, 200)


@pytest.mark.parametrize("span", ["1..4/", "0..1/", "1..99999999999999999999/", "a..b/"])
def test_unknown_version_is_not_found(client: Client, document: Document, span: str) -> None:
    redline(client, span, status=404)


def test_unknown_view_is_said_to_be_unknown(client: Client, document: Document) -> None:
    assert "There is no view named “3d”." in redline(client, "1..2/?view=3d", status=400)


def test_form_leads_to_the_redline_older_first(client: Client, document: Document) -> None:
    response = client.get("/platforms/acme/terms/compare/?old=3&new=1")

    assert (response.status_code, response["Location"]) == (302, "/platforms/acme/terms/redline/1..3/")


@pytest.mark.parametrize(
    "query", ["", "?old=1", "?old=1&new=", "?old=999&new=1", "?old=x&new=1", "?old=²&new=1"]
)
def test_form_without_two_versions_is_told_what_to_choose(
    client: Client, document: Document, query: str
) -> None:
    response = client.get(f"/platforms/acme/terms/compare/{query}")

    assert response.status_code == 400
    assert "Choose an older and a newer version of Terms of Service to compare." in response.content.decode()


def test_redline_on_a_former_address_follows_the_document(client: Client, document: Document) -> None:
    factories.make_former_address(document, "tos")

    response = client.get("/platforms/acme/tos/redline/1..2/?view=split")

    assert (response.status_code, response["Location"]) == (
        301,
        "/platforms/acme/terms/redline/1..2/?view=split",
    )


FILES = [("html", "text/html; charset=utf-8"), ("txt", "text/plain; charset=utf-8")]


@pytest.mark.parametrize(("ending", "kind"), FILES)
def test_file_is_a_download_that_may_do_nothing(
    client: Client, document: Document, ending: str, kind: str
) -> None:
    response = client.get(f"/platforms/acme/terms/redline/2..3.{ending}")

    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response["Content-Disposition"] == f'attachment; filename="acme-terms-redline-2-3.{ending}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    assert response["X-Content-Type-Options"] == "nosniff"
    again = client.get(
        f"/platforms/acme/terms/redline/2..3.{ending}", headers={"if-none-match": response["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"] == response["Content-Security-Policy"]


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_file_says_what_it_compares(client: Client, document: Document, ending: str) -> None:
    old, new = document.versions.order_by("number")[:2]

    text = client.get(f"/platforms/acme/terms/redline/1..2.{ending}").content.decode()

    for fact in (
        "Acme",
        f"Terms of Service (en), {document.public_id}",
        "version 1, first seen 2 Mar 2026, 09:00 UTC, captured 2 Mar 2026, 09:00 UTC",
        "version 2, first seen 3 Mar 2026",
        old.text_sha256,
        new.text_sha256,
        ENGINE_VERSION,
        f"{settings.SITE_URL}/platforms/acme/terms/redline/1..2/",
    ):
        assert fact in text


def test_html_file_needs_nothing_else_and_holds_the_whole_text(client: Client, document: Document) -> None:
    html = client.get("/platforms/acme/terms/redline/2..3.html").content.decode()

    assert not re.search(r"<(?:script|link|img|svg|iframe)\b|url\(|@import|\bsrc=|\bhref=", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<ins> and &lt;script&gt;" in html
    assert "# Terms" in html


def test_text_file_marks_changes_without_colour(client: Client, document: Document) -> None:
    text = client.get("/platforms/acme/terms/redline/1..2.txt").content.decode()

    assert "You pay [-10-]{+12+} euros." in text
    assert "Change 1: Terms \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Fees" in text


@pytest.mark.parametrize("span", ["1..9.txt", "9..1.html", "0..1.html"])
def test_file_of_versions_that_do_not_exist_is_not_found(
    client: Client, document: Document, span: str
) -> None:
    redline(client, span, status=404)


def test_page_offers_the_files(client: Client, document: Document) -> None:
    html = redline(client, "1..2/")

    assert 'href="/platforms/acme/terms/redline/1..2.txt"' in html
    assert 'href="/platforms/acme/terms/redline/1..2.html"' in html
