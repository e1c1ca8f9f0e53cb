"""What the home of a workspace reads of what it follows: what is due, what nobody has read, what nobody can see."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Case, Count, IntegerField, Q, Value, When

from apps.accounts.models import User, Workspace
from apps.alerts.calendar import CalendarDate, DateKind, Span
from apps.alerts.models import Alert
from apps.analysis.types import Level
from apps.billing.entitlements import paused_ids
from apps.billing.types import Meter
from apps.documents.models import Document, Health
from apps.subscriptions.selectors import watches_of
from apps.subscriptions.types import WatchKind
from apps.web.queries.calendar import DatesRead, dates_read
from apps.web.queries.inbox import inbox_of
from apps.web.queries.watches import BLIND

AHEAD: Final = 30  # days
_OVERDUE: Final = timedelta(days=365)
_DATES, _ALERTS, _BLIND = 8, 5, 5
# The worst first; what nobody has graded stands between, as it can be anything.
_RANK: Final = {Level.HIGH.value: 0, Level.MEDIUM.value: 1, "": 2, Level.LOW.value: 3}


@dataclass(frozen=True, slots=True)
class Unread:
    """Alerts that nobody has read: the worst and newest few, and how many there are of each severity, by its label."""

    alerts: tuple[Alert, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _label, count in self.counts)


@dataclass(frozen=True, slots=True)
class Sight:
    """How many documents are followed, and those of them that cannot be read, blind for longest first."""

    documents: int
    blind: tuple[Health, ...]
    blind_count: int

    @property
    def more(self) -> int:
        return self.blind_count - len(self.blind)


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done by a day, the earliest first, overdue reviews included; `more` are not among them."""

    dates: tuple[CalendarDate, ...]
    more: int
    read: DatesRead


def due(workspace: Workspace, person: User, today: date) -> Due:
    """Return what comes within thirty days, and reviews that are late; of reviews, those of others are theirs. Inside `in_workspace`."""
    read = dates_read(workspace, Span(today - _OVERDUE, today + timedelta(days=AHEAD)))
    found = [one for one in read.dates if _is_due(one, today) and one.owner_id in {None, person.pk}]
    return Due(tuple(found[:_DATES]), max(0, len(found) - _DATES), read)


def unread(workspace: Workspace) -> Unread:
    """Return what waits in the inbox, of what the plan shows. Inside `in_workspace`."""
    waiting = inbox_of(workspace, only_unread=True).alerts
    ranked = Case(
        *(When(severity=level, then=Value(rank)) for level, rank in _RANK.items()),
        output_field=IntegerField(),
    )
    counts = dict(waiting.order_by().values_list("severity").annotate(Count("pk")))
    return Unread(
        alerts=tuple(waiting.annotate(rank=ranked).order_by("rank", "-raised_at", "-pk")[:_ALERTS]),
        counts=tuple(
            (level.title() or "Not graded yet", counts[level]) for level in _RANK if counts.get(level)
        ),
    )


def sight(workspace: Workspace) -> Sight:
    """Return how well what is followed is seen. Platforms that the plan pauses are left out. Inside `in_workspace`."""
    theirs = _followed(workspace)
    blind = Health.objects.filter(document__in=Document.objects.filter(theirs), state__in=BLIND)
    rows = blind.select_related("document__platform").order_by("since", "pk")
    return Sight(
        documents=Document.objects.filter(theirs).count(),
        blind=tuple(rows[:_BLIND]),
        blind_count=blind.count(),
    )


def _followed(workspace: Workspace) -> Q:
    paused = paused_ids(workspace, Meter.PLATFORMS)
    watches = [
        watch for watch in watches_of(workspace) if watch.platform_id and watch.platform_id not in paused
    ]
    platforms = [watch.platform_id for watch in watches if watch.kind == WatchKind.PLATFORM]
    documents = [
        watch.provision.document_id if watch.provision else watch.document_id
        for watch in watches
        if watch.kind != WatchKind.PLATFORM
    ]
    return Q(platform__in=platforms) | Q(pk__in=documents)


def _is_due(one: CalendarDate, today: date) -> bool:
    if one.is_withdrawn or not one.kind.is_to_act_on:
        return False
    return one.on >= today or one.kind == DateKind.REVIEW
