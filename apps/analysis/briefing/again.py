"""The brief of an analysis, made again from the rows that it was made from: to check what was said, and what people would say."""

from collections.abc import Iterable

from apps.analysis.briefing.changes import change_brief, classifications_in
from apps.analysis.briefing.provisions import provision_briefs
from apps.analysis.models import Analysis
from apps.analysis.selectors.regulations import laws_of
from apps.analysis.types import ChangeBrief, ProvisionBrief
from apps.documents.models import Change
from apps.provisions.models import Classification
from apps.provisions.selectors import provision_changes_of


def brief_of(analysis: Analysis) -> ProvisionBrief | ChangeBrief:
    """Return what the analyser was given."""
    if analysis.change_id is not None:
        return change_brief_of(analysis.change_id)
    assert analysis.classification_id is not None  # noqa: S101 - the constraint analysis_of_one_subject
    return provision_briefs_of([analysis.classification_id])[analysis.classification_id]


def provision_briefs_of(classifications: Iterable[int]) -> dict[int, ProvisionBrief]:
    """Return the briefs of clauses as they were classified, by the number of the classification, in the order of their text."""
    numbers = list(classifications)
    rows = (
        Classification.objects.filter(pk__in=numbers)
        .select_related("text__version__document__platform__operator", "text__provision__first_version")
        .order_by("text__version", "text__ordinal", "pk")
    )
    return provision_briefs(rows, laws_of(numbers))


def change_brief_of(number: int) -> ChangeBrief:
    """Return the brief of a change, with the laws that its clauses were mapped to until now."""
    change = Change.objects.select_related("from_version", "to_version__document__platform__operator").get(
        pk=number
    )
    return change_brief(change, laws_of({row.pk for row in classifications_of(change)}))


def classifications_of(change: Change) -> list[Classification]:
    """Return the latest classification of every text that a change led from or to, with what mapping asks of each."""
    latest = classifications_in(provision_changes_of(change)).values()
    return list(
        Classification.objects.filter(pk__in=[row.pk for row in latest])
        .select_related("text__version__document__platform__operator")
        .order_by("pk")
    )
