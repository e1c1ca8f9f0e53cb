"""What the home of a workspace reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from apps.accounts.identity import has_second_factor
from apps.accounts.models import AuditEntry, User
from apps.accounts.selectors import audit_entries, members_of, open_invitations_of
from apps.accounts.types import Permission, Role
from apps.core import clock
from apps.web.places import Place
from apps.web.queries.review_matters import review_matters


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that wants doing, and where it is done."""

    title: str
    body: str
    url: str
    action: str
    tone: str = "low"


def attention(place: Place, person: User) -> tuple[Matter, ...]:
    """Return what this member can and should do now, what is most pressing first. Called inside `in_workspace`."""
    return (
        *_closing(place),
        *_paused(place),
        *_reviews(place, person),
        *_own_account(person),
        *_people(place),
    )


def latest_activity(place: Place, count: int) -> tuple[AuditEntry, ...]:
    """Return the latest entries of the audit log. For those who may read it. Called inside `in_workspace`."""
    return tuple(audit_entries(place.workspace)[:count])


def _closing(place: Place) -> Iterator[Matter]:
    due = place.workspace.deletion_due_at
    if due is not None:
        may_keep = place.may(Permission.OWNERSHIP)
        yield Matter(
            title=f"This workspace will be erased on {due:%-d %b %Y}",
            body="Everything in it goes; a certificate stays. An owner can call it off until then.",
            url=_here(place, "workspace_settings" if may_keep else "workspace_members"),
            action="Call it off" if may_keep else "See who the owners are",
            tone="high",
        )


def _paused(place: Place) -> Iterator[Matter]:
    if place.is_paused:
        yield Matter(
            title="Your seat is paused",
            body="There are more members than the plan has seats. You read everything; whoever pays for the plan chooses who stays active.",
            url=_here(place, "workspace_members"),
            action="See the members",
            tone="medium",
        )


def _reviews(place: Place, person: User) -> Iterator[Matter]:
    for found in review_matters(place, person):
        yield Matter(found.title, found.body, found.url, found.action, found.tone)


def _own_account(person: User) -> Iterator[Matter]:
    if not has_second_factor(person):
        yield Matter(
            title="Your account opens with one secret alone",
            body="With a passkey or an authenticator app, a stolen password or mailbox opens nothing.",
            url=reverse("mfa_index"),
            action="Add a second factor",
            tone="medium",
        )


def _people(place: Place) -> Iterator[Matter]:
    if not place.may(Permission.PEOPLE):
        return
    roles = [member.role for member in members_of(place.workspace)]
    now = clock.now()
    expired = sum(row.is_expired(now) for row in open_invitations_of(place.workspace))
    if expired:
        yield Matter(
            title=f"{expired} invitation{'' if expired == 1 else 's'} expired unused",
            body="Send them again with a new link, or withdraw them.",
            url=_here(place, "workspace_members"),
            action="See the invitations",
        )
    if len(roles) == 1:
        yield Matter(
            title="You are here alone",
            body="Invite those who read contracts, sign them off or only need to know.",
            url=_here(place, "workspace_invite"),
            action="Invite a colleague",
        )
    elif roles.count(Role.OWNER) == 1:
        yield Matter(
            title="There is one owner only",
            body="If their account is lost, nobody can name another. A second owner costs nothing.",
            url=_here(place, "workspace_members"),
            action="See the members",
        )


def _here(place: Place, name: str) -> str:
    return reverse(name, kwargs={"workspace_slug": place.workspace.slug})
