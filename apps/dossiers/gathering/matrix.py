"""Platforms side by side, a row for each topic, and the key terms: values with their quotes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from apps.dossiers.gathering.clauses import facts_of, position_label, stands_of
from apps.dossiers.gathering.register import Register
from apps.dossiers.gathering.survey import Survey, topics_of
from apps.dossiers.types.content import Cell, Fact, Row
from apps.provisions.models import ProvisionFact, ProvisionTopic, Standing
from apps.provisions.prevalence import OWN_WORDS
from apps.provisions.taxonomy import Topic, read_taxonomy

_MOST_QUOTES = 2  # of a cell

_Taken = tuple[Standing, ProvisionTopic, list[ProvisionFact]]


def taken_by_topic(found: Survey) -> Mapping[str, Mapping[int, Sequence[_Taken]]]:
    """Return what each platform takes on each topic by its surest clauses, one for each position."""
    documents = [row.pk for row in found.documents]
    standings = list(
        Standing.objects.filter(provision__document__in=documents, ended_in=None)
        .select_related("provision__document__platform", "last_text__version")
        .order_by("provision__document_id", "last_text__ordinal")
    )
    stands = stands_of(standings)
    wanted = set(topics_of(found.outline))
    best: defaultdict[str, defaultdict[int, dict[str, _Taken]]] = defaultdict(lambda: defaultdict(dict))
    for standing in standings:
        for row, facts in stands.get(standing.classification_id or 0, []):
            if (wanted and row.topic.slug not in wanted) or not (row.basis in OWN_WORDS or row.position):
                continue
            mine = best[row.topic.slug][standing.provision.document.platform_id]
            if row.position not in mine or mine[row.position][1].confidence < row.confidence:
                mine[row.position] = (standing, row, facts)
    return {
        topic: {platform: _decided(taken) for platform, taken in platforms.items()}
        for topic, platforms in best.items()
    }


def matrix_of(found: Survey, register: Register) -> tuple[Row, ...]:
    """Return a row for each topic on which any of the platforms has a clause, in the order of the taxonomy."""
    taken = taken_by_topic(found)
    taxonomy = read_taxonomy()
    families = {family.slug: family.label for family in taxonomy.families}
    return tuple(
        _row(topic, families[topic.family], taken[topic.slug], found, register)
        for topic in taxonomy.topics
        if topic.slug in taken
    )


def key_terms_of(found: Survey, register: Register) -> tuple[Fact, ...]:
    """Return the values that documents state, platform by platform in the order of the taxonomy, each once."""
    taken = taken_by_topic(found)
    facts: dict[tuple[str, str, str, str], Fact] = {}
    for platform in found.platforms:
        for topic in read_taxonomy().topics:
            for standing, _stand, rows in taken.get(topic.slug, {}).get(platform.pk, ()):
                for fact in facts_of(standing, topic.label, rows, register):
                    facts.setdefault((fact.platform, fact.topic, fact.label, fact.value), fact)
    return tuple(facts.values())


def _row(
    topic: Topic, family: str, taken: Mapping[int, Sequence[_Taken]], found: Survey, register: Register
) -> Row:
    cells = tuple(
        _cell(platform.name, topic, taken.get(platform.pk, ()), register) for platform in found.platforms
    )
    said = [
        (cell.positions, tuple((one.label, one.value) for one in cell.facts)) for cell in cells if cell.quotes
    ]
    if len(set(said)) > 1:
        note = "They differ"
    else:
        note = "" if len(said) == len(cells) else f"On record for {len(said)} of {len(cells)}"
    return Row(family, topic.label, cells, note)


def _cell(platform: str, topic: Topic, taken: Sequence[_Taken], register: Register) -> Cell:
    positions = tuple(
        label for _s, row, _f in taken if (label := position_label(topic.slug, row.position)[0])
    )
    facts = tuple(
        fact for standing, _stand, rows in taken for fact in facts_of(standing, topic.label, rows, register)
    )
    quotes = tuple(_quote(standing, row, register) for standing, row, _f in taken[:_MOST_QUOTES])
    return Cell(platform, positions, facts, quotes)


def _quote(standing: Standing, row: ProvisionTopic, register: Register) -> str:
    text = standing.last_text
    if row.quote_start is None or row.quote_end is None:
        return register.checked(text.version, text.start, text.end, text.sha256)
    return register.quote(text.version, row.quote_start, row.quote_end)


def _decided(taken: Mapping[str, _Taken]) -> Sequence[_Taken]:
    """Leave out a clause that decides nothing where another one decides."""
    rows: Iterable[_Taken] = taken.values()
    return [one for one in rows if one[1].position] or list(taken.values())
