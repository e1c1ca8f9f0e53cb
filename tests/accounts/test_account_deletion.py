"""A person's account ends when they want it, two weeks later, once, and leaves nobody's workspace without an owner."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.test import Client

from apps.accounts.errors import AccountLeavingError, InvalidKeyError, LastOwnerError, NotDueError
from apps.accounts.inventory import customer_models, personal_keys
from apps.accounts.models import AccountErasure, AuditEntry, Invitation, User
from apps.accounts.selectors import accounts_to_erase, memberships_of, sole_ownerships
from apps.accounts.services import account_deletion
from apps.accounts.services.account_deletion import (
    GRACE,
    cancel_account_deletion,
    erase_account,
    erase_due_accounts,
    schedule_account_deletion,
)
from apps.accounts.services.api_keys import authenticate_key
from apps.accounts.services.invitations import accept_invitation
from apps.accounts.services.members import change_role, leave_workspace, transfer_ownership
from apps.accounts.services.workspaces import GRACE as WORKSPACE_GRACE
from apps.accounts.services.workspaces import schedule_deletion
from apps.accounts.types import Role
from apps.core import clock
from apps.core.tenancy import across_workspaces, in_workspace
from apps.pipeline.tasks import upkeep
from tests.accounts.cast import acting, make_invitation, make_key, make_member, make_user, membership, role_in
from tests.accounts.conftest import Cast
from tests.racing import at_once

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OVER = NOW + GRACE


def make_leaver(cast: Cast) -> User:
    """Make a person who came by invitation, is an owner beside Alice, has every kind of row, and leaves at OVER."""
    dana = make_user("Dana")
    token = make_invitation(cast.acme, cast.alice, dana.email, Role.OWNER).token
    accept_invitation(token=token, user=dana, actor=acting(dana))
    make_invitation(cast.acme, dana, "guest@partner.example")
    make_key(cast.acme, dana)
    Authenticator.objects.create(user=dana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    SocialAccount.objects.create(user=dana, provider="github", uid="7", extra_data={"login": "dana"})
    User.objects.filter(pk=dana.pk).update(first_name="Dana", last_name="Scully", password="x")
    with clock.fixed(NOW):
        return schedule_account_deletion(user=dana, actor=acting(dana))


def everything_held() -> str:
    """Return every row of every table of people and customers as text."""
    tables = {model._meta.db_table for model in customer_models()}
    tables |= {key.model._meta.db_table for key in personal_keys()} | {User._meta.db_table, "django_session"}
    with across_workspaces(reason="a test"), connection.cursor() as cursor:
        texts = []
        for table in sorted(tables - {AuditEntry._meta.db_table}):
            cursor.execute(f"SELECT string_agg(t::text, chr(10)) FROM {table} t")  # noqa: S608 - names of ours
            texts.append(cursor.fetchone()[0] or "")
    return "\n".join(texts)


@pytest.mark.django_db
def test_asking_ends_keys_and_sessions_at_once(cast: Cast) -> None:
    bob, browser = cast.bob, Client()
    browser.force_login(bob)
    browser.get("/account/sessions/")
    make_member(cast.acme, erin := make_user("Erin"), Role.ADMIN)
    secret = make_key(cast.acme, erin).secret
    assert browser.get("/account/sessions/").status_code == 200

    with clock.fixed(NOW):
        schedule_account_deletion(user=bob, actor=acting(bob))
        erin = schedule_account_deletion(user=erin, actor=acting(erin))

    assert erin.deletion_due_at == OVER
    assert browser.get("/account/sessions/").status_code == 302
    with pytest.raises(InvalidKeyError):
        authenticate_key(secret)
    with in_workspace(cast.acme):
        assert AuditEntry.objects.for_workspace(cast.acme).filter(action="api_key.revoked").count() == 1
    assert role_in(cast.acme, bob) == Role.ANALYST


@pytest.mark.django_db
def test_asking_again_does_not_postpone(cast: Cast) -> None:
    with clock.fixed(NOW):
        schedule_account_deletion(user=cast.bob, actor=acting(cast.bob))
    with clock.fixed(NOW + timedelta(days=3)):
        again = schedule_account_deletion(user=cast.bob, actor=acting(cast.bob))

    assert again.deletion_due_at == OVER


@pytest.mark.django_db
def test_the_last_owner_is_told_of_every_workspace_and_nothing_changes(cast: Cast) -> None:
    make_member(cast.umbra, cast.alice, Role.OWNER)
    with in_workspace(cast.umbra):
        leave_workspace(workspace=cast.umbra, user=cast.charlie, actor=acting(cast.charlie))
    secret = make_key(cast.acme, cast.alice).secret

    with pytest.raises(LastOwnerError, match="only owner of Acme and Umbra"):
        schedule_account_deletion(user=cast.alice, actor=acting(cast.alice))

    assert [workspace.name for workspace in sole_ownerships(cast.alice)] == ["Acme", "Umbra"]
    assert User.objects.get(pk=cast.alice.pk).deletion_due_at is None
    assert authenticate_key(secret).user_id == cast.alice.pk


@pytest.mark.django_db
def test_an_owner_who_leaves_does_not_count_as_the_other_owner(cast: Cast) -> None:
    dana = make_leaver(cast)

    with pytest.raises(LastOwnerError):
        schedule_account_deletion(user=cast.alice, actor=acting(cast.alice))
    with pytest.raises(LastOwnerError):
        leave_workspace(workspace=cast.acme, user=cast.alice, actor=acting(cast.alice))
    with pytest.raises(LastOwnerError):
        change_role(
            workspace=cast.acme,
            membership_id=number_of(cast, cast.alice),
            role=Role.ADMIN,
            actor=acting(cast.alice),
        )
    with pytest.raises(AccountLeavingError):
        transfer_ownership(workspace=cast.acme, membership_id=number_of(cast, dana), actor=acting(cast.alice))

    assert role_in(cast.acme, cast.alice) == Role.OWNER


@pytest.mark.django_db
def test_who_leaves_joins_nothing(cast: Cast) -> None:
    dana = make_leaver(cast)
    token = make_invitation(cast.umbra, cast.charlie, dana.email).token

    with pytest.raises(AccountLeavingError):
        accept_invitation(token=token, user=dana, actor=acting(dana))

    assert membership(cast.umbra, dana) is None


@pytest.mark.django_db
def test_an_account_waits_for_the_workspace_that_goes_with_it(cast: Cast) -> None:
    with clock.fixed(NOW):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.alice))
        alice = schedule_account_deletion(user=cast.alice, actor=acting(cast.alice))

    assert alice.deletion_due_at == NOW + WORKSPACE_GRACE
    with clock.fixed(NOW + WORKSPACE_GRACE), pytest.raises(LastOwnerError):
        erase_account(user_id=alice.pk)
    with clock.fixed(NOW + WORKSPACE_GRACE):
        assert erase_due_accounts() == []


@pytest.mark.django_db(transaction=True)
def test_the_account_goes_once_its_workspace_is_gone(cast: Cast) -> None:
    with clock.fixed(NOW):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.alice))
        schedule_account_deletion(user=cast.alice, actor=acting(cast.alice))

    with clock.fixed(NOW + WORKSPACE_GRACE):
        upkeep.erase_accounts()
        assert not AccountErasure.objects.exists()
        upkeep.erase_workspaces()
        upkeep.erase_accounts()

    assert AccountErasure.objects.get().former_user == cast.alice.pk
    assert "alice@" not in everything_held()


@pytest.mark.django_db
def test_who_says_so_stays(cast: Cast) -> None:
    dana = make_leaver(cast)

    assert cancel_account_deletion(user=dana)
    assert not cancel_account_deletion(user=dana)

    with clock.fixed(OVER), pytest.raises(NotDueError):
        erase_account(user_id=dana.pk)
    assert accounts_to_erase() == []
    assert role_in(cast.acme, dana) == Role.OWNER


@pytest.mark.django_db
def test_nothing_is_erased_before_its_time(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER - timedelta(seconds=1)):
        assert erase_due_accounts() == []
        with pytest.raises(NotDueError):
            erase_account(user_id=dana.pk)

    assert User.objects.get(pk=dana.pk).email == dana.email


@pytest.mark.django_db
def test_nothing_but_audit_logs_names_an_erased_person(cast: Cast) -> None:
    dana, alice = make_leaver(cast), User.objects.get(pk=cast.alice.pk)
    assert "dana@" in everything_held()

    with clock.fixed(OVER):
        erase_account(user_id=dana.pk)

    held = everything_held().lower()
    assert [word for word in ("dana", "scully") if word in held] == []
    assert "alice@acme.example" in held
    left = User.objects.get(pk=dana.pk)
    assert (str(left), left.is_active, left.has_usable_password()) == ("a deleted account", False, False)
    assert memberships_of(left) == []
    assert User.objects.get(pk=alice.pk).email == alice.email
    assert not EmailAddress.objects.filter(user=left).exists()


@pytest.mark.django_db
def test_the_address_is_free_again(cast: Cast) -> None:
    dana = make_leaver(cast)
    with clock.fixed(OVER):
        erase_account(user_id=dana.pk)

    assert make_user("Dana").pk != dana.pk


@pytest.mark.django_db
def test_the_certificate_says_what_went_and_what_stays_and_names_nobody(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER):
        erased = erase_account(user_id=dana.pk)

    certificate = AccountErasure.objects.get()
    assert (erased.certificate, erased.email) == (certificate, "dana@acme.example")
    assert (certificate.former_user, certificate.due_at, certificate.erased_at) == (dana.pk, OVER, OVER)
    assert certificate.rows == {
        "accounts_membership": 1,
        "account_emailaddress": 1,
        "mfa_authenticator": 1,
        "usersessions_usersession": 0,
        "socialaccount_socialaccount": 1,
        "accounts_signonlink": 0,
        "accounts_feedtoken": 0,
    }
    # joined, invited, issued a key, which ended with the request
    assert certificate.kept == {"accounts_invitation": 2, "accounts_apikey": 1, "accounts_auditentry": 4}
    assert "dana" not in f"{certificate} {certificate.rows} {certificate.kept}"


@pytest.mark.django_db
def test_workspaces_are_told_that_somebody_left(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER):
        erase_account(user_id=dana.pk)

    with in_workspace(cast.acme):
        entry = AuditEntry.objects.for_workspace(cast.acme).get(action="member.account_erased")
        open_ones = Invitation.objects.for_workspace(cast.acme).filter(accepted_at=None, revoked_at=None)
        assert not open_ones.exists()
    assert (entry.actor_name, entry.subject) == ("ConductAtlas", "dana@acme.example (Owner)")
    assert entry.changes == {"role": ["owner", None], "invitations_revoked": [None, 1]}


@pytest.mark.django_db
def test_erasing_twice_erases_once(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER):
        first, second = erase_due_accounts(), erase_due_accounts()
        with pytest.raises(NotDueError):
            erase_account(user_id=dana.pk)

    assert (len(first), second, AccountErasure.objects.count()) == (1, [], 1)


@pytest.mark.django_db
def test_an_erasure_that_dies_in_the_middle_has_erased_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = make_leaver(cast)
    before = everything_held()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with clock.fixed(OVER):
        with monkeypatch.context() as patch:
            patch.setattr(account_deletion, "_blank", die)
            with pytest.raises(KeyboardInterrupt):
                erase_account(user_id=dana.pk)
        assert everything_held() == before
        erase_account(user_id=dana.pk)

    assert "dana" not in everything_held()


@pytest.mark.django_db
def test_one_that_cannot_go_yet_does_not_keep_the_others(cast: Cast) -> None:
    make_leaver(cast)
    with clock.fixed(NOW - timedelta(days=1)):
        schedule_deletion(workspace=cast.umbra, actor=acting(cast.charlie))
        schedule_account_deletion(user=cast.charlie, actor=acting(cast.charlie))

    with clock.fixed(NOW + WORKSPACE_GRACE):
        erased = erase_due_accounts()

    assert [row.email for row in erased] == ["dana@acme.example"]
    assert User.objects.get(pk=cast.charlie.pk).is_leaving


@pytest.mark.django_db(transaction=True)
def test_of_erasures_at_once_one_erases(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER):
        came_of_it = at_once([lambda: erase_account(user_id=dana.pk) for _ in range(4)])

    assert came_of_it == {"done": 1, "not_due": 3}
    assert AccountErasure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_must_stay(cast: Cast) -> None:
    make_member(cast.acme, dana := make_user("Dana"), Role.OWNER)
    came_of_it = at_once(
        [partial(schedule_account_deletion, user=user, actor=acting(user)) for user in (cast.alice, dana)]
    )

    assert came_of_it == {"done": 1, "last_owner": 1}


@pytest.mark.django_db(transaction=True)
def test_keeping_and_erasing_at_once_leave_a_whole_account_or_none(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER):
        came_of_it = at_once(
            [lambda: erase_account(user_id=dana.pk), lambda: cancel_account_deletion(user=dana)]
        )

    left = User.objects.get(pk=dana.pk)
    is_erased = came_of_it == {"done": 2}
    assert is_erased or came_of_it == {"done": 1, "not_due": 1}
    assert (left.erased_at is not None) == is_erased == (membership(cast.acme, dana) is None)


@pytest.mark.django_db
def test_the_command_erases_and_sends_the_certificate(cast: Cast) -> None:
    dana = make_leaver(cast)

    with clock.fixed(OVER):
        call_command("erase_accounts")
        call_command("erase_accounts")

    (message,) = mail.outbox
    assert message.to == ["dana@acme.example"]
    assert f"account {dana.pk}" in str(message.body)
    assert "- Email addresses: 1" in str(message.body)


@pytest.mark.django_db
def test_the_certificate_is_not_rewritten(cast: Cast) -> None:
    dana = make_leaver(cast)
    with clock.fixed(OVER):
        erase_account(user_id=dana.pk)

    with pytest.raises(ProgrammingError, match="permission denied"):
        AccountErasure.objects.update(rows={})


def number_of(cast: Cast, user: User) -> int:
    found = membership(cast.acme, user)
    assert found is not None
    return found.pk
