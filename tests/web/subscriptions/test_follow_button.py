"""The way from a public page to following what it shows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Workspace
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from apps.provisions.models import Provision, Topic
from apps.subscriptions.models.watch import Subject
from tests.accounts.cast import make_member, make_user, make_workspace
from tests.subscriptions.cast import follow, make_reworded
from tests.web.teams import Team

# Who is signed in, their workspaces, the topic's row; and what each of the first three follows.
_MORE = 2 + 5 + 1 + 3 * 5
_CONTRACTS = 3 * 5  # and what the contracts of each of the first three override of a clause


@pytest.fixture
def pages(team: Team) -> dict[str, tuple[str, Subject]]:
    """Return the public page of each thing that can be followed, by what names it in an address."""
    change = make_reworded()
    document, provision = change.document, Provision.objects.filter(document=change.document).earliest("pk")
    topic = Topic.objects.get(slug="arbitration")
    return {
        f"platform={document.platform.slug}": (document.platform.get_absolute_url(), document.platform),
        f"document={document.public_id}": (document.get_absolute_url(), document),
        f"provision={provision.public_id}": (provision.get_absolute_url(), provision),
        f"topic={topic.slug}": ("/topics/arbitration/", topic),
    }


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_whoever_is_not_signed_in_signs_in_and_comes_there(
    team: Team, pages: dict[str, tuple[str, Subject]]
) -> None:
    for query, (address, _subject) in pages.items():
        assert f'href="/follow/?{query}"' in page_of(Client(), address)
        sent = Client().get(f"/follow/?{query}")
        assert sent.status_code == 302
        assert sent["Location"].startswith("/account/login/?next=/follow/")
        arrived = team.client("analyst").get(f"/follow/?{query}")
        assert arrived["Location"] == team.url(f"watches/new/?{query}")


def test_members_are_led_to_their_workspace_and_see_what_it_follows(
    team: Team, pages: dict[str, tuple[str, Subject]]
) -> None:
    analyst = team.client("analyst")
    for query, (address, subject) in pages.items():
        before = page_of(analyst, address)
        watch = follow(team.workspace, team.people["owner"], subject)
        after = page_of(analyst, address)

        assert f'href="{team.url(f"watches/new/?{query}")}"' in before
        assert f'href="{team.url(f"watches/{watch.pk}/")}"' in after
        assert "Followed in Acme" in after
        assert "Followed in" not in page_of(team.client("stranger"), address)


@pytest.mark.parametrize("who", ["viewer", "procurement"])
def test_who_may_not_follow_is_offered_nothing(
    team: Team, pages: dict[str, tuple[str, Subject]], who: str
) -> None:
    for query, (address, _subject) in pages.items():
        page = page_of(team.client(who), address)
        assert f"follow/?{query}" not in page
        assert "/watches/" not in page
        assert 'href="/follow/' not in page


def test_with_several_workspaces_one_chooses(team: Team, pages: dict[str, tuple[str, Subject]]) -> None:
    make_workspace(team.people["owner"], "Beta")
    query, (address, _subject) = next(iter(pages.items()))

    shown = page_of(team.client("owner"), address)
    choice = page_of(team.client("owner"), f"/follow/?{query}")

    assert f'href="/follow/?{query}"' in shown
    assert f'href="/w/acme/watches/new/?{query}"' in choice
    assert f'href="/w/beta/watches/new/?{query}"' in choice


def test_who_is_in_no_workspace_is_told_of_one(team: Team, pages: dict[str, tuple[str, Subject]]) -> None:
    query = next(iter(pages))

    assert "You are in no workspace yet" in page_of(team.client("staff"), f"/follow/?{query}")
    assert "Your role does not follow" in page_of(team.client("viewer"), f"/follow/?{query}")


@pytest.mark.parametrize("query", ["", "?platform=nowhere"])
def test_there_must_be_something_to_follow(team: Team, query: str) -> None:
    assert team.client("owner").get(f"/follow/{query}").status_code == 404


def test_a_workspace_that_one_may_not_enter_yet_tells_nothing(
    team: Team, pages: dict[str, tuple[str, Subject]]
) -> None:
    address, subject = next(iter(pages.values()))
    follow(team.workspace, team.people["owner"], subject)
    with in_workspace(team.workspace):  # which the person who switches it on has, and nobody here
        Workspace.objects.for_workspace(team.workspace).update(require_two_factor=True)

    assert "Followed in" not in page_of(team.client("analyst"), address)


def test_pages_cost_the_same_whatever_is_followed(team: Team, pages: dict[str, tuple[str, Subject]]) -> None:
    person = team.people["analyst"]
    for number in range(4):
        make_member(make_workspace(make_user(), f"Other {number}"), person, Role.ANALYST)
    client = team.client("analyst")
    for address, subject in pages.values():
        more = _MORE + (_CONTRACTS if isinstance(subject, Provision) else 0)
        page_of(client, address)
        with CaptureQueriesContext(connection) as anonymous:
            page_of(Client(), address)
        with CaptureQueriesContext(connection) as signed_in:
            page_of(client, address)

        assert len(signed_in) <= len(anonymous) + more


def test_public_pages_stay_as_cacheable_as_they_were(
    team: Team, pages: dict[str, tuple[str, Subject]]
) -> None:
    for address, _subject in pages.values():
        anonymous, member = Client().get(address), team.client("analyst").get(address)

        assert not anonymous.has_header("Cache-Control")
        assert "private" in member["Cache-Control"]
        assert "Cookie" in anonymous["Vary"]
