from django.db import models
from django.db.models import Q

from apps.evidence.merkle import HASH_SIZE


class Kind(models.TextChoices):
    CAPTURE = "capture", "Capture"
    VERSION = "version", "Version"
    CHANGE = "change", "Change"
    ANALYSIS = "analysis", "Published analysis"
    DOSSIER = "dossier", "Dossier"


class PendingLeaf(models.Model):
    """A leaf that waits for its place: written in the transaction that wrote what it tells of, gone once it is in the log."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=80)
    leaf = models.TextField(help_text="canonical JSON, RFC 8785")
    leaf_hash = models.BinaryField(max_length=HASH_SIZE, unique=True)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "pending leaves"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="pending_leaf_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}, waiting"


class LedgerEntry(models.Model):
    """A leaf of the log at its place, counted from 0 without a gap. Never updated, never deleted.

    The database refuses an entry whose predecessor is missing, and two at one place.
    """

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=80)
    leaf = models.TextField(help_text="canonical JSON, RFC 8785: the bytes that are hashed")
    leaf_hash = models.BinaryField(max_length=HASH_SIZE, unique=True)
    noted_at = models.DateTimeField(help_text="when what it tells of was written")
    appended_at = models.DateTimeField()

    class Meta:
        ordering = ["index"]
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="ledger_entry_from_zero"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ledger_entry_kind_known"),
        ]
        indexes = [
            # entries_of(): what the log has of a record
            models.Index(fields=["subject", "kind", "index"], name="ledger_entry_of_subject"),
        ]

    def __str__(self) -> str:
        return f"entry {self.index}: {self.kind} {self.subject}"


class Tile(models.Model):
    """Up to 256 consecutive hashes of one level of the tree. It is only ever lengthened: a trigger refuses the rest."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        ordering = ["level", "number"]
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="tile_once"),
        ]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number}"
