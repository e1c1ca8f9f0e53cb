"""Taking the workspace's row as a lock, and asking what the actor may do there now."""

from collections.abc import Iterator
from contextlib import contextmanager

from apps.accounts import rules
from apps.accounts.errors import LastOwnerError, NoSeatLeftError, NotAMemberError, NotPermittedError
from apps.accounts.models import Membership, Workspace
from apps.accounts.plans import seats_of
from apps.accounts.selectors import seats_used
from apps.accounts.types import Actor, Permission, Role
from apps.core.tenancy import in_workspace


@contextmanager
def locked(workspace: Workspace | int) -> Iterator[Workspace]:
    """Enter a workspace and hold its row: whoever adds, changes or removes people waits for the others.

    Raises NotAMemberError when there is no such workspace, as if the actor were a stranger to it.
    """
    with in_workspace(workspace):
        row = Workspace.objects.for_workspace(workspace).select_for_update().first()
        if row is None:
            raise NotAMemberError("There is no such workspace.")
        yield row


def role_of(workspace: Workspace, actor: Actor) -> str:
    """Return the actor's role as it is now; programs of ours act as an owner. Raises NotAMemberError for a stranger."""
    if actor.user_id is None:
        return Role.OWNER
    membership = Membership.objects.for_workspace(workspace).filter(user_id=actor.user_id).first()
    if membership is None:
        raise NotAMemberError("You are not a member of this workspace.")
    return membership.role


def require(workspace: Workspace, actor: Actor, permission: Permission) -> str:
    """Return the actor's role; raises NotPermittedError when it does not hold the permission."""
    role = role_of(workspace, actor)
    if not rules.can(role, permission):
        raise NotPermittedError("Your role in this workspace does not allow this.")
    return role


def person(actor: Actor) -> int:
    """Return the number of the person who acts; raises NotPermittedError for a program of ours."""
    if actor.user_id is None:
        raise NotPermittedError("Only a person can do this.")
    return actor.user_id


def require_assignable(workspace: Workspace, actor: Actor, *, held: str, wanted: str) -> None:
    """Raises NotPermittedError unless the actor may turn a person of one role into the other."""
    if not rules.may_assign(role_of(workspace, actor), held=held, wanted=wanted):
        raise NotPermittedError("Only an owner can do this." if Role.OWNER in {held, wanted} else _NO_PEOPLE)


def require_other_owner(workspace: Workspace, member: Membership) -> None:
    """Raises LastOwnerError when no other owner stays: one whose account will be erased does not count.

    The caller holds the workspace.
    """
    owners = Membership.objects.for_workspace(workspace).filter(role=Role.OWNER)
    others = owners.filter(user__deletion_due_at=None).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise LastOwnerError("A workspace needs an owner: make somebody else an owner first.")


def require_seat(workspace: Workspace, *, more: int = 1) -> None:
    """Raises NoSeatLeftError when the plan has no seats for so many more. The caller holds the workspace."""
    seats = seats_of(workspace)
    if seats is not None and seats_used(workspace) + more > seats:
        raise NoSeatLeftError(f"All {seats} seats of this workspace are taken.")


_NO_PEOPLE = "Your role in this workspace does not allow you to manage people."
