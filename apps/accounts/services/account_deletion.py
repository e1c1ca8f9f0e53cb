"""Ending an account: asked for, called off, and after two weeks erased.

Rows of workspaces go on pointing to the person's row, so it stays, and names nobody any more.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.accounts.errors import AccountLeavingError, LastOwnerError, NotDueError
from apps.accounts.inventory import personal_keys
from apps.accounts.models import (
    AccountErasure,
    Action,
    ApiKey,
    AuditEntry,
    CustomerModel,
    FeedToken,
    Invitation,
    Membership,
    User,
    Workspace,
)
from apps.accounts.selectors import accounts_to_erase, memberships_of
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require_other_owner
from apps.accounts.services.members import take_out
from apps.accounts.services.sessions import end_sessions
from apps.accounts.time_zones import UTC_ZONE
from apps.accounts.types import SYSTEM, Actor
from apps.core import clock
from apps.core.tenancy import in_workspace

GRACE: Final = timedelta(days=14)

_REASON: Final = "erasure of an account"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErasedAccount:
    """The certificate, and the address to send it to, which is kept nowhere else by now."""

    certificate: AccountErasure
    email: str


@transaction.atomic
def schedule_account_deletion(*, user: User, actor: Actor) -> User:
    """Have the account erased in two weeks; their API keys, feeds and sessions end now. Asking again does not postpone it.

    Raises LastOwnerError, naming the workspaces that would have no owner. One that is itself to be erased may go first: the
    account then waits for it.
    """
    row = _held(user.pk)
    if row.is_leaving or row.erased_at is not None:
        return row
    now = clock.now()
    due_at, without_owner = now + GRACE, []
    for number in _workspaces_of(row):
        with locked(number) as workspace:
            if _is_last_owner(workspace, row):
                if workspace.deletion_due_at is None:
                    without_owner.append(workspace.name)
                    continue
                due_at = max(due_at, workspace.deletion_due_at)
            _revoke_keys(workspace, row, actor, now)
    if without_owner:
        raise LastOwnerError(_without_owner(without_owner))
    row.deletion_due_at = due_at
    row.save(update_fields=["deletion_due_at"])
    end_sessions(user=row)
    return row


@transaction.atomic
def cancel_account_deletion(*, user: User) -> bool:
    """Keep the account; return whether it was to be erased. Keys and feeds that were ended stay so."""
    row = _held(user.pk)
    was_leaving = row.is_leaving
    row.deletion_due_at = None
    row.save(update_fields=["deletion_due_at"])
    return was_leaving


@transaction.atomic
def erase_account(*, user_id: int) -> ErasedAccount:
    """Erase what is held on the person alone, leave their workspaces, make their row nameless; return the certificate.

    All or nothing. Raises NotDueError when the account was kept, is not due, or is erased already, and LastOwnerError while
    a workspace would have no owner.
    """
    now = clock.now()
    row = _held(user_id)
    if row.deletion_due_at is None or now < row.deletion_due_at:
        raise NotDueError("This account is not to be erased now.")
    due_at, email = row.deletion_due_at, row.email
    rows = {Membership._meta.db_table: _leave_workspaces(row), **_erase_rows(row)}
    kept = _make_nameless(row)
    _blank(row, now)
    if _workspaces_of(row):
        raise AccountLeavingError("The person joined a workspace meanwhile.")
    certificate = AccountErasure.objects.create(
        former_user=row.pk, due_at=due_at, erased_at=now, rows=rows, kept=kept
    )
    return ErasedAccount(certificate, email)


def erase_due_accounts() -> list[ErasedAccount]:
    """Erase the accounts whose time has come, each by itself: what cannot go now is tried again next time."""
    erased = []
    for user_id in accounts_to_erase():
        try:
            erased.append(erase_account(user_id=user_id))
        except NotDueError:
            continue  # kept, or erased by another worker, since the list was read
        except (LastOwnerError, AccountLeavingError) as error:
            _logger.warning("An account cannot be erased yet", extra={"user": user_id, "reason": str(error)})
    return erased


def _held(user_id: int) -> User:
    """Hold the row against others who end the account; rows that begin to point to it need not wait."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def _workspaces_of(user: User) -> list[int]:
    """Return the numbers of the person's workspaces, in the order in which all take them as locks."""
    return sorted(membership.workspace_id for membership in memberships_of(user))


