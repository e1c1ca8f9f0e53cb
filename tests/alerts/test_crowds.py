"""Two thousand workspaces: what each costs, and what is held of all of them."""

import tracemalloc
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.alerts.models import FanOutState
from apps.alerts.services.opening import open_fan_out
from apps.alerts.services.raising import raise_alerts
from apps.core import clock
from tests.alerts.cast import NOW, make_crowd, make_news, tell, told_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

SIZE = 2_000
MEGABYTE = 1_000_000


def statements(change_id: int) -> Counter[str]:
    """Tell a change, and count what was asked of the database by its first word."""
    with CaptureQueriesContext(connection) as captured, clock.fixed(NOW):
        fan_out = raise_alerts(change_id=change_id)
        assert fan_out.state == FanOutState.DONE
    return Counter(query["sql"].split()[0] for query in captured)


def test_a_workspace_costs_five_statements_and_a_portion_of_them_a_few_more() -> None:
    few, many = make_news(), make_news()
    make_crowd(few.document.platform, 100)
    make_crowd(many.document.platform, 200)
    with clock.fixed(NOW):
        open_fan_out(change=few)
        open_fan_out(change=many)

    hundred, two_hundred = statements(few.pk), statements(many.pk)

    # Both are one portion, so what differs is what a hundred workspaces cost: a savepoint and its release, the claim and its end,
    # and the alert.
    assert two_hundred - hundred == Counter(SAVEPOINT=100, RELEASE=100, SELECT=200, INSERT=100)


def test_two_thousand_are_told_once_each_in_bounded_memory() -> None:
    small, large = make_news(), make_news()
    make_crowd(small.document.platform, 2)
    crowd = make_crowd(large.document.platform, SIZE)
    tell(small)  # what is loaded once is loaded now

    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        fan_out = tell(large)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (fan_out.state, fan_out.told) == (FanOutState.DONE, SIZE)
    assert told_of(large) == crowd
    assert peak - before < 10 * MEGABYTE  # half of the crowd at a time, at 5 KB each
    assert after - before < MEGABYTE
