"""What people make of analyses: accept, edit a field, reject. Nothing that was said is rewritten; what was public is corrected in public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from pydantic import ValidationError

from apps.analysis.briefing.again import brief_of
from apps.analysis.errors import DecidedMeanwhile, EditingError, EditRefused, NothingToDecide
from apps.analysis.grounding import Finding, check
from apps.analysis.models import Analysis, Correction, Decision, Edit, Publication, Ruling
from apps.analysis.selectors.shown import author_of, edits_that_hold, reading_of
from apps.analysis.services.publishing import lock_document, publish_analysis
from apps.analysis.types import ChangeReading, Evidence, Level, ProvisionReading
from apps.analysis.types.prose import told, told_whole
from apps.core import clock
from apps.documents.models import Change
from apps.provisions.models import Provision

Reading = ProvisionReading | ChangeReading
_NOTHING: Final = "(nothing)"


@dataclass(frozen=True, slots=True)
class Byline:
    """Say who decides, why, and the last decision that they saw: none may have come after it."""

    author: str
    reason: str = ""
    seen: int = 0


@transaction.atomic
def decide(*, analysis: Analysis, ruling: Ruling, by: Byline) -> Decision:
    """Accept an analysis, which then is shown whatever the check found, or reject it, which then is shown no more.

    What was public until now is corrected in public. Raises DecidedMeanwhile when somebody else decided after what was seen,
    NothingToDecide where there is no reading to accept, or where it is shown that severe on inference.
    """
    lock_document(_document(analysis))
    latest = not_decided_since(analysis, by)
    if latest is not None and (latest.ruling, latest.author, latest.reason) == (ruling, by.author, by.reason):
        return latest
    if ruling == Ruling.ACCEPTED:
        _check_may_be_shown(analysis)
    before = _publication(analysis)
    decision = decided(analysis, ruling, by)
    after = publish_analysis(subject=_subject(analysis))
    if ruling == Ruling.REJECTED and before.shown_id == analysis.pk:
        said = _whole(before)
        Correction.objects.create(
            decision=decision,
            analysis=analysis,
            said=said,
            says=_whole(after) if after.shown_id is not None else "",
            created_at=decision.created_at,
        )
    return decision


@transaction.atomic
def correct(*, analysis: Analysis, field: str, value: Any, by: Byline) -> Edit:
    """Put one field of a reading as a person would have it. What it replaces is kept, and the check made again.

    Raises EditRefused where the value is none for the field, changes nothing, lifts a severity over its cap, or says what the
    text does not bear out; DecidedMeanwhile as `decide` does.
    """
    lock_document(_document(analysis))
    not_decided_since(analysis, by)
    if analysis.reading is None:
        raise NothingToDecide("There is no reading to edit.")
    shown = _publication(analysis).shown
    if shown is not None and shown.pk != analysis.pk and shown.words_sha256 == analysis.words_sha256:
        raise EditRefused("Another reading of the same words is shown: edit that one, or reject it first.")
    edits = edits_that_hold(analysis)
    before = reading_of(analysis, edits)
    after = _edited(before, field, value)
    _check_borne_out(analysis, before, after)
    decision = decided(analysis, Ruling.EDITED, by)
    edit = Edit.objects.create(
        decision=decision,
        analysis=analysis,
        field=field,
        value=_held(after, field),
        replaces=_held(before, field),
        replaced_author=_author_of_field(analysis, edits, field),
    )
    publish_analysis(subject=_subject(analysis))
    if shown is not None and shown.pk == analysis.pk:
        Correction.objects.create(
            decision=decision,
            analysis=analysis,
            field=field,
            said=told(before, field) or _NOTHING,
            says=told(after, field),
            created_at=decision.created_at,
        )
    return edit


def _document(analysis: Analysis) -> int:
    return _publication(analysis).document_id


def _publication(analysis: Analysis) -> Publication:
    theirs = Publication.objects.select_related("shown", "document")
    if analysis.change_id is not None:
        return theirs.get(change=analysis.change_id)
    return theirs.get(provision=analysis.provision_id)


def _subject(analysis: Analysis) -> Provision | Change:
    subject = analysis.provision or analysis.change
    assert subject is not None  # noqa: S101 - the constraint analysis_of_one_subject
    return subject


def not_decided_since(analysis: Analysis, by: Byline) -> Decision | None:
    """Return the latest decision on an analysis. Raises DecidedMeanwhile for one of somebody else's that `by` has not seen."""
    latest = analysis.decisions.order_by("-pk").first()
    if latest is not None and latest.pk > by.seen and latest.author != by.author:
        raise DecidedMeanwhile(f"{latest.author} has {latest.ruling} this since you opened it.")
    return latest


def decided(analysis: Analysis, ruling: Ruling, by: Byline) -> Decision:
    """Store a decision. Runs under the document's lock."""
    return Decision.objects.create(
        analysis=analysis, ruling=ruling, author=by.author, reason=by.reason, created_at=clock.now()
    )


def _check_may_be_shown(analysis: Analysis) -> None:
    if analysis.reading is None:
        raise NothingToDecide("There is no reading to accept.")
    _check_cap(reading_of(analysis, edits_that_hold(analysis)), NothingToDecide)


def _check_cap(reading: Reading, error: type[EditingError]) -> None:
    if reading.evidence is Evidence.INFERRED and reading.severity.level is Level.HIGH:
        raise error("What is inferred from context is of medium severity at most.")


def _edited(before: Reading, field: str, value: Any) -> Reading:
    if field not in type(before).model_fields:
        raise EditRefused(f"A reading has no field {field}.")
    fields = before.model_dump(mode="json")
    try:
        after = type(before).model_validate({**fields, field: value})
    except ValidationError as error:
        problems = "; ".join(detail["msg"] for detail in error.errors())
        raise EditRefused(f"This is no value for the field: {problems}.") from error
    if getattr(after, field) == getattr(before, field):
        raise EditRefused("This is what it says already.")
    _check_cap(after, EditRefused)
    return after


def _check_borne_out(analysis: Analysis, before: Reading, after: Reading) -> None:
    brief = brief_of(analysis)
    known = set(check(before, brief))
    new = [finding for finding in check(after, brief) if finding not in known]
    if new:
        raise EditRefused(" ".join(_said(finding) for finding in new))


def _said(finding: Finding) -> str:
    return f"{finding.where}: {finding.why}"


def _held(reading: Reading, field: str) -> Any:
    return reading.model_dump(mode="json", include={field})[field]


def _author_of_field(analysis: Analysis, edits: Sequence[Edit], field: str) -> str:
    of_field = [edit.decision.author for edit in edits if edit.field == field]
    return of_field[-1] if of_field else author_of(analysis).name


def _whole(publication: Publication) -> str:
    assert publication.shown is not None  # noqa: S101 - asked of what is shown
    return told_whole(reading_of(publication.shown, edits_that_hold(publication.shown)))
