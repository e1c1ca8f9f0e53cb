"""How a workspace's people and pages are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.accounts import rules
from apps.accounts.models import Invitation, Membership
from apps.accounts.types import Permission
from apps.web.access_table import ACCESS
from apps.web.places import Place


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the workspace in its navigation; `under` begins the names of the pages that belong to it."""

    label: str
    url_name: str
    under: str

    def holds(self, current: str) -> bool:
        return current == self.url_name or (bool(self.under) and current.startswith(self.under))

    def is_for(self, place: Place) -> bool:
        wanted = ACCESS[self.url_name]
        return isinstance(wanted, Permission) and place.may(wanted)


TABS: Final = (
    Tab("Home", "workspace", ""),
    Tab("Inbox", "workspace_inbox", "workspace_alert"),
    Tab("Digest", "workspace_digest", "workspace_digest_"),
    Tab("Calendar", "workspace_calendar", "workspace_feed"),
    Tab("Reviews", "workspace_reviews", "workspace_review"),
    Tab("Watches", "workspace_watches", "workspace_watch"),
    Tab("Channels", "workspace_channels", "workspace_channel"),
    Tab("Dossiers", "workspace_dossiers", "workspace_dossier"),
    Tab("Members", "workspace_members", "workspace_member_"),
    Tab("Roles", "workspace_roles", ""),
    Tab("Security", "workspace_security", "workspace_sign_on"),
    Tab("Audit log", "workspace_audit", ""),
    Tab("API keys", "workspace_keys", "workspace_key_"),
    Tab("Plan and usage", "workspace_plan", "workspace_plan_"),
    Tab("Settings", "workspace_settings", "workspace_delete"),
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, and what the one who looks may do about them."""

    membership: Membership
    is_you: bool
    may_change: bool
    may_transfer: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    invitation: Invitation
    is_expired: bool
    may_change: bool


def member_rows(members: Iterable[Membership], place: Place) -> tuple[MemberRow, ...]:
    return tuple(
        MemberRow(
            membership=member,
            is_you=member.pk == place.membership.pk,
            may_change=rules.may_assign(place.membership.role, held=member.role, wanted=member.role),
            may_transfer=place.may(Permission.OWNERSHIP) and member.pk != place.membership.pk,
        )
        for member in members
    )


def invitation_rows(
    invitations: Iterable[Invitation], place: Place, *, now: datetime
) -> tuple[InvitationRow, ...]:
    return tuple(
        InvitationRow(
            invitation=invitation,
            is_expired=invitation.is_expired(now),
            may_change=rules.may_assign(place.membership.role, held=invitation.role, wanted=invitation.role),
        )
        for invitation in invitations
    )
