"""Dates from the texts of changes: those that the newer text states and the older one did not, each with its words.

A date is withdrawn once a later version, seen before the day came, gives another day for the same; and when the workspace
called the change not relevant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Q

from apps.accounts.models import Workspace
from apps.alerts.calendar.types import CalendarDate, DateKind, Span, UndatedChange
from apps.alerts.models import Alert
from apps.billing.entitlements import paused_ids
from apps.billing.types import Meter
from apps.documents.models import Change, DateReading, DeadlineReading
from apps.documents.types import StatedDateRecord
from apps.subscriptions.selectors import watches_of
from apps.subscriptions.types import WatchKind

AHEAD: Final = timedelta(days=400)  # a text speaks of days this far from the one on which it was found
_MOST: Final = 5_000  # changes looked at, the newest
_VERBS: Final = {
    DateKind.EFFECTIVE: "takes effect",
    DateKind.NOTICE: "was announced",
    DateKind.OBJECTION: "last day to object or opt out",
    DateKind.RENEWAL: "renews",
}
_BY_NAME: Final = {"effective": DateKind.EFFECTIVE, "notice": DateKind.NOTICE}
_ANOTHER_DAY: Final = "A later version of the text gives another day."
_DISMISSED: Final = "This workspace called the change not relevant."

Stated = Mapping[DateKind, Sequence[StatedDateRecord]]


@dataclass(frozen=True, slots=True)
class _Told:
    """An alert, as far as the calendar wants it."""

    number: int
    raised_at: datetime
    dismissed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Followed:
    """What a workspace follows by itself, beside what it was told of. Platforms that the plan pauses are not among it."""

    platforms: frozenset[int]
    documents: frozenset[int]

    def holds(self, change: Change) -> bool:
        return change.document_id in self.documents or change.document.platform_id in self.platforms


def text_dates(workspace: Workspace, span: Span) -> Iterator[CalendarDate]:
    """Yield the dates of these days from the changes of what is followed, and of what was told. Inside `in_workspace`."""
    followed, told = _followed(workspace), _told(workspace, span)
    changes = _changes(followed, told, span)
    stated = _stated(
        {number for change in changes for number in (change.from_version_id, change.to_version_id)}
    )
    for _document, group in groupby(changes, key=lambda change: change.document_id):
        yield from _of_document(list(group), followed, told, stated, span)


def undated_changes(
    workspace: Workspace, *, since: datetime, most: int, until: datetime | None = None
) -> list[UndatedChange]:
    """Return the newest changes that were told since, and before `until`, and give no day to act on. Inside `in_workspace`."""
    told = Alert.objects.for_workspace(workspace).filter(raised_at__gte=since, dismissed_at=None)
    alerts = list(
        (told if until is None else told.filter(raised_at__lt=until))
        .select_related("change__document__platform", "change__to_version")
        .order_by("-raised_at", "-pk")[: most * 4]
    )
    versions = {
        number for alert in alerts for number in (alert.change.from_version_id, alert.change.to_version_id)
    }
    stated = _stated(versions)
    found = [
        UndatedChange(alert.change, alert.pk, alert.title, is_read=alert.change.to_version_id in stated)
        for alert in alerts
        if not any(kind.is_to_act_on for kind, _record in _new(alert.change, stated))
    ]
    return found[:most]


def _followed(workspace: Workspace) -> _Followed:
    paused = paused_ids(workspace, Meter.PLATFORMS)
    platforms, documents = set(), set()
    for watch in watches_of(workspace):
        if watch.platform_id is None or watch.platform_id in paused:
            continue
        if watch.kind == WatchKind.PLATFORM:
            platforms.add(watch.platform_id)
        elif watch.provision is not None:
            documents.add(watch.provision.document_id)
        elif watch.document_id is not None:
            documents.add(watch.document_id)
    return _Followed(frozenset(platforms), frozenset(documents))


def _told(workspace: Workspace, span: Span) -> dict[int, _Told]:
    rows = Alert.objects.for_workspace(workspace).filter(raised_at__gte=_midnight(span.first) - AHEAD)
    named = rows.order_by("-raised_at", "-pk").values_list("change", "pk", "raised_at", "dismissed_at")[
        :_MOST
    ]
    return {
        change: _Told(number, raised_at, dismissed_at) for change, number, raised_at, dismissed_at in named
    }


def _changes(followed: _Followed, told: Mapping[int, _Told], span: Span) -> list[Change]:
    """Return the publishers' changes that matter for these days, by document and in their order.

    Of a document whose change was told all are read: one of them may have withdrawn its date.
    """
    told_of = Change.objects.filter(pk__in=list(told)).values("document")
    theirs = (
        Q(document__in=followed.documents)
        | Q(document__platform__in=followed.platforms)
        | Q(document__in=told_of)
    )
    begin, end = _midnight(span.first) - AHEAD, _midnight(span.last) + AHEAD
    found = (
        Change.objects.by_publisher()
        .filter(theirs, detected_at__gte=begin, detected_at__lt=end)
        .select_related("document__platform", "to_version")
        .order_by("-detected_at", "-pk")[:_MOST]
    )
    return sorted(found, key=lambda change: (change.document_id, change.detected_at, change.pk))


def _of_document(
    changes: Sequence[Change],
    followed: _Followed,
    told: Mapping[int, _Told],
    stated: Mapping[int, Stated],
    span: Span,
) -> Iterator[CalendarDate]:
    for place, change in enumerate(changes):
        alert = told.get(change.pk)
        if alert is None and not followed.holds(change):
            continue
        for kind, record in _new(change, stated):
            on = min(record.readings)
            if span.holds(on):
                later = _withdrawn(kind, record, on, changes[place + 1 :], stated)
                yield _date(change, kind, record, alert, later)


def _new(change: Change, stated: Mapping[int, Stated]) -> Iterator[tuple[DateKind, StatedDateRecord]]:
    """Yield what the newer text states and the older one did not."""
    before, after = stated.get(change.from_version_id, {}), stated.get(change.to_version_id, {})
    for kind, records in after.items():
        known = {record.readings for record in before.get(kind, ())}
        yield from ((kind, record) for record in records if record.readings not in known)


def _withdrawn(
    kind: DateKind,
    record: StatedDateRecord,
    on: date,
    later: Iterable[Change],
    stated: Mapping[int, Stated],
) -> datetime | None:
    """Return when another day was first given instead; a text that says nothing of it takes nothing back."""
    for change in later:
        if change.detected_at.date() > on:
            return None
        now_stated = stated.get(change.to_version_id, {}).get(kind, ())
        if now_stated and all(other.readings != record.readings for other in now_stated):
            return change.detected_at
    return None


def _date(
    change: Change, kind: DateKind, record: StatedDateRecord, alert: _Told | None, later: datetime | None
) -> CalendarDate:
    on = min(record.readings)
    dismissed_at = alert.dismissed_at if alert else None
    # A text has one day of effect and one of notice, so those are named without their day: a better reader may correct it.
    of_several = kind in {DateKind.OBJECTION, DateKind.RENEWAL}
    document = change.document
    return CalendarDate(
        key=f"{change.public_id}/{kind.value}{f'/{on.isoformat()}' if of_several else ''}",
        kind=kind,
        on=on,
        title=f"{document.platform.name}, {document.title}: {_VERBS[kind]}",
        change=change,
        known_at=change.detected_at,
        quote=record.quote,
        readings=tuple(sorted(record.readings)),
        alert_id=alert.number if alert else None,
        told_at=alert.raised_at if alert else None,
        withdrawn_at=later or dismissed_at,
        withdrawn_because=_ANOTHER_DAY if later else _DISMISSED if dismissed_at else "",
    )


def _stated(versions: Iterable[int]) -> dict[int, Stated]:
    """Return what each version's text states, as its newest reading has it. A version that nobody read is not among them."""
    found: dict[int, dict[DateKind, list[StatedDateRecord]]] = {}
    for dates in DateReading.objects.filter(version__in=versions).order_by("pk"):
        records = dates.stated()
        found[dates.version_id] = {
            kind: [records[name]] for name, kind in _BY_NAME.items() if name in records
        }
    deadlines = {
        row.version_id: row for row in DeadlineReading.objects.filter(version__in=versions).order_by("pk")
    }
    for version, row in deadlines.items():
        by_kind: dict[DateKind, list[StatedDateRecord]] = defaultdict(list)
        for record in row.stated():
            by_kind[DateKind(record.kind)].append(record)
        found.setdefault(version, {}).update(by_kind)
    return dict(found)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
