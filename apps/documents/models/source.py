from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.documents.models.document import Document


class Route(models.TextChoices):
    """How a source is fetched."""

    AUTO = "auto", "plain, the browser when that is blocked or empty"
    PLAIN = "plain", "plain HTTP"
    BROWSER = "browser", "browser"


class SourceQuerySet(models.QuerySet["Source"]):
    def current(self) -> Self:
        return self.filter(valid_until=None)


class Source(models.Model):
    """Where a document, or one part of it, is published, from one date to another.

    A source is never rewritten: a new address or new hints end this one and begin the next. `next_check_at` alone moves,
    as the schedule claims it.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="sources")
    position = models.PositiveSmallIntegerField(
        default=1, help_text="1 unless the document has several parts"
    )
    url = models.URLField(max_length=2000)
    route = models.CharField(max_length=10, choices=Route.choices, default=Route.AUTO)
    select = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    remove = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "position", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], condition=Q(valid_until=None), name="source_current_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="source_valid_forwards",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="source_position_from_one"),
        ]
        indexes = [
            # due_sources(): the schedule's tick
            models.Index(fields=["next_check_at"], condition=Q(valid_until=None), name="source_due"),
            models.Index(fields=["url"], name="source_by_url"),
        ]

    def __str__(self) -> str:
        return self.url
