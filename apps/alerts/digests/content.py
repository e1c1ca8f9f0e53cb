"""What a digest says: the alerts of a window by vendor, what has a deadline first, then the most severe."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db.models import Q, QuerySet

from apps.accounts.models import Workspace
from apps.alerts.calendar import CalendarDate, coming_dates
from apps.alerts.models import Alert, Delivery
from apps.alerts.types import DeliveryState
from apps.analysis.types import Level
from apps.documents.models import Capture, Document, Health, HealthState, Verdict
from apps.subscriptions.selectors import watches_of
from apps.subscriptions.types import ChannelKind

LOOKED_AHEAD: Final = 365  # days in which a deadline is told
MOST_SAID: Final = 60  # alerts written out in one mail; the rest are in the inbox
_RANK: Final = {Level.HIGH.value: 0, Level.MEDIUM.value: 1, Level.LOW.value: 2, "": 3}
_BLIND: Final = (HealthState.QUARANTINED, HealthState.UNREACHABLE, HealthState.GONE)
_NEVER: Final = date.max


@dataclass(frozen=True, slots=True)
class Said:
    """One alert, and the first day on which somebody may have to act on it, as the text states it."""

    alert: Alert
    deadline: CalendarDate | None = None

    @property
    def watches(self) -> str:
        """Return the names of the watches that told it."""
        return ", ".join(record.name for record in self.alert.reasons.told_by)

    @property
    def rank(self) -> tuple[date, int, float, int]:
        on = self.deadline.on if self.deadline else _NEVER
        return (on, _RANK[self.alert.severity], -self.alert.raised_at.timestamp(), -self.alert.pk)


@dataclass(frozen=True, slots=True)
class VendorGroup:
    """What one vendor changed, the most pressing first."""

    vendor: str
    said: tuple[Said, ...]

    @property
    def documents(self) -> int:
        return len({one.alert.change.document_id for one in self.said})


@dataclass(frozen=True, slots=True)
class Sight:
    """How well what a workspace follows was observed: documents, times they were read, and those that cannot be read, since when."""

    documents: int = 0
    checks: int = 0
    blind: tuple[Health, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to say of a window. `count` are all its alerts, written out or not."""

    groups: tuple[VendorGroup, ...]
    count: int
    sight: Sight

    @property
    def left(self) -> int:
        """Return how many are not written out."""
        return self.count - sum(len(group.said) for group in self.groups)

    @property
    def first(self) -> Said | None:
        return self.groups[0].said[0] if self.groups else None


def content_of(
    workspace: Workspace, *, start: datetime, end: datetime, today: date, told_elsewhere: str = ""
) -> Content:
    """Return what is said of the alerts raised from `start` up to `end`, without those that the team dismissed. Inside `in_workspace`.

    `told_elsewhere` is an address to which channels send alerts one by one: those are left out.
    """
    found = _alerts(workspace, start, end)
    if told_elsewhere:
        found = found.exclude(pk__in=_sent_to(workspace, told_elsewhere))
    alerts = list(found.select_related("change__document__platform"))
    deadlines = _deadlines(workspace, alerts, today)
    said = sorted((Said(alert, deadlines.get(alert.change_id)) for alert in alerts), key=lambda one: one.rank)
    return Content(_grouped(said[:MOST_SAID]), len(alerts), sight_of(workspace, start=start, end=end))


def sight_of(workspace: Workspace, *, start: datetime, end: datetime) -> Sight:
    """Return how what the workspace follows today was observed in a window. Inside `in_workspace`."""
    documents = Document.objects.filter(_followed(workspace))
    reads = Capture.objects.filter(
        Q(verdict=Verdict.GOOD) | Q(acceptance__isnull=False),
        source__position=1,
        source__document__in=documents.values("pk"),
        started_at__gte=start,
        started_at__lt=end,
    )
    blind = Health.objects.filter(document__in=documents.values("pk"), state__in=_BLIND)
    return Sight(
        documents.count(),
        reads.values("source__document", "scheduled_for").distinct().count(),
        tuple(blind.select_related("document__platform").order_by("since", "pk")),
    )


def _alerts(workspace: Workspace, start: datetime, end: datetime) -> QuerySet[Alert]:
    rows = Alert.objects.for_workspace(workspace).filter(dismissed_at=None)
    return rows.filter(raised_at__gte=start, raised_at__lt=end)


def _sent_to(workspace: Workspace, address: str) -> QuerySet[Delivery, int | None]:
    rows = Delivery.objects.for_workspace(workspace).exclude(state=DeliveryState.FAILED)
    own = sha256(address.strip().lower().encode()).hexdigest()
    theirs = rows.filter(channel__kind=ChannelKind.EMAIL, channel__address_sha256=own)
    return theirs.filter(alert__isnull=False).order_by().values_list("alert", flat=True)


def _deadlines(workspace: Workspace, alerts: list[Alert], today: date) -> dict[int, CalendarDate]:
    """Return the first day of each change on which somebody may have to act, from today on."""
    if not alerts:
        return {}
    wanted = {alert.change_id for alert in alerts}
    found: dict[int, CalendarDate] = {}
    for one in coming_dates(workspace, today=today, days=LOOKED_AHEAD):
        if one.change.pk in wanted:
            found.setdefault(one.change.pk, one)
    return found


def _grouped(said: list[Said]) -> tuple[VendorGroup, ...]:
    """Put together what one vendor changed, in the order of what presses most at each."""
    by_vendor: dict[int, list[Said]] = defaultdict(list)
    for one in said:
        by_vendor[one.alert.change.document.platform_id].append(one)
    return tuple(
        VendorGroup(group[0].alert.change.document.platform.name, tuple(group))
        for group in by_vendor.values()
    )


def _followed(workspace: Workspace) -> Q:
    """Return the condition of documents that the workspace follows: whole platforms, single documents, those of clauses."""
    platforms, documents = set(), set()
    for watch in watches_of(workspace):
        if watch.provision is not None:
            documents.add(watch.provision.document_id)
        elif watch.document_id is not None:
            documents.add(watch.document_id)
        elif watch.platform_id is not None:
            platforms.add(watch.platform_id)
    return Q(platform__in=platforms) | Q(pk__in=documents)
