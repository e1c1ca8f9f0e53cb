from django.db import models

from apps.documents.models import Change


class FollowUp(models.Model):
    """What a change that was told means for reviews: which to open, which to reopen. The queue of record; no customer's row.

    Workspaces are gone through in the order of their numbers; whoever goes on after a crash begins after the last one. What is
    done twice is done once, by constraints of the reviews themselves, so nobody needs to hold the row.
    """

    change = models.OneToOneField(Change, models.PROTECT, related_name="follow_up")
    opened_after = models.BigIntegerField(
        default=0, help_text="workspaces up to this number have their review"
    )
    tainted_after = models.BigIntegerField(default=0, help_text="and up to this one were decisions looked at")
    opened = models.PositiveIntegerField(default=0)
    tainted = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # what is to be done next
            models.Index(fields=["found_at"], condition=models.Q(done_at=None), name="follow_up_queue"),
        ]

    def __str__(self) -> str:
        return f"follow-up of change {self.change_id}"
