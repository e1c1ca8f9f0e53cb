"""Feeds. Secret ones for whoever has the address, of one workspace; public ones of what everybody may read. No session, no cookie."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from apps.accounts.errors import InvalidFeedError
from apps.accounts.identity import client_address
from apps.accounts.services.feed_tokens import FeedHolder, authenticate_feed, note_served
from apps.accounts.tokens import digest_of
from apps.accounts.types import FeedKind
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core.limits import is_within
from apps.core.tenancy import in_workspace
from apps.web.access import get_document_or_404, get_platform_or_404
from apps.web.moves import follow_moves
from apps.web.presentation.feeds import Entry, FeedHead, alert_entry, atom, change_entry, ical, newest
from apps.web.queries.calendar import dates_to_subscribe
from apps.web.queries.feeds import ChangesRead, alerts_to_read, changes_to_read

ATOM: Final = "application/atom+xml; charset=utf-8"
ICAL: Final = "text/calendar; charset=utf-8"
_PLAIN: Final = "text/plain; charset=utf-8"
_PUBLIC_FOR: Final = 300  # seconds
_MINUTE: Final = 60
# A minute. What is good is counted by its address alone: one service reads the calendars of many people.
MOST_READ: Final = 30
MOST_UNKNOWN: Final = 60


@require_safe
def alerts(request: HttpRequest, token: str) -> HttpResponse:
    """Give the alerts of a workspace as Atom, to whoever has the address."""
    return _secret(request, token, FeedKind.ATOM, ATOM, _alerts)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the dates of a workspace as iCalendar, to whoever has the address."""
    return _secret(request, token, FeedKind.ICAL, ICAL, _dates)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    head = ("changes", "Changes · ConductAtlas", reverse("changes"))
    return _public(request, changes_to_read(), *head)


@require_safe
@follow_moves
def platform(request: HttpRequest, platform_slug: str) -> HttpResponse:
    record = get_platform_or_404(platform_slug)
    title = f"{record.name}: changes · ConductAtlas"
    return _public(
        request, changes_to_read(platform=record), f"platform/{record.pk}", title, record.get_absolute_url()
    )


@require_safe
@follow_moves
def document(request: HttpRequest, platform_slug: str, document_slug: str) -> HttpResponse:
    record = get_document_or_404(platform_slug, document_slug)
    title = f"{record.platform.name}, {record.title}: changes · ConductAtlas"
    return _public(
        request,
        changes_to_read(document=record),
        f"document/{record.public_id}",
        title,
        record.get_absolute_url(),
    )


def _secret(
    request: HttpRequest, token: str, kind: FeedKind, media_type: str, make: Callable[[FeedHolder], bytes]
) -> HttpResponse:
    """Answer by the token alone. What opens nothing is not there, for whatever reason, and is not asked about for ever."""
    try:
        holder = authenticate_feed(token, kind)
    except InvalidFeedError as error:
        if not is_within("feed-unknown", client_address(request), most=MOST_UNKNOWN, seconds=_MINUTE):
            return _too_many()
        raise Http404("no such feed") from error
    if not is_within("feed", digest_of(token), most=MOST_READ, seconds=_MINUTE):
        return _too_many()
    if not allows(holder.workspace, Feature.FEEDS):
        told = "The plan of this workspace has no feeds at present. The address stays good for when it has.\n"
        return _private(HttpResponse(told, status=403, content_type=_PLAIN))
    with in_workspace(holder.workspace):
        body = make(holder)
    since = note_served(feed=holder.feed, body=body)
    return _private(_conditional(request, body, media_type, since))


def _alerts(holder: FeedHolder) -> bytes:
    workspace = holder.workspace
    rows = alerts_to_read(workspace)
    entries = [alert_entry(row, reverse("workspace_alert", args=[workspace.slug, row.pk])) for row in rows]
    head = FeedHead(
        tag=f"workspace/{workspace.pk}/alerts",
        title=f"{workspace.name}: alerts · ConductAtlas",
        path=reverse("workspace_inbox", args=[workspace.slug]),
        updated=newest((row.raised_at for row in rows), holder.feed.created_at),
    )
    return atom(head, entries)


def _dates(holder: FeedHolder) -> bytes:
    return ical(holder.workspace, dates_to_subscribe(holder.workspace))


def _public(request: HttpRequest, read: ChangesRead, tag: str, title: str, path: str) -> HttpResponse:
    entries: list[Entry] = [change_entry(change, read.title_of(change)) for change in read.changes]
    updated = newest((change.detected_at for change in read.changes), read.since)
    body = atom(FeedHead(tag, title, path, updated, self_path=request.path), entries)
    # By its bytes alone: a change that is read anew gets another title, and no other date.
    response = _conditional(request, body, ATOM, None)
    patch_cache_control(response, public=True, max_age=_PUBLIC_FOR)
    return response


def _conditional(request: HttpRequest, body: bytes, media_type: str, since: datetime | None) -> HttpResponse:
    """Answer 304 to whoever has these bytes already, or asks for what is newer than they are."""
    etag = quote_etag(digest_of(body.decode()))
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag
    seconds = int(since.timestamp()) if since else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    given = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    return given if isinstance(given, HttpResponse) else response


def _too_many() -> HttpResponse:
    response = HttpResponse("Asked too often. Try again in a minute.\n", status=429, content_type=_PLAIN)
    response["Retry-After"] = "60"
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep it out of every cache but the reader's own, which asks again each time."""
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex"
    return response
