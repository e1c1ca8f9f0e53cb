"""Read and check the shipped taxonomy."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import ClassVar

import yaml
from pydantic import TypeAdapter, ValidationError

from apps.core.errors import ConductAtlasError
from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy.types import Heading, Taxonomy, Topic

DATA = Path(__file__).parent / "data"

_MAPPINGS = TypeAdapter(dict[str, dict[str, tuple[str, ...]]])


class TaxonomyError(ConductAtlasError):
    """Raised with every problem found, so that one edit can mend them all."""

    code: ClassVar[str] = "taxonomy_invalid"

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@cache
def read_taxonomy(path: Path = DATA) -> Taxonomy:
    """Return the taxonomy whose files lie in `path`, by default the shipped one. Raises `TaxonomyError`."""
    heading = _heading(path)
    topics = tuple(topic for family in heading.families for topic in _topics(path, family.slug))
    mappings = _mappings(path / "mappings.yaml")

    taxonomy = Taxonomy(version=heading.version, families=heading.families, topics=topics, mappings=mappings)
    problems = [*_stray_files(path, taxonomy), *_repeats(taxonomy), *_dangling(taxonomy)]
    if problems:
        raise TaxonomyError(problems)
    return taxonomy


def _heading(path: Path) -> Heading:
    file = path / "taxonomy.yaml"
    try:
        return Heading.model_validate(_load(file))
    except ValidationError as error:
        raise TaxonomyError(_problems(file, error)) from error


def _topics(path: Path, family: str) -> list[Topic]:
    file = path / "topics" / f"{family}.yaml"
    rows = _load(file)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TaxonomyError([f"{file.name}: must be a list of topics"])

    try:
        return TypeAdapter(list[Topic]).validate_python([{"family": family, **row} for row in rows])
    except ValidationError as error:
        raise TaxonomyError(_problems(file, error)) from error


def _mappings(file: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    try:
        return _MAPPINGS.validate_python(_load(file))
    except ValidationError as error:
        raise TaxonomyError(_problems(file, error)) from error


def _load(file: Path) -> object:
    try:
        return read_yaml(file.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise TaxonomyError([f"{file.name}: {error}"]) from error


def _problems(file: Path, error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        yield f"{file.name}: {'.'.join(map(str, detail['loc']))}: {detail['msg']}"


def _stray_files(path: Path, taxonomy: Taxonomy) -> Iterator[str]:
    known = {family.slug for family in taxonomy.families}
    for file in sorted((path / "topics").iterdir()):
        if file.stem not in known:
            yield f"{file.name}: no family of that name"


def _repeats(taxonomy: Taxonomy) -> Iterator[str]:
    yield from _given_twice("families", (family.slug for family in taxonomy.families))
    yield from _given_twice("topics", (topic.slug for topic in taxonomy.topics))
    yield from _given_twice("labels", (topic.label for topic in taxonomy.topics))
    for topic in taxonomy.topics:
        yield from _given_twice(f"{topic.slug}.positions", (position.slug for position in topic.positions))
        yield from _given_twice(f"{topic.slug}.facts", (fact.slug for fact in topic.facts))


def _given_twice(where: str, slugs: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for slug in slugs:
        if slug in seen:
            yield f"{where}: {slug} given twice"
        seen.add(slug)


def _dangling(taxonomy: Taxonomy) -> Iterator[str]:
    known = {topic.slug for topic in taxonomy.topics}
    for topic in taxonomy.topics:
        for exclusion in topic.excludes:
            if exclusion.topic not in known - {topic.slug}:
                yield f"{topic.slug}.excludes: {exclusion.topic} is not another topic"
    for scheme, labels in taxonomy.mappings.items():
        for label, topics in labels.items():
            if not topics:
                yield f"mappings.{scheme}.{label}: names no topic"
            for slug in topics:
                if slug not in known:
                    yield f"mappings.{scheme}.{label}: unknown topic {slug}"
