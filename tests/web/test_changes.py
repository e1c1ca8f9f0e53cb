"""The list of changes and the page of one."""

from itertools import pairwise

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.documents.models import Cause, Change, Document, Kind
from tests import factories

pytestmark = pytest.mark.django_db

LIST_QUERIES = 3  # count, ids, rows
PAGE_QUERIES = 2  # change, neighbours


def make_changes(document: Document, kinds: list[tuple[Cause, Kind]]) -> list[Change]:
    versions = [factories.make_version(document, f"Text {number}.") for number in range(len(kinds) + 1)]
    return [
        factories.make_change(old, new, cause=cause, kind=kind)
        for (old, new), (cause, kind) in zip(pairwise(versions), kinds, strict=True)
    ]


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_list_holds_what_publishers_changed_in_words_or_numbers(client: Client) -> None:
    wording, links, returned, ours = make_changes(
        factories.make_document(),
        [
            (Cause.PUBLISHER, Kind.SUBSTANTIVE),
            (Cause.PUBLISHER, Kind.LINKS),
            (Cause.PUBLISHER, Kind.REVERTED),
            (Cause.EXTRACTOR, Kind.BASELINE),
        ],
    )

    html = page_of(client, "/changes/")

    assert wording.public_id in html
    assert returned.public_id in html
    assert links.public_id not in html
    assert ours.public_id not in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=links", [1]),
        ("kind=all", [0, 1]),
        ("cause=publisher", [0]),
        ("cause=extractor", [2]),
        ("cause=source&kind=baseline", [3]),
        ("cause=source&kind=links", []),
    ],
)
def test_list_is_filtered_by_kind_and_cause(client: Client, query: str, shown: list[int]) -> None:
    changes = make_changes(
        factories.make_document(),
        [
            (Cause.PUBLISHER, Kind.NUMBERS),
            (Cause.PUBLISHER, Kind.LINKS),
            (Cause.EXTRACTOR, Kind.BASELINE),
            (Cause.SOURCE, Kind.BASELINE),
        ],
    )

    html = page_of(client, f"/changes/?{query}")

    assert [index for index, change in enumerate(changes) if change.public_id in html] == shown


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        factories.make_history(factories.make_document(), ["One.", "Two."])

    with django_assert_num_queries(LIST_QUERIES):
        page_of(client, "/changes/")


def test_empty_list_says_what_will_appear(client: Client) -> None:
    assert "No change matches" in page_of(client, "/changes/")


@pytest.mark.parametrize("query", ["kind=nonsense", "cause=weather", "kind=%00"])
def test_filter_that_does_not_exist_is_said_not_to(client: Client, query: str) -> None:
    assert "There is no" in page_of(client, f"/changes/?{query}", status=400)


@pytest.mark.parametrize("count", [1, 3])
def test_page_shows_the_change_and_costs_the_same_in_any_history(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    document = factories.make_document(platform=factories.make_platform(name="Acme"))
    changes = make_changes(document, [(Cause.PUBLISHER, Kind.SUBSTANTIVE)] * count)

    with django_assert_num_queries(PAGE_QUERIES):
        html = page_of(client, changes[0].get_absolute_url())

    assert "Acme changed its" in html
    assert "new words in 1 sentence" in html
    assert "[deleted: </span>0<" in html
    assert ("Later change" in html) is (count > 1)


def test_change_of_ours_is_not_said_to_be_the_vendors(client: Client) -> None:
    (change,) = make_changes(factories.make_document(), [(Cause.EXTRACTOR, Kind.BASELINE)])

    assert "changed, not the document" in page_of(client, change.get_absolute_url())


def test_dates_that_were_not_looked_for_are_not_made_up(client: Client) -> None:
    (change,) = make_changes(factories.make_document(), [(Cause.PUBLISHER, Kind.SUBSTANTIVE)])

    assert page_of(client, change.get_absolute_url()).count("not determined") == 2


def test_id_typed_in_small_letters_leads_to_the_page(client: Client) -> None:
    (change,) = make_changes(factories.make_document(), [(Cause.PUBLISHER, Kind.SUBSTANTIVE)])

    response = client.get(change.get_absolute_url().replace("CA-C", "ca-c"))

    assert (response.status_code, response["Location"]) == (301, change.get_absolute_url())


@pytest.mark.parametrize("public_id", ["CA-C-999999", "CA-D-000001", "1", "nonsense", "CA-C-000000"])
def test_unknown_change_is_not_found(client: Client, public_id: str) -> None:
    page_of(client, f"/changes/{public_id}/", status=404)
