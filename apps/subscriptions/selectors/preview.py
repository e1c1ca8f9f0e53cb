"""What a watch would have told in the past, from real history, before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from apps.core import clock
from apps.documents.models import Change, Document
from apps.documents.models.change import Cause, Kind
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic
from apps.subscriptions.matching import judge
from apps.subscriptions.models.watch import SavedSearch, Subject
from apps.subscriptions.searches import is_touched
from apps.subscriptions.selectors.facts import facts_of_changes
from apps.subscriptions.types import ChangeFacts, Rules, Verdict

LOOKED_BACK: Final = timedelta(days=365)
_MOST: Final = 400  # the newest: who follows a topic on every platform need not see a year of it to know
_NEVER_TOLD: Final = (Kind.EDITORIAL, Kind.FURNITURE, Kind.VARIANT, Kind.BASELINE)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    change: Change
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Preview:
    """What would have been told, newest first, and what would have been left out, with the rule that left it out.

    `silent` counts what no watch tells of: corrections of spelling, page furniture, our own better reading.
    `is_cut`: there is more than is looked at, and the numbers are of the newest.
    """

    told: tuple[PreviewRow, ...]
    left_out: tuple[PreviewRow, ...]
    silent: int
    is_cut: bool


def preview(subject: Subject, rules: Rules) -> Preview:
    """Put the rules to every change of the last twelve months that touches the subject."""
    since = clock.now() - LOOKED_BACK
    every = _touching(subject).filter(detected_at__gte=since)
    ours = every.exclude(cause=Cause.PUBLISHER) | every.filter(kind__in=_NEVER_TOLD)
    news = every.filter(cause=Cause.PUBLISHER).exclude(kind__in=_NEVER_TOLD)
    news = news.select_related("document__platform", "from_version", "to_version")
    changes = list(news.order_by("-detected_at", "-pk")[: _MOST + 1])
    rows = _judged(changes[:_MOST], subject, rules)
    return Preview(
        told=tuple(row for row in rows if row.verdict.is_told),
        left_out=tuple(row for row in rows if not row.verdict.is_told),
        silent=ours.distinct().count(),
        is_cut=len(changes) > _MOST,
    )


def _judged(changes: Sequence[Change], subject: Subject, rules: Rules) -> list[PreviewRow]:
    facts = facts_of_changes(changes)
    touching = [change for change in changes if _is_touched(subject, facts[change.pk])]
    return [PreviewRow(change, judge(rules, facts[change.pk])) for change in touching]


def _is_touched(subject: Subject, facts: ChangeFacts) -> bool:
    if isinstance(subject, Provision):
        return subject.pk in facts.provisions
    if isinstance(subject, SavedSearch):
        return is_touched(subject.criteria, facts)
    return not isinstance(subject, Topic) or subject.slug in facts.topics


def _touching(subject: Subject) -> QuerySet[Change]:
    """Return the changes that may touch the subject; of clauses and topics, the facts decide."""
    if isinstance(subject, Platform):
        return Change.objects.filter(document__platform=subject)
    if isinstance(subject, Document):
        return Change.objects.filter(document=subject)
    if isinstance(subject, Provision):
        return Change.objects.filter(provision_changes__provision=subject).distinct()
    if isinstance(subject, SavedSearch):
        of_platform = Q(document__platform=subject.platform) if subject.platform else Q()
        return Change.objects.filter(_on(subject.topic) & of_platform).distinct()
    return Change.objects.filter(_on(subject)).distinct()


def _on(topic: Topic) -> Q:
    """Return the condition of changes to clauses that are about a topic today, or state a value on it."""
    reading = "provision_changes__provision__standing__classification"
    return Q(**{f"{reading}__topics__topic": topic}) | Q(**{f"{reading}__facts__topic": topic})
