"""Feeds: a workspace's dates as iCalendar, alerts and changes as Atom 1.0 (RFC 4287). The same rows, the same bytes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from apps.accounts.models import Workspace
from apps.alerts.calendar import CalendarDate
from apps.alerts.calendar.ical import IcalEvent, as_ical
from apps.alerts.models import Alert
from apps.documents.models import Change
from apps.web.presentation.calendar import address_of
from apps.web.presentation.dates import plain_quote
from apps.web.queries.calendar import DatesRead

# XML 1.0 has no other characters below the blank, and no halves of pairs.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SINCE: Final = "2026"  # the year since which the host's name is ours: RFC 4151


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, in plain words."""

    tag: str
    title: str
    summary: str
    path: str
    at: datetime
    category: str


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed says of itself. `self_path` is where it is read; empty for a secret address, which is kept out of the file."""

    tag: str
    title: str
    path: str
    updated: datetime
    self_path: str = ""


class _Feed(Atom1Feed):
    """Django's, with plain text said to be plain: as HTML a vendor's `<` would be read as a tag."""

    def __init__(self, *args: Any, updated: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._updated = updated

    def latest_post_date(self) -> datetime:
        """Return when the newest entry was made; of an empty feed, not the present moment, which would change it at each look."""
        return self._updated

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        summary, item["description"] = item["description"], None
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", summary, {"type": "text"})


def atom(head: FeedHead, entries: Sequence[Entry]) -> bytes:
    """Return the feed as it is sent."""
    feed = _Feed(
        title=_fit(head.title),
        link=_absolute(head.path),
        description=None,
        language="en",
        author_name="ConductAtlas",
        feed_guid=_tag(head.tag),
        feed_url=_absolute(head.self_path) if head.self_path else None,
        updated=head.updated,
    )
    for entry in entries:
        feed.add_item(
            title=_fit(entry.title),
            link=_absolute(entry.path),
            description=_fit(entry.summary),
            unique_id=_tag(entry.tag),
            pubdate=entry.at,
            updateddate=entry.at,
            categories=[entry.category] if entry.category else [],
        )
    written: str = feed.writeString("utf-8")
    return written.encode()


def alert_entry(alert: Alert, path: str) -> Entry:
    """Return an alert as it was told, with the first of the watches that told it."""
    change = alert.change
    because = ", ".join(watch.name for watch in alert.reasons.told_by[:3])
    severity = alert.get_severity_display() if alert.severity else "Not graded yet"
    return Entry(
        tag=f"workspace/{alert.workspace_id}/alert/{alert.pk}",
        title=alert.title,
        summary=f"Severity: {severity}. {_numbers(change)} You follow: {because}.",
        path=path,
        at=alert.raised_at,
        category=severity,
    )


def change_entry(change: Change, title: str) -> Entry:
    """Return a change as anybody may read it."""
    document = change.document
    return Entry(
        tag=f"change/{change.public_id}",
        title=title or f"{document.platform.name} changed {document.title}",
        summary=f"{document.platform.name}, {document.title}. {change.get_kind_display()}. {_numbers(change)}",
        path=change.get_absolute_url(),
        at=change.detected_at,
        category=change.get_kind_display(),
    )


def ical(workspace: Workspace, read: DatesRead) -> bytes:
    """Return the workspace's dates as a calendar that programs subscribe to."""
    events = [_event(workspace, one, read) for one in read.dates]
    return as_ical(events, name=f"{workspace.name}: dates of vendors", product="Calendar")


def newest(moments: Iterable[datetime], otherwise: datetime) -> datetime:
    return max(moments, default=otherwise)


def _event(workspace: Workspace, one: CalendarDate, read: DatesRead) -> IcalEvent:
    url = _absolute(address_of(one, read, workspace.slug))
    return IcalEvent(
        uid=str(uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/workspaces/{workspace.pk}/dates/{one.key}")),
        on=one.on,
        summary=one.title,
        description="\n".join([*_told(one), url]),
        url=url,
        category=one.kind.label,
        stamp=one.withdrawn_at or one.known_at,
        turn=one.turn + one.is_withdrawn,
        is_cancelled=one.is_withdrawn,
        has_reminders=one.kind.is_to_act_on,
    )


def _told(one: CalendarDate) -> Iterable[str]:
    """Yield what one needs to know of a date where nothing can be opened."""
    if one.is_withdrawn:
        yield one.withdrawn_because
    if one.is_unclear:
        days = " or ".join(f"{on.day} {on:%b} {on.year}" for on in one.readings)
        yield f"The text can mean {days}."
    if one.quote:
        yield f"“{plain_quote(one.quote)}”"
        yield f"Version {one.change.to_version.number} of {one.change.document.title}, {one.change.public_id}"


def _numbers(change: Change) -> str:
    return f"{change.words_added:,} words added, {change.words_removed:,} removed."


def _tag(rest: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{_SINCE}:{rest}"


def _absolute(path: str) -> str:
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"


def _fit(text: str) -> str:
    return _UNFIT.sub(" ", text)
