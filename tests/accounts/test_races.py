"""What is asked for at the same moment, in transactions of its own, on connections of its own."""

from functools import partial
from itertools import cycle, islice

import pytest
from pytest_django import Settings

from apps.accounts.models import ApiKey, Membership, User, Workspace
from apps.accounts.services.api_keys import authenticate_key, rotate_api_key
from apps.accounts.services.invitations import accept_invitation, invite_member
from apps.accounts.services.members import (
    change_role,
    leave_workspace,
    remove_member,
    transfer_ownership,
)
from apps.accounts.services.workspaces import MOST_OWNED, create_workspace
from apps.accounts.types import Plan, Role
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_invitation, make_key, make_member, make_user, membership
from tests.accounts.conftest import build_cast
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def number_of(workspace: Workspace, user: User) -> int:
    found = membership(workspace, user)
    assert found is not None
    return found.pk


def owners(workspace: Workspace) -> int:
    with in_workspace(workspace):
        return Membership.objects.for_workspace(workspace).filter(role=Role.OWNER).count()


@pytest.mark.parametrize("attempt", range(5))
def test_owners_who_leave_at_once_leave_one_behind(attempt: int) -> None:
    cast = build_cast()
    others = [make_user(f"Owner{number}") for number in range(3)]
    for other in others:
        make_member(cast.acme, other, Role.OWNER)

    came_of_it = at_once(
        [
            partial(leave_workspace, workspace=cast.acme, user=user, actor=acting(user))
            for user in (cast.alice, *others)
        ]
    )

    assert came_of_it == {"done": 3, "last_owner": 1}
    assert owners(cast.acme) == 1


@pytest.mark.parametrize("attempt", range(5))
def test_two_owners_who_demote_each_other_do_not_both_succeed(attempt: int) -> None:
    cast = build_cast()
    make_member(cast.acme, erin := make_user("Erin"), Role.OWNER)
    alice_row, erin_row = number_of(cast.acme, cast.alice), number_of(cast.acme, erin)

    came_of_it = at_once(
        [
            lambda: change_role(
                workspace=cast.acme, membership_id=erin_row, role=Role.VIEWER, actor=acting(cast.alice)
            ),
            lambda: remove_member(workspace=cast.acme, membership_id=alice_row, actor=acting(erin)),
        ]
    )

    # Whoever came second was no owner, or no member, any more.
    assert came_of_it["done"] == 1
    assert came_of_it["not_permitted"] + came_of_it["not_a_member"] == 1
    assert owners(cast.acme) == 1


def test_an_owner_who_hands_over_while_the_heir_leaves() -> None:
    cast = build_cast()
    bob_row = number_of(cast.acme, cast.bob)

    at_once(
        [
            lambda: transfer_ownership(workspace=cast.acme, membership_id=bob_row, actor=acting(cast.alice)),
            lambda: leave_workspace(workspace=cast.acme, user=cast.bob, actor=acting(cast.bob)),
        ]
    )

    assert owners(cast.acme) == 1


def test_an_invitation_accepted_twice_at_once_makes_one_member() -> None:
    cast = build_cast()
    dana = make_user("Dana")
    token = make_invitation(cast.acme, cast.alice, dana.email).token

    came_of_it = at_once(
        [lambda: accept_invitation(token=token, user=dana, actor=acting(dana)) for _ in range(4)]
    )

    assert came_of_it == {"done": 1, "invitation_invalid": 3}
    with in_workspace(cast.acme):
        assert Membership.objects.for_workspace(cast.acme).filter(user=dana).count() == 1


def test_the_last_seat_is_given_once(settings: Settings) -> None:
    settings.WORKSPACE_PLAN = Plan.WATCHER
    cast = build_cast()

    came_of_it = at_once(
        [
            partial(
                invite_member,
                workspace=cast.acme,
                email=f"new{number}@acme.example",
                role=Role.VIEWER,
                actor=acting(cast.alice),
            )
            for number in range(4)
        ]
    )

    assert came_of_it == {"done": 1, "no_seat_left": 3}


def test_one_address_is_invited_once() -> None:
    cast = build_cast()

    came_of_it = at_once(
        [
            lambda: invite_member(
                workspace=cast.acme,
                email="new@acme.example",
                role=Role.VIEWER,
                actor=acting(cast.alice),
            )
            for _ in range(4)
        ]
    )

    assert came_of_it == {"done": 1, "already_invited": 3}


def test_a_key_is_rotated_once() -> None:
    cast = build_cast()
    key = make_key(cast.acme, cast.alice).key

    came_of_it = at_once(
        [
            lambda: rotate_api_key(workspace=cast.acme, key_id=key.pk, actor=acting(cast.alice))
            for _ in range(4)
        ]
    )

    assert came_of_it == {"done": 1, "key_not_live": 3}
    with in_workspace(cast.acme):
        assert ApiKey.objects.for_workspace(cast.acme).count() == 2


def test_two_hundred_changes_and_requests_at_once_neither_fail_nor_deadlock() -> None:
    cast = build_cast()
    make_member(cast.acme, erin := make_user("Erin"), Role.OWNER)
    secrets = [make_key(cast.acme, cast.alice).secret, make_key(cast.umbra, cast.charlie).secret]
    rows = {
        cast.acme.pk: [number_of(cast.acme, cast.bob), number_of(cast.acme, erin)],
        cast.umbra.pk: [number_of(cast.umbra, cast.bob)],
    }
    plans = [(cast.acme, cast.alice, row) for row in rows[cast.acme.pk]]
    plans += [(cast.umbra, cast.charlie, row) for row in rows[cast.umbra.pk]]
    work = list(islice(cycle(plans), 160))

    def change(first: int) -> None:
        for step, (workspace, owner, row) in enumerate(work[first::8]):
            role = list(Role)[(first + step) % len(Role)]
            change_role(workspace=workspace, membership_id=row, role=role, actor=acting(owner))

    def sign_in() -> None:
        for secret in secrets * 10:
            authenticate_key(secret)

    came_of_it = at_once([*(partial(change, first) for first in range(8)), sign_in, sign_in])

    assert came_of_it == {"done": 10}
    assert owners(cast.acme) >= 1
    assert owners(cast.umbra) >= 1


def test_two_workspaces_asked_for_at_once_do_not_pass_the_most(cast_of_one: User) -> None:
    came_of_it = at_once(
        [
            partial(create_workspace, name="More", owner=cast_of_one, actor=acting(cast_of_one))
            for _ in range(3)
        ]
    )

    assert came_of_it == {"done": 1, "too_many_workspaces": 2}


@pytest.fixture
def cast_of_one() -> User:
    """Give a person who may own one workspace more."""
    person = make_user("Alice")
    for number in range(MOST_OWNED - 1):
        create_workspace(name=f"Team {number}", owner=person, actor=acting(person))
    return person
