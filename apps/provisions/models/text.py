from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from apps.documents.models import Version
from apps.provisions.models.provision import Provision


class SegmentKind(models.TextChoices):
    PARAGRAPH = "paragraph", "paragraph"
    ITEM = "item", "list item"
    LIST = "list", "list"
    TABLE = "table", "table"


class Segmentation(models.Model):
    """The record that one segmenter cut one version, and what its clauses were followed from. Never updated."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="segmentations")
    segmenter = models.CharField(max_length=40)
    matcher = models.CharField(max_length=40)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="of the version before, whose clauses these were compared with",
    )
    clauses = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["version_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "segmenter"], name="segmentation_once")]

    def __str__(self) -> str:
        return f"{self.version} by {self.segmenter}"


class ProvisionText(models.Model):
    """What a provision says in one version: where it stands in the stored text. Never updated.

    `start` and `end` count characters (code points) of the blob named by the version's `text_sha256`, decoded as UTF-8; `sha256`
    is of the UTF-8 bytes between them.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="provision_texts")
    provision = models.ForeignKey(Provision, models.PROTECT, related_name="texts")
    segmenter = models.CharField(max_length=40)
    ordinal = models.PositiveIntegerField(help_text="place in the version, from 1")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=SegmentKind.choices)
    number = models.CharField(max_length=60, blank=True, help_text="as printed before the clause")
    path: ClassVar[Any] = models.JSONField(default=list, help_text="strings: the headings it stands under")
    references: ClassVar[Any] = models.JSONField(default=list, help_text="types.ReferenceRecord, in order")

    class Meta:
        ordering = ["version_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal", "segmenter"], name="provision_text_once"),
            models.UniqueConstraint(
                fields=["provision", "version", "segmenter"], name="provision_once_in_version"
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="provision_text_from_one"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="provision_text_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="provision_text_digest"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SegmentKind.values), name="provision_text_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"clause {self.ordinal} of {self.version}"
