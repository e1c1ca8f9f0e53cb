"""Reading the customer half. Those that take a workspace are called inside its `in_workspace`."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from apps.accounts.identity import people_with_second_factor
from apps.accounts.mail_domains import domain_of
from apps.accounts.models import (
    Action,
    ApiKey,
    AuditEntry,
    FeedToken,
    Invitation,
    JoinDomain,
    Membership,
    User,
    Workspace,
)
from apps.accounts.tokens import digest_of
from apps.accounts.types import Role
from apps.core import clock
from apps.core.scoped import ScopedQuerySet
from apps.core.tenancy import Claim, as_user, claiming, in_workspace


@dataclass(frozen=True, slots=True)
class InvitationPreview:
    """What whoever holds the token may know before accepting."""

    workspace_name: str
    email: str
    role: str
    invited_by: str
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What part of the audit log is asked for; the default is all of it."""

    action: str = ""
    actor_id: int | None = None
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None


def verified_emails(user: User | int) -> frozenset[str]:
    """Return the addresses that a person has proved to be theirs, in lower case."""
    found = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return frozenset(email.lower() for email in found)


def memberships_of(user: User) -> list[Membership]:
    """Return a person's memberships with their workspaces, by name: the switcher. Needs no workspace."""
    with as_user(user):
        found = Membership.objects.of_user(user).select_related("workspace")
        return list(found.order_by("workspace__name", "workspace_id"))


def membership_in(user: User, slug: str) -> Membership | None:
    """Return the person's membership in the workspace at this address, workspace included; None for a stranger.

    The first line of every door: the answer is that of now, so a removal holds from the next request on.
    """
    with as_user(user):
        found = Membership.objects.of_user(user).select_related("workspace")
        return found.filter(workspace__slug=slug).first()


def joinable_workspaces(user: User) -> list[Workspace]:
    """Return the workspaces that admit one of the person's verified domains and that they are not in yet. Needs no workspace."""
    found: dict[int, Workspace] = {}
    for domain in {domain_of(email) for email in verified_emails(user)}:
        with claiming(Claim.EMAIL_DOMAIN, domain):
            allowed = JoinDomain.objects.of_domain(domain).select_related("workspace")
            found |= {row.workspace_id: row.workspace for row in allowed}
    mine = {membership.workspace_id for membership in memberships_of(user)}
    return sorted((row for key, row in found.items() if key not in mine), key=lambda row: row.name)


def invitation_preview(token: str) -> InvitationPreview | None:
    """Return what an open invitation says, to whoever holds its token; None if it is not open. Needs no workspace."""
    sha256 = digest_of(token)
    with claiming(Claim.TOKEN, sha256):
        found = Invitation.objects.with_digest(sha256).select_related("workspace", "invited_by").first()
    if found is None or not found.is_open:
        return None
    return InvitationPreview(
        workspace_name=found.workspace.name,
        email=found.email,
        role=found.role,
        invited_by=str(found.invited_by),
        expires_at=found.expires_at,
        is_expired=found.is_expired(clock.now()),
    )


def workspaces_to_erase() -> list[int]:
    """Return the numbers of the workspaces whose grace period is over. Reads across workspaces."""
    with Workspace.objects.across_workspaces(reason="erasure") as workspaces:
        due = workspaces.filter(deletion_due_at__lte=clock.now())
        return list(due.order_by("deletion_due_at").values_list("pk", flat=True))


def accounts_to_erase() -> list[int]:
    """Return the numbers of the people whose account's grace period is over."""
    due = User.objects.filter(deletion_due_at__lte=clock.now())
    return list(due.order_by("deletion_due_at").values_list("pk", flat=True))


def sole_ownerships(user: User) -> list[Workspace]:
    """Return the workspaces that would have no owner without this person; those to be erased anyway do not count."""
    found = []
    for membership in memberships_of(user):
        workspace = membership.workspace
        if membership.role != Role.OWNER or workspace.is_closing:
            continue
        with in_workspace(workspace):
            owners = Membership.objects.for_workspace(workspace).filter(role=Role.OWNER)
            if not owners.filter(user__deletion_due_at=None).exclude(user=user).exists():
                found.append(workspace)
    return found


def members_of(workspace: Workspace | int) -> ScopedQuerySet[Membership]:
    """Return the members with their people, those who came first first."""
    return Membership.objects.for_workspace(workspace).select_related("user").order_by("created_at", "pk")


def members_without_second_factor(workspace: Workspace | int) -> list[Membership]:
    """Return the members whose account a password alone opens, those who came first first."""
    members = list(members_of(workspace))
    protected = people_with_second_factor(member.user_id for member in members)
    return [member for member in members if member.user_id not in protected]


def open_invitations_of(workspace: Workspace | int) -> ScopedQuerySet[Invitation]:
    """Return what was neither accepted nor revoked, expired ones included: they can be sent again."""
    return (
        Invitation.objects.for_workspace(workspace)
        .select_related("invited_by")
        .filter(accepted_at=None, revoked_at=None)
    )


def join_domains_of(workspace: Workspace | int) -> ScopedQuerySet[JoinDomain]:
    return JoinDomain.objects.for_workspace(workspace)


def api_keys_of(workspace: Workspace | int) -> ScopedQuerySet[ApiKey]:
    """Return all keys, dead ones included, newest first. For those who hold Permission.KEYS only."""
    return ApiKey.objects.for_workspace(workspace).select_related("created_by")


def feeds_of(workspace: Workspace | int, person: User | None = None) -> ScopedQuerySet[FeedToken]:
    """Return a person's feeds, ended ones included, newest first; everybody's, for those who hold Permission.KEYS, if none is named."""
    found = FeedToken.objects.for_workspace(workspace).select_related("person")
    return found if person is None else found.filter(person=person)


def seats_used(workspace: Workspace | int) -> int:
    """Count members, and invitations that may still make one: a seat offered is a seat taken."""
    members = Membership.objects.for_workspace(workspace).count()
    invited = Invitation.objects.for_workspace(workspace).filter(
        accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
    )
    return members + invited.count()


def people_in_audit(workspace: Workspace | int) -> dict[int, str]:
    """Return who is, or as far as the log goes back was, in the workspace: number and name, by name.

    Found by how people come in, not by all they did: the log is long, and joining is rare.
    """
    came_in = AuditEntry.objects.for_workspace(workspace).filter(
        action__in=[Action.JOINED, Action.WORKSPACE_CREATED], actor__isnull=False
    )
    people = dict(came_in.order_by("at").values_list("actor_id", "actor_name"))
    people |= dict(Membership.objects.for_workspace(workspace).values_list("user_id", "user__email"))
    return dict(sorted(people.items(), key=lambda person: person[1]))


def audit_entries(
    workspace: Workspace | int, wanted: AuditFilter = AuditFilter()
) -> ScopedQuerySet[AuditEntry]:
    """Return the workspace's audit log, newest first."""
    found = AuditEntry.objects.for_workspace(workspace).select_related("api_key")
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.actor_id is not None:
        found = found.filter(actor_id=wanted.actor_id)
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    if wanted.search:
        found = found.filter(Q(subject__icontains=wanted.search) | Q(actor_name__icontains=wanted.search))
    return found
