from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from apps.documents.models.capture import Capture
from apps.documents.models.document import Document


class Origin(models.TextChoices):
    OBSERVED = "observed", "captured by ConductAtlas"
    IMPORTED = "imported", "recorded by a third party"


class VersionQuerySet(models.QuerySet["Version"]):
    def newest_first(self) -> Self:
        return self.order_by("document_id", "-number")


class Version(models.Model):
    """The canonical text of a document as of a date. Numbered 1, 2, 3 in its document; never updated.

    The text itself is a blob: what is shown, compared and printed are the bytes named by `text_sha256`.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.OBSERVED)
    text_sha256 = models.CharField(max_length=64)
    text_size = models.PositiveIntegerField(help_text="bytes of UTF-8")
    words = models.PositiveIntegerField()
    language = models.CharField(max_length=10, blank=True)
    coverage = models.FloatField(
        null=True, blank=True, help_text="share of the page's words that the text holds"
    )
    last_updated = models.CharField(
        max_length=200, blank=True, help_text="the document's own words, where it has them"
    )
    anchor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the version whose text showed the extractor where on the page to look",
    )
    ignored_selectors: ClassVar[Any] = ArrayField(
        models.CharField(max_length=300),
        default=list,
        blank=True,
        help_text="selectors of the source that the page no longer had: the anchor found the text",
    )
    extractor = models.CharField(max_length=40)
    extractor_version = models.CharField(max_length=20)
    first_seen_at = models.DateTimeField(help_text="when a capture first held this text in its present run")
    captured_at = models.DateTimeField(help_text="when the capture it was made from was finished")
    created_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_in_document"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(text_sha256__regex=r"^[0-9a-f]{64}$"), name="version_text_digest"
            ),
        ]
        indexes = [
            # record_version(): is this text a return to an earlier one?
            models.Index(fields=["document", "text_sha256"], name="version_same_text"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.document.platform.slug, self.document.slug, self.number])


class VersionPart(models.Model):
    """The capture that a version, or one part of it, was made from."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="version_parts")

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="version_part_once")]

    def __str__(self) -> str:
        return f"part {self.position}"
