from django.db import models

from apps.documents.models.document import Document
from apps.documents.models.version import Version


class Collection(models.Model):
    """A third party's archive whose records were imported, with the attribution it asks for."""

    slug = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)
    licence = models.CharField(max_length=120)
    attribution = models.CharField(max_length=300)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class ImportedSeries(models.Model):
    """A series of records in a third party's archive, and the document it became."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="imported_series")
    service = models.CharField(max_length=160, help_text="the archive's own folder name")
    terms_type = models.CharField(max_length=160)

    class Meta:
        verbose_name_plural = "imported series"
        constraints = [models.UniqueConstraint(fields=["service", "terms_type"], name="imported_series_once")]

    def __str__(self) -> str:
        return f"{self.service} / {self.terms_type}"


class ImportedRecord(models.Model):
    """One record of a series and the version it became. Import twice, and the constraint answers."""

    series = models.ForeignKey(ImportedSeries, models.PROTECT, related_name="records")
    version = models.OneToOneField(Version, models.PROTECT, related_name="imported_record")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="records")
    recorded_at = models.DateTimeField()
    record_kind = models.CharField(
        max_length=40, help_text="the archive's own word: first_record, update, technical_upgrade"
    )
    record_url = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["series_id", "recorded_at"]
        constraints = [models.UniqueConstraint(fields=["series", "recorded_at"], name="imported_record_once")]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M}"
