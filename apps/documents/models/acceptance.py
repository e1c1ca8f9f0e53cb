from django.db import models

from apps.documents.models.capture import Capture


class Acceptance(models.Model):
    """A person's word that a quarantined capture is the document after all. The gate's verdict stays beside it."""

    capture = models.OneToOneField(Capture, models.PROTECT, related_name="acceptance")
    accepted_by = models.CharField(max_length=150)
    note = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["-accepted_at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(accepted_by=""), name="acceptance_names_somebody")
        ]

    def __str__(self) -> str:
        return f"accepted by {self.accepted_by}"
