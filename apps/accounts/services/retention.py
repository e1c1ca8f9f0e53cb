"""Forgetting what nobody uses any more: accounts that were never proved, invitations that came to nothing."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from apps.accounts.models import Invitation, Membership, User
from apps.core import clock
from apps.core.tenancy import in_workspace

UNPROVED: Final = timedelta(days=30)
UNUSED_INVITATION: Final = timedelta(days=90)


def forget_unproved_accounts() -> int:
    """Delete accounts whose address nobody has proved for thirty days; nobody was ever let into them. Return how many."""
    unproved = User.objects.filter(
        last_login=None, is_staff=False, erased_at=None, date_joined__lt=clock.now() - UNPROVED
    ).exclude(emailaddress__verified=True)
    with Membership.objects.across_workspaces(reason="retention of accounts") as members:
        _, deleted = unproved.exclude(pk__in=members.values("user_id")).delete()
    return deleted.get(User._meta.label, 0)


def forget_unused_invitations() -> int:
    """Delete invitations that were withdrawn, or have expired, ninety days ago; return how many."""
    before = clock.now() - UNUSED_INVITATION
    is_old = Q(accepted_at=None) & (Q(revoked_at__lt=before) | Q(revoked_at=None, expires_at__lt=before))
    with Invitation.objects.across_workspaces(reason="retention of invitations") as rows:
        workspaces = sorted(set(rows.filter(is_old).values_list("workspace_id", flat=True)))
    forgotten = 0
    for number in workspaces:
        with in_workspace(number):
            forgotten += Invitation.objects.for_workspace(number).filter(is_old).delete()[0]
    return forgotten
