from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.analysis.models.mapping import Screening
from apps.analysis.types import Evidence, Level
from apps.documents.models import Change
from apps.provisions.models import Classification, Provision, Segmentation

LEVELS = [(level.value, level.value.title()) for level in Level]
EVIDENCE = [
    (Evidence.EXPLICIT.value, "Explicit document language"),
    (Evidence.INFERRED.value, "Inferred from context"),
]
UNCAPPED = ~Q(evidence=Evidence.INFERRED.value) | ~Q(severity=Level.HIGH.value)


class Analyser(models.TextChoices):
    RULES = "rules", "Rules"
    MODEL = "model", "Language model"


class Analysis(models.Model):
    """What one version of one analyser says of a clause or a change, given what `digest` sums up. Never updated.

    A clause that stays as it is through ten versions is read once: `classification` is of the text it was first read in, and
    the citations name that version's stored text. What is shown of several, the subject's `Publication` says.
    """

    provision = models.ForeignKey(Provision, models.PROTECT, null=True, blank=True, related_name="analyses")
    classification = models.ForeignKey(
        Classification, models.PROTECT, null=True, blank=True, related_name="analyses"
    )
    screening = models.ForeignKey(
        Screening,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the laws that were given",
    )
    words_sha256 = models.CharField(
        max_length=64, blank=True, help_text="of the clause's own words; edits hold as long as they do"
    )
    change = models.ForeignKey(Change, models.PROTECT, null=True, blank=True, related_name="analyses")
    segmentation = models.ForeignKey(
        Segmentation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="of the newer version",
    )
    analyser = models.CharField(max_length=10, choices=Analyser.choices)
    version = models.CharField(max_length=120, help_text="rules/1, or the model's name and prompt/1")
    checker = models.CharField(max_length=40, help_text="version of the check that made the findings")
    digest = models.CharField(max_length=64, help_text="of the brief: what the analyser was given")
    reading: ClassVar[Any] = models.JSONField(
        null=True, blank=True, help_text="types.ProvisionReading or ChangeReading; null where none came"
    )
    output = models.TextField(blank=True, help_text="what came where it is no reading")
    findings: ClassVar[Any] = models.JSONField(
        default=list, help_text="types.FindingRecord: what is not borne out"
    )
    is_grounded = models.BooleanField(help_text="all of it is borne out by what it cites")
    severity = models.CharField(max_length=10, choices=LEVELS, blank=True)
    confidence = models.CharField(max_length=10, choices=LEVELS, blank=True)
    evidence = models.CharField(max_length=10, choices=EVIDENCE, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "analyses"
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "analyser", "version", "checker", "digest"],
                name="analysis_of_provision_once",
            ),
            models.UniqueConstraint(
                fields=["change", "analyser", "version", "checker", "digest"],
                name="analysis_of_change_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    provision__isnull=False, classification__isnull=False, change=None, segmentation=None
                )
                & ~Q(words_sha256="")
                | Q(
                    provision=None, classification=None, screening=None, change__isnull=False, words_sha256=""
                )
                & Q(segmentation__isnull=False),
                name="analysis_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(is_grounded=False) | Q(reading__isnull=False, findings=[]),
                name="analysis_grounded_says_something",
            ),
            models.CheckConstraint(
                condition=Q(is_grounded=False) | UNCAPPED, name="analysis_severity_capped"
            ),
            models.CheckConstraint(condition=Q(analyser__in=Analyser.values), name="analysis_analyser_known"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="analysis_digest"),
        ]
        indexes = [
            # the editors' queue: what the check found something in
            models.Index(fields=["id"], condition=Q(is_grounded=False), name="analysis_ungrounded"),
        ]

    def __str__(self) -> str:
        return f"analysis {self.pk} by {self.version}"
