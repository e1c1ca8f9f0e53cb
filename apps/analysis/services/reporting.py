"""Taking down what somebody says is wrong, and what an editor makes of it."""

from dataclasses import dataclass

from django.db import transaction

from apps.analysis.errors import EditRefused, SettledMeanwhile
from apps.analysis.models import Correction, Outcome, Regulation, Report
from apps.core import clock
from apps.documents.models import Change
from apps.provisions.models import Provision

Reportable = Provision | Change | Regulation


def report_error(*, subject: Reportable, words: str) -> Report:
    """Note that somebody says that a clause, a change or a law is told wrong; editors see it until they decide on it."""
    return Report.objects.create(
        provision=subject if isinstance(subject, Provision) else None,
        change=subject if isinstance(subject, Change) else None,
        regulation=subject if isinstance(subject, Regulation) else None,
        words=words[:2000],
        created_at=clock.now(),
    )


@dataclass(frozen=True, slots=True)
class LawCorrected:
    """What the page of a law said of a point, what it says now, and why."""

    field: str
    said: str
    says: str


@transaction.atomic
def settle_report(
    *, report: Report, outcome: Outcome, author: str, note: str, corrected: LawCorrected | None = None
) -> Report:
    """Close a report. That a law was corrected is told in public, with the note as its reason.

    What is said of clauses and changes is corrected by editing it, which closes their reports by itself. Raises
    SettledMeanwhile when somebody else was quicker, EditRefused where the outcome does not fit what was reported.
    """
    if (outcome == Outcome.CORRECTED) != (corrected is not None):
        raise EditRefused("Say what was corrected, or choose another outcome.")
    if corrected is not None and report.regulation_id is None:
        raise EditRefused("Clauses and changes are corrected by editing what is said of them.")
    now = clock.now()
    claimed = Report.objects.filter(pk=report.pk, settled_at=None).update(
        outcome=outcome, note=note, settled_by=author, settled_at=now
    )
    if not claimed:
        raise SettledMeanwhile("Somebody else has settled this report since you opened it.")
    if corrected is not None:
        Correction.objects.create(
            regulation_id=report.regulation_id,
            field=corrected.field,
            said=corrected.said,
            says=corrected.says,
            author=author,
            reason=note,
            created_at=now,
        )
    report.refresh_from_db()
    return report
