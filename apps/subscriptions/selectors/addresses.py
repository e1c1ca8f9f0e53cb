"""Which document is published at an address, and what a workspace asked for by address."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from apps.accounts.models import Workspace
from apps.core import clock
from apps.documents.models import Document, Source
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.models.address import OPEN_STATES
from apps.subscriptions.types import AddressState


def document_at(url: str) -> Document | None:
    """Return the document that is published at an address; scheme, closing slash and fragment do not count."""
    source = (
        Source.objects.current()
        .filter(url__in=list(_spellings(url)), document__is_tracked=True)
        .select_related("document__platform")
        .order_by("pk")
        .first()
    )
    return source.document if source else None


def open_addresses(workspace: Workspace) -> QuerySet[AddressRequest]:
    """Return what is looked at or waits to be confirmed, newest first. Inside `in_workspace`."""
    return AddressRequest.objects.for_workspace(workspace).filter(state__in=OPEN_STATES)


def addresses_to_look_at(*, limit: int = 200) -> list[tuple[int, int, bool]]:
    """Return workspace, number and whether the browser is needed of what is due, and of what dead workers had."""
    now = clock.now()
    lost = now - timedelta(seconds=settings.RUN_LEASE_SECONDS)
    due = Q(state=AddressState.WAITING, next_attempt_at__lte=now) | Q(
        state=AddressState.LOOKING, claimed_at__lt=lost
    )
    with AddressRequest.objects.across_workspaces(reason="addresses that wait to be looked at") as rows:
        found = rows.filter(due).order_by("next_attempt_at", "pk")
        return list(found.values_list("workspace", "pk", "needs_browser")[:limit])


def _spellings(url: str) -> Iterator[str]:
    parts = urlsplit(url)._replace(fragment="")
    bare = parts.path.rstrip("/")
    for scheme in ("https", "http"):
        for path in (bare, f"{bare}/"):
            yield parts._replace(scheme=scheme, netloc=parts.netloc.lower(), path=path).geturl()