def _is_last_owner(workspace: Workspace, user: User) -> bool:
    member = Membership.objects.for_workspace(workspace).filter(user=user).first()
    if member is None:
        return False
    try:
        require_other_owner(workspace, member)
    except LastOwnerError:
        return True
    return False


def _without_owner(names: list[str]) -> str:
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"You are the only owner of {listed}. Make somebody else an owner, or delete the workspace, first."


def _revoke_keys(workspace: Workspace, user: User, actor: Actor, now: datetime) -> None:
    for key in ApiKey.objects.for_workspace(workspace).filter(created_by=user, revoked_at=None):
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.KEY_REVOKED, subject=key)
    for feed in FeedToken.objects.for_workspace(workspace).filter(person=user, revoked_at=None):
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.FEED_REVOKED, subject=feed)


def _leave_workspaces(user: User) -> int:
    """Leave every workspace; return how many there were."""
    numbers = _workspaces_of(user)
    for number in numbers:
        with locked(number) as workspace:
            members = Membership.objects.for_workspace(workspace).select_related("user")
            for member in members.filter(user=user):
                take_out(workspace, member, SYSTEM, Action.LEFT_WITH_ACCOUNT)
    return len(numbers)


def _erase_rows(user: User) -> dict[str, int]:
    """Delete what is about this person alone; return the numbers of rows by table."""
    erased = {UserSession._meta.db_table: end_sessions(user=user)}
    for key in personal_keys():
        model, mine = key.model, {key.attname: user.pk}
        if issubclass(model, CustomerModel):
            count = sum(_delete_in(number, model, mine) for number in _workspaces_with(model, mine))
        else:
            count = model._meta.base_manager.filter(**mine).delete()[0]
        erased[model._meta.db_table] = erased.get(model._meta.db_table, 0) + count
    return erased


def _delete_in(workspace_id: int, model: type[CustomerModel], mine: dict[str, int]) -> int:
    with in_workspace(workspace_id):
        return model.objects.for_workspace(workspace_id).filter(**mine).delete()[0]


def _make_nameless(user: User) -> dict[str, int]:
    """Take the address out of the invitations they came with; return how many rows of workspaces stay, by table."""
    came_with = {"accepted_by_id": user.pk}
    for number in _workspaces_with(Invitation, came_with):
        with in_workspace(number):
            Invitation.objects.for_workspace(number).filter(**came_with).update(email=_nobody(user))
    return {
        Invitation._meta.db_table: _count(Invitation, came_with)
        + _count(Invitation, {"invited_by_id": user.pk}),
        ApiKey._meta.db_table: _count(ApiKey, {"created_by_id": user.pk}),
        AuditEntry._meta.db_table: _count(AuditEntry, {"actor_id": user.pk}),
    }


def _workspaces_with(model: type[CustomerModel], which: dict[str, int]) -> list[int]:
    with model.objects.across_workspaces(reason=_REASON) as rows:
        return sorted(set(rows.filter(**which).values_list("workspace_id", flat=True)))


def _count(model: type[CustomerModel], which: dict[str, int]) -> int:
    with model.objects.across_workspaces(reason=_REASON) as rows:
        return rows.filter(**which).count()


def _blank(user: User, now: datetime) -> None:
    user.email = _nobody(user)
    user.first_name = user.last_name = ""
    user.time_zone = UTC_ZONE
    user.password = make_password(None)
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.deletion_due_at, user.erased_at = None, now
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _nobody(user: User) -> str:
    return f"erased-{user.pk}@erased.invalid"
