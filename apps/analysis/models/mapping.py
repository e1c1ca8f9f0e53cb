from django.db import models
from django.db.models import Q

from apps.analysis.models.regulation import Article
from apps.provisions.models import Classification, Topic


class Strength(models.TextChoices):
    DIRECT = "direct", "Direct"
    ARGUABLE = "arguable", "Arguable"
    CONTEXT = "context", "Context"


class Screening(models.Model):
    """The record that one version of the rules looked at what is said of a clause, and whose clause it was. Never updated.

    It is there where no law was found as well: of several, the latest counts, and its mappings alone are shown. A correction
    that is taken back makes a third one, given the same as the first.
    """

    classification = models.ForeignKey(Classification, models.PROTECT, related_name="screenings")
    rules = models.CharField(max_length=40, help_text="version of the rules: mapping/1")
    given = models.CharField(
        max_length=200,
        help_text="what else was looked at: type of document, category, jurisdiction, language",
    )
    number = models.PositiveSmallIntegerField(help_text="of the classification's, from 1; the highest counts")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["classification_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["classification", "number"], name="screening_numbered"),
        ]

    def __str__(self) -> str:
        return f"classification {self.classification_id} by {self.rules}"


class Mapping(models.Model):
    """An article that a clause was mapped to, by which rule, why and how closely. Never updated."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="mappings")
    article = models.ForeignKey(Article, models.PROTECT, related_name="mappings")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", help_text="of the clause")
    rule = models.SlugField(max_length=60)
    rank = models.PositiveSmallIntegerField(help_text="from 1, the closest first")
    strength = models.CharField(max_length=10, choices=Strength.choices)
    reason = models.CharField(
        max_length=400, help_text="one sentence that names what in the clause triggers it"
    )

    class Meta:
        ordering = ["screening_id", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "article"], name="mapping_once"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="mapping_strength_known"),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}, {self.strength}"
