from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from apps.documents.models import Change, Version
from apps.provisions.models.provision import Provision
from apps.provisions.models.text import ProvisionText


class ChangeStatus(models.TextChoices):
    """What became of a clause, the strongest first where several hold. Unchanged is no row."""

    ADDED = "added", "Added"
    RESUMED = "resumed", "Came back"
    REMOVED = "removed", "Removed"
    SPLIT = "split", "Split"
    MERGED = "merged", "Merged"
    EDITED = "edited", "Edited"
    MOVED = "moved", "Moved"
    RENUMBERED = "renumbered", "Renumbered"


class ProvisionChange(models.Model):
    """What a change of a document did to one provision, derived from the redline. Never updated.

    `ops` are the indexes, in the redline's `ops`, of what touches the new text, and `old_ops` those in its `old_ops` of what touches
    the old one, as numbered by the redline of that name. A clause that none touches has not been edited.
    """

    change = models.ForeignKey(Change, models.PROTECT, related_name="provision_changes")
    provision = models.ForeignKey(Provision, models.PROTECT, related_name="changes")
    segmenter = models.CharField(max_length=40)
    matcher = models.CharField(max_length=40)
    redline = models.CharField(max_length=40)
    from_text = models.ForeignKey(
        ProvisionText, models.PROTECT, null=True, blank=True, related_name="changes_away"
    )
    to_text = models.ForeignKey(
        ProvisionText, models.PROTECT, null=True, blank=True, related_name="changes_here"
    )
    status = models.CharField(max_length=10, choices=ChangeStatus.choices)
    is_edited = models.BooleanField()
    is_moved = models.BooleanField()
    is_renumbered = models.BooleanField()
    ops: ClassVar[Any] = models.JSONField(default=list, help_text="integers")
    old_ops: ClassVar[Any] = models.JSONField(default=list, help_text="integers")

    class Meta:
        ordering = ["change_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "provision", "segmenter"], name="provision_change_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ChangeStatus.values), name="provision_change_known"
            ),
            models.CheckConstraint(
                condition=Q(from_text__isnull=False) | Q(to_text__isnull=False),
                name="provision_change_has_text",
            ),
            models.CheckConstraint(
                condition=~Q(is_edited=True) | ~(Q(ops=[]) & Q(old_ops=[])),
                name="provision_edit_has_span",
            ),
        ]
        indexes = [models.Index(fields=["provision", "-change"], name="provision_change_latest")]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.status}"


class DescentKind(models.TextChoices):
    SPLIT = "split", "split off"
    MERGED = "merged", "merged into"


class Descent(models.Model):
    """A clause whose text went on in another: split off from it, or merged into it. Never updated.

    The address of a clause that was merged away leads to its heir for ever.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="descents")
    ancestor = models.ForeignKey(Provision, models.PROTECT, related_name="heirs")
    heir = models.ForeignKey(Provision, models.PROTECT, related_name="ancestors")
    kind = models.CharField(max_length=10, choices=DescentKind.choices)
    is_recut = models.BooleanField(help_text="our segmenter cut the same text otherwise; nobody edited it")

    class Meta:
        ordering = ["version_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "ancestor", "heir", "kind"], name="descent_once"),
            models.CheckConstraint(condition=~Q(ancestor=F("heir")), name="descent_between_two"),
            models.CheckConstraint(condition=Q(kind__in=DescentKind.values), name="descent_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} {self.kind} {self.heir_id}"
