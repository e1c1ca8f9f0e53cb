from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.provisions.models.provision import Provision


class Assignment(models.Model):
    """What a person says a clause is about. Never updated: the latest one of the same words counts, until they change.

    It holds for every text of these words, whoever cuts or reads them. People are named by a number: `person/3`.
    """

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="assignments")
    words_sha256 = models.CharField(max_length=64, help_text="of the clause's own words")
    topics = ArrayField(
        models.SlugField(max_length=60), help_text="slugs of the taxonomy, the first one foremost"
    )
    author = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(topics__len__gt=0), name="assignment_names_a_topic"),
            models.CheckConstraint(condition=Q(author__startswith="person/"), name="assignment_by_a_person"),
        ]
        indexes = [
            # the latest one of a clause's words
            models.Index(fields=["provision", "words_sha256", "-id"], name="assignment_latest"),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.topics)} by {self.author}"
