"""The governance timeline."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.core import clock
from apps.documents.models import DateReading, Document, Kind, Version
from apps.documents.types import StatedDateRecord
from tests import factories

pytestmark = pytest.mark.django_db

# platforms named; documents by their last change, documents, changes; what is shown of them; stated dates; names offered
QUERIES = 7
AGO = date(2020, 5, 1)


def changed(slug: str, *days_ago: int, kind: Kind = Kind.SUBSTANTIVE) -> Document:
    """Store a document of a platform of this name, changed so many days ago."""
    platform = factories.make_platform(slug=slug, name=slug.title())
    document = factories.make_document(platform=platform, slug="terms")
    now = clock.now()
    versions = [
        factories.make_version(document, f"Text {days}.", at=now - timedelta(days=days))
        for days in (max(days_ago) + 1, *days_ago)
    ]
    for old, new in pairwise(versions):
        factories.make_change(old, new, kind=kind)
    return document


def state_effective(version: Version, on: date) -> None:
    """Have the text of a version state the day from which it holds."""
    record = StatedDateRecord(on=on, quote=f"Effective {on}", offset=0, readings=(on,))
    DateReading.objects.create(
        version=version, reader="dates/1", effective=record.model_dump(mode="json"), read_at=factories.START
    )


def page_of(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"/timeline/{query}")
    assert response.status_code == status
    return response.content.decode()


def test_each_document_has_a_lane_and_each_change_a_mark(client: Client) -> None:
    acme, umbra = changed("acme", 100, 50), changed("umbra", 10, kind=Kind.NUMBERS)
    changed("other", 5, kind=Kind.LINKS)

    html = page_of(client)

    marks = [change.public_id for document in (acme, umbra) for change in document.changes.all()]
    assert html.count('<svg class="lane-mark"') == len(marks) == 3
    assert all(html.count(f'aria-label="{name}') for name in ("Acme, Terms", "Umbra, Terms"))
    assert "3 changes of the documents that changed last" in html
    assert "Other ·" not in html


def test_platforms_named_are_drawn_alone(client: Client) -> None:
    changed("acme", 20)
    changed("umbra", 10)

    html = page_of(client, "?platform=acme")

    assert "Acme, Terms of Service" in html
    assert "Umbra, Terms" not in html


@pytest.mark.parametrize(("plan", "drawn"), [("free", 1), ("watcher", 1), ("professional", 2)])
def test_older_changes_are_absent_without_the_entitlement(
    client: Client, settings: Settings, plan: str, drawn: int
) -> None:
    settings.VISITOR_PLAN = plan
    old, _ = changed("acme", 500, 20).changes.order_by("pk")

    html = page_of(client)

    assert html.count('<svg class="lane-mark"') == drawn
    assert (old.public_id in html) is (plan == "professional")
    assert ("plan-lock" in html) is (plan != "professional")


def test_flags_stand_where_changes_take_effect(client: Client) -> None:
    document = changed("acme", 40, 20, 5)
    first, second, third = document.changes.order_by("pk")
    ahead = (clock.now() + timedelta(days=30)).date()
    for version, on in ((first.from_version, AGO), (first.to_version, AGO), (third.to_version, ahead)):
        state_effective(version, on)

    html = page_of(client)

    assert html.count('<svg class="lane-flag"') == 1
    day = f"{ahead.day} {ahead:%b} {ahead.year}"
    assert f"{third.public_id} takes effect on {day}" in html
    assert 'class="lane-today"' in html
    rows = html.partition("<tbody>")[2].split("<tr>")[1:]
    assert [day in row for row in rows] == [True, False, False]
    assert "not stated" in rows[1]
    assert second.public_id in rows[1]


def test_nothing_ahead_needs_no_line_for_today(client: Client) -> None:
    changed("acme", 20)

    html = page_of(client)

    assert "lane-today" not in html
    assert "lane-flag" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        changed(f"p{number}", *range(count, 0, -1))

    with django_assert_num_queries(QUERIES):
        page_of(client, "?platform=p0")


def test_nothing_to_draw_is_said(client: Client) -> None:
    assert "No change to draw" in page_of(client)


def test_unknown_platform_is_said(client: Client) -> None:
    assert "no platform named" in page_of(client, "?platform=nobody", status=400)
