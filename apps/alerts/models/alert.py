from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.alerts.types import BecauseRecord
from apps.analysis.types import Level
from apps.documents.models import Change

LONGEST_REASON = 300
_LEVELS = [(level.value, level.value.title()) for level in Level]


class Alert(CustomerModel):
    """What a workspace was told of one change, and why, as it was known then. A trigger refuses to change that part.

    What people do with it (read, dismissed) is the workspace's, not a person's: a team has one inbox.
    """

    change = models.ForeignKey(Change, models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=140)
    severity = models.CharField(
        max_length=10, choices=_LEVELS, blank=True, help_text="as it was graded then; empty: not yet"
    )
    because: ClassVar[Any] = models.JSONField(help_text="types.BecauseRecord")
    raised_at = models.DateTimeField()
    latency_seconds = models.PositiveIntegerField(
        help_text="from the end of the capture that held the newer text to raised_at"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    dismissed_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "change"], name="alert_once"),
            models.CheckConstraint(condition=~Q(title=""), name="alert_says_something"),
            models.CheckConstraint(
                condition=Q(severity__in=["", *(level.value for level in Level)]), name="alert_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=False) | Q(dismissed_by=None, dismissed_reason=""),
                name="alert_dismissed_since",
            ),
        ]
        indexes = [
            # a workspace's inbox, newest first; what of it is unread, and how many
            models.Index(fields=["workspace", "-raised_at", "-id"], name="alert_latest"),
            models.Index(
                fields=["workspace", "-raised_at", "-id"],
                condition=Q(read_at=None, dismissed_at=None),
                name="alert_unread",
            ),
            # how long it took lately, over all workspaces
            models.Index(fields=["raised_at"], name="alert_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reasons(self) -> BecauseRecord:
        """Return why it was raised, as records."""
        return BecauseRecord.model_validate(self.because)
