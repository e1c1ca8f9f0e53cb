from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.documents.models import Document
from apps.pipeline.models.run import State


class Desk(models.TextChoices):
    """What there is to do with a document beside its rounds, in this order."""

    PROVISIONS = "provisions", "cut versions into provisions"
    ANALYSES = "analyses", "read clauses and changes"
    QUESTIONS = "questions", "ask the language model"


class Backlog(models.Model):
    """What of a document waits at one desk, and the journal of the last time somebody worked on it.

    One row a document and desk, because versions are cut in their order. Not a stage of a run: imported versions have none, and
    what interpretation stumbles over must not keep us from looking at the document again.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="backlogs")
    desk = models.CharField(max_length=10, choices=Desk.choices, default=Desk.PROVISIONS)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField(
        null=True, blank=True, help_text="when the sweeper last repeated its nudge"
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="in a row without progress")
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(
        max_length=60, blank=True, help_text="why it waits or was given up; empty when all is well"
    )
    steps: ClassVar[Any] = models.JSONField(default=list, help_text="types.StepRecord, in order")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "desk"], name="backlog_of_document_once"),
            models.CheckConstraint(condition=Q(desk__in=Desk.values), name="backlog_desk_known"),
            models.CheckConstraint(
                condition=Q(state=State.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=State.CLAIMED) & Q(claim=None)),
                name="backlog_claimed_by_somebody",
            ),
        ]
        indexes = [
            # sweep: backlogs whose nudge was lost, and those whose worker died
            models.Index(
                fields=["state", "next_attempt_at"],
                condition=~Q(state="finished"),
                name="backlog_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} of document {self.document_id}: {self.state}"
