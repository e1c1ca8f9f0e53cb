"""The articles that a clause was mapped to, as it was looked at last."""

from django.db.models import QuerySet, Subquery

from apps.analysis.models import Mapping, Screening
from apps.provisions.models import Standing


def laws_of(standing: Standing) -> QuerySet[Mapping]:
    """Return the mappings of what a clause says today, the closest first, each with its article and law.

    Articles and laws that the files no longer hold are left out, as on their own pages.
    """
    latest = Screening.objects.filter(classification=standing.classification_id).order_by("-number")
    found = Mapping.objects.filter(
        screening=Subquery(latest.values("pk")[:1]),
        article__is_retired=False,
        article__regulation__is_retired=False,
    )
    return found.select_related("article__regulation").order_by("rank")
