from django.db import models
from django.db.models import Q

from apps.analysis.models.regulation import Regulation
from apps.documents.models import Change
from apps.provisions.models import Provision


class Outcome(models.TextChoices):
    CORRECTED = "corrected", "Corrected"
    RIGHT = "right", "Right as it stands"
    NOT_OURS = "not_ours", "Not about this record"


class Report(models.Model):
    """Somebody's word that a clause, a change or a law is told wrong. Open until an editor settles it, or decides on what it is of.

    Not of the archive: what strangers write may have to be deleted. Nothing says who wrote it.
    """

    provision = models.ForeignKey(Provision, models.PROTECT, null=True, blank=True, related_name="reports")
    change = models.ForeignKey(Change, models.PROTECT, null=True, blank=True, related_name="reports")
    regulation = models.ForeignKey(Regulation, models.PROTECT, null=True, blank=True, related_name="reports")
    words = models.TextField(max_length=2000)
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=1000, blank=True, help_text="of whoever settled it, for editors")
    settled_by = models.CharField(max_length=40, blank=True, help_text="person/3")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(provision__isnull=False, change=None, regulation=None)
                | Q(provision=None, change__isnull=False, regulation=None)
                | Q(provision=None, change=None, regulation__isnull=False),
                name="report_of_one_subject",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="report_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by="", outcome="")
                | Q(
                    settled_at__isnull=False,
                    settled_by__startswith="person/",
                    outcome__in=Outcome.values,
                ),
                name="report_settled_at_once",
            ),
        ]
        indexes = [
            # what waits for an editor, the oldest first
            models.Index(fields=["created_at"], condition=Q(settled_at=None), name="report_open"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
