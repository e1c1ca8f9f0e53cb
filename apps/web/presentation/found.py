"""What a search found, clause by clause, with the words that were looked for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.analysis.models import Publication
from apps.provisions.models import Standing
from apps.provisions.segmentation.reading import visible
from apps.provisions.selectors import words_of
from apps.provisions.taxonomy.labels import fact_label
from apps.web.presentation.clauses import FactView, clause_title, excerpt, fact_value
from apps.web.queries.provisions import StandRow
from apps.web.queries.search import CLOSING, OPENING

_PARTS = re.compile(f"{OPENING}(.*?){CLOSING}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an excerpt; `is_wanted` where it is what was looked for."""

    text: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    url: str
    public_id: str
    platform: str
    document: str
    locale: str
    severity: str
    parts: tuple[Part, ...]
    facts: tuple[FactView, ...]


def found_rows(
    standings: Sequence[Standing], stands: Mapping[int, Sequence[StandRow]], headlines: Mapping[int, str]
) -> tuple[Found, ...]:
    words = words_of(standings)
    return tuple(
        _row(one, stands.get(one.pk, ()), headlines.get(one.pk, ""), words[one.pk]) for one in standings
    )


def _row(standing: Standing, rows: Sequence[StandRow], headline: str, words: str) -> Found:
    provision = standing.provision
    document = provision.document
    publication = _publication(standing)
    return Found(
        title=clause_title(publication.title if publication else "", rows, standing),
        url=provision.get_absolute_url(),
        public_id=provision.public_id,
        platform=document.platform.name,
        document=document.title,
        locale=document.locale,
        severity=publication.severity if publication else "",
        parts=tuple(_parts(visible(headline), visible(words)))
        if headline
        else (Part(excerpt(words), is_wanted=False),),
        facts=tuple(_facts(rows)),
    )


def _publication(standing: Standing) -> Publication | None:
    try:
        publication: Publication = standing.provision.publication
    except Publication.DoesNotExist:
        return None
    return publication


def _parts(headline: str, whole: str) -> Iterator[Part]:
    """Cut an excerpt along the words that were looked for, and say where it leaves something out."""
    plain = headline.replace(OPENING, "").replace(CLOSING, "")
    if not whole.startswith(plain):
        yield Part("… ", is_wanted=False)
    reached = 0
    for match in _PARTS.finditer(headline):
        yield Part(headline[reached : match.start()], is_wanted=False)
        yield Part(match.group(1), is_wanted=True)
        reached = match.end()
    yield Part(headline[reached:], is_wanted=False)
    if not whole.endswith(plain):
        yield Part(" …", is_wanted=False)


def _facts(rows: Iterable[StandRow]) -> list[FactView]:
    """Return the values that a clause states, each once, whatever topic it is stated on."""
    facts = (fact for row in rows for fact in row.facts)
    found = (FactView(fact_label(fact.slug).capitalize(), fact_value(fact), "") for fact in facts)
    return list(dict.fromkeys(found))
