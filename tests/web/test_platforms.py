"""The list of platforms and the page of one."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.analysis.selectors.counting import severity_counts
from apps.documents.models import HealthState
from apps.platforms.models import Platform
from tests import factories
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms
from tests.web.clauses import add_document, publish_reading, standing_at

pytestmark = pytest.mark.django_db

LIST_QUERIES = 4  # count, page, documents, last changes
# platform, documents, latest versions, changes, aliases; topics covered; severities of the documents and of the platform
PAGE_QUERIES = 8


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_list_shows_what_is_held_of_each_platform(client: Client) -> None:
    platform = factories.make_platform(name="Acme", operator=factories.make_operator(name="Acme, Inc."))
    document = factories.make_document(platform=platform)
    factories.make_history(document, ["One.", "Two."])
    factories.make_health(document, state=HealthState.QUARANTINED)

    html = page_of(client, "/platforms/")

    assert "Acme, Inc." in html
    assert "United States" in html
    assert "1 not verified" in html
    assert "3 Mar 2026" in html


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        platform = factories.make_platform(operator=factories.make_operator())
        factories.make_history(factories.make_document(platform=platform), ["One.", "Two."])

    with django_assert_num_queries(LIST_QUERIES):
        page_of(client, "/platforms/")


def test_search_finds_by_former_name_and_keeps_its_filters_in_links(client: Client) -> None:
    for number in range(51):
        factories.make_alias(factories.make_platform(slug=f"p{number}"), f"former-{number}")
    factories.make_platform(name="Unrelated")

    html = page_of(client, "/platforms/?q=former&category=ai-models")

    assert "1 to 50 of 51 platforms" in html
    assert "?q=former&amp;category=ai-models&amp;page=2" in html
    assert "Unrelated" not in html


def test_search_without_a_match_says_so(client: Client) -> None:
    assert "No platform matches" in page_of(client, "/platforms/?q=%3Cscript%3E%00")


@pytest.mark.parametrize("page", ["abc", "-1", "999999999999999999999", ""])
def test_page_that_does_not_exist_is_the_nearest_one(client: Client, page: str) -> None:
    factories.make_platform(name="Acme")

    assert "Acme" in page_of(client, f"/platforms/?page={page}")


def test_unknown_category_is_said_to_be_unknown(client: Client) -> None:
    html = page_of(client, "/platforms/?category=%3Cb%3Enonsense", status=400)

    assert "There is no category named “&lt;b&gt;nonsense”." in html


def test_page_shows_documents_changes_and_profile(client: Client) -> None:
    platform = factories.make_platform(slug="acme", name="Acme", operator=factories.make_operator())
    factories.make_alias(platform, "acme-ai")
    factories.make_history(factories.make_document(platform=platform), ["One.", "Two.", "Three."])

    html = page_of(client, "/platforms/acme/")

    assert "version 3, 1 words" in html
    assert html.count("data-change ") == 2
    assert "Acme-Ai" in html
    assert "2 changes by Acme in its documents" in html


def test_long_history_is_counted_whole_and_drawn_in_part(client: Client) -> None:
    document = factories.make_document(platform=factories.make_platform(slug="acme", name="Acme"))
    factories.make_history(document, [f"Text {number}." for number in range(63)])

    html = page_of(client, "/platforms/acme/")

    assert "62 changes by Acme in its documents" in html
    assert "The newest 60 are drawn." in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_documents(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    platform = factories.make_platform(slug="acme", operator=factories.make_operator())
    for _ in range(count):
        document = factories.make_document(platform=platform)
        factories.make_history(document, [terms(NOTICE_30), terms(NOTICE_30, LAW)])
        cut_all(document)

    with django_assert_num_queries(PAGE_QUERIES):
        page_of(client, "/platforms/acme/")


def test_page_shows_severities_and_the_positions_taken(client: Client) -> None:
    platform = factories.make_platform(slug="acme", name="Acme")
    document = add_document(platform, [[NOTICE_30, LIABILITY]])
    add_document(platform, [[NOTICE_7]], slug="api-terms")
    publish_reading(standing_at(document))

    html = " ".join(re.sub(r"<[^>]+>", " ", page_of(client, "/platforms/acme/")).split())

    counts = severity_counts(platform=platform)
    assert (counts.high, counts.medium, counts.low, counts.unread) == (0, 1, 0, 2)
    assert html.count("1 medium") == 2  # the platform, and the document it is in
    assert "3 clauses in force" in html
    assert "topics covered 2" in html
    assert "With notice" in html
    assert "Capped" in html


def test_quarantined_document_is_shown_as_such(client: Client) -> None:
    document = factories.make_document(platform=factories.make_platform(slug="acme"))
    factories.make_health(document, state=HealthState.QUARANTINED)

    assert "Quarantined" in page_of(client, "/platforms/acme/")


def test_platform_without_documents_says_what_will_appear(client: Client) -> None:
    factories.make_platform(slug="acme")

    assert "No document is tracked yet" in page_of(client, "/platforms/acme/")


def test_former_slug_leads_to_the_platform(client: Client) -> None:
    factories.make_alias(factories.make_platform(slug="acme"), "acme-labs")

    response = client.get("/platforms/acme-labs/?from=mail")

    assert (response.status_code, response["Location"]) == (301, "/platforms/acme/?from=mail")


def test_unknown_platform_is_not_found_in_our_design(client: Client) -> None:
    assert "There is no record at this address" in page_of(client, "/platforms/nobody/", status=404)


def test_hostile_name_is_text(client: Client) -> None:
    Platform.objects.filter(pk=factories.make_platform(slug="acme").pk).update(
        name="<script>alert(1)</script>"
    )

    html = page_of(client, "/platforms/acme/")

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
