"""Following a search: from its page to the watch."""

import pytest
from django.test import Client

from apps.accounts.types import Plan
from apps.provisions.services.taxonomy import load_taxonomy
from apps.subscriptions.types import WatchKind
from tests.subscriptions.cast import make_reworded
from tests.web.subscriptions.test_watches import WISH, give, read, watches
from tests.web.teams import Team

ASKED = "topic=unilateral_change&position=with_notice&fact=unilateral_change.notice&comparison=lt&value=2&unit=months"
CALLED = "Changes to the terms or service, with notice, notice less than 60 days"
KEPT = "topic=unilateral_change&position=with_notice&fact=unilateral_change.notice&comparison=lt&value=60&unit=other"


def test_a_search_is_followed_from_its_page_and_leads_back_to_it(team: Team) -> None:
    give(team, Plan.PROFESSIONAL)
    make_reworded()
    analyst = team.client("analyst")
    page = analyst.get(f"/search/?{ASKED}").content.decode()
    address = team.url("watches/new/")
    assert f'href="{address}?search=' in page

    asked = analyst.get(address, {"search": ASKED})
    saved = analyst.post(address, WISH | {"search": ASKED})
    again = analyst.post(address, WISH | {"search": KEPT})

    (watch,) = watches(team)
    assert f"Follow {CALLED}" in asked.content.decode()
    assert (watch.kind, watch.name) == (WatchKind.SEARCH, CALLED)
    assert saved.headers["Location"] == again.headers["Location"] == team.url(f"watches/{watch.pk}/")
    shown = analyst.get(team.url(f"watches/{watch.pk}/")).content.decode()
    assert f"/search/?{KEPT}".replace("&", "&amp;") in shown
    assert CALLED in read(team.client("viewer"), team.url("watches/"))
    assert "Followed in" in read(analyst, f"/search/?{KEPT}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "q=notice&topic=unilateral_change", "severity=high", "platform=Nobody"]
)
def test_what_cannot_be_followed_is_not_offered(client: Client, query: str) -> None:
    load_taxonomy()
    page = client.get(f"/search/?{query}").content.decode()

    assert "search=" not in page


@pytest.mark.parametrize(
    "query", ["q=words&topic=unilateral_change", "topic=gone", "severity=high", "x" * 501, "value=1&fact=a.b"]
)
def test_an_address_that_names_no_search_leads_nowhere(team: Team, query: str) -> None:
    load_taxonomy()
    assert team.client("owner").get(team.url("watches/new/"), {"search": query}).status_code == 404


def test_a_plan_without_clauses_says_so(team: Team) -> None:
    load_taxonomy()
    give(team, Plan.WATCHER)
    address = team.url("watches/new/")

    assert "Professional" in read(team.client("owner"), f"{address}?search=topic%3Dunilateral_change")
    team.client("owner").post(address, WISH | {"search": "topic=unilateral_change"})

    assert watches(team) == []
