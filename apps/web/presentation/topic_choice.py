"""The topics of the taxonomy as an editor chooses among them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from apps.provisions.classification import judge
from apps.provisions.segmentation.reading import visible
from apps.provisions.taxonomy import read_taxonomy

_LIKELIEST: Final = 5


@dataclass(frozen=True, slots=True)
class TopicOption:
    slug: str
    label: str
    definition: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TopicGroup:
    label: str
    options: tuple[TopicOption, ...]


def topic_groups(chosen: Collection[str], likeliest: Sequence[str]) -> tuple[TopicGroup, ...]:
    """Return every topic once: the likeliest ones first, the others under their families."""
    taxonomy = read_taxonomy()
    options = {
        topic.slug: TopicOption(topic.slug, topic.label, topic.definition, topic.slug in chosen)
        for topic in taxonomy.topics
    }
    first = TopicGroup("Likeliest by its words", tuple(options[slug] for slug in likeliest))
    families = (
        TopicGroup(
            family.label,
            tuple(
                options[topic.slug]
                for topic in taxonomy.topics
                if topic.family == family.slug and topic.slug not in likeliest
            ),
        )
        for family in taxonomy.families
    )
    return tuple(group for group in (first, *families) if group.options)


def likeliest_topics(words: str) -> list[str]:
    """Return the topics that the classifier would try first, sure of them or not."""
    taxonomy = read_taxonomy()
    (judgement,) = judge("topics", [visible(words)])
    found = [
        topic
        for label in list(judgement.scores)[: 2 * _LIKELIEST]
        for topic in taxonomy.topics_of("topics", label)[:1]
    ]
    return list(dict.fromkeys(found))[:_LIKELIEST]
