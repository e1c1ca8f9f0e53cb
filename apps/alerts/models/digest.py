from django.db import models
from django.db.models import F, Q

from apps.alerts.models.letter import Letter, letter_constraints, letter_queue
from apps.alerts.models.mailing import RHYTHMS


class Digest(Letter):
    """What one reader is told of a workspace's alerts from `starts_at` up to and without `ends_at`.

    A reader's windows follow each other, each from where the last one ended; so no two of them begin or end at the same moment, and two
    who open one at once open it once.
    """

    rhythm = models.CharField(max_length=8, choices=RHYTHMS)
    all_quiet = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="when it was due")
    alerts = models.PositiveIntegerField(default=0, help_text="how many it told of")
    documents = models.PositiveIntegerField(default=0, help_text="followed when it was made")
    checks = models.PositiveIntegerField(default=0, help_text="times they were read in the window")
    blind = models.PositiveIntegerField(default=0, help_text="of them, not to be read when it was made")

    class Meta:
        ordering = ["-ends_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "reader", "starts_at"], name="digest_begins_once"),
            models.UniqueConstraint(fields=["workspace", "reader", "ends_at"], name="digest_ends_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="digest_covers_some_time"),
            *letter_constraints("digest"),
        ]
        indexes = [letter_queue("digest")]

    def __str__(self) -> str:
        return f"digest until {self.ends_at:%Y-%m-%d %H:%M}: {self.state}"
