"""Asking, where a public page is made, what the visitor's workspaces decided about what it shows, and what their contracts override."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template import RequestContext
from django.urls import reverse
from django.utils.text import Truncator

from apps.accounts import rules
from apps.accounts.admission import obstacle
from apps.accounts.models import Membership, Workspace
from apps.accounts.types import Permission
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.provisions.models import Provision
from apps.reviews.models import Overlay, Review
from apps.reviews.selectors.overlays import overlays_on
from apps.reviews.selectors.reviews import review_about
from apps.web.entitlements import visitors_memberships

register = template.Library()
_MOST_ASKED: Final = 3  # workspaces of one person: each costs queries


@dataclass(frozen=True, slots=True)
class ReviewLink:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class OwnContracts:
    """What a workspace of the visitor's noted of a clause, and the way to note more for whose role allows it."""

    workspace: Workspace
    overlays: tuple[Overlay, ...]
    add_url: str


@register.simple_tag(takes_context=True)
def review_links(context: RequestContext, change: Change) -> list[ReviewLink]:
    """Return the way to each workspace's review of a change, or to open one; nothing of anonymous visitors is asked."""
    links = []
    for row in _entered(context.request):
        workspace = row.workspace
        with in_workspace(workspace):
            present = review_about(workspace, change)
        link = _link(row, change, present)
        if link is not None:
            links.append(link)
    return links


@register.simple_tag(takes_context=True)
def own_contracts(context: RequestContext, provision: Provision) -> list[OwnContracts]:
    """Return what the visitor's workspaces noted of a clause; nothing of anonymous visitors is asked."""
    found = []
    for row in _entered(context.request):
        with in_workspace(row.workspace):
            overlays = overlays_on(row.workspace, [provision.pk]).get(provision.pk, [])
        add_url = _add_url(row, provision) if rules.can(row.role, Permission.REVIEW) else ""
        if overlays or add_url:
            found.append(OwnContracts(row.workspace, tuple(overlays), add_url))
    return found


@register.simple_tag
def review_of_alert(workspace: Workspace, change: Change) -> Review | None:
    """Return the workspace's review of the change of an alert."""
    with in_workspace(workspace):
        return review_about(workspace, change)


@register.simple_tag
def overlays_of_change(workspace: Workspace, change: Change) -> list[Overlay]:
    """Return what of a change's clauses own contracts override, each contract once."""
    touched = change.provision_changes.values_list("provision", flat=True)
    with in_workspace(workspace):
        found = overlays_on(workspace, touched)
    return list({overlay.pk: overlay for ours in found.values() for overlay in ours}.values())


def _entered(request: HttpRequest) -> Iterator[Membership]:
    for row in visitors_memberships(request)[:_MOST_ASKED]:
        if obstacle(request, row) is None:
            yield row


def _link(row: Membership, change: Change, present: Review | None) -> ReviewLink | None:
    slug = row.workspace.slug
    if present is not None:
        return ReviewLink(
            reverse("workspace_review", args=[slug, present.pk]),
            f"{present.get_state_display()} in {_short(row.workspace.name, 14)}",
        )
    if not rules.can(row.role, Permission.REVIEW):
        return None
    address = reverse("workspace_review_new", args=[slug])
    return ReviewLink(
        f"{address}?{urlencode({'change': change.public_id})}", f"Review in {_short(row.workspace.name, 24)}"
    )


def _short(name: str, length: int) -> str:
    """Cut a name to what a button holds on a phone."""
    return Truncator(name).chars(length)


def _add_url(row: Membership, provision: Provision) -> str:
    address = reverse("workspace_review_contract_new", args=[row.workspace.slug])
    return f"{address}?{urlencode({'provision': provision.public_id})}"
