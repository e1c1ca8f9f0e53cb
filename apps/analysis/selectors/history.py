"""What was said before, what people made of it, and how often they agreed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.analysis.models import Analysis, Correction, Decision, Edit, Publication, Ruling
from apps.analysis.selectors.shown import author_of
from apps.analysis.types.authors import Author
from apps.documents.models import Change
from apps.provisions.models import Provision


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Hold one analysis of a subject with what people decided on it, oldest first."""

    analysis: Analysis
    author: Author
    decisions: Sequence[Decision]
    edits: Sequence[Edit]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Count what people decided on the analyses of one version of one analyser."""

    analyser: str
    version: str
    accepted: int
    edited: int
    rejected: int

    @property
    def decided(self) -> int:
        return self.accepted + self.edited + self.rejected

    @property
    def share_accepted(self) -> float:
        return self.accepted / self.decided


def analysis_history(subject: Provision | Change) -> list[HistoryEntry]:
    """Return every analysis of a clause or a change, the newest first."""
    key = "provision" if isinstance(subject, Provision) else "change"
    publication = Publication.objects.filter(**{key: subject}).first()
    analyses = Analysis.objects.filter(**{key: subject}).select_related("classification__text__version")
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(**{f"analysis__{key}": subject}).order_by("pk"):
        decisions[decision.analysis_id].append(decision)
    edits: dict[int, list[Edit]] = defaultdict(list)
    for edit in (
        Edit.objects.filter(**{f"analysis__{key}": subject}).select_related("decision").order_by("pk")
    ):
        edits[edit.analysis_id].append(edit)
    shown = publication.shown_id if publication else None
    return [
        HistoryEntry(one, author_of(one), decisions[one.pk], edits[one.pk], one.pk == shown)
        for one in analyses.order_by("-pk")
    ]


def corrections() -> QuerySet[Correction]:
    """Return the public log of corrections, the newest first, with what each is of."""
    return Correction.objects.select_related(
        "decision",
        "analysis__provision__document__platform",
        "analysis__change__document__platform",
        "regulation",
    ).order_by("-created_at", "-pk")


def accuracy() -> list[Accuracy]:
    """Return how people decided on each analyser's work, the version decided on most first.

    An analysis is rejected or not by the last word on it; what is not rejected and was edited counts as edited.
    """
    rows = Decision.objects.order_by("pk").values_list(
        "analysis", "analysis__analyser", "analysis__version", "ruling"
    )
    rulings: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for analysis, analyser, version, ruling in rows.iterator():
        rulings[analysis, analyser, version].append(ruling)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (_, analyser, version), given in rulings.items():
        counts[analyser, version][_verdict(given)] += 1
    found = [
        Accuracy(analyser, version, count[Ruling.ACCEPTED], count[Ruling.EDITED], count[Ruling.REJECTED])
        for (analyser, version), count in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.decided, one.analyser, one.version))


def _verdict(rulings: Sequence[str]) -> str:
    last = next((ruling for ruling in reversed(rulings) if ruling != Ruling.EDITED), "")
    if last == Ruling.REJECTED:
        return Ruling.REJECTED
    return Ruling.EDITED if Ruling.EDITED in rulings else Ruling.ACCEPTED
