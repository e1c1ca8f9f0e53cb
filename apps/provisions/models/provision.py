from django.db import models
from django.urls import reverse

from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models import Document, Version


class Provision(models.Model):
    """A clause with one identity through all versions of its document. Never updated, never deleted, its id never reused.

    What it says in each version are its texts; whether it still stands, and since when not, its standing.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="provisions")
    first_version = models.ForeignKey(Version, models.PROTECT, related_name="provisions_begun")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        document = self.document
        return reverse("provision", args=[document.platform.slug, document.slug, self.public_id])

    @property
    def public_id(self) -> str:
        return format_public_id(PublicIdKind.PROVISION, self.pk)
