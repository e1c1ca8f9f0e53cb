"""Making, changing and closing workspaces."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from apps.accounts.errors import (
    AccountLeavingError,
    DomainNotAllowedError,
    InvalidNameError,
    TooManyWorkspacesError,
)
from apps.accounts.mail_domains import PUBLIC_MAIL_DOMAINS, domain_of
from apps.accounts.models import Action, JoinDomain, Membership, User, Workspace
from apps.accounts.selectors import memberships_of, verified_emails
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, person, require
from apps.accounts.types import Actor, Permission, Role
from apps.core import clock
from apps.core.tenancy import in_workspace

GRACE: Final = timedelta(days=30)
MOST_OWNED: Final = 20  # enough for everybody; whoever wants thousands wants their invitations
_SLUG_LENGTH = 50


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """What an admin may change; None leaves a setting as it is."""

    name: str | None = None
    require_two_factor: bool | None = None
    join_role: Role | None = None


@transaction.atomic
def create_workspace(*, name: str, owner: User, actor: Actor) -> Workspace:
    """Create a workspace with its first owner. Its address is made from the name, and from chance where that is taken.

    Raises InvalidNameError, TooManyWorkspacesError for a person who owns twenty, or AccountLeavingError.
    """
    name = _checked(name)
    if actor.user_id is not None:
        # Held until the end: of two asked for at once, the second counts the first.
        row = User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        if row.is_leaving:
            raise AccountLeavingError("Your account will be erased. Keep it first.")
        _require_room(row)
    base = slugify(name)[:_SLUG_LENGTH].strip("-") or "team"
    try:
        return _create(name, base, owner, actor)
    except IntegrityError:
        return _create(name, f"{base}-{secrets.token_hex(3)}", owner, actor)


def change_settings(*, workspace: Workspace, wanted: WorkspaceSettings, actor: Actor) -> Workspace:
    """Change what differs, and record that; records nothing if all is as wanted."""
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        values = {
            "name": None if wanted.name is None else _checked(wanted.name),
            "require_two_factor": wanted.require_two_factor,
            "join_role": wanted.join_role,
        }
        changes = {
            field: (getattr(row, field), value)
            for field, value in values.items()
            if value is not None and getattr(row, field) != value
        }
        for field, (_before, after) in changes.items():
            setattr(row, field, after)
        if changes:
            row.save(update_fields=list(changes))
            record_audit(
                workspace_id=row.pk,
                actor=actor,
                action=Action.WORKSPACE_CHANGED,
                subject=row,
                changes=changes,
            )
    return row


def allow_domain(*, workspace: Workspace, domain: str, actor: Actor) -> JoinDomain:
    """Let people with a verified address in the domain join by themselves.

    Raises DomainNotAllowedError unless the actor has such an address too, or when anybody can have one.
    """
    domain = domain_of(f"@{domain}")
    if domain in PUBLIC_MAIL_DOMAINS or domain not in {
        domain_of(email) for email in verified_emails(person(actor))
    }:
        raise DomainNotAllowedError(
            "Only a domain of your own organisation can be allowed, one in which you have a verified address."
        )
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        allowed, is_new = JoinDomain.objects.for_workspace(row).get_or_create(
            domain=domain, defaults={"created_at": clock.now()}
        )
        if is_new:
            record_audit(workspace_id=row.pk, actor=actor, action=Action.DOMAIN_ADDED, subject=allowed)
    return allowed


def disallow_domain(*, workspace: Workspace, domain_id: int, actor: Actor) -> None:
    """Stop admitting people by a domain; whoever joined stays. Does nothing if it was not allowed."""
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        allowed = JoinDomain.objects.for_workspace(row).filter(pk=domain_id).first()
        if allowed is not None:
            record_audit(workspace_id=row.pk, actor=actor, action=Action.DOMAIN_REMOVED, subject=allowed)
            allowed.delete()


def schedule_deletion(*, workspace: Workspace, actor: Actor) -> Workspace:
    """Close the workspace in thirty days; asking again does not postpone it."""
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        if row.deletion_due_at is None:
            _set_due(row, actor, is_closing=True)
    return row


def cancel_deletion(*, workspace: Workspace, actor: Actor) -> Workspace:
    """Call the deletion off; does nothing if none is due."""
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        if row.deletion_due_at is not None:
            _set_due(row, actor, is_closing=False)
    return row


def _set_due(row: Workspace, actor: Actor, *, is_closing: bool) -> None:
    before = row.deletion_due_at
    row.deletion_due_at = clock.now() + GRACE if is_closing else None
    row.save(update_fields=["deletion_due_at"])
    record_audit(
        workspace_id=row.pk,
        actor=actor,
        action=Action.DELETION_SCHEDULED if is_closing else Action.DELETION_CANCELLED,
        subject=row,
        changes={"deletion_due_at": (before, row.deletion_due_at)},
    )


@transaction.atomic
def _create(name: str, slug: str, owner: User, actor: Actor) -> Workspace:
    """Take the number first: the policy accepts a workspace only from a transaction that is in it."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_workspace', 'id'))")
        (number,) = cursor.fetchone()
    with in_workspace(number):
        workspace = Workspace(pk=number, name=name, slug=slug, created_at=now)
        workspace.save(force_insert=True)
        Membership.objects.for_workspace(workspace).create(user=owner, role=Role.OWNER, created_at=now)
        record_audit(workspace_id=number, actor=actor, action=Action.WORKSPACE_CREATED, subject=workspace)
    return workspace


def _require_room(owner: User) -> None:
    owned = [row for row in memberships_of(owner) if row.role == Role.OWNER]
    if len(owned) >= MOST_OWNED:
        raise TooManyWorkspacesError(
            f"You own {len(owned)} workspaces, which is as many as one person may. Hand one over or delete it first."
        )


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:  # noqa: PLR2004 - the length of the column
        raise InvalidNameError("A name has 1 to 80 characters.")
    # It stands in messages to people who have never heard of the workspace.
    if "://" in name or not name.isprintable():
        raise InvalidNameError("A name has no addresses and no invisible characters in it.")
    return name
