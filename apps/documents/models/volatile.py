from django.db import models

from apps.documents.models.document import Document


class VolatilePart(models.Model):
    """What of a document's page is never twice the same, left out wherever its texts are compared.

    Learned from captures of one moment; see `publishing.volatile` for what the fields mean.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="volatile_parts")
    sha256 = models.CharField(max_length=64, help_text="of what was learned: the same is learned once")
    pattern = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    lines = models.PositiveSmallIntegerField()
    learned_at = models.DateTimeField()

    class Meta:
        ordering = ["document_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["document", "sha256"], name="volatile_part_once")]

    def __str__(self) -> str:
        return self.pattern or f"{self.lines} lines after {self.before[:40]!r}"
