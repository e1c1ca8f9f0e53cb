"""Two hundred people sign in at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from apps.accounts.models import Membership
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from tests.accounts.cast import make_member, make_workspace
from tests.accounts.signin.people import INSIDE, make_person, sign_in

PEOPLE, AT_ONCE = 200, 16


def _sign_in(number: int) -> str:
    try:
        client = Client(REMOTE_ADDR=f"198.51.100.{number}", raise_request_exception=False)
        led_to = sign_in(client, f"person-{number}@example.com")
        return led_to if client.get("/methodology/").status_code == 200 else ""
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_one_person_signs_in_at_four_places_at_once() -> None:
    make_person("person-1@example.com")  # the fifth attempt under way would count as a guess

    with ThreadPoolExecutor(4) as threads:
        led_to = list(threads.map(lambda _: _sign_in(1), range(4)))

    assert led_to == [INSIDE] * 4
    assert UserSession.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_hundred_sign_ins_and_role_changes_at_once_leave_an_owner() -> None:
    """Owners demote each other through the site while others sign in: no error, no deadlock, and one owner stays."""
    owners = [make_person(f"owner-{number}@example.com") for number in range(4)]
    workspace = make_workspace(owners[0])
    members = [make_member(workspace, owner, Role.OWNER).pk for owner in owners[1:]]
    browsers = [
        Client(REMOTE_ADDR=f"203.0.113.{number}", raise_request_exception=False) for number in range(4)
    ]
    for browser, owner in zip(browsers, owners, strict=True):
        browser.force_login(owner)
    for number in range(PEOPLE):
        make_person(f"person-{number}@example.com")

    def demote(number: int) -> int:
        try:
            address = f"/w/{workspace.slug}/members/{members[number % 3]}/role/"
            role = ("owner", "admin", "viewer")[number % 5 % 3]
            return browsers[number % 4].post(address, {"role": role}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        changes = [threads.submit(demote, number) for number in range(PEOPLE)]
        led_to = list(threads.map(_sign_in, range(PEOPLE)))

    assert led_to == [INSIDE] * PEOPLE
    assert UserSession.objects.filter(user__email__startswith="person-").count() == PEOPLE
    assert Session.objects.count() == PEOPLE + len(browsers)
    assert {change.result() for change in changes} <= {200, 302, 403, 404}
    with in_workspace(workspace):
        assert Membership.objects.for_workspace(workspace).filter(role=Role.OWNER).exists()
