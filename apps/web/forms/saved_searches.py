"""Between the form of the search page and a search that is followed: its query string names it in addresses."""

from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from apps.analysis.types import Level
from apps.provisions.models import Topic
from apps.subscriptions.models.watch import SavedSearch
from apps.subscriptions.searches import Criteria, FactCriterion
from apps.web.forms.search import SearchForm
from apps.web.queries.search import Wanted

_FOLLOWED: Final = ("topic", "position", "severity", "platform", "fact", "comparison", "value", "unit")


def saved_search(query: str) -> SavedSearch | None:
    """Return the search that a query string asks for; None where it cannot be read, or asks for nothing to be followed by."""
    form = SearchForm(QueryDict(query).dict())
    return searched(form.wanted) if form.is_valid() else None


def searched(wanted: Wanted) -> SavedSearch | None:
    """Return what is wanted as it can be followed; None for words, and for what names neither topic nor value."""
    if wanted.words or not (wanted.topic or wanted.fact):
        return None
    criteria = Criteria(
        topic=wanted.topic,
        position=wanted.position,
        severity=Level(wanted.severity) if wanted.severity else None,
        fact=_criterion(wanted),
    )
    topic = Topic.objects.filter(slug=criteria.key, is_retired=False).first()
    return SavedSearch(criteria, topic, wanted.platform) if topic else None


def query_of(search: SavedSearch) -> str:
    """Return the query string of the search page that asks for this, each search one way."""
    asked = search.criteria
    given = {
        "topic": asked.topic,
        "position": asked.position,
        "severity": asked.severity.value if asked.severity else "",
        "platform": search.platform.name if search.platform else "",
    }
    if asked.fact:
        given |= {
            "fact": f"{asked.fact.topic}.{asked.fact.slug}",
            "comparison": asked.fact.comparison,
            "value": f"{asked.fact.number.normalize():f}",
            "unit": "other",  # as facts are made comparable: days
        }
    return urlencode({name: given[name] for name in _FOLLOWED if given.get(name)})


def _criterion(wanted: Wanted) -> FactCriterion | None:
    fact = wanted.fact
    if fact is None:
        return None
    return FactCriterion.model_validate(
        {
            "topic": fact.topic,
            "slug": fact.slug,
            "comparison": fact.comparison,
            "number": Decimal(fact.number),
        }
    )
