from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from apps.alerts.models.letter import QUEUE, Letter, LetterState, letter_constraints, letter_queue
from apps.alerts.types import RemindedRecord


class Reminder(Letter):
    """What one reader is reminded of on a local day: of dates whose distance fell on the days after `after`, up to `day`.

    Each begins where the last one that was sent ended, so what a failed one was to say the next one says. One at a time: two that
    wait could remind of the same date.
    """

    after = models.DateField(help_text="the last day that was covered before")
    day = models.DateField(help_text="the reader's day on which it was due")
    told: ClassVar[Any] = models.JSONField(default=dict, blank=True, help_text="types.RemindedRecord")

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "reader", "day"], name="reminder_once_a_day"),
            models.UniqueConstraint(
                fields=["workspace", "reader", "after"],
                condition=~Q(state=LetterState.FAILED),
                name="reminder_begins_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "reader"], condition=Q(state__in=QUEUE), name="reminder_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(after__lt=F("day")), name="reminder_covers_a_day"),
            *letter_constraints("reminder"),
        ]
        indexes = [letter_queue("reminder")]

    def __str__(self) -> str:
        return f"reminder of {self.day}: {self.state}"

    @property
    def reminded(self) -> RemindedRecord:
        """Return what it reminded of; nothing until it is sent."""
        return RemindedRecord.model_validate(self.told)
