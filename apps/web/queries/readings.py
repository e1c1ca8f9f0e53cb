"""What pages read of analyses, besides what `analysis.selectors` gives."""

from dataclasses import dataclass

from apps.analysis.models import Analysis
from apps.analysis.selectors.shown import author_of
from apps.analysis.types.authors import Author
from apps.provisions.models import Provision


@dataclass(frozen=True, slots=True)
class Authored:
    """One analysis of a clause: who made it, and when."""

    analysis: int
    author: Author


def authored(provision: Provision) -> tuple[Authored, ...]:
    """Return every analysis of a clause without what it says, the newest first."""
    rows = Analysis.objects.filter(provision=provision).only("analyser", "version", "created_at")
    return tuple(Authored(row.pk, author_of(row)) for row in rows.order_by("-pk"))
