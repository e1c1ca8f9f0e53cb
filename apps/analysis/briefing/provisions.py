"""What an analyser is given of a clause: as it stood in one version, with the record as it was then.

Nothing of it moves on while the clause stays: how common a position is, what other platforms write and how long the clause
has stood are told by pages from today's rows, not frozen into a reading. So a brief can be made again from the archive.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.db.models import Count

from apps.analysis.briefing.clauses import Source, clauses_of
from apps.analysis.models import Screening
from apps.analysis.types import History, Law, ProvisionBrief, Whose
from apps.documents.models import Cause, Version
from apps.provisions.models import Classification, Provision, ProvisionChange, ProvisionText


def provision_briefs(
    classifications: Iterable[Classification], laws: Mapping[int, Sequence[Law]]
) -> dict[int, ProvisionBrief]:
    """Return a brief of each classification, by its number, with the laws that each was mapped to.

    Load `text__version__document__platform__operator` and `text__provision__first_version`. Six queries and one stored text
    for every version among them.
    """
    ordered = sorted(classifications, key=lambda row: (row.text.version_id, row.pk))
    found: dict[int, ProvisionBrief] = {}
    for _, group in groupby(ordered, key=lambda row: row.text.version_id):
        found |= _of_version(list(group), laws)
    return found


def whose(version: Version) -> Whose:
    """Say whose document a version is of. Load `document__platform__operator`."""
    document = version.document
    platform = document.platform
    return Whose(
        platform=platform.name,
        platform_slug=platform.slug,
        operator=platform.operator.name if platform.operator else "",
        jurisdiction=platform.operator.jurisdiction if platform.operator else "",
        category=platform.category,
        document=document.title,
        document_type=document.type,
        locale=document.locale,
        version=version.number,
        captured_on=version.captured_at.date(),
    )


def changed_on(provisions: Iterable[int], *, until: int) -> dict[int, tuple[date, ...]]:
    """Return the days on which the publisher changed the words of each provision, oldest first.

    `until` is the number of the version from which on changes are not counted.
    """
    rows = ProvisionChange.objects.filter(
        provision__in=list(provisions),
        is_edited=True,
        change__cause=Cause.PUBLISHER,
        change__to_version__number__lt=until,
    )
    found: dict[int, dict[int, date]] = defaultdict(dict)  # two segmenters tell of one change
    for provision, change, at in rows.values_list("provision", "change", "change__detected_at"):
        found[provision][change] = at.date()
    return {provision: tuple(sorted(days.values())) for provision, days in found.items()}


def _of_version(
    rows: Sequence[Classification], laws: Mapping[int, Sequence[Law]]
) -> dict[int, ProvisionBrief]:
    version = rows[0].text.version
    source = Source(version)
    clauses = clauses_of(source, rows)
    histories = _histories([row.text.provision for row in rows], version)
    theirs = whose(version)
    texts = {source.sha256: source.text}
    return {
        row.pk: ProvisionBrief(
            clause=clauses[row.pk],
            whose=theirs,
            history=histories[row.text.provision_id],
            laws=tuple(laws.get(row.pk, ())),
            texts=texts,
        )
        for row in rows
    }


def _histories(provisions: Sequence[Provision], version: Version) -> dict[int, History]:
    numbers = [provision.pk for provision in provisions]
    counts = (
        ProvisionText.objects.filter(provision__in=numbers, version__number__lte=version.number)
        .order_by()
        .values_list("provision")
        .annotate(Count("version", distinct=True))
    )
    stood = dict(counts)
    days = changed_on(numbers, until=version.number + 1)
    return {
        provision.pk: History(
            first_seen_on=provision.first_version.captured_at.date(),
            last_verified_on=version.captured_at.date(),
            versions=stood[provision.pk],
            changed_on=days.get(provision.pk, ()),
        )
        for provision in provisions
    }


def latest_screenings(classifications: Iterable[int]) -> dict[int, int]:
    """Return the number of the latest screening of each classification that has one."""
    rows = Screening.objects.filter(classification__in=list(classifications)).order_by(
        "classification_id", "-pk"
    )
    return dict(rows.distinct("classification_id").values_list("classification", "pk"))
