from typing import Any, ClassVar

from django.db import models

from apps.documents.models.version import Version
from apps.documents.types import StatedDateRecord, StatedDeadlineRecord


class DateReading(models.Model):
    """What one version's text says of its own dates, as one reader found it. Never updated: a better reader adds a row.

    Each of the three is null where the text does not state it. Shape: `types.StatedDateRecord`.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="date_readings")
    reader = models.CharField(max_length=60, help_text="name and version of the code that read them")
    effective: ClassVar[Any] = models.JSONField(null=True, blank=True)
    last_updated: ClassVar[Any] = models.JSONField(null=True, blank=True)
    notice: ClassVar[Any] = models.JSONField(null=True, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["version_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "reader"], name="dates_read_once")]

    def __str__(self) -> str:
        return f"dates of version {self.version_id} by {self.reader}"

    def stated(self) -> dict[str, StatedDateRecord]:
        """Return what is stated, by kind, in the order in which it is told."""
        kinds = {"notice": self.notice, "effective": self.effective, "last_updated": self.last_updated}
        return {kind: StatedDateRecord.model_validate(value) for kind, value in kinds.items() if value}


class DeadlineReading(models.Model):
    """The days until which one version's text lets people act, as one reader found them. Never updated, as date readings.

    An empty list: the text states none as a date.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="deadline_readings")
    reader = models.CharField(max_length=60, help_text="name and version of the code that read them")
    deadlines: ClassVar[Any] = models.JSONField(help_text="list of types.StatedDeadlineRecord")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["version_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "reader"], name="deadlines_read_once")]

    def __str__(self) -> str:
        return f"deadlines of version {self.version_id} by {self.reader}"

    def stated(self) -> tuple[StatedDeadlineRecord, ...]:
        """Return them in the order of the text."""
        return tuple(StatedDeadlineRecord.model_validate(value) for value in self.deadlines)
