"""Two to four platforms side by side: a row for each topic, a cell for each platform."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.platforms.models import Platform
from apps.provisions.taxonomy import Family, Topic, read_taxonomy
from apps.web.presentation.clauses import topic_address
from apps.web.presentation.topics import TakenView, taken_view
from apps.web.queries.topics import PositionTaken

_LENGTH = 220

Cells = Mapping[int, Sequence[PositionTaken]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one platform says on a topic; nothing where no clause of its captured documents is about it."""

    platform: Platform
    taken: tuple[TakenView, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """`note` says in a few words whether they differ, or how many have a clause at all; empty where they say the same."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    differs: bool
    note: str


@dataclass(frozen=True, slots=True)
class MatrixFamily:
    family: Family
    rows: tuple[MatrixRow, ...]


def matrix_of(
    platforms: Sequence[Platform], taken: Iterable[PositionTaken], *, differences_only: bool
) -> tuple[MatrixFamily, ...]:
    """Return the topics on which any of the platforms has a clause, in the order of the taxonomy."""
    by_topic: defaultdict[str, defaultdict[int, list[PositionTaken]]] = defaultdict(lambda: defaultdict(list))
    for one in taken:
        by_topic[one.topic][one.platform_id].append(one)
    taxonomy = read_taxonomy()
    rows = [
        (topic.family, _row(topic, platforms, by_topic[topic.slug]))
        for topic in taxonomy.topics
        if topic.slug in by_topic
    ]
    families = (
        MatrixFamily(
            family,
            tuple(row for slug, row in rows if slug == family.slug and (row.differs or not differences_only)),
        )
        for family in taxonomy.families
    )
    return tuple(family for family in families if family.rows)


def _row(topic: Topic, platforms: Sequence[Platform], cells: Cells) -> MatrixRow:
    decided = {platform.pk: list(_decided(cells.get(platform.pk, ()))) for platform in platforms}
    said = [_said(taken) for taken in decided.values() if taken]
    differ = len(set(said)) > 1
    return MatrixRow(
        topic.label,
        topic_address(topic.slug),
        tuple(
            Cell(platform, tuple(taken_view(one, _LENGTH) for one in decided[platform.pk]))
            for platform in platforms
        ),
        differs=differ or len(said) < len(platforms),
        note="they differ" if differ else _on_record(len(said), len(platforms)),
    )


def _said(taken: Sequence[PositionTaken]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Sum up the positions and the values of one platform, so that two of them compare."""
    return (
        frozenset(one.position for one in taken),
        frozenset((fact.slug, fact.value) for one in taken for fact in one.facts),
    )


def _on_record(count: int, of: int) -> str:
    """Say how many have a clause, which is no difference in what they say; nothing where all have."""
    return "" if count == of else f"on record for {count} of {of}"


def _decided(taken: Sequence[PositionTaken]) -> Iterator[PositionTaken]:
    """Leave out a clause that decides nothing where another one decides."""
    decided = [one for one in taken if one.position]
    yield from decided or taken
