from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.analysis.types import Direction, Level
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic
from apps.subscriptions.searches import Criteria, called
from apps.subscriptions.types import Interest, Rules, WatchKind


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search to be followed, on one platform or on all. `topic` is the one by which its followers are found."""

    criteria: Criteria
    topic: Topic
    platform: Platform | None = None

    @property
    def name(self) -> str:
        where = f" at {self.platform.name}" if self.platform else ""
        return f"{called(self.criteria)}{where}"


Subject = Platform | Document | Provision | Topic | SavedSearch

_LEVELS = [(level.value, level.value.title()) for level in Level]
_OPEN = Q(closed_at=None)


def _kinds_and_subjects() -> Q:
    """Return the condition under which a watch names the subject of its kind, and no other.

    A document's and a clause's platform stands beside it: by it the plan counts.
    """
    of_archive = (
        Q(kind=WatchKind.PLATFORM, platform__isnull=False, document=None, provision=None, topic=None)
        | Q(
            kind=WatchKind.DOCUMENT,
            platform__isnull=False,
            document__isnull=False,
            provision=None,
            topic=None,
        )
        | Q(
            kind=WatchKind.PROVISION,
            platform__isnull=False,
            document=None,
            provision__isnull=False,
            topic=None,
        )
        | Q(kind=WatchKind.TOPIC, platform=None, document=None, provision=None, topic__isnull=False)
    )
    of_search = Q(kind=WatchKind.SEARCH, document=None, provision=None, topic__isnull=False)
    return (of_archive & Q(criteria__isnull=True)) | (of_search & Q(criteria__isnull=False))


class Watch(CustomerModel):
    """What a workspace follows, and which of its changes are told. Closed, never deleted: an alert says why it came."""

    kind = models.CharField(max_length=10, choices=WatchKind.choices)
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    provision = models.ForeignKey(
        Provision, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    criteria: ClassVar[Any] = models.JSONField(
        null=True, blank=True, help_text="searches.Criteria, of a search"
    )
    min_severity = models.CharField(max_length=10, choices=_LEVELS, default=Level.LOW.value)
    interests = ArrayField(models.CharField(max_length=15, choices=Interest.choices))
    topics = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    directions = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    locale = models.CharField(max_length=35, blank=True)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "platform", "document", "provision", "topic", "criteria"],
                condition=_OPEN,
                nulls_distinct=False,
                name="watch_open_once",
            ),
            models.CheckConstraint(condition=_kinds_and_subjects(), name="watch_of_one_subject"),
            models.CheckConstraint(
                condition=Q(interests__len__gt=0) & Q(interests__contained_by=Interest.values),
                name="watch_tells_something",
            ),
            models.CheckConstraint(
                condition=Q(directions__contained_by=[direction.value for direction in Direction]),
                name="watch_directions_known",
            ),
            models.CheckConstraint(
                condition=Q(min_severity__in=[level.value for level in Level]), name="watch_severity_known"
            ),
        ]
        indexes = [
            # a workspace's list, newest first
            models.Index(fields=["workspace", "-opened_at", "-id"], name="watch_latest"),
            # who follows what a change touches, in the order in which workspaces are told
            models.Index(fields=["platform", "workspace"], condition=_OPEN, name="watch_by_platform"),
            models.Index(fields=["topic", "workspace"], condition=_OPEN, name="watch_by_topic"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        """Return what is followed."""
        if self.kind == WatchKind.SEARCH:
            return self.search
        found = self.topic or self.provision or self.document or self.platform
        assert found is not None  # noqa: S101 - the constraint watch_of_one_subject
        return found

    @property
    def search(self) -> SavedSearch:
        """Return the search that is followed, of a watch of that kind."""
        assert self.topic is not None  # noqa: S101 - the constraint watch_of_one_subject
        return SavedSearch(Criteria.model_validate(self.criteria), self.topic, self.platform)

    @property
    def name(self) -> str:
        """Return what is followed, as lists name it. `selectors.watches_of` loads what it needs."""
        if self.document is not None:
            return f"{self.document.platform.name}: {self.document.title}"
        if self.provision is not None:
            return f"{self.provision.document.platform.name}: {self.provision.public_id}"
        if self.kind == WatchKind.SEARCH:
            return self.search.name
        return self.platform.name if self.platform is not None else str(self.topic)

    @property
    def rules(self) -> Rules:
        return Rules(
            min_severity=Level(self.min_severity),
            interests=tuple(Interest(value) for value in self.interests),
            topics=tuple(self.topics),
            directions=tuple(Direction(value) for value in self.directions),
            locale=self.locale,
        )
