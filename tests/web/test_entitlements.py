"""Who may see which paid part."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import User
from apps.accounts.types import Plan
from apps.billing.types import Feature
from apps.web.entitlements import entitled
from tests.accounts.cast import make_user
from tests.web.teams import Team

SOLD_TO = {
    Plan.FREE: {Feature.WEEKLY_DIGEST},
    Plan.WATCHER: {
        Feature.SAME_DAY_ALERTS,
        Feature.CHANGE_SUMMARIES,
        Feature.REGULATORY_CITATIONS,
        Feature.FEEDS,
    },
}


def request_of(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def features_of(request: HttpRequest) -> set[Feature]:
    return {feature for feature in Feature if entitled(request, feature)}


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("free", SOLD_TO[Plan.FREE]),
        ("watcher", SOLD_TO[Plan.FREE] | SOLD_TO[Plan.WATCHER]),
        ("professional", set(Feature)),
    ],
)
def test_visitor_sees_what_the_setting_says(settings: Settings, plan: str, expected: set[Feature]) -> None:
    settings.VISITOR_PLAN = plan

    assert features_of(request_of(AnonymousUser())) == expected


@pytest.mark.django_db
def test_person_without_a_workspace_is_a_visitor() -> None:
    assert features_of(request_of(make_user("loner"))) == SOLD_TO[Plan.FREE]


@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_every_member_sees_what_the_workspace_pays_for(settings: Settings, team: Team, role: str) -> None:
    settings.WORKSPACE_PLAN = "watcher"

    assert features_of(request_of(team.people[role])) == SOLD_TO[Plan.FREE] | SOLD_TO[Plan.WATCHER]


def test_memberships_are_asked_for_once_a_page(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = request_of(team.people["owner"])
    entitled(request, Feature.API)

    with django_assert_num_queries(0):
        assert entitled(request, Feature.DOSSIERS)
