"""What a watch would have told in the past."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.analysis.types import Level
from apps.core import clock
from apps.documents.models import Cause, Kind
from apps.provisions.models import Provision, Topic
from apps.subscriptions.selectors import facts_of, preview
from apps.subscriptions.types import Interest, Rules
from tests.factories import START, make_change, make_document, make_history, make_version
from tests.subscriptions.cast import EVERYTHING, make_reworded
from tests.web.clauses import change_reading, graded, publish_change_reading

pytestmark = pytest.mark.django_db

NOW = START + timedelta(days=30)
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _a_month_later() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def texts(count: int) -> list[str]:
    return [f"Text number {number}." for number in range(count)]


def test_told_left_out_and_silent_are_all_the_changes_there_are() -> None:
    document = make_document()
    versions = [make_version(document, text) for text in texts(7)]
    kinds = [Kind.SUBSTANTIVE, Kind.LINKS, Kind.EDITORIAL, Kind.NUMBERS, Kind.VARIANT]
    changes = [
        make_change(old, new, kind=kind)
        for old, new, kind in zip(versions, versions[1:], kinds, strict=False)
    ]
    make_change(versions[5], versions[6], cause=Cause.EXTRACTOR)

    found = preview(document, Rules())

    assert [row.change for row in found.told] == [changes[3], changes[0]]
    assert [row.change for row in found.left_out] == [changes[1]]
    assert [check.rule for check in found.left_out[0].verdict.unmet] == ["interests"]
    assert (found.silent, found.is_cut) == (3, False)
    assert preview(document.platform, Rules()) == found


def test_the_rules_decide_what_is_told() -> None:
    change = make_reworded()
    publish_change_reading(change, change_reading(severity=graded(Level.MEDIUM)))

    told = preview(change.document, Rules(min_severity=Level.MEDIUM))
    left_out = preview(change.document, Rules(min_severity=Level.HIGH))

    assert [row.change for row in told.told] == [change]
    assert [row.change for row in left_out.left_out] == [change]


def test_what_was_more_than_twelve_months_ago_is_not_counted() -> None:
    document = make_document()
    make_history(document, texts(3))
    first, second = document.changes.order_by("detected_at")
    with clock.fixed(first.detected_at + YEAR):
        both = preview(document, EVERYTHING)
    with clock.fixed(first.detected_at + YEAR + timedelta(seconds=1)):
        one = preview(document, EVERYTHING)

    assert [row.change for row in both.told] == [second, first]
    assert [row.change for row in one.told] == [second]


def test_a_clause_is_told_of_its_own_changes_and_a_topic_of_its_clauses() -> None:
    change = make_reworded()
    facts = facts_of(change)
    touched = Provision.objects.get(pk__in=facts.provisions)
    untouched = Provision.objects.filter(document=change.document).exclude(pk=touched.pk).earliest("pk")
    topic = Topic.objects.get(slug=min(facts.topics))
    elsewhere = Topic.objects.exclude(slug__in=facts.topics).earliest("pk")

    assert [row.change for row in preview(touched, Rules()).told] == [change]
    assert preview(untouched, Rules()).told == ()
    assert [row.change for row in preview(topic, Rules()).told] == [change]
    assert preview(elsewhere, Rules()).told == ()


def test_another_document_is_none_of_its_business() -> None:
    one, other = make_document(), make_document()
    make_history(one, texts(2))
    make_history(other, texts(2))

    found = preview(one, EVERYTHING)

    assert [row.change.document for row in found.told] == [one]


def test_there_is_an_end_to_what_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document()
    make_history(document, texts(4))
    monkeypatch.setattr(import_module("apps.subscriptions.selectors.preview"), "_MOST", 2)

    found = preview(document, Rules(interests=(Interest.WORDING,)))

    assert (len(found.told), found.is_cut) == (2, True)
    assert found.told[0].change == document.changes.latest("detected_at")


def test_a_long_history_costs_as_many_queries_as_a_short_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    short, long = make_document(), make_document()
    make_history(short, texts(2))
    make_history(long, texts(5))

    with django_assert_num_queries(7):
        preview(short, Rules())
    with django_assert_num_queries(7):
        preview(long, Rules())
