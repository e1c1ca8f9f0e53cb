from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.analysis.models.analysis import Analysis
from apps.analysis.models.regulation import Regulation


class Ruling(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    EDITED = "edited", "Edited"
    REJECTED = "rejected", "Rejected"


class Decision(models.Model):
    """What a person made of an analysis. Never updated: the latest one of an analysis counts.

    People are named by a number (`person/3`): who that is, staff can look up, and a deleted account names nobody.
    """

    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="decisions")
    ruling = models.CharField(max_length=10, choices=Ruling.choices)
    author = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ruling__in=Ruling.values), name="decision_ruling_known"),
            models.CheckConstraint(condition=Q(author__startswith="person/"), name="decision_by_a_person"),
            models.CheckConstraint(
                condition=Q(ruling=Ruling.ACCEPTED) | ~Q(reason=""), name="decision_gives_a_reason"
            ),
        ]
        indexes = [
            # the latest decision on an analysis; decisions through time
            models.Index(fields=["analysis", "-id"], name="decision_latest"),
            models.Index(fields=["-created_at"], name="decision_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.ruling} by {self.author}"


class Edit(models.Model):
    """One field of a reading as a person put it, and what it replaces. Never updated: a later edit of the field counts.

    It holds for every analysis of the same words, whoever makes it.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="edit")
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="edits")
    field = models.CharField(max_length=40, help_text="of the reading")
    value: ClassVar[Any] = models.JSONField(null=True, blank=True, help_text="as the reading holds it")
    replaces: ClassVar[Any] = models.JSONField(null=True, blank=True, help_text="what was there")
    replaced_author = models.CharField(max_length=120, help_text="who said what was there")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(field=""), name="edit_names_a_field"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.analysis_id}"


class Correction(models.Model):
    """What the public was told, and is told now. Never updated. A reading that was never shown needs no correction.

    Of a reading, by the decision on it; or of a law, whose author and reason then stand here.
    """

    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="correction"
    )
    analysis = models.ForeignKey(Analysis, models.PROTECT, null=True, blank=True, related_name="corrections")
    regulation = models.ForeignKey(
        Regulation, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    field = models.CharField(
        max_length=40, blank=True, help_text="of the reading or the law; empty where all was withdrawn"
    )
    said = models.TextField()
    says = models.TextField(blank=True, help_text="empty where nothing is said now")
    author = models.CharField(max_length=40, blank=True, help_text="of the correction of a law: person/3")
    reason = models.CharField(max_length=1000, blank=True, help_text="same")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(said=""), name="correction_of_something"),
            models.CheckConstraint(
                condition=Q(
                    decision__isnull=False, analysis__isnull=False, regulation=None, author="", reason=""
                )
                | (
                    Q(decision=None, analysis=None, regulation__isnull=False)
                    & Q(author__startswith="person/")
                    & ~Q(reason="")
                    & ~Q(field="")
                ),
                name="correction_of_one_subject",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="correction_recent")]

    def __str__(self) -> str:
        return f"correction of {self.analysis_id or self.regulation_id}"
