from django.db import models


class Snapshot(models.Model):
    """The untouched bytes of one or more captures, in the blob store under their SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField(help_text="bytes, uncompressed")
    content_type = models.CharField(max_length=100, help_text="as first served, without parameters")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_is_a_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256
