from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse

from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models.document import Document
from apps.documents.models.version import Version


class Cause(models.TextChoices):
    """Who made the text different. Only the publisher's changes alert anybody."""

    PUBLISHER = "publisher", "the publisher"
    EXTRACTOR = "extractor", "our re-extraction"
    SOURCE = "source", "a corrected source"


class Kind(models.TextChoices):
    SUBSTANTIVE = "substantive", "Wording"
    NUMBERS = "numbers", "Numbers"
    LINKS = "links", "Links only"
    EDITORIAL = "editorial", "Editorial"
    FURNITURE = "furniture", "Page furniture"
    REVERTED = "reverted", "Returned to earlier text"
    VARIANT = "variant", "One of several texts shown in turns"
    BASELINE = "baseline", "New baseline"


class ChangeQuerySet(models.QuerySet["Change"]):
    def by_publisher(self) -> Self:
        return self.filter(cause=Cause.PUBLISHER)

    def material(self) -> Self:
        """Keep what a reader of news wants: the publisher changed words or numbers, or went back for good."""
        return self.by_publisher().filter(kind__in=MATERIAL_KINDS)

    def for_pages(self) -> Self:
        return self.select_related("document__platform", "from_version", "to_version")


MATERIAL_KINDS = (Kind.SUBSTANTIVE, Kind.NUMBERS, Kind.REVERTED)


class Change(models.Model):
    """What differs between two consecutive versions, and who caused it. Never updated."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="changes")
    from_version = models.ForeignKey(Version, models.PROTECT, related_name="changes_away")
    to_version = models.OneToOneField(Version, models.PROTECT, related_name="change_here")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    materiality = models.PositiveSmallIntegerField(help_text="0 to 100")
    reasons: ClassVar[Any] = models.JSONField(
        default=list, help_text="strings: why this kind, why this materiality"
    )
    words_added = models.PositiveIntegerField()
    words_removed = models.PositiveIntegerField()
    words_moved = models.PositiveIntegerField()
    sentences_added = models.PositiveIntegerField()
    sentences_removed = models.PositiveIntegerField()
    sentences_modified = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    detected_at = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-detected_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["from_version", "to_version"], name="change_once"),
            models.CheckConstraint(condition=models.Q(cause__in=Cause.values), name="change_cause_known"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="change_kind_known"),
            models.CheckConstraint(
                condition=models.Q(materiality__lte=100), name="change_materiality_to_100"
            ),
            models.CheckConstraint(
                condition=~models.Q(from_version=models.F("to_version")), name="change_between_two_versions"
            ),
        ]
        indexes = [
            # recent changes, all and by kind
            models.Index(fields=["-detected_at", "-id"], name="change_recent"),
            models.Index(fields=["cause", "kind", "-detected_at", "-id"], name="change_recent_by_kind"),
            models.Index(fields=["document", "-detected_at"], name="change_of_document"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("change", args=[self.public_id])

    @property
    def public_id(self) -> str:
        return format_public_id(PublicIdKind.CHANGE, self.pk)
