"""Keeping the topics' rows in step with the taxonomy's files."""

from dataclasses import dataclass

from django.db import transaction

from apps.provisions.models import Topic
from apps.provisions.taxonomy import Taxonomy, read_taxonomy


@dataclass(frozen=True, slots=True)
class TopicsLoaded:
    """How many topics are new, changed or retired; all others are as they were."""

    new: int
    changed: int
    retired: int


@transaction.atomic
def load_taxonomy(taxonomy: Taxonomy | None = None) -> TopicsLoaded:
    """Bring the topics to what the files say, by default the shipped ones; loading them again changes nothing.

    A topic that the files no longer hold is retired, not deleted: provisions point to it.
    """
    read = taxonomy or read_taxonomy()
    wanted = {
        topic.slug: Topic(
            slug=topic.slug,
            family=topic.family,
            label=topic.label,
            definition=topic.definition,
            position=place,
            taxonomy_version=read.version,
        )
        for place, topic in enumerate(read.topics, start=1)
    }
    known = {topic.slug: topic for topic in Topic.objects.select_for_update()}
    new = [topic for slug, topic in wanted.items() if slug not in known]
    changed = [
        topic for slug, topic in wanted.items() if slug in known and _said(known[slug]) != _said(topic)
    ]
    # Two processes may both find a topic missing: the slug's constraint lets one of them make it.
    Topic.objects.bulk_create(new, ignore_conflicts=True)
    for topic in changed:
        Topic.objects.filter(slug=topic.slug).update(
            family=topic.family,
            label=topic.label,
            definition=topic.definition,
            position=topic.position,
            taxonomy_version=topic.taxonomy_version,
            is_retired=False,
        )
    retired = Topic.objects.exclude(slug__in=wanted).filter(is_retired=False).update(is_retired=True)
    return TopicsLoaded(len(new), len(changed), retired)


def topics_by_slug() -> dict[str, Topic]:
    """Return every topic in force, loading those that the files hold and the table does not yet."""
    found = {topic.slug: topic for topic in Topic.objects.all()}
    version = read_taxonomy().version
    if (
        any(topic.taxonomy_version != version for topic in found.values() if not topic.is_retired)
        or not found
    ):
        load_taxonomy()
        found = {topic.slug: topic for topic in Topic.objects.all()}
    return found


def _said(topic: Topic) -> tuple[object, ...]:
    return (
        topic.family,
        topic.label,
        topic.definition,
        topic.position,
        topic.taxonomy_version,
        topic.is_retired,
    )
