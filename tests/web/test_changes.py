"""The list of changes and the page of one."""

import re
from itertools import pairwise

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.documents.models import Cause, Change, Document, Kind
from apps.documents.services.dates import record_dates
from tests import factories
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30
from tests.web.clauses import (
    add_document,
    provision_reading,
    publish_change_reading,
    publish_reading,
    standing_at,
)

pytestmark = pytest.mark.django_db

LIST_QUERIES = 3  # count, ids, rows
PAGE_QUERIES = 8  # change, neighbours, reading and its edits, dates of both versions, segmentation, clauses
READ_PAGE_QUERIES = 11  # those, and of the clauses publications, topics, facts


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

    assert page_of(client, change.get_absolute_url()).count("not read yet") == 3


def test_dates_of_the_new_text_stand_with_their_quote_and_what_is_not_new_says_so(client: Client) -> None:
    (change,) = make_changes(factories.make_document(), [(Cause.PUBLISHER, Kind.SUBSTANTIVE)])
    dated = "# Terms\n\nEffective 1 May 2026. Last updated: {} April 2026.\n\nWe may."
    record_dates([(change.from_version, dated.format(2)), (change.to_version, dated.format(9))])

    html = page_of(client, change.get_absolute_url())

    facts = " ".join(html.split("<h2>Record</h2>")[1].split("</dl>")[0].split())
    assert (
        '1 May 2026 <span class="fact-hint">“Effective 1 May 2026”, as in the version before</span>' in facts
    )
    assert '9 Apr 2026 <span class="fact-hint">“Last updated: 9 April 2026”</span>' in facts
    assert "<dt>Announced</dt> <dd > not stated </dd>" in facts


def test_id_typed_in_small_letters_leads_to_the_page(client: Client) -> None:
    (change,) = make_changes(factories.make_document(), [(Cause.PUBLISHER, Kind.SUBSTANTIVE)])

    response = client.get(change.get_absolute_url().replace("CA-C", "ca-c"))

    assert (response.status_code, response["Location"]) == (301, change.get_absolute_url())


@pytest.mark.parametrize("public_id", ["CA-C-999999", "CA-D-000001", "1", "nonsense", "CA-C-000000"])
def test_unknown_change_is_not_found(client: Client, public_id: str) -> None:
    page_of(client, f"/changes/{public_id}/", status=404)


@pytest.fixture
def change() -> Change:
    owner = factories.make_platform(slug="acme", name="Acme")
    document = add_document(owner, [[NOTICE_30, LIABILITY, LAW], [NOTICE_7, LIABILITY, AGE]])
    return document.changes.get()


def test_page_lists_the_clauses_that_the_redline_touches(client: Client, change: Change) -> None:
    publish_reading(standing_at(change.document), provision_reading(title="Acme may change its terms"))

    html = page_of(client, change.get_absolute_url())

    rows = re.findall(
        r'<li class="clause-row">(.*?)</li>\s*(?=<li class="clause-row">|</ul>\s*</section>)', html, re.DOTALL
    )
    said = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    touched = [row.provision.public_id for row in change.provision_changes.order_by("pk")]
    assert len(said) == len(touched)
    assert said[0].startswith("Medium Acme may change its terms Edited CA-P-")
    assert said[0].endswith("Notice: 30 days → 7 days")
    assert all(public_id in html for public_id in touched)


@pytest.mark.parametrize(("plan", "seen"), [("free", False), ("watcher", True)])
def test_summary_is_absent_from_the_bytes_of_those_without_it(
    client: Client, change: Change, settings: Settings, plan: str, seen: bool
) -> None:
    settings.VISITOR_PLAN = plan
    publish_change_reading(change)

    html = page_of(client, change.get_absolute_url())

    assert "Notice of changes falls to 7 days" in html
    assert "Notice falls from 30 to 7 days." in html
    for canary in ("Canary summary rest", "Canary: the new terms apply", "Canary: first change", "Worse for"):
        assert (canary in html) is seen
    assert ("plan-lock" in html) is not seen


def test_unread_change_says_nothing_of_its_meaning(client: Client, change: Change) -> None:
    assert 'id="meaning"' not in page_of(client, change.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_clauses(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    olds, news = (
        [NOTICE_30, LIABILITY, LAW][:count],
        [NOTICE_7, f"{LIABILITY} Or else.", f"{LAW} Or else."][:count],
    )
    document = add_document(factories.make_platform(slug="acme", name="Acme"), [olds, news])
    changed = document.changes.get()
    publish_change_reading(changed)
    publish_reading(standing_at(document))

    with django_assert_num_queries(READ_PAGE_QUERIES):
        page_of(client, changed.get_absolute_url())
