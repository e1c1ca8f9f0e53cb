"""Asking, where a public page is made, whether the visitor's workspaces follow what it shows."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django import template
from django.template import RequestContext
from django.urls import reverse

from apps.accounts import rules
from apps.accounts.admission import obstacle
from apps.accounts.types import Permission
from apps.provisions.models import Topic
from apps.provisions.taxonomy import Topic as TopicOfFiles
from apps.subscriptions.models.watch import Subject
from apps.web.entitlements import visitors_memberships
from apps.web.presentation.watches import subject_view
from apps.web.queries.watches import followed_anywhere

register = template.Library()
_MOST_ASKED: Final = 3  # workspaces of one person: each costs queries


@dataclass(frozen=True, slots=True)
class FollowLink:
    """`is_followed` by a workspace of the visitor's: then the link leads to its watch."""

    url: str
    label: str
    is_followed: bool


@register.simple_tag(takes_context=True)
def follow_link(context: RequestContext, subject: Subject | TopicOfFiles) -> FollowLink | None:
    """Return the way to follow what a page shows, or to the watch; None to whom no role allows it. Of anonymous visitors nothing is asked."""
    memberships = visitors_memberships(context.request)
    may = [row for row in memberships if rules.can(row.role, Permission.WATCH)]
    if memberships and not may:
        return None
    entered = [row.workspace for row in may[:_MOST_ASKED] if obstacle(context.request, row) is None]
    row = _row(subject) if entered else None
    present = followed_anywhere(entered, row) if row is not None else None
    if present is not None:
        workspace, watch = present
        address = reverse("workspace_watch", args=[workspace.slug, watch.pk])
        return FollowLink(address, f"Followed in {workspace.name}", is_followed=True)
    if len(may) == 1:
        address = reverse("workspace_watch_new", args=[may[0].workspace.slug])
    else:
        address = reverse("follow")
    return FollowLink(f"{address}?{urlencode(_named(subject))}", "Follow", is_followed=False)


def _named(subject: Subject | TopicOfFiles) -> dict[str, str]:
    if isinstance(subject, TopicOfFiles):
        return {"topic": subject.slug}
    view = subject_view(subject)
    return {view.field: view.value}


def _row(subject: Subject | TopicOfFiles) -> Subject | None:
    return Topic.objects.filter(slug=subject.slug).first() if isinstance(subject, TopicOfFiles) else subject
