"""Two workers at the clauses of one document."""

from functools import partial

import pytest

from apps.analysis.models import Mapping, Screening
from apps.analysis.services.mapping import map_provisions
from apps.analysis.services.regulations import load_regulations
from tests.analysis.regulations.screened import ARBITRATION, CHANGE, classified, make_terms
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("attempt", range(3))
def test_workers_at_the_same_clauses_map_them_once(attempt: int) -> None:
    load_regulations()
    rows = classified(make_terms(ARBITRATION, CHANGE))

    came_of_it = at_once([partial(map_provisions, classifications=rows)] * 3)

    assert came_of_it == {"done": 3}
    assert Screening.objects.count() == 2
    assert Mapping.objects.count() == 4


def test_two_processes_may_load_the_laws_at_once() -> None:
    came_of_it = at_once([load_regulations] * 3)

    assert came_of_it == {"done": 3}
    assert load_regulations().articles.new == 0
