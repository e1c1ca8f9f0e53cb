from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from apps.provisions.models.provision import Provision

_SEARCHED = 100_000  # characters: PostgreSQL refuses to index a text that is much longer


class Wording(models.Model):
    """What a provision last said, kept beside the rows so that lists can quote and search it without opening stored texts.

    A copy, and mutable: the words are those of the standing's last text only as long as the digests agree.
    """

    provision = models.OneToOneField(Provision, models.PROTECT, primary_key=True, related_name="wording")
    sha256 = models.CharField(max_length=64)
    words = models.TextField(help_text="as stored, Markdown included")
    headings = models.TextField(blank=True, help_text="under which it stands")
    vector = models.GeneratedField(
        # One configuration for every language: texts and questions are cut alike, whatever it makes of a foreign word.
        expression=SearchVector(Left("words", _SEARCHED), weight="A", config="english")
        + SearchVector(Left("headings", _SEARCHED), weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="wording_digest")
        ]
        indexes = [
            # search: clauses by their words
            GinIndex(fields=["vector"], name="wording_search"),
        ]

    def __str__(self) -> str:
        return f"wording of {self.provision_id}"
