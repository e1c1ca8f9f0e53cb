from django.db import models
from django.db.models import Q

from apps.analysis.models.analysis import EVIDENCE, LEVELS, UNCAPPED, Analysis
from apps.documents.models import Change, Document
from apps.provisions.models import Classification, Provision, Segmentation


class PublicationState(models.TextChoices):
    SHOWN = "shown", "Shown"
    WITHHELD = "withheld", "Withheld: not borne out by the text"
    REJECTED = "rejected", "Rejected by a person"


class Publication(models.Model):
    """Which analysis of a clause or a change is shown, and for what it was made. Mutable: it sums up rows that are kept.

    `state` is of the latest analysis. Where that one is withheld or rejected, `shown` is the last one that was neither, made
    perhaps for earlier words: its digest then differs from `digest`, which is of what stands today. Severity, confidence,
    evidence and title are of what is shown, with people's edits in it; they are empty where nothing is.
    """

    provision = models.OneToOneField(
        Provision, models.PROTECT, null=True, blank=True, related_name="publication"
    )
    change = models.OneToOneField(Change, models.PROTECT, null=True, blank=True, related_name="publication")
    document = models.ForeignKey(Document, models.PROTECT, related_name="publications")
    state = models.CharField(max_length=10, choices=PublicationState.choices)
    latest = models.ForeignKey(Analysis, models.PROTECT, related_name="+")
    shown = models.ForeignKey(Analysis, models.PROTECT, null=True, blank=True, related_name="+")
    classification = models.ForeignKey(
        Classification, models.PROTECT, null=True, blank=True, related_name="+", help_text="last looked at"
    )
    segmentation = models.ForeignKey(
        Segmentation, models.PROTECT, null=True, blank=True, related_name="+", help_text="last looked at"
    )
    basis = models.CharField(max_length=300, help_text="versions of all that an analysis by rules depends on")
    digest = models.CharField(max_length=64, help_text="of the brief as it is today")
    title = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=10, choices=LEVELS, blank=True)
    confidence = models.CharField(max_length=10, choices=LEVELS, blank=True)
    evidence = models.CharField(max_length=10, choices=EVIDENCE, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    provision__isnull=False, classification__isnull=False, change=None, segmentation=None
                )
                | Q(provision=None, classification=None, change__isnull=False, segmentation__isnull=False),
                name="publication_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values), name="publication_state_known"
            ),
            models.CheckConstraint(
                condition=Q(shown=None, severity="", confidence="", evidence="", title="")
                | (
                    Q(shown__isnull=False)
                    & ~Q(severity="")
                    & ~Q(confidence="")
                    & ~Q(evidence="")
                    & ~Q(title="")
                ),
                name="publication_graded_where_shown",
            ),
            models.CheckConstraint(condition=UNCAPPED, name="publication_severity_capped"),
        ]
        indexes = [
            # severities of a document's clauses, and of all
            models.Index(
                fields=["document", "severity"],
                condition=Q(provision__isnull=False),
                name="publication_severity",
            ),
            # the editors' queue: what is withheld, and what is shown with low confidence
            models.Index(fields=["state", "-updated_at"], name="publication_state"),
            models.Index(fields=["confidence", "-updated_at"], name="publication_confidence"),
        ]

    def __str__(self) -> str:
        return f"publication {self.pk}: {self.state}"

    @property
    def is_current(self) -> bool:
        """Say whether what is shown was made for what stands today. `shown` must be loaded."""
        return self.shown is not None and self.shown.digest == self.digest
