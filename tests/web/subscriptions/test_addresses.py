"""The pages on which a document is added by its address."""

import pytest
from pytest_django import Settings

from apps.accounts.types import Plan
from apps.core.tenancy import in_workspace
from apps.pipeline.stages.looks import look_at_address
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.types import AddressState
from tests.factories import make_document, make_source
from tests.pipeline.sites import site_on_loopback
from tests.web.subscriptions.test_watches import give, read, watches, words
from tests.web.teams import Team


def asked_of(team: Team) -> AddressRequest:
    with in_workspace(team.workspace):
        return AddressRequest.objects.for_workspace(team.workspace).get()


def test_an_address_is_looked_at_shown_and_followed(team: Team, settings: Settings) -> None:
    analyst = team.client("analyst")
    with site_on_loopback() as site:
        settings.FETCH_ALLOW = frozenset({("127.0.0.1", site.served.port)})
        site.publish()
        sent = analyst.post(team.url("watches/address/"), {"url": site.url()})
        asked = asked_of(team)
        here = team.url(f"watches/address/{asked.pk}/")
        under_way = analyst.get(here).content.decode()
        look_at_address(workspace_id=team.workspace.pk, request_id=asked.pk)
    found = analyst.get(here).content.decode()
    listed = read(analyst, team.url("watches/address/"))
    added = analyst.post(here, {"step": "add"})
    again = analyst.get(here)

    assert sent.headers["Location"] == here
    assert "We look at this page." in under_way
    assert 'hx-trigger="every 2s"' in under_way
    assert 'hx-trigger="every 2s"' not in found
    assert "Terms of Service" in words(found.encode())
    assert "Found, to be confirmed" in listed
    (watch,) = watches(team)
    assert added.headers["Location"] == team.url(f"watches/{watch.pk}/")
    assert again.headers["Location"].startswith(team.url("watches/new/?document=CA-D-"))


def test_what_the_archive_has_is_followed_at_once(team: Team) -> None:
    document = make_document()
    make_source(document, url="https://stratus.example/legal/terms")

    sent = team.client("analyst").post(
        team.url("watches/address/"), {"url": "http://stratus.example/legal/terms/#part-2"}
    )

    assert sent.headers["Location"] == team.url(f"watches/new/?document={document.public_id}")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "Give the address of the page or PDF."),
        ("not an address", "There is a space"),
        ("ftp://x.example/terms", "This is no web address."),
    ],
)
def test_what_is_no_address_says_so_beside_itself(team: Team, url: str, told: str) -> None:
    answer = team.client("analyst").post(team.url("watches/address/"), {"url": url})

    assert answer.status_code == 422
    assert told in words(answer.content)


def test_a_refusal_and_a_full_plan_are_told_where_they_bite(team: Team) -> None:
    give(team, Plan.FREE)
    analyst = team.client("analyst")
    analyst.post(team.url("watches/address/"), {"url": "http://127.0.0.1:9/"})
    asked = asked_of(team)
    look_at_address(workspace_id=team.workspace.pk, request_id=asked.pk)

    assert asked_of(team).state == AddressState.REFUSED
    assert "This address is not on the public internet." in read(
        analyst, team.url(f"watches/address/{asked.pk}/")
    )
    told = analyst.post(team.url(f"watches/address/{asked.pk}/"), {"step": "add"}, follow=True)
    assert "confirmed or dropped meanwhile" in words(told.content)
    analyst.post(team.url(f"watches/address/{asked.pk}/"), {"step": "drop"})
    assert watches(team) == []
