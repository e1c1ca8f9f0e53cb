from django.db import models
from django.db.models import F, Q

from apps.provisions.models.assignment import Assignment
from apps.provisions.models.text import ProvisionText
from apps.provisions.models.topic import Topic


class Basis(models.TextChoices):
    MODEL = "model", "its own wording, by the model"
    CUE = "cue", "its own wording, by a written cue"
    LEAD_IN = "lead_in", "its wording together with its lead-in"
    SECTION = "section", "the heading it stands under"
    LIKELIEST = "likeliest", "the likeliest topic, without certainty"
    PERSON = "person", "a person's decision"


_OWN_WORDS = [Basis.MODEL.value, Basis.CUE.value, Basis.LEAD_IN.value, Basis.PERSON.value]


class Classification(models.Model):
    """What one version of our reading makes of a provision's text: topics, positions, facts. Never updated.

    Where a person said what it is about, the topics are theirs; positions and facts are read as ever.
    """

    text = models.ForeignKey(ProvisionText, models.PROTECT, related_name="classifications")
    classifier = models.CharField(
        max_length=80, help_text="versions of classifier, labelling, facts and taxonomy"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="classifications"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["text_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "classifier", "assignment"],
                name="classification_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} by {self.classifier}"


class ProvisionTopic(models.Model):
    """One topic of a provision's text, the position it takes on it, and the words that prove the position."""

    classification = models.ForeignKey(Classification, models.PROTECT, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="provision_topics")
    rank = models.PositiveSmallIntegerField(help_text="from 1, the surest first")
    confidence = models.FloatField()
    basis = models.CharField(max_length=10, choices=Basis.choices)
    position = models.SlugField(
        max_length=60, blank=True, help_text="of the taxonomy; empty where the text decides none"
    )
    quote_start = models.PositiveIntegerField(null=True, blank=True, help_text="in the version's stored text")
    quote_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["classification_id", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["classification", "topic"], name="provision_topic_once"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="provision_topic_confidence"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="provision_topic_basis_known"),
            models.CheckConstraint(
                condition=Q(position="", quote_start=None, quote_end=None)
                | (~Q(position="") & Q(quote_start__isnull=False) & Q(quote_end__gt=F("quote_start"))),
                name="provision_position_proved",
            ),
        ]
        indexes = [
            # platforms by their position on a topic
            models.Index(fields=["topic", "position", "classification"], name="provision_topic_position"),
            # search by topic, what was read last first (`prevalence.COUNTED`)
            models.Index(
                fields=["topic", "-classification"],
                condition=Q(basis__in=_OWN_WORDS) | ~Q(position=""),
                name="provision_topic_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.position}"


class ProvisionFact(models.Model):
    """A value that a provision states on a topic, made comparable, and the words that state it."""

    classification = models.ForeignKey(Classification, models.PROTECT, related_name="facts")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, help_text="of the taxonomy")
    type = models.CharField(max_length=10)
    value = models.CharField(max_length=300, help_text="as compared and shown, such as 30 days")
    number = models.DecimalField(
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="days of a duration, amount of money, years of age, per cent",
    )
    unit = models.CharField(max_length=20, blank=True, help_text="of the value: days, months, USD, percent")
    quote_start = models.PositiveIntegerField(help_text="in the version's stored text")
    quote_end = models.PositiveIntegerField()

    class Meta:
        ordering = ["classification_id", "quote_start", "slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["classification", "topic", "slug", "value"], name="provision_fact_once"
            ),
            models.CheckConstraint(condition=Q(quote_end__gt=F("quote_start")), name="provision_fact_proved"),
        ]
        indexes = [
            # search by fact: notice of less than 14 days
            models.Index(fields=["slug", "number"], name="provision_fact_number"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.value}"
