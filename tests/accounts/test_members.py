"""Who is in a workspace, as what, and how they go."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.errors import (
    AlreadyMemberError,
    DomainNotAllowedError,
    InvalidKeyError,
    InvitationInvalidError,
    LastOwnerError,
    NoSeatLeftError,
    NotAMemberError,
    NotPermittedError,
)
from apps.accounts.models import User, Workspace
from apps.accounts.selectors import joinable_workspaces, members_of, membership_in, seats_used
from apps.accounts.services.api_keys import authenticate_key
from apps.accounts.services.invitations import accept_invitation
from apps.accounts.services.members import (
    change_role,
    join_by_domain,
    leave_workspace,
    remove_member,
    transfer_ownership,
)
from apps.accounts.services.workspaces import allow_domain
from apps.accounts.types import Plan, Role, Scope
from apps.core.tenancy import in_workspace
from tests.accounts.cast import (
    acting,
    make_invitation,
    make_key,
    make_member,
    make_user,
    membership,
    role_in,
)
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db


def number_of(workspace: Workspace, user: User) -> int:
    found = membership(workspace, user)
    assert found is not None
    return found.pk


def test_an_owner_changes_a_role(cast: Cast) -> None:
    change_role(
        workspace=cast.acme,
        membership_id=number_of(cast.acme, cast.bob),
        role=Role.ADMIN,
        actor=acting(cast.alice),
    )

    assert role_in(cast.acme, cast.bob) == Role.ADMIN
    assert role_in(cast.umbra, cast.bob) == Role.VIEWER


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PROCUREMENT, Role.VIEWER])
def test_those_who_do_not_manage_people_change_no_role(cast: Cast, role: Role) -> None:
    erin = make_user("Erin")
    make_member(cast.acme, erin, role)

    with pytest.raises(NotPermittedError):
        change_role(
            workspace=cast.acme,
            membership_id=number_of(cast.acme, erin),
            role=Role.ADMIN,
            actor=acting(erin),
        )

    assert role_in(cast.acme, erin) == role


def test_an_admin_makes_and_unmakes_no_owner(cast: Cast) -> None:
    erin = make_user("Erin")
    make_member(cast.acme, erin, Role.ADMIN)

    for target, role in ((erin, Role.OWNER), (cast.alice, Role.VIEWER)):
        with pytest.raises(NotPermittedError):
            change_role(
                workspace=cast.acme,
                membership_id=number_of(cast.acme, target),
                role=role,
                actor=acting(erin),
            )
    with pytest.raises(NotPermittedError):
        remove_member(workspace=cast.acme, membership_id=number_of(cast.acme, cast.alice), actor=acting(erin))

    assert (role_in(cast.acme, erin), role_in(cast.acme, cast.alice)) == (Role.ADMIN, Role.OWNER)


def test_a_member_of_another_workspace_cannot_be_reached(cast: Cast) -> None:
    theirs = number_of(cast.umbra, cast.bob)

    with pytest.raises(NotAMemberError):
        change_role(workspace=cast.acme, membership_id=theirs, role=Role.ADMIN, actor=acting(cast.alice))
    with pytest.raises(NotAMemberError):
        remove_member(workspace=cast.acme, membership_id=theirs, actor=acting(cast.alice))

    assert role_in(cast.umbra, cast.bob) == Role.VIEWER


def test_the_last_owner_can_neither_step_down_nor_leave_nor_be_removed(cast: Cast) -> None:
    alice, number = acting(cast.alice), number_of(cast.acme, cast.alice)

    with pytest.raises(LastOwnerError):
        change_role(workspace=cast.acme, membership_id=number, role=Role.ADMIN, actor=alice)
    with pytest.raises(LastOwnerError):
        leave_workspace(workspace=cast.acme, user=cast.alice, actor=alice)
    with pytest.raises(LastOwnerError):
        remove_member(workspace=cast.acme, membership_id=number, actor=alice)

    assert role_in(cast.acme, cast.alice) == Role.OWNER


def test_one_of_two_owners_may_go(cast: Cast) -> None:
    make_member(cast.acme, erin := make_user("Erin"), Role.OWNER)

    leave_workspace(workspace=cast.acme, user=cast.alice, actor=acting(cast.alice))

    assert role_in(cast.acme, cast.alice) is None
    assert role_in(cast.acme, erin) == Role.OWNER


def test_ownership_is_handed_over_in_one_step(cast: Cast) -> None:
    transfer_ownership(
        workspace=cast.acme, membership_id=number_of(cast.acme, cast.bob), actor=acting(cast.alice)
    )

    assert role_in(cast.acme, cast.bob) == Role.OWNER
    assert role_in(cast.acme, cast.alice) == Role.ADMIN


def test_an_admin_cannot_hand_over_what_they_do_not_have(cast: Cast) -> None:
    make_member(cast.acme, erin := make_user("Erin"), Role.ADMIN)

    with pytest.raises(NotPermittedError):
        transfer_ownership(
            workspace=cast.acme, membership_id=number_of(cast.acme, cast.bob), actor=acting(erin)
        )

    assert role_in(cast.acme, cast.bob) == Role.ANALYST


def test_an_owner_who_hands_over_to_themselves_stays_the_owner(cast: Cast) -> None:
    transfer_ownership(
        workspace=cast.acme, membership_id=number_of(cast.acme, cast.alice), actor=acting(cast.alice)
    )

    assert role_in(cast.acme, cast.alice) == Role.OWNER


def test_removal_holds_at_once_for_pages_keys_and_invitations(cast: Cast) -> None:
    make_member(cast.acme, erin := make_user("Erin"), Role.ADMIN)
    key = make_key(cast.acme, erin, Scope.ADMIN).secret
    sent = make_invitation(cast.acme, erin, "accomplice@acme.example")
    accomplice = make_user("Accomplice")
    kept = make_key(cast.acme, cast.alice).secret
    assert membership_in(erin, "acme") is not None

    remove_member(workspace=cast.acme, membership_id=number_of(cast.acme, erin), actor=acting(cast.alice))

    assert membership_in(erin, "acme") is None
    with pytest.raises(InvalidKeyError):
        authenticate_key(key)
    with pytest.raises(InvitationInvalidError):
        accept_invitation(token=sent.token, user=accomplice, actor=acting(accomplice))
    assert role_in(cast.acme, accomplice) is None
    assert authenticate_key(kept).user_id == cast.alice.pk


def test_who_was_removed_and_comes_back_does_not_get_their_keys_back(cast: Cast) -> None:
    make_member(cast.acme, erin := make_user("Erin"), Role.ADMIN)
    key = make_key(cast.acme, erin).secret
    leave_workspace(workspace=cast.acme, user=erin, actor=acting(erin))

    make_member(cast.acme, erin, Role.ADMIN)

    with pytest.raises(InvalidKeyError):
        authenticate_key(key)


def test_who_is_not_a_member_cannot_leave(cast: Cast) -> None:
    with pytest.raises(NotAMemberError):
        leave_workspace(workspace=cast.acme, user=cast.charlie, actor=acting(cast.charlie))


def test_a_workspace_that_does_not_exist_is_like_a_strangers(cast: Cast) -> None:
    with pytest.raises(NotAMemberError):
        leave_workspace(workspace=Workspace(pk=999_999), user=cast.alice, actor=acting(cast.alice))


def test_people_of_an_allowed_domain_find_the_workspace_and_join(cast: Cast) -> None:
    allow_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    dana = make_user("Dana")
    found = joinable_workspaces(dana)

    join_by_domain(workspace=found[0], user=dana, actor=acting(dana))

    assert found == [cast.acme]
    assert role_in(cast.acme, dana) == Role.VIEWER
    assert joinable_workspaces(dana) == []
    with pytest.raises(AlreadyMemberError):
        join_by_domain(workspace=cast.acme, user=dana, actor=acting(dana))


@pytest.mark.parametrize(("domain", "verified"), [("acme.example", False), ("elsewhere.example", True)])
def test_others_find_nothing_and_cannot_join(cast: Cast, domain: str, verified: bool) -> None:
    allow_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    dana = make_user("Dana", domain=domain, verified=verified)

    assert joinable_workspaces(dana) == []
    with pytest.raises(DomainNotAllowedError):
        join_by_domain(workspace=cast.acme, user=dana, actor=acting(dana))
    assert role_in(cast.acme, dana) is None


def test_nobody_joins_a_workspace_that_allows_no_domain(cast: Cast) -> None:
    dana = make_user("Dana")

    with pytest.raises(DomainNotAllowedError):
        join_by_domain(workspace=cast.acme, user=dana, actor=acting(dana))


def test_nobody_joins_beyond_the_seats(cast: Cast, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = Plan.WATCHER
    allow_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    make_invitation(cast.acme, cast.alice, "new@acme.example")
    dana = make_user("Dana")
    with in_workspace(cast.acme):
        assert seats_used(cast.acme) == 3

    with pytest.raises(NoSeatLeftError):
        join_by_domain(workspace=cast.acme, user=dana, actor=acting(dana))

    assert role_in(cast.acme, dana) is None


def test_members_are_listed_with_their_people_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with in_workspace(cast.acme), django_assert_num_queries(1):
        found = [(member.user.email, member.role) for member in members_of(cast.acme)]

    assert found == [("alice@acme.example", "owner"), ("bob@acme.example", "analyst")]
