"""What waits for an editor, the oldest first. What was accepted or rejected waits no more."""

from enum import StrEnum
from typing import Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from apps.analysis.models import Analysis, Decision, Publication, Report, Ruling
from apps.analysis.types import Level
from apps.provisions.selectors import provisions_without_topic

MOST_COUNTED: Final = (
    1_000  # nobody decides on more in one go, and counting all of a large archive takes seconds
)


class Waiting(StrEnum):
    """Why an analysis waits for an editor."""

    WITHHELD = "withheld"  # the check found something in it
    UNSURE = "unsure"  # shown, with low confidence
    NO_TOPIC = "no-topic"  # of a clause that is about nothing we know
    REPORTED = "reported"  # somebody says that it is wrong


def analyses_waiting(why: Waiting) -> QuerySet[Analysis]:
    """Return the analyses that wait for this reason, with all that a list shows of them."""
    found = {
        Waiting.WITHHELD: _withheld,
        Waiting.UNSURE: _unsure,
        Waiting.NO_TOPIC: _without_topic,
        Waiting.REPORTED: _reported,
    }[why]()
    return (
        found.select_related("provision__document__platform", "change__document__platform")
        .defer("output")
        .order_by("pk")
    )


def counts_waiting() -> dict[Waiting, int]:
    """Return how many wait for each reason; `MOST_COUNTED` and one more stands for more than that."""
    return {why: analyses_waiting(why).order_by()[: MOST_COUNTED + 1].count() for why in Waiting}


def _undecided() -> QuerySet[Analysis]:
    decided = Decision.objects.filter(analysis=OuterRef("pk")).exclude(ruling=Ruling.EDITED)
    return Analysis.objects.filter(~Exists(decided))


def _withheld() -> QuerySet[Analysis]:
    """Of what stands today, the last that each analyser said, where the check found something in it."""
    later = Analysis.objects.filter(
        Q(provision=OuterRef("provision")) | Q(change=OuterRef("change")),
        analyser=OuterRef("analyser"),
        pk__gt=OuterRef("pk"),
    )
    of_clause = Q(provision__publication__digest=F("digest"), provision__standing__ended_in=None)
    of_change = Q(change__publication__digest=F("digest"))
    return _undecided().filter(of_clause | of_change, ~Exists(later), is_grounded=False)


def _unsure() -> QuerySet[Analysis]:
    standing = Q(provision__standing__ended_in=None) | Q(provision=None)
    unsure = Publication.objects.filter(standing, confidence=Level.LOW, shown__isnull=False)
    return _undecided().filter(pk__in=unsure.values("shown"))


def _without_topic() -> QuerySet[Analysis]:
    untold = provisions_without_topic().order_by().values("provision")
    return _undecided().filter(pk__in=Publication.objects.filter(provision__in=untold).values("latest"))


def _reported() -> QuerySet[Analysis]:
    """What is said of a subject that was reported since an editor last decided on anything of it."""
    reports = open_reports()
    told = Q(provision__in=reports.filter(provision__isnull=False).values("provision")) | Q(
        change__in=reports.filter(change__isnull=False).values("change")
    )
    return Analysis.objects.filter(pk__in=Publication.objects.filter(told).values("latest"))


def open_reports() -> QuerySet[Report]:
    """Return what was reported, the oldest first: not settled, and no editor decided since on anything of its subject."""
    on_clause = Decision.objects.filter(
        analysis__provision=OuterRef("provision"), created_at__gte=OuterRef("created_at")
    )
    on_change = Decision.objects.filter(
        analysis__change=OuterRef("change"), created_at__gte=OuterRef("created_at")
    )
    reports = Report.objects.filter(~Exists(on_clause), ~Exists(on_change), settled_at=None)
    return reports.order_by("created_at", "pk")


def with_subjects(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Load what a list shows of reports; `said_in` is the latest analysis of the subject, if anything was said of it."""
    said = Publication.objects.filter(Q(provision=OuterRef("provision")) | Q(change=OuterRef("change")))
    subjects = ("provision__document__platform", "change__document__platform", "regulation")
    return reports.select_related(*subjects).annotate(said_in=Subquery(said.values("latest")[:1]))


def open_reports_on(analysis: Analysis) -> QuerySet[Report]:
    """Return what was reported of an analysis' subject since an editor last decided on anything of it, the newest first."""
    theirs = {"provision": analysis.provision_id, "change": analysis.change_id}
    latest = Decision.objects.filter(
        **{f"analysis__{key}": number for key, number in theirs.items() if number is not None}
    )
    decided_at = latest.aggregate(at=Max("created_at"))["at"]
    reports = Report.objects.filter(**theirs, regulation=None, settled_at=None)
    return (reports.filter(created_at__gt=decided_at) if decided_at else reports).order_by("-created_at")
