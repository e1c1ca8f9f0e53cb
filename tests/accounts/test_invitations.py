"""Asking people in: one address, one use, seven days."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from apps.accounts.errors import (
    AccountsError,
    AlreadyInvitedError,
    AlreadyMemberError,
    InvalidAddressError,
    InvitationExpiredError,
    InvitationForAnotherAddressError,
    InvitationInvalidError,
    NoSeatLeftError,
    NotPermittedError,
    TooManyInvitationsError,
)
from apps.accounts.selectors import invitation_preview, open_invitations_of
from apps.accounts.services.invitations import (
    AGAIN_AFTER,
    GOOD_FOR,
    MOST_A_DAY,
    accept_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from apps.accounts.tokens import digest_of
from apps.accounts.types import SYSTEM, Plan, Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import (
    acting,
    invitation_row,
    make_invitation,
    make_member,
    make_user,
    role_in,
    send_again,
)
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_invited_person_joins_in_the_invited_role(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "Dana@acme.example", Role.PROCUREMENT)
    dana = make_user("Dana")

    accept_invitation(token=issued.token, user=dana, actor=acting(dana))

    row = invitation_row(cast.acme, issued.invitation)
    assert role_in(cast.acme, dana) == Role.PROCUREMENT
    assert (row.is_open, row.accepted_by) == (False, dana)


def test_the_token_is_kept_as_a_digest_only(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")

    row = invitation_row(cast.acme, issued.invitation)
    assert row.token_sha256 == digest_of(issued.token)
    assert issued.token not in str(vars(row))
    assert issued.token not in repr(issued)


def test_an_invitation_is_good_once(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")
    dana = make_user("Dana")
    accept_invitation(token=issued.token, user=dana, actor=acting(dana))

    with pytest.raises(InvitationInvalidError):
        accept_invitation(token=issued.token, user=dana, actor=acting(dana))

    assert invitation_preview(issued.token) is None


def test_a_forwarded_invitation_admits_nobody(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")

    with pytest.raises(InvitationForAnotherAddressError):
        accept_invitation(token=issued.token, user=cast.charlie, actor=acting(cast.charlie))

    assert role_in(cast.acme, cast.charlie) is None
    assert invitation_row(cast.acme, issued.invitation).is_open


def test_an_address_must_be_verified_before_it_is_let_in(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")
    squatter = make_user("Dana", verified=False)

    with pytest.raises(InvitationForAnotherAddressError):
        accept_invitation(token=issued.token, user=squatter, actor=acting(squatter))

    assert role_in(cast.acme, squatter) is None


def test_an_expired_invitation_is_refused_until_it_is_sent_again(cast: Cast) -> None:
    dana = make_user("Dana")
    with clock.fixed(NOW):
        issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")

    with clock.fixed(NOW + GOOD_FOR):
        preview = invitation_preview(issued.token)
        with pytest.raises(InvitationExpiredError):
            accept_invitation(token=issued.token, user=dana, actor=acting(dana))
        again = resend_invitation(
            workspace=cast.acme, invitation_id=issued.invitation.pk, actor=acting(cast.alice)
        )
        accept_invitation(token=again.token, user=dana, actor=acting(dana))

    assert preview is not None
    assert preview.is_expired
    assert role_in(cast.acme, dana) == Role.ANALYST


def test_an_invitation_is_good_until_the_last_second(cast: Cast) -> None:
    dana = make_user("Dana")
    with clock.fixed(NOW):
        issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")

    with clock.fixed(NOW + GOOD_FOR - timedelta(seconds=1)):
        accept_invitation(token=issued.token, user=dana, actor=acting(dana))

    assert role_in(cast.acme, dana) == Role.ANALYST


def test_sending_again_ends_the_token_sent_before(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")
    dana = make_user("Dana")

    send_again(cast.acme, cast.alice, issued)

    with pytest.raises(InvitationInvalidError):
        accept_invitation(token=issued.token, user=dana, actor=acting(dana))


def test_a_revoked_invitation_is_gone(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")
    dana = make_user("Dana")
    number = issued.invitation.pk

    revoke_invitation(workspace=cast.acme, invitation_id=number, actor=acting(cast.alice))

    with pytest.raises(InvitationInvalidError):
        accept_invitation(token=issued.token, user=dana, actor=acting(dana))
    with pytest.raises(InvitationInvalidError):
        resend_invitation(workspace=cast.acme, invitation_id=number, actor=acting(cast.alice))
    with pytest.raises(InvitationInvalidError):
        revoke_invitation(workspace=cast.acme, invitation_id=number, actor=acting(cast.alice))
    assert role_in(cast.acme, dana) is None


@pytest.mark.parametrize("token", ["", "guess", "x" * 5000])
def test_a_token_that_was_never_issued_opens_nothing(cast: Cast, token: str) -> None:
    assert invitation_preview(token) is None
    with pytest.raises(InvitationInvalidError):
        accept_invitation(token=token, user=cast.charlie, actor=acting(cast.charlie))


def test_a_member_who_accepts_keeps_their_role(cast: Cast) -> None:
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example", Role.ADMIN)
    dana = make_user("Dana")
    make_member(cast.acme, dana, Role.VIEWER)

    accept_invitation(token=issued.token, user=dana, actor=acting(dana))

    assert role_in(cast.acme, dana) == Role.VIEWER
    assert not invitation_row(cast.acme, issued.invitation).is_open


def test_the_holder_of_a_token_sees_what_is_offered_and_nothing_else(cast: Cast) -> None:
    make_invitation(cast.umbra, cast.charlie, "dana@acme.example")
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example", Role.VIEWER)

    preview = invitation_preview(issued.token)

    assert preview is not None
    assert (preview.workspace_name, preview.role, preview.email) == ("Acme", "viewer", "dana@acme.example")
    assert preview.invited_by == "alice@acme.example"
    assert not preview.is_expired


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("bob@ACME.example", AlreadyMemberError),
        ("BOB@acme.example", AlreadyMemberError),
        ("asked@acme.example", AlreadyInvitedError),
        ("Asked@Acme.Example", AlreadyInvitedError),
        ("nobody", InvalidAddressError),
        ("", InvalidAddressError),
        ("a@b.example\nBcc: c@d.example", InvalidAddressError),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    cast: Cast, email: str, error: type[AccountsError]
) -> None:
    make_invitation(cast.acme, cast.alice, "asked@acme.example")

    with pytest.raises(error):
        make_invitation(cast.acme, cast.alice, email)

    with in_workspace(cast.acme):
        assert open_invitations_of(cast.acme).count() == 1


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PROCUREMENT, Role.VIEWER])
def test_only_those_who_manage_people_invite(cast: Cast, role: Role) -> None:
    make_member(cast.acme, erin := make_user("Erin"), role)
    issued = make_invitation(cast.acme, cast.alice, "asked@acme.example")

    with pytest.raises(NotPermittedError):
        make_invitation(cast.acme, erin, "dana@acme.example")
    with pytest.raises(NotPermittedError):
        resend_invitation(workspace=cast.acme, invitation_id=issued.invitation.pk, actor=acting(erin))
    with pytest.raises(NotPermittedError):
        revoke_invitation(workspace=cast.acme, invitation_id=issued.invitation.pk, actor=acting(erin))

    assert invitation_preview(issued.token) is not None


def test_an_admin_invites_no_owner(cast: Cast) -> None:
    make_member(cast.acme, erin := make_user("Erin"), Role.ADMIN)

    with pytest.raises(NotPermittedError):
        make_invitation(cast.acme, erin, "dana@acme.example", Role.OWNER)


def test_programs_invite_nobody(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        invite_member(workspace=cast.acme, email="dana@acme.example", role=Role.VIEWER, actor=SYSTEM)


def test_a_seat_offered_is_a_seat_taken(cast: Cast, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = Plan.WATCHER
    make_invitation(cast.acme, cast.alice, "first@acme.example")

    with pytest.raises(NoSeatLeftError):
        invite_member(
            workspace=cast.acme,
            email="second@acme.example",
            role=Role.VIEWER,
            actor=acting(cast.alice),
        )


def test_an_expired_offer_gives_its_seat_back(cast: Cast, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = Plan.WATCHER
    with clock.fixed(NOW):
        stale = make_invitation(cast.acme, cast.alice, "first@acme.example")
    with clock.fixed(NOW + GOOD_FOR):
        invite_member(
            workspace=cast.acme,
            email="second@acme.example",
            role=Role.VIEWER,
            actor=acting(cast.alice),
        )
        with pytest.raises(NoSeatLeftError):
            resend_invitation(
                workspace=cast.acme,
                invitation_id=stale.invitation.pk,
                actor=acting(cast.alice),
            )


def test_an_invitation_of_another_workspace_cannot_be_reached(cast: Cast) -> None:
    theirs = make_invitation(cast.umbra, cast.charlie, "dana@acme.example")

    with pytest.raises(InvitationInvalidError):
        revoke_invitation(workspace=cast.acme, invitation_id=theirs.invitation.pk, actor=acting(cast.alice))

    assert invitation_preview(theirs.token) is not None


def test_a_day_has_room_for_fifty(cast: Cast) -> None:
    with clock.fixed(NOW):
        for number in range(MOST_A_DAY):
            make_invitation(cast.acme, cast.alice, f"guest-{number}@partner.example")
        with pytest.raises(TooManyInvitationsError):
            make_invitation(cast.acme, cast.alice, "one-more@partner.example")
        make_invitation(cast.umbra, cast.charlie, "one-more@partner.example")

    with clock.fixed(NOW + timedelta(days=1)):
        make_invitation(cast.acme, cast.alice, "one-more@partner.example")


def test_mail_is_given_time_to_arrive(cast: Cast) -> None:
    with clock.fixed(NOW):
        issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")

    with clock.fixed(NOW + AGAIN_AFTER - timedelta(seconds=1)), pytest.raises(TooManyInvitationsError):
        resend_invitation(workspace=cast.acme, invitation_id=issued.invitation.pk, actor=acting(cast.alice))

    assert invitation_preview(issued.token) is not None
