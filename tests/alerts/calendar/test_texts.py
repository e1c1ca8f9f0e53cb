"""The calendar's dates from texts: new ones only, each with its words, withdrawn when the text takes them back."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.plans import GRACE
from apps.accounts.types import Plan
from apps.alerts.calendar import Span, calendar_of, coming_dates, undated_changes
from apps.alerts.services.marking import dismiss
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Cause, DeadlineReading
from tests import factories
from tests.accounts.cast import acting, make_user, make_workspace
from tests.accounts.conftest import Cast
from tests.alerts.calendar.cast import FOUND_AT, dates_in, make_dated, plainly, year_around
from tests.alerts.cast import follow, make_alert, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = FOUND_AT.date()
SOON, LATER = TODAY + 20 * DAY, TODAY + 40 * DAY
YEAR = year_around(TODAY)


def said(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"


EFFECTIVE = f"These terms take effect on {said(SOON)}."
POSTPONED = f"These terms take effect on {said(LATER)}."
OBJECT = f"You may object until {said(SOON - DAY)}."


def test_each_date_of_a_followed_change_stands_with_its_words(cast: Cast) -> None:
    (change,) = make_dated("We may.", f"{EFFECTIVE} {OBJECT} It renews on {said(LATER)}.")
    follow(cast.acme, cast.alice, change.document.platform)
    tell(change)

    found = dates_in(cast.acme, YEAR)

    assert plainly(found) == [
        ("objection", SOON - DAY, False),
        ("effective", SOON, False),
        ("renewal", LATER, False),
    ]
    assert found[0].quote == OBJECT
    assert (
        found[0].title == f"{change.document.platform.name}, Terms of Service: last day to object or opt out"
    )
    assert {one.change for one in found} == {change}
    assert len({one.alert_id for one in found} - {None}) == 1
    assert [one.key for one in found] == [
        f"{change.public_id}/objection/{SOON - DAY}",
        f"{change.public_id}/effective",
        f"{change.public_id}/renewal/{LATER}",
    ]


def test_what_the_text_before_said_already_is_no_news(cast: Cast) -> None:
    (change,) = make_dated(f"{EFFECTIVE} {OBJECT}", f"We may. {EFFECTIVE} {OBJECT}")
    follow(cast.acme, cast.alice, change.document)

    assert dates_in(cast.acme, YEAR) == []


def test_what_nobody_follows_is_not_there(cast: Cast) -> None:
    make_dated("We may.", EFFECTIVE)
    (ours,) = make_dated("We may.", EFFECTIVE)
    follow(cast.acme, cast.alice, ours.document)

    assert [one.change for one in dates_in(cast.acme, YEAR)] == [ours]
    assert dates_in(cast.umbra, YEAR) == []


def test_our_own_better_reading_gives_no_dates(cast: Cast) -> None:
    (change,) = make_dated("We may.", EFFECTIVE)
    old = change.to_version
    new = factories.make_version(change.document, f"# Terms\n\nWe can. {POSTPONED}\n", at=FOUND_AT + DAY)
    factories.make_change(old, new, cause=Cause.EXTRACTOR)
    follow(cast.acme, cast.alice, change.document)

    assert plainly(dates_in(cast.acme, YEAR)) == [("effective", SOON, False)]


def test_a_date_that_was_put_off_is_withdrawn(cast: Cast) -> None:
    first, second = make_dated("We may.", EFFECTIVE, POSTPONED)
    follow(cast.acme, cast.alice, first.document)

    found = dates_in(cast.acme, YEAR)

    assert plainly(found) == [("effective", SOON, True), ("effective", LATER, False)]
    assert found[0].withdrawn_at == second.detected_at
    assert "another day" in found[0].withdrawn_because


def test_a_date_that_had_come_before_the_next_is_not_withdrawn(cast: Cast) -> None:
    first, _second = make_dated("We may.", EFFECTIVE, POSTPONED, every=30 * DAY)
    follow(cast.acme, cast.alice, first.document)

    assert plainly(dates_in(cast.acme, YEAR)) == [("effective", SOON, False), ("effective", LATER, False)]


def test_a_text_that_says_nothing_more_of_it_takes_nothing_back(cast: Cast) -> None:
    first, _second = make_dated("We may.", EFFECTIVE, "We can.")
    follow(cast.acme, cast.alice, first.document)

    assert plainly(dates_in(cast.acme, YEAR)) == [("effective", SOON, False)]


def test_a_dismissed_change_has_no_dates_to_act_on(cast: Cast) -> None:
    (change,) = make_dated("We may.", EFFECTIVE)
    follow(cast.acme, cast.alice, change.document)
    alert = make_alert(cast.acme, change)
    dismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.alice))

    (found,) = dates_in(cast.acme, YEAR)

    assert found.is_withdrawn
    assert "not relevant" in found.withdrawn_because
    with in_workspace(cast.acme):
        assert coming_dates(cast.acme, today=TODAY, days=60) == []


def test_what_was_told_by_a_topic_has_its_dates_and_is_withdrawn_like_the_rest(cast: Cast) -> None:
    first, _second = make_dated("We may.", EFFECTIVE, POSTPONED)
    make_alert(cast.acme, first)

    assert plainly(dates_in(cast.acme, YEAR)) == [("effective", SOON, True)]


def test_a_date_of_two_meanings_stands_at_the_earlier_with_both(cast: Cast) -> None:
    (change,) = make_dated("We may.", "Effective 03/04/2026.")
    follow(cast.acme, cast.alice, change.document)

    (found,) = dates_in(cast.acme, YEAR)

    assert (found.on, found.is_unclear) == (date(2026, 3, 4), True)
    assert found.readings == (date(2026, 3, 4), date(2026, 4, 3))


def test_a_span_is_its_first_and_last_day_and_what_lies_between(cast: Cast) -> None:
    (change,) = make_dated("We may.", EFFECTIVE)
    follow(cast.acme, cast.alice, change.document)

    spans = [Span(SOON, SOON), Span(SOON - DAY, SOON), Span(SOON + DAY, LATER), Span(TODAY, SOON - DAY)]
    assert [len(dates_in(cast.acme, span)) for span in spans] == [1, 1, 0, 0]


def test_what_comes_is_what_can_be_acted_on_from_today(cast: Cast) -> None:
    (change,) = make_dated("We may.", f"Announced on {said(TODAY)}. {EFFECTIVE}")
    follow(cast.acme, cast.alice, change.document)

    assert plainly(dates_in(cast.acme, YEAR)) == [("notice", TODAY, False), ("effective", SOON, False)]
    with in_workspace(cast.acme):
        assert plainly(coming_dates(cast.acme, today=TODAY, days=30)) == [("effective", SOON, False)]
        assert plainly(coming_dates(cast.acme, today=SOON, days=0)) == [("effective", SOON, False)]
        assert coming_dates(cast.acme, today=SOON + DAY, days=30) == []


def test_a_platform_that_the_plan_pauses_gives_none(cast: Cast) -> None:
    kept, paused = factories.make_platform(), factories.make_platform()
    for platform in (kept, paused):
        make_dated("We may.", EFFECTIVE, document=factories.make_document(platform=platform))
        follow(cast.acme, cast.alice, platform)
    with in_workspace(cast.acme):
        rows = type(cast.acme).objects.for_workspace(cast.acme)
        shrunk_at = clock.now() - GRACE - DAY
        rows.update(plan=Plan.FREE, plan_before=Plan.PROFESSIONAL, plan_shrunk_at=shrunk_at)
    cast.acme.plan, cast.acme.plan_before, cast.acme.plan_shrunk_at = Plan.FREE, Plan.PROFESSIONAL, shrunk_at

    assert [one.change.document.platform for one in dates_in(cast.acme, YEAR)] == [kept]


def test_a_change_without_a_date_says_so_and_whether_anybody_looked(cast: Cast) -> None:
    dated, plain, unread = (make_dated("We may.", text)[0] for text in (EFFECTIVE, "We can.", "We will."))
    version = unread.to_version
    other = factories.make_version(unread.document, "# Terms\n\nWe never read this.\n", at=FOUND_AT + DAY)
    never = factories.make_change(version, other)
    assert not DeadlineReading.objects.filter(version=other).exists()
    for change in (dated, plain, never):
        make_alert(cast.acme, change)

    with in_workspace(cast.acme):
        found = undated_changes(cast.acme, since=FOUND_AT - DAY, most=5)

    assert {(one.change, one.is_read) for one in found} == {(plain, True), (never, False)}


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_changes_costs_the_same(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        (change,) = make_dated("We may.", f"{EFFECTIVE} {OBJECT}")
        follow(cast.acme, cast.alice, change.document)
        make_alert(cast.acme, change)

    with in_workspace(cast.acme), django_assert_num_queries(7):
        assert len(calendar_of(cast.acme, YEAR)) == 2 * count


def test_two_workspaces_never_see_each_others(cast: Cast) -> None:
    owner = make_user("Dora", domain="delta.example")
    delta = make_workspace(owner, "Delta")
    (change,) = make_dated("We may.", EFFECTIVE)
    make_alert(delta, change)

    assert dates_in(cast.acme, YEAR) == []
    assert len(dates_in(delta, YEAR)) == 1
