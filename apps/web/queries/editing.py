"""What the editors' pages read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.accounts.models import User
from apps.analysis.briefing.again import brief_of
from apps.analysis.models import Analysis, Report
from apps.analysis.selectors.history import HistoryEntry, analysis_history
from apps.analysis.selectors.queue import Waiting, analyses_waiting, open_reports_on
from apps.analysis.selectors.shown import Shown, as_it_would_be_shown
from apps.analysis.types import ChangeBrief, ChangeReading, Clause, ProvisionBrief, ProvisionReading
from apps.analysis.types.authors import PERSON
from apps.documents.models import Change, Document
from apps.provisions.models import Assignment, Provision


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause's words, and what they are called where there are two."""

    label: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Item:
    """An analysis with all that an editor judges it by. `seen` is the last decision on it."""

    analysis: Analysis
    subject: Provision | Change
    document: Document
    clauses: Sequence[ClauseShown]
    brief: ProvisionBrief | ChangeBrief
    shown: Shown[ProvisionReading] | Shown[ChangeReading] | None
    history: Sequence[HistoryEntry]
    reports: Sequence[Report]
    assignments: Sequence[Assignment]
    seen: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The numbers of the analyses before and after one in the queue."""

    previous: int | None
    next: int | None


def item_of(analysis: Analysis) -> Item:
    """Gather what an editor judges an analysis by. Load `provision` and `change` with their document and its platform."""
    subject = subject_of(analysis)
    brief = brief_of(analysis)
    history = analysis_history(subject)
    decisions = [
        decision.pk for entry in history for decision in entry.decisions if entry.analysis == analysis
    ]
    return Item(
        analysis=analysis,
        subject=subject,
        document=subject.document,
        clauses=tuple(_clauses(brief)),
        brief=brief,
        shown=as_it_would_be_shown(analysis),
        history=history,
        reports=tuple(open_reports_on(analysis)),
        assignments=tuple(subject.assignments.order_by("-pk")) if isinstance(subject, Provision) else (),
        seen=max(decisions, default=0),
        is_shown=any(entry.is_shown and entry.analysis == analysis for entry in history),
    )


def subject_of(analysis: Analysis) -> Provision | Change:
    """Return the clause or the change that an analysis is of."""
    subject = analysis.provision or analysis.change
    assert subject is not None  # noqa: S101 - the constraint analysis_of_one_subject
    return subject


def beside(analysis: Analysis, why: Waiting) -> Beside:
    """Return what comes before and after an analysis in the queue, whether it still waits there or not."""
    waiting = analyses_waiting(why).values_list("pk", flat=True)
    return Beside(
        previous=waiting.filter(pk__lt=analysis.pk).order_by("-pk").first(),
        next=waiting.filter(pk__gt=analysis.pk).order_by("pk").first(),
    )


def editors_named(item: Item) -> Mapping[str, str]:
    """Return the e-mail addresses of those who decided, by the name that analyses have for them. For staff alone."""
    names = {decision.author for entry in item.history for decision in entry.decisions}
    names |= {assignment.author for assignment in item.assignments}
    numbers = [int(name.removeprefix(PERSON)) for name in names]
    return {f"{PERSON}{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)}


def _clauses(brief: ProvisionBrief | ChangeBrief) -> list[ClauseShown]:
    if isinstance(brief, ProvisionBrief):
        return [ClauseShown("", brief.clause)]
    return [
        ClauseShown(label, clause)
        for change in brief.clauses
        for label, clause in (("Before", change.before), ("After", change.after))
        if clause is not None
    ]
