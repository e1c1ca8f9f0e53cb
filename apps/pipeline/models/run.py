from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from apps.documents.models import Document, Version


class Stage(models.TextChoices):
    CAPTURE = "capture", "capture"
    EXTRACT = "extract", "extract"
    DONE = "done", "done"


class State(models.TextChoices):
    WAITING = "waiting", "waiting"
    CLAIMED = "claimed", "being worked on"
    FINISHED = "finished", "finished"


class Trigger(models.TextChoices):
    SCHEDULE = "schedule", "schedule"
    PERSON = "person", "a person's command"


class RunOutcome(models.TextChoices):
    NEW_VERSION = "new_version", "new version"
    UNCHANGED = "unchanged", "verified, unchanged"
    HELD = "held", "held: a return to an earlier text"
    QUARANTINED = "quarantined", "quarantined"
    UNREACHABLE = "unreachable", "unreachable"
    GONE = "gone", "gone"


class RunQuerySet(models.QuerySet["Run"]):
    def unfinished(self) -> Self:
        return self.exclude(state=State.FINISHED)


class Run(models.Model):
    """One round of a document through the pipeline, and the journal of what happened.

    This table is the queue of record: a row in a state is the work to do, Celery is only the nudge, and a lost nudge or a
    dead worker is repaired by the sweeper.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="runs")
    scheduled_for = models.DateTimeField()
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.CAPTURE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    needs_browser = models.BooleanField(default=False)
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField(
        null=True, blank=True, help_text="when the sweeper last repeated its nudge"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=RunOutcome.choices, blank=True)
    cause = models.CharField(max_length=60, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    steps: ClassVar[Any] = models.JSONField(default=list, help_text="types.StepRecord, in order")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-scheduled_for", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "scheduled_for"], name="run_once_a_round"),
            models.CheckConstraint(
                condition=Q(state=State.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=State.CLAIMED) & Q(claim=None)),
                name="run_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FINISHED, stage=Stage.DONE, finished_at__isnull=False)
                | (~Q(state=State.FINISHED) & ~Q(stage=Stage.DONE) & Q(finished_at=None)),
                name="run_finished_is_done",
            ),
        ]
        indexes = [
            # sweep: waiting runs whose nudge was lost, claimed runs whose worker died
            models.Index(
                fields=["state", "next_attempt_at"], condition=~Q(state="finished"), name="run_unfinished"
            ),
            models.Index(fields=["document", "-scheduled_for"], name="run_of_document"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of document {self.document_id}: {self.stage}, {self.state}"
