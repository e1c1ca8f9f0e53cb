"""The page of a document."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.analysis.selectors.counting import severity_counts
from apps.analysis.types import Level
from apps.documents.models import Cause, Document, HealthState, Kind, Verdict
from tests import factories
from tests.provisions.documents import LAW, LIABILITY, NOTICE_30, cut_all, terms
from tests.web.clauses import graded, provision_reading, publish_reading, standing_at

pytestmark = pytest.mark.django_db

# document, marks, versions, sources, first capture, latest captures, dates, troubled days, clauses, their topics, facts,
# publications, severities
QUERIES = 13


@pytest.fixture
def document() -> Document:
    platform = factories.make_platform(slug="acme", name="Acme", operator=factories.make_operator())
    return factories.make_document(platform=platform, slug="terms")


def page_of(client: Client, address: str = "/platforms/acme/terms/", status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_page_is_the_archival_record(client: Client, document: Document) -> None:
    *_, latest = factories.make_history(document, ["One.", "Two words."])

    html = page_of(client)

    assert document.public_id in html
    assert latest.text_sha256 in html
    assert f"http://127.0.0.1:8000/d/{document.public_id}" in html
    assert "https://acme.example/terms" in html
    assert "Verified" in html
    assert "1 change of words or numbers in 2 versions" in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_versions(
    client: Client, document: Document, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    factories.make_history(document, [terms(*[NOTICE_30, LAW][: number + 1]) for number in range(count)])
    cut_all(document)
    publish_reading(standing_at(document))

    with django_assert_num_queries(QUERIES):
        page_of(client)


def test_uncaptured_document_says_what_will_appear(client: Client, document: Document) -> None:
    html = page_of(client)

    assert "No version yet" in html
    assert "Not captured yet" in html


def test_quarantine_is_explained_with_the_attempts_behind_it(client: Client, document: Document) -> None:
    reason = {"code": "challenge_page", "detail": "The page asks for proof of being human.", "weight": 1.0}
    factories.make_capture(document.sources.get(), verdict=Verdict.SUSPECT, reasons=[reason])
    factories.make_health(document, state=HealthState.QUARANTINED, detail="A captcha stood in the way.")

    html = page_of(client)

    assert "A captcha stood in the way." in html
    assert "The page asks for proof of being human." in html
    assert "No version yet" in html


def test_failed_attempt_is_listed_with_its_error(client: Client, document: Document) -> None:
    factories.make_failed_capture(document.sources.get())

    assert "The server refused the connection." in page_of(client)


def test_our_own_changes_are_not_counted_as_the_publishers(client: Client, document: Document) -> None:
    factories.make_history(document, ["One.", "Two."], cause=Cause.EXTRACTOR, kind=Kind.BASELINE)

    html = page_of(client)

    assert "0 changes of words or numbers in 2 versions" in html
    assert "our re-extraction" in html


def test_long_history_is_paged(client: Client, document: Document) -> None:
    factories.make_history(document, [f"Text {number}." for number in range(41)])

    assert "1 to 40 of 41 versions" in page_of(client)
    assert "41 to 41 of 41 versions" in page_of(client, "/platforms/acme/terms/?page=2")
    assert "Read version 41" in page_of(client, "/platforms/acme/terms/?page=abc")


def test_former_address_leads_to_every_page_of_the_document(client: Client, document: Document) -> None:
    factories.make_former_address(document, "tos")
    factories.make_alias(document.platform, "acme-labs")

    response = client.get("/platforms/acme/tos/versions/3/")
    both = client.get("/platforms/acme-labs/terms/")

    assert (response.status_code, response["Location"]) == (301, "/platforms/acme/terms/versions/3/")
    assert (both.status_code, both["Location"]) == (301, "/platforms/acme/terms/")


@pytest.mark.parametrize("address", ["/platforms/acme/nothing/", "/platforms/nobody/terms/"])
def test_unknown_document_is_not_found(client: Client, document: Document, address: str) -> None:
    page_of(client, address, status=404)


def test_captures_of_a_source_that_was_replaced_still_count(client: Client, document: Document) -> None:
    old = document.sources.get()
    factories.make_capture(old, started_at=factories.START - timedelta(days=400))
    type(old).objects.filter(pk=old.pk).update(valid_until=factories.START)
    factories.make_source(document, position=1, url="https://acme.example/new-terms")

    html = page_of(client)

    assert "26 Jan 2025" in html
    assert "https://acme.example/new-terms" in html


def test_record_that_names_no_address_is_not_linked(client: Client, document: Document) -> None:
    document.sources.update(url="")

    html = page_of(client)

    assert 'href=""' not in html
    assert "Original" not in html
    assert "not stated" in html


def test_clauses_stand_under_their_families_with_severity_and_facts(
    client: Client, document: Document
) -> None:
    factories.make_history(document, [terms(NOTICE_30, LIABILITY, LAW)])
    cut_all(document)
    publish_reading(standing_at(document), provision_reading(severity=graded(Level.HIGH)))

    html = " ".join(page_of(client).split())

    counts = severity_counts(document=document)
    assert (counts.high, counts.medium, counts.low, counts.unread) == (1, 0, 0, 2)
    assert "1 high" in html
    assert "2 not read yet" in html
    assert "3 clauses in force, 100 % of the words outside headings" in html
    assert re.findall(r"<summary> ([\w ]+) <span class=\"cell-note\">(\d)", html) == [
        ("Disputes", "1"),
        ("Liability", "1"),
        ("Control of the relationship", "1"),
    ]
    assert "Acme may change its terms on notice" in html
    assert "<dt>Notice</dt> <dd> 30 days </dd>" in html


def test_document_that_is_not_cut_shows_no_clauses(client: Client, document: Document) -> None:
    factories.make_version(document)

    assert 'id="provisions"' not in page_of(client)
