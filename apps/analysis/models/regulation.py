from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q


class LegalStatus(models.TextChoices):
    IN_FORCE = "in_force", "In force"
    PARTLY = "partly", "Partly in force"
    ADOPTED = "adopted", "Adopted, not yet in force"
    REPEALED = "repealed", "Repealed"


class Regulation(models.Model):
    """A law as a row, so that articles can point to it. What is said of it stands in the files of `analysis.regulations`.

    Kept in step with the files by `load_regulations`; a slug is never reused, and a law that the files no longer hold stays,
    retired.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, help_text="as people call it")
    title = models.CharField(max_length=300, help_text="its own title")
    citation = models.CharField(max_length=200)
    jurisdiction = models.CharField(max_length=10, help_text="EU, or ISO 3166 such as BR or US-CA")
    authority = models.CharField(max_length=300, help_text="who enforces it")
    status = models.CharField(max_length=10, choices=LegalStatus.choices)
    in_force_on = models.DateField(null=True, blank=True, help_text="the day from which it applies")
    note = models.CharField(max_length=600, blank=True, help_text="on status, dates and scope")
    penalties = models.CharField(max_length=600, blank=True)
    url = models.URLField(max_length=300, blank=True, help_text="the official text; empty where none is sure")
    verified_on = models.DateField(
        null=True, blank=True, help_text="the day on which the entry was last checked"
    )
    position = models.PositiveSmallIntegerField(help_text="in the order of the files")
    knowledge_version = models.PositiveSmallIntegerField(help_text="of the files it was last read from")
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=LegalStatus.values), name="regulation_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Return where the official text is published; empty where no address is sure."""
        return urlsplit(self.url).hostname or ""


class Article(models.Model):
    """A provision of a law as cited, and what it says in a few words. Kept in step with the files as its law is."""

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="articles")
    reference = models.CharField(max_length=80, help_text="as cited: Art. 22(1)")
    slug = models.SlugField(max_length=80, help_text="its place on the page of its law")
    about = models.CharField(max_length=300)
    in_force_on = models.DateField(
        null=True, blank=True, help_text="where it differs from its law's, the day from which it applies"
    )
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(help_text="in its law")
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["regulation_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "slug"], name="article_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} of {self.regulation_id}"
