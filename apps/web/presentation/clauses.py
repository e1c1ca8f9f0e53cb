"""A clause as pages show it: what it is about, what proves it, how common that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import shorten

from django.urls import reverse

from apps.provisions.models import ProvisionFact, ProvisionTopic, Standing
from apps.provisions.prevalence import OWN_WORDS, Prevalence, Prevalences
from apps.provisions.segmentation.reading import visible
from apps.provisions.taxonomy import Favours, Position, read_taxonomy
from apps.provisions.taxonomy.labels import fact_label
from apps.web.queries.provisions import StandRow

_LONGEST_QUOTE = 400
_LONGEST_TITLE = 90
_SURE = 0.8
FAVOURS = {
    Favours.PROVIDER: "serves the provider",
    Favours.BALANCED: "balanced",
    Favours.USER: "serves the user",
    Favours.NONE: "serves neither",
}


@dataclass(frozen=True, slots=True)
class FactView:
    label: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class PrevalenceView:
    """`grade` is empty where too few platforms are known to say; `share` is in per cent, for a bar."""

    grade: str
    count: int
    of: int
    share: str
    url: str

    @property
    def ratio(self) -> str:
        return f"{self.count:,} of {self.of:,} platform{'' if self.of == 1 else 's'}"

    @property
    def label(self) -> str:
        return f"{self.grade} · {self.ratio}" if self.grade else self.ratio


@dataclass(frozen=True, slots=True)
class StandView:
    """One topic of a clause; `position` is empty where the text decides none, `prevalence` where it counts in none."""

    topic: str
    topic_url: str
    position: str
    definition: str
    favours: str
    quote: str
    basis: str
    is_sure: bool
    facts: tuple[FactView, ...]
    prevalence: PrevalenceView | None

    @property
    def label(self) -> str:
        return f"{self.topic}: {self.position.lower()}" if self.position else self.topic


def stand_views(
    rows: Sequence[StandRow], standing: Standing, words: str, prevalences: Prevalences
) -> tuple[StandView, ...]:
    """Return a clause's topics as shown, the surest first; `words` are what it last said."""
    return tuple(_stand(row, standing, words, prevalences) for row in rows)


def _stand(row: StandRow, standing: Standing, words: str, prevalences: Prevalences) -> StandView:
    stand = row.topic
    slug = stand.topic.slug
    position = position_named(slug, stand.position)
    start = standing.last_text.start
    return StandView(
        topic=stand.topic.label,
        topic_url=topic_address(slug),
        position=position.label if position else "",
        definition=position.definition if position else stand.topic.definition,
        favours=FAVOURS[position.favours] if position else "",
        quote=quote_from(words, start, stand.quote_start, stand.quote_end),
        basis=stand.get_basis_display(),
        is_sure=stand.confidence >= _SURE,
        facts=fact_views(row.facts, start, words),
        prevalence=prevalence_view(prevalences, stand),
    )


def fact_views(facts: Sequence[ProvisionFact], start: int, words: str) -> tuple[FactView, ...]:
    return tuple(
        FactView(
            fact_label(fact.slug).capitalize(),
            fact_value(fact),
            quote_from(words, start, fact.quote_start, fact.quote_end),
        )
        for fact in facts
    )


def fact_value(fact: ProvisionFact) -> str:
    return (
        fact.value
        if len(fact.value) <= _LONGEST_TITLE
        else shorten(fact.value, _LONGEST_TITLE, placeholder="…")
    )


def prevalence_view(prevalences: Prevalences, stand: ProvisionTopic) -> PrevalenceView | None:
    """Return how common the position is; nothing for a topic that rests on the section alone, which no number counts."""
    if stand.basis not in OWN_WORDS and not stand.position:
        return None
    found = prevalences.get((stand.topic.slug, stand.position))
    return shown_prevalence(found) if found else None


def shown_prevalence(found: Prevalence) -> PrevalenceView:
    share = 100 * found.count / found.of if found.of else 0
    return PrevalenceView(
        grade=found.grade.capitalize() if found.grade else "",
        count=found.count,
        of=found.of,
        share=f"{share:.1f}",
        url=topic_address(found.topic, found.position),
    )


def topic_address(slug: str, position: str = "") -> str:
    address = reverse("topic", args=[slug])
    return f"{address}?position={position}#platforms" if position else address


def quote_from(
    words: str, offset: int, start: int | None, end: int | None, length: int = _LONGEST_QUOTE
) -> str:
    """Return the quoted part of a clause as it reads; `offset` is where the clause begins in the text that is counted."""
    if start is None or end is None:
        return ""
    return shorten(visible(words[start - offset : end - offset]), length, placeholder="…")


def clause_title(title: str, stands: Sequence[StandRow], standing: Standing) -> str:
    """Return what a clause is called: as its analysis says, else by what it is about, else by the heading it stands under."""
    if title:
        return title
    if stands:
        stand = stands[0].topic
        position = position_named(stand.topic.slug, stand.position)
        return f"{stand.topic.label}: {position.label.lower()}" if position else stand.topic.label
    path = standing.last_text.path
    heading = shorten(visible(path[-1]), _LONGEST_TITLE, placeholder="…") if path else ""
    return f"Clause under “{heading}”" if heading else f"Clause {standing.last_text.ordinal}"


def excerpt(words: str, length: int = 240) -> str:
    """Return the beginning of a clause on one line, as it reads."""
    return shorten(visible(words), length, placeholder="…")


def position_named(topic: str, position: str) -> Position | None:
    """Return a position of a topic; none where none is taken, or the taxonomy has dropped it."""
    return positions().get((topic, position))


@cache
def positions() -> Mapping[tuple[str, str], Position]:
    return {
        (topic.slug, position.slug): position
        for topic in read_taxonomy().topics
        for position in topic.positions
    }
