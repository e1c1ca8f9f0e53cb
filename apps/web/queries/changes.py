"""What the pages about changes read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.documents.models import Cause, Change

EVERY_KIND = "all"


def changes_listed(*, cause: str, kind: str) -> QuerySet[Change, int]:
    """Return the ids of a list, newest first: the publishers' material changes unless something else is asked for.

    `kind` is a Kind or "all"; what we ourselves caused has no material kinds, so all of it is listed. Ids alone, because
    the database would otherwise join and sort every page before the one asked for.
    """
    changes = Change.objects.filter(cause=cause or Cause.PUBLISHER)
    if kind and kind != EVERY_KIND:
        changes = changes.filter(kind=kind)
    elif not kind and cause in {"", Cause.PUBLISHER}:
        changes = changes.material()
    return changes.order_by("-detected_at", "-pk").values_list("pk", flat=True)


def changes_on_page(ids: Sequence[int]) -> tuple[Change, ...]:
    """Return these changes with all that a list shows of them, newest first."""
    return tuple(Change.objects.for_pages().filter(pk__in=ids).order_by("-detected_at", "-pk"))


@dataclass(frozen=True, slots=True)
class ChangeNeighbours:
    previous: Change | None
    next: Change | None


def neighbours_of(change: Change) -> ChangeNeighbours:
    """Return the changes of the same document just before and just after."""
    others = Change.objects.filter(document=change.document_id)
    beside = others.filter(Q(to_version=change.from_version_id) | Q(from_version=change.to_version_id))
    earlier = next((other for other in beside if other.to_version_id == change.from_version_id), None)
    later = next((other for other in beside if other.from_version_id == change.to_version_id), None)
    return ChangeNeighbours(previous=earlier, next=later)
