"""Reading clauses and changes by the rules: what is said of them is kept, and what is borne out by the text is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from apps.analysis.briefing import brief_digest, provision_briefs
from apps.analysis.briefing.again import change_brief_of, classifications_of
from apps.analysis.briefing.provisions import latest_screenings
from apps.analysis.models import Analyser, Analysis
from apps.analysis.rules import RULES_VERSION, read_change, read_provision
from apps.analysis.selectors.regulations import laws_of
from apps.analysis.selectors.waiting import change_basis, provision_basis
from apps.analysis.services.drafts import Input, Said, drafted, keep, known
from apps.analysis.services.mapping import map_provisions
from apps.analysis.services.publishing import Subject, lock_document, publish
from apps.analysis.types import ChangeBrief, ChangeReading, ProvisionBrief, ProvisionReading
from apps.documents.models import Change
from apps.provisions.models import Classification, Segmentation, Standing


@dataclass(frozen=True, slots=True)
class Rules:
    """The analyser that needs nobody: two pure functions, under the name that the rows they make carry."""

    version: str
    read_provision: Callable[[ProvisionBrief], ProvisionReading]
    read_change: Callable[[ChangeBrief], ChangeReading]


SHIPPED: Final = Rules(RULES_VERSION, read_provision, read_change)


@dataclass(frozen=True, slots=True)
class Analysed:
    """Count what was looked at, what was read anew, and what of that is not borne out by the text."""

    looked_at: int = 0
    read: int = 0
    withheld: int = 0

    def __add__(self, other: "Analysed") -> "Analysed":
        return Analysed(
            self.looked_at + other.looked_at, self.read + other.read, self.withheld + other.withheld
        )


def analyse_provision(*, standing: Standing, rules: Rules = SHIPPED) -> Analysed:
    """Read a clause as it stands today. What was read before, given the very same, is not read again."""
    return analyse_provisions(standings=[standing], rules=rules)


def analyse_provisions(*, standings: Sequence[Standing], rules: Rules = SHIPPED) -> Analysed:
    """Read clauses of one document as they stand today, in one transaction.

    Of two workers at once, one stores it; a clause that is cut or classified anew meanwhile is left to whoever comes next.
    """
    inputs = provision_inputs(standings)
    if not inputs:
        return Analysed()
    done = known(inputs, Analyser.RULES, rules.version)
    drafts = [
        drafted(one, Said(rules.read_provision(one.brief)), Analyser.RULES, rules.version)
        for one in inputs
        if one.subject.key not in done
    ]
    with transaction.atomic():
        lock_document(inputs[0].subject.document_id)
        valid = set(
            Standing.objects.filter(pk__in=[one.pk for one in standings]).values_list("pk", "classification")
        )
        keep(drafts)
        publish(
            [
                one.subject
                for one in inputs
                if (one.subject.provision_id, one.subject.classification_id) in valid
            ]
        )
    return _counted(len(inputs), drafts)


def analyse_change(*, change: Change, rules: Rules = SHIPPED) -> Analysed:
    """Read a change whose clauses have been followed; one that was read before, given the very same, is not read again."""
    given = change_input(change)
    drafts = []
    if not known([given], Analyser.RULES, rules.version):
        said = Said(rules.read_change(given.brief))
        drafts.append(drafted(given, said, Analyser.RULES, rules.version))
    with transaction.atomic():
        lock_document(change.document_id)
        keep(drafts)
        publish([given.subject])
    return _counted(1, drafts)


def provision_inputs(standings: Sequence[Standing]) -> list[Input[ProvisionBrief]]:
    """Return what an analyser is given of clauses as they stand today, in the order of their text."""
    numbers = {standing.classification_id for standing in standings if standing.classification_id is not None}
    rows = list(
        Classification.objects.filter(pk__in=numbers)
        .select_related("text__version__document__platform__operator", "text__provision__first_version")
        .order_by("text__ordinal")
    )
    map_provisions(classifications=rows)
    briefs = provision_briefs(rows, laws_of(numbers))
    screenings, basis = latest_screenings(numbers), provision_basis()
    return [
        Input(
            subject=Subject(
                document_id=row.text.version.document_id,
                digest=brief_digest(briefs[row.pk]),
                basis=basis,
                provision_id=row.text.provision_id,
                classification_id=row.pk,
            ),
            brief=briefs[row.pk],
            words_sha256=row.text.sha256,
            screening_id=screenings.get(row.pk),
        )
        for row in rows
    ]


def change_input(change: Change) -> Input[ChangeBrief]:
    """Return what an analyser is given of a change. Raises Segmentation.DoesNotExist before its clauses were followed."""
    followed = Segmentation.objects.filter(version=change.to_version_id, previous__isnull=False)
    latest = followed.order_by("-pk").first()
    if latest is None:
        raise Segmentation.DoesNotExist(f"the clauses of {change.public_id} were not followed yet")
    map_provisions(classifications=classifications_of(change))
    brief = change_brief_of(change.pk)
    subject = Subject(
        document_id=change.document_id,
        digest=brief_digest(brief),
        basis=change_basis(),
        change_id=change.pk,
        segmentation_id=latest.pk,
    )
    return Input(subject=subject, brief=brief)


def _counted(looked_at: int, drafts: Sequence[Analysis]) -> Analysed:
    return Analysed(looked_at, len(drafts), sum(not draft.is_grounded for draft in drafts))
