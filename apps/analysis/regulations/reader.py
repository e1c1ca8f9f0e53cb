"""Read and check the shipped laws and rules."""

import string
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import ClassVar, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from apps.analysis.regulations.types import Groups, Knowledge, Regulation, Rule
from apps.core.errors import ConductAtlasError
from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy import Topic, read_taxonomy

_Shape = TypeVar("_Shape")

DATA = Path(__file__).parent / "data"
LAWS = ("eu", "uk", "us", "us_states", "world")
RULES = ("contracts", "conduct", "privacy", "ai")


class KnowledgeError(ConductAtlasError):
    """Raised with every problem found, so that one edit can mend them all."""

    code: ClassVar[str] = "regulations_invalid"

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@cache
def read_knowledge(path: Path = DATA) -> Knowledge:
    """Return the laws and rules whose files lie in `path`, by default the shipped ones. Raises `KnowledgeError`."""
    knowledge = Knowledge(
        groups=_validated(TypeAdapter(Groups), path / "groups.yaml"),
        regulations=tuple(_all(TypeAdapter(list[Regulation]), path / "laws", LAWS)),
        rules=tuple(_all(TypeAdapter(list[Rule]), path / "rules", RULES)),
    )
    problems = [*_repeats(knowledge), *_dangling(knowledge), *_idle_phrases(knowledge.groups)]
    if problems:
        raise KnowledgeError(problems)
    return knowledge


def _all(shape: TypeAdapter[list[_Shape]], folder: Path, names: Iterable[str]) -> Iterator[_Shape]:
    for name in names:
        yield from _validated(shape, folder / f"{name}.yaml")


def _validated(shape: TypeAdapter[_Shape], file: Path) -> _Shape:
    try:
        return shape.validate_python(read_yaml(file.read_bytes()))
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError([f"{file.name}: {error}"]) from error
    except ValidationError as error:
        raise KnowledgeError(
            f"{file.name}: {'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()
        ) from error


def _repeats(knowledge: Knowledge) -> Iterator[str]:
    yield from _given_twice("laws", (law.slug for law in knowledge.regulations))
    yield from _given_twice("names", (law.name for law in knowledge.regulations))
    yield from _given_twice("rules", (rule.slug for rule in knowledge.rules))
    for law in knowledge.regulations:
        yield from _given_twice(law.slug, (article.slug for article in law.articles))


def _given_twice(where: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{where}: {name} given twice"


def _dangling(knowledge: Knowledge) -> Iterator[str]:
    articles = {(law.slug, article.ref) for law in knowledge.regulations for article in law.articles}
    topics = {topic.slug: topic for topic in read_taxonomy().topics}
    for rule in knowledge.rules:
        if (rule.law, rule.article) not in articles:
            yield f"{rule.slug}: no article {rule.article} of {rule.law}"
        if rule.topic not in topics:
            yield f"{rule.slug}: no topic {rule.topic}"
            continue
        for problem in (
            *_unknown(rule, topics[rule.topic]),
            *_ungrouped(rule, knowledge.groups),
            *_silent(rule),
        ):
            yield f"{rule.slug}: {problem}"


def _unknown(rule: Rule, topic: Topic) -> Iterator[str]:
    for position in set(rule.positions) - {position.slug for position in topic.positions}:
        yield f"{topic.slug} has no position {position}"
    asked = {slug for test in rule.facts for slug in test.slugs}
    for fact in asked - {fact.slug for fact in topic.facts}:
        yield f"{topic.slug} has no fact {fact}"


def _ungrouped(rule: Rule, groups: Groups) -> Iterator[str]:
    for name in set(rule.documents) - set(groups.documents):
        yield f"no documents {name}"
    for name in set(rule.kinds) - set(groups.kinds):
        yield f"no kinds {name}"
    for name in {test.outside for test in rule.facts if test.outside} - set(groups.places):
        yield f"no places {name}"
    if rule.platforms not in {"", "gatekeepers"}:
        yield f"no platforms {rule.platforms}"


def _idle_phrases(groups: Groups) -> Iterator[str]:
    positions = {
        (topic.slug, position.slug) for topic in read_taxonomy().topics for position in topic.positions
    }
    for topic, phrases in groups.phrases.items():
        for position in phrases:
            if (topic, position) not in positions:
                yield f"phrases: {topic} has no position {position}"


def _silent(rule: Rule) -> Iterator[str]:
    """Find rules that would hold for a bare topic, or whose reason cannot be filled in from what they ask for."""
    if not rule.positions and not rule.facts:
        yield "asks for no position and no fact"
    named = {name for _, name, _, _ in string.Formatter().parse(rule.reason) if name}
    filled = {test.fact for test in rule.facts if test.fact}
    if rule.positions:
        filled.add("position")
    for name in named - filled:
        yield f"its reason names {name}, which it does not ask for"
