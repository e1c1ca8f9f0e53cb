"""Asking the language model, where one is configured: what it says is kept as it comes, checked, and shown where it is borne out.

The rules have read everything before; nothing waits for a model.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from apps.analysis.grounding import GROUNDING_VERSION, Code, Finding
from apps.analysis.language import Answer, Budget, LanguageModel, analyse_change, analyse_provisions
from apps.analysis.language.prompts import CHANGE, PROVISION
from apps.analysis.language.types import model_name
from apps.analysis.models import Analyser, Analysis
from apps.analysis.selectors.shown import reading_of
from apps.analysis.services.analysing import change_input, provision_inputs
from apps.analysis.services.drafts import Input, Said, drafted, keep
from apps.analysis.services.publishing import lock_document, publish_analysis
from apps.analysis.types.records import FindingRecord
from apps.documents.models import Change
from apps.provisions.models import Provision, Standing


def provision_version(model: LanguageModel) -> str:
    """Name the model with its prompt for clauses, as analyses carry it."""
    return f"{model_name(model.config)} {PROVISION}"


def change_version(model: LanguageModel) -> str:
    """Name the model with its prompt for changes, as analyses carry it."""
    return f"{model_name(model.config)} {CHANGE}"


def ask_about_provisions(
    *, standings: Sequence[Standing], model: LanguageModel, budget: Budget
) -> Iterator[Analysis]:
    """Ask about clauses of one document as they stand today; each answer is kept and published before the next is given.

    Raises ProviderPending, BudgetSpent or ProviderRefused with the rest unasked.
    """
    version = provision_version(model)
    inputs = provision_inputs(standings)
    again = _checked_again(inputs, version)
    yield from again.values()
    unasked = {one.brief.clause.public_id: one for one in inputs if one.subject.key not in again}
    briefs = [one.brief for one in unasked.values()]
    for answer in analyse_provisions(briefs, model=model, budget=budget):
        yield _kept(unasked[answer.public_id], answer, version)


def ask_about_change(*, change: Change, model: LanguageModel, budget: Budget) -> Analysis:
    """Ask about a change whose clauses have been followed. Raises as `ask_about_provisions` does."""
    version = change_version(model)
    given = change_input(change)
    again = _checked_again([given], version)
    if again:
        return again[given.subject.key]
    return _kept(given, analyse_change(given.brief, model=model, budget=budget), version)


def _checked_again(
    inputs: Sequence[Input[Any]], version: str
) -> dict[tuple[int | None, int | None], Analysis]:
    """Check by today's rules what the model said before, given the very same, and return it by its subject: it is not asked twice."""
    by_digest = {(*one.subject.key, one.subject.digest): one for one in inputs}
    said = Analysis.objects.filter(
        analyser=Analyser.MODEL, version=version, digest__in={digest for *_, digest in by_digest}
    ).order_by("pk")
    found: dict[tuple[int | None, int | None], Analysis] = {}
    for analysis in said:
        given = by_digest.get((analysis.provision_id, analysis.change_id, analysis.digest))
        if given is not None:
            found[given.subject.key] = analysis
    return {key: _again(by_digest[(*key, one.digest)], one, version) for key, one in found.items()}


def _again(given: Input[Any], before: Analysis, version: str) -> Analysis:
    if before.checker == GROUNDING_VERSION:
        return before
    reading = reading_of(before) if before.reading is not None else None
    findings = () if reading is not None else tuple(_found(record) for record in before.findings)
    return _stored(given, Said(reading, findings, before.output), version)


def _found(record: object) -> Finding:
    kept = FindingRecord.model_validate(record)
    return Finding(Code(kept.code), kept.where, kept.why)


def _kept(given: Input[Any], answer: Answer, version: str) -> Analysis:
    return _stored(given, Said(answer.reading, answer.findings, answer.raw), version)


@transaction.atomic
def _stored(given: Input[Any], said: Said, version: str) -> Analysis:
    """Keep what was said and choose again what is shown; of two workers at once, the first is kept."""
    lock_document(given.subject.document_id)
    keep([drafted(given, said, Analyser.MODEL, version)])
    publish_analysis(subject=_subject_of(given))
    return Analysis.objects.get(
        provision=given.subject.provision_id,
        change=given.subject.change_id,
        analyser=Analyser.MODEL,
        version=version,
        checker=GROUNDING_VERSION,
        digest=given.subject.digest,
    )


def _subject_of(given: Input[Any]) -> Provision | Change:
    if given.subject.change_id is not None:
        return Change.objects.get(pk=given.subject.change_id)
    assert given.subject.provision_id is not None  # noqa: S101 - a subject is one of the two
    return Provision.objects.get(pk=given.subject.provision_id)
