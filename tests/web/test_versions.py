"""The page of a version, and its bytes."""

import re
from html import escape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.documents.models import Collection, Document, ImportedRecord, ImportedSeries, Origin
from apps.documents.services.dates import record_dates
from apps.provisions.services.segments import segment_version
from tests import factories
from tests.provisions.documents import LAW, LIABILITY, NOTICE_30, ids_by_text, terms

pytestmark = pytest.mark.django_db

QUERIES = 8  # document, version, newest, neighbours, dates, segmentation, captures, attribution
HOSTILE = (
    "# Terms\n\n<script>alert(1)</script> [free money](javascript:alert(1)) [x](data:text/html;base64,AAAA)\n"
)


@pytest.fixture
def document() -> Document:
    platform = factories.make_platform(slug="acme", name="Acme")
    return factories.make_document(platform=platform, slug="terms")


def address(number: int | str, suffix: str = "/") -> str:
    return f"/platforms/acme/terms/versions/{number}{suffix}"


def page_of(client: Client, number: int, status: int = 200) -> str:
    response = client.get(address(number))
    assert response.status_code == status
    return response.content.decode()


def test_page_shows_the_text_with_its_record(client: Client, document: Document) -> None:
    factories.make_history(document, ["# Terms\n\n## Fees\n\nTen.", "# Terms\n\n## Fees\n\nTwelve."])

    html = page_of(client, 2)

    assert "Twelve." in html
    assert '<a href="#s-fees">Fees</a>' in html
    assert "Latest version" in html
    assert 'href="/platforms/acme/terms/redline/1..2/"' in html
    assert html.count("<h1") == 1


def test_older_version_says_that_it_is_not_the_latest(client: Client, document: Document) -> None:
    factories.make_history(document, ["One.", "Two."])

    assert "This is not the latest version" in page_of(client, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_versions(
    client: Client, document: Document, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    factories.make_history(document, [f"Text {number}." for number in range(count)])

    with django_assert_num_queries(QUERIES):
        page_of(client, count)


def test_hostile_text_is_shown_and_does_nothing(client: Client, document: Document) -> None:
    factories.make_version(document, HOSTILE)

    html = page_of(client, 1)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert 'href="data:' not in html


def test_imported_version_names_whose_record_it_is(client: Client, document: Document) -> None:
    version = factories.make_version(document, origin=Origin.IMPORTED)
    collection = Collection.objects.create(
        slug="ota", name="OTA", licence="ODC-BY 1.0", attribution="Open Terms Archive contributors"
    )
    series = ImportedSeries.objects.create(document=document, service="Acme", terms_type="Terms")
    ImportedRecord.objects.create(
        series=series,
        version=version,
        collection=collection,
        recorded_at=factories.START,
        record_kind="first_record",
    )

    assert "Open Terms Archive contributors (ODC-BY 1.0)" in page_of(client, 1)


def test_dates_read_later_are_shown_on_the_next_visit(client: Client, document: Document) -> None:
    version = factories.make_version(document, "# Terms\n\nEffective 03/04/2026.\n\nWe may.")
    etag = client.get(address(1))["ETag"]
    record_dates([(version, "# Terms\n\nEffective 03/04/2026.\n\nWe may.")])

    response = client.get(address(1), headers={"if-none-match": etag})

    assert response.status_code == 200
    html = response.content.decode()
    assert "4 Mar 2026 or 3 Apr 2026" in html
    assert "“Effective 03/04/2026”, which can mean either" in html
    assert html.count("not stated") == 2


def test_second_visit_costs_no_page(client: Client, document: Document) -> None:
    factories.make_version(document)
    etag = client.get(address(1))["ETag"]

    again = client.get(address(1), headers={"if-none-match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_newer_version_ends_the_validity_of_the_older_page(client: Client, document: Document) -> None:
    factories.make_version(document, "One.")
    etag = client.get(address(1))["ETag"]
    factories.make_version(document, "Two.")

    assert client.get(address(1), headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("number", [0, 2, 99999999999999999999])
def test_unknown_version_is_not_found(client: Client, document: Document, number: int) -> None:
    factories.make_version(document)

    page_of(client, number, status=404)


def test_text_is_the_very_bytes_of_the_digest(client: Client, document: Document) -> None:
    text = "# Termés\r\n\r\n<script>alert(1)</script>\n"
    version = factories.make_version(document, text)

    response = client.get(address(1, ".md"))

    assert response.content == text.encode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{version.text_sha256}"'


def test_text_is_sent_once(client: Client, document: Document) -> None:
    version = factories.make_version(document)

    response = client.get(address(1, ".md"), headers={"if-none-match": f'"{version.text_sha256}"'})

    assert (response.status_code, response.content) == (304, b"")


def test_right_to_left_text_keeps_its_language_and_direction(client: Client) -> None:
    platform = factories.make_platform(slug="acme")
    document = factories.make_document(platform=platform, slug="terms", locale="ar")
    factories.make_version(document, "# شروط\n\nنص.\n")

    html = " ".join(page_of(client, 1).split())

    assert '<article class="vendor-text" lang="ar" dir="auto"' in html
    assert 'id="s-شروط"' in html


def test_each_clause_is_marked_where_it_begins(client: Client, document: Document) -> None:
    version = factories.make_version(document, terms(NOTICE_30, LIABILITY, LAW))
    segment_version(version=version)

    html = page_of(client, 1)

    marked = re.findall(
        r'<p><a class="clause-mark" id="(CA-P-\d+)" href="\.\./\.\./provisions/\1/"[^>]*>§</a>([^<]{20})',
        html,
    )
    texts = ids_by_text(version)
    assert marked == [
        (f"CA-P-{texts[clause]:06}", escape(clause)[:20]) for clause in (NOTICE_30, LIABILITY, LAW)
    ]
    assert "3 in this version" in html


def test_version_cut_later_is_marked_on_the_next_visit(client: Client, document: Document) -> None:
    version = factories.make_version(document, terms(LAW))
    etag = client.get(address(1))["ETag"]
    segment_version(version=version)

    assert client.get(address(1), headers={"if-none-match": etag}).status_code == 200
