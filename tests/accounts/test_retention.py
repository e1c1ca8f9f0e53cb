"""What nobody uses any more is forgotten, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.models import Invitation, User
from apps.accounts.services.invitations import accept_invitation, revoke_invitation
from apps.accounts.services.retention import (
    UNPROVED,
    UNUSED_INVITATION,
    forget_unproved_accounts,
    forget_unused_invitations,
)
from apps.core import clock
from apps.core.tenancy import across_workspaces
from apps.pipeline.tasks import upkeep
from tests.accounts.cast import acting, make_invitation, make_member, make_user
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def invited() -> set[str]:
    with Invitation.objects.across_workspaces(reason="a test") as rows:
        return set(rows.values_list("email", flat=True))


def test_an_account_that_was_never_proved_goes_after_thirty_days() -> None:
    for name, age in (("old", UNPROVED + SECOND), ("new", UNPROVED)):
        User.objects.filter(pk=make_user(name, verified=False).pk).update(date_joined=NOW - age)
    proved = make_user("proved")
    User.objects.filter(pk=proved.pk).update(date_joined=NOW - timedelta(days=999))

    with clock.fixed(NOW):
        forgotten = forget_unproved_accounts()

    assert forgotten == 1
    assert set(User.objects.values_list("email", flat=True)) == {"new@acme.example", "proved@acme.example"}


@pytest.mark.parametrize("kept", [{"last_login": NOW}, {"is_staff": True}])
def test_an_account_that_somebody_was_let_into_stays(kept: dict[str, object]) -> None:
    person = make_user("somebody", verified=False)
    User.objects.filter(pk=person.pk).update(date_joined=NOW - timedelta(days=999), **kept)

    with clock.fixed(NOW):
        assert forget_unproved_accounts() == 0

    assert User.objects.filter(pk=person.pk).exists()


def test_a_member_stays_whatever_their_address_is(cast: Cast) -> None:
    make_member(cast.acme, member := make_user("member", verified=False))
    stranger = make_user("stranger", verified=False)
    User.objects.update(date_joined=NOW - timedelta(days=999))

    with clock.fixed(NOW):
        assert forget_unproved_accounts() == 1

    assert User.objects.filter(pk=member.pk).exists()
    assert not User.objects.filter(pk=stranger.pk).exists()


def test_invitations_that_came_to_nothing_go_and_those_that_were_used_stay(cast: Cast) -> None:
    dana = make_user("Dana")
    with clock.fixed(NOW):
        make_invitation(cast.acme, cast.alice, "expired@partner.example")
        withdrawn = make_invitation(cast.acme, cast.alice, "withdrawn@partner.example").invitation
        revoke_invitation(workspace=cast.acme, invitation_id=withdrawn.pk, actor=acting(cast.alice))
        used = make_invitation(cast.acme, cast.alice, dana.email)
        accept_invitation(token=used.token, user=dana, actor=acting(dana))
        make_invitation(cast.umbra, cast.charlie, "elsewhere@partner.example")

    with clock.fixed(NOW + UNUSED_INVITATION):
        assert forget_unused_invitations() == 0
    with clock.fixed(NOW + UNUSED_INVITATION + SECOND):
        assert forget_unused_invitations() == 1
    assert invited() == {"expired@partner.example", dana.email, "elsewhere@partner.example"}
    with clock.fixed(NOW + timedelta(days=8) + UNUSED_INVITATION):
        upkeep.forget_unused()
        upkeep.forget_unused()

    assert invited() == {dana.email}


def test_nothing_is_written_while_reading_across(cast: Cast) -> None:
    """Rows of all workspaces can be read for this, and changed only in one at a time."""
    with clock.fixed(NOW):
        make_invitation(cast.acme, cast.alice, "expired@partner.example")

    with across_workspaces(reason="a test"), clock.fixed(NOW + timedelta(days=999)):
        forget_unused_invitations()

    assert invited() == set()
