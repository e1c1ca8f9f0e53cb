"""Asking people in: a token by e-mail, good once, for one address."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.accounts.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    InvalidAddressError,
    InvitationExpiredError,
    InvitationForAnotherAddressError,
    InvitationInvalidError,
    TooManyInvitationsError,
)
from apps.accounts.models import Action, Invitation, Membership, User, Workspace
from apps.accounts.selectors import verified_emails
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, person, require_assignable, require_seat
from apps.accounts.services.members import admit
from apps.accounts.tokens import digest_of, new_token
from apps.accounts.types import Actor, Role
from apps.core import clock
from apps.core.scoped import ScopedQuerySet
from apps.core.tenancy import Claim, claiming

GOOD_FOR: Final = timedelta(days=7)
MOST_A_DAY: Final = 50  # a workspace writes to people who have not asked for it
AGAIN_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation with its token, which exists nowhere else: it goes into the e-mail and is forgotten."""

    invitation: Invitation
    token: str = field(repr=False)


def invite_member(*, workspace: Workspace, email: str, role: Role, actor: Actor) -> IssuedInvitation:
    """Open an invitation; whoever calls sends the token to the address.

    Raises InvalidAddressError, NotPermittedError, AlreadyMemberError, AlreadyInvitedError, NoSeatLeftError or
    TooManyInvitationsError.
    """
    email = _checked(email)
    with locked(workspace) as row:
        require_assignable(row, actor, held=role, wanted=role)
        if Membership.objects.for_workspace(row).filter(user__email__iexact=email).exists():
            raise AlreadyMemberError(f"{email} is a member of this workspace already.")
        if _open_invitations(row).filter(email__iexact=email).exists():
            raise AlreadyInvitedError(f"{email} has been invited already: send the invitation again.")
        require_seat(row)
        now, token = clock.now(), new_token()
        _require_quota(row, now)
        invitation = Invitation.objects.for_workspace(row).create(
            email=email,
            role=role,
            token_sha256=digest_of(token),
            invited_by_id=person(actor),
            created_at=now,
            sent_at=now,
            expires_at=now + GOOD_FOR,
        )
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.INVITED,
            subject=invitation,
            changes={"role": (None, role.value)},
        )
    return IssuedInvitation(invitation, token)


def resend_invitation(*, workspace: Workspace, invitation_id: int, actor: Actor) -> IssuedInvitation:
    """Give an open invitation a new token and seven more days; the token sent before is good no longer.

    Raises InvitationInvalidError, NotPermittedError, TooManyInvitationsError (within five minutes of the one before, or after
    fifty in a day) or, where it had expired and its seat was taken, NoSeatLeftError.
    """
    with locked(workspace) as row:
        invitation = _open_invitation(row, invitation_id)
        require_assignable(row, actor, held=invitation.role, wanted=invitation.role)
        now, token = clock.now(), new_token()
        if invitation.is_expired(now):
            require_seat(row)
        if now - invitation.sent_at < AGAIN_AFTER:
            raise TooManyInvitationsError(
                "It was sent less than five minutes ago: give the mail time to arrive."
            )
        _require_quota(row, now)
        before = invitation.expires_at
        invitation.token_sha256 = digest_of(token)
        invitation.sent_at, invitation.expires_at = now, now + GOOD_FOR
        invitation.save(update_fields=["token_sha256", "sent_at", "expires_at"])
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.INVITED_AGAIN,
            subject=invitation,
            changes={"expires_at": (before, invitation.expires_at)},
        )
    return IssuedInvitation(invitation, token)


def revoke_invitation(*, workspace: Workspace, invitation_id: int, actor: Actor) -> None:
    """Withdraw an open invitation. Raises InvitationInvalidError or NotPermittedError."""
    with locked(workspace) as row:
        invitation = _open_invitation(row, invitation_id)
        require_assignable(row, actor, held=invitation.role, wanted=invitation.role)
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.INVITATION_REVOKED, subject=invitation)


def accept_invitation(*, token: str, user: User, actor: Actor) -> Membership:
    """Make the person a member in the invited role; one who is a member already keeps theirs.

    A forwarded link admits nobody: the invited address must be among the person's verified ones.
    Raises InvitationInvalidError, InvitationExpiredError, InvitationForAnotherAddressError, or NoSeatLeftError where the
    plan has become smaller since.
    """
    sha256 = digest_of(token)
    with claiming(Claim.TOKEN, sha256):
        workspace_id = Invitation.objects.with_digest(sha256).values_list("workspace_id", flat=True).first()
    if workspace_id is None:
        raise InvitationInvalidError(_NO_MORE)
    with locked(workspace_id) as row:
        # Again, now that nobody else can use, replace or revoke it.
        invitation = _open_invitations(row).filter(token_sha256=sha256).first()
        if invitation is None:
            raise InvitationInvalidError(_NO_MORE)
        _check_holder(invitation, user)
        member = Membership.objects.for_workspace(row).filter(user=user).first()
        if member is None:
            require_seat(row, more=0)  # the invitation has taken it, if there still is one
            member = admit(workspace=row, user=user, role=invitation.role, actor=actor)
        invitation.accepted_at, invitation.accepted_by = clock.now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        member.workspace = row  # to be read once the workspace is left
    return member


def _require_quota(workspace: Workspace, now: datetime) -> None:
    """Raises TooManyInvitationsError after a day's worth of messages. The caller holds the workspace."""
    lately = Invitation.objects.for_workspace(workspace).filter(sent_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise TooManyInvitationsError(
            f"{MOST_A_DAY} invitations were sent in a day, which is the most. Go on tomorrow."
        )


def _check_holder(invitation: Invitation, user: User) -> None:
    if invitation.email.lower() not in verified_emails(user):
        raise InvitationForAnotherAddressError(
            f"This invitation was sent to {invitation.email}. Sign in with that address, or add and verify it."
        )
    if invitation.is_expired(clock.now()):
        raise InvitationExpiredError("This invitation has expired. Ask whoever sent it to send it again.")


def _open_invitations(workspace: Workspace) -> ScopedQuerySet[Invitation]:
    return Invitation.objects.for_workspace(workspace).filter(accepted_at=None, revoked_at=None)


def _open_invitation(workspace: Workspace, invitation_id: int) -> Invitation:
    invitation = _open_invitations(workspace).filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationInvalidError("This invitation was accepted or revoked meanwhile.")
    return invitation


def _checked(email: str) -> str:
    email = User.objects.normalize_email(email.strip())
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidAddressError(f"{email!r} is not an e-mail address.") from error
    return email


_NO_MORE = "This invitation is not good any more: it was used, withdrawn, or sent again with a newer link."
