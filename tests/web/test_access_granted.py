"""The access table, walked: whom it lets in is let in, and changes what the address is for."""

import pytest
from django.urls import reverse

from apps.web.access_listing import OPEN, VISITORS, expected
from apps.web.access_table import ACCESS, Access
from tests.web.access_samples import Sample
from tests.web.fingerprints import fingerprint, undone
from tests.web.review_samples import SAMPLES
from tests.web.teams import Team
from tests.web.visits import METHODS, ask, outcome

# What is somebody's own, in the workspace or not: these may ask, and are told that it is not theirs.
NOT_THEIRS = {"workspace_feed_revoke": {"analyst", "procurement"}}


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def team(db: None, signed_in: Team) -> Team:
    return signed_in.as_it_was()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "name", sorted(name for name, wanted in ACCESS.items() if not isinstance(wanted, Access))
)
def test_whom_the_table_lets_in_is_let_in(team: Team, name: str, method: str) -> None:
    sample = SAMPLES.get(name, Sample())
    sample.prepare(team)
    address = reverse(name, kwargs=sample.kwargs(team))
    before = fingerprint()

    for visitor in VISITORS:
        if expected(name, visitor) != OPEN:
            continue
        with undone():
            response = ask(team, visitor, method, address, sample)
            assert response.status_code in {200, 302, 405, 422}, (visitor, response.status_code)
            assert outcome(response) == OPEN
            # the last owner can do less than the table says: the workspace would have none
            is_last_owner = visitor == "owner" and name == "workspace_leave"
            is_refused = is_last_owner or visitor in NOT_THEIRS.get(name, ())
            changed = fingerprint() != before
            assert changed == (method == "post" and sample.changes and not is_refused), visitor
