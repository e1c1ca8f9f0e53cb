"""Joining, changing and leaving: who is in a workspace, as what."""

from apps.accounts.errors import (
    AccountLeavingError,
    AlreadyMemberError,
    DomainNotAllowedError,
    NotAMemberError,
)
from apps.accounts.mail_domains import domain_of
from apps.accounts.models import (
    Action,
    ApiKey,
    FeedToken,
    Invitation,
    JoinDomain,
    Membership,
    SignOnLink,
    User,
    Workspace,
)
from apps.accounts.selectors import verified_emails
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import (
    locked,
    person,
    require_assignable,
    require_other_owner,
    require_seat,
)
from apps.accounts.single_sign_on import provider_of
from apps.accounts.types import Actor, Role
from apps.core import clock


def admit(*, workspace: Workspace, user: User, role: str, actor: Actor) -> Membership:
    """Make the person a member and record it; the caller holds the workspace and has seen why they may come in.

    Raises AccountLeavingError for somebody whose account will be erased.
    """
    if not User.objects.filter(pk=user.pk, deletion_due_at=None, erased_at=None).exists():
        raise AccountLeavingError("This account will be erased. Keep it first, under “Your data”.")
    membership = Membership.objects.for_workspace(workspace).create(
        user=user, role=role, created_at=clock.now()
    )
    record_audit(
        workspace_id=workspace.pk,
        actor=actor,
        action=Action.JOINED,
        subject=membership,
        changes={"role": (None, role)},
    )
    return membership


def join_by_domain(
    *,
    workspace: Workspace | int,
    user: User,
    actor: Actor,
) -> Membership:
    """Let a person in whose verified address is in a domain that the workspace allows.

    Raises DomainNotAllowedError, AlreadyMemberError or NoSeatLeftError.
    """
    with locked(workspace) as row:
        domains = {domain_of(email) for email in verified_emails(user)}
        if not JoinDomain.objects.for_workspace(row).filter(domain__in=domains).exists():
            raise DomainNotAllowedError("Ask for an invitation: this workspace does not admit your domain.")
        if Membership.objects.for_workspace(row).filter(user=user).exists():
            raise AlreadyMemberError("You are a member of this workspace already.")
        require_seat(row)
        return admit(workspace=row, user=user, role=row.join_role, actor=actor)


def change_role(*, workspace: Workspace, membership_id: int, role: Role, actor: Actor) -> Membership:
    """Give a member another role; records nothing if it is theirs already.

    Raises NotPermittedError, NotAMemberError, or LastOwnerError when no owner would be left.
    """
    with locked(workspace) as row:
        member = _member(row, membership_id)
        require_assignable(row, actor, held=member.role, wanted=role)
        if member.role != role:
            require_other_owner(row, member)
            _set_role(row, member, role, actor)
    return member


def transfer_ownership(*, workspace: Workspace, membership_id: int, actor: Actor) -> Membership:
    """Make another member an owner, and the owner who asks an admin, in one step."""
    with locked(workspace) as row:
        heir = _member(row, membership_id)
        require_assignable(row, actor, held=heir.role, wanted=Role.OWNER)
        if heir.user.is_leaving:
            raise AccountLeavingError(
                "This person's account will be erased: hand over to somebody who stays."
            )
        others = Membership.objects.for_workspace(row).exclude(pk=heir.pk)
        former = others.filter(user_id=person(actor)).first()
        if heir.role != Role.OWNER:
            _set_role(row, heir, Role.OWNER, actor, action=Action.OWNERSHIP_TRANSFERRED)
        if former is not None:
            _set_role(row, former, Role.ADMIN, actor)
    return heir


def remove_member(*, workspace: Workspace, membership_id: int, actor: Actor) -> None:
    """Remove a member at once, with the keys and feeds they made and the invitations they sent that are still open.

    Raises NotPermittedError, NotAMemberError or LastOwnerError.
    """
    with locked(workspace) as row:
        member = _member(row, membership_id)
        require_assignable(row, actor, held=member.role, wanted=member.role)
        take_out(row, member, actor, Action.REMOVED)


def leave_workspace(*, workspace: Workspace, user: User, actor: Actor) -> None:
    """Let a member go, as if removed. Raises NotAMemberError or LastOwnerError."""
    with locked(workspace) as row:
        member = Membership.objects.for_workspace(row).select_related("user").filter(user=user).first()
        if member is None:
            raise NotAMemberError("You are not a member of this workspace.")
        take_out(row, member, actor, Action.LEFT)


def _member(workspace: Workspace, membership_id: int) -> Membership:
    member = (
        Membership.objects.for_workspace(workspace).select_related("user").filter(pk=membership_id).first()
    )
    if member is None:
        raise NotAMemberError("This person is not a member of the workspace any more.")
    return member


def _set_role(
    workspace: Workspace, member: Membership, role: Role, actor: Actor, action: Action = Action.ROLE_CHANGED
) -> None:
    changes = {"role": (member.role, role.value)}
    member.role = role
    member.save(update_fields=["role"])
    record_audit(workspace_id=workspace.pk, actor=actor, action=action, subject=member, changes=changes)


def take_out(workspace: Workspace, member: Membership, actor: Actor, action: Action) -> None:
    """End a membership, with the person's keys, feeds and open invitations there; the caller holds the workspace.

    Raises LastOwnerError.
    """
    require_other_owner(workspace, member)
    now = clock.now()
    keys = ApiKey.objects.for_workspace(workspace).filter(created_by=member.user, revoked_at=None)
    feeds = FeedToken.objects.for_workspace(workspace).filter(person=member.user, revoked_at=None)
    invitations = Invitation.objects.for_workspace(workspace).filter(
        invited_by=member.user, accepted_at=None, revoked_at=None
    )
    revoked = {"keys_revoked": keys.update(revoked_at=now)}
    revoked["feeds_revoked"] = feeds.update(revoked_at=now)
    revoked["invitations_revoked"] = invitations.update(revoked_at=now)
    record_audit(
        workspace_id=workspace.pk,
        actor=actor,
        action=action,
        subject=member,
        changes={"role": (member.role, None)}
        | {name: (None, count) for name, count in revoked.items() if count},
    )
    _keep_out(workspace, member)
    member.delete()


def _keep_out(workspace: Workspace, member: Membership) -> None:
    """Remember who was in, so that single sign-on, which makes members of those it has not seen, does not bring them back."""
    provider = provider_of(workspace)
    if provider is not None:
        now = clock.now()
        SignOnLink.objects.for_workspace(workspace).get_or_create(
            provider=provider, user=member.user, defaults={"created_at": now, "used_at": now}
        )
