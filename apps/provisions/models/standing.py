from django.db import models
from django.db.models import Q

from apps.documents.models import Version
from apps.provisions.models.classification import Classification
from apps.provisions.models.provision import Provision
from apps.provisions.models.text import ProvisionText


class Standing(models.Model):
    """Where a provision stands today: what it last said, and the version in which it was gone.

    The one mutable record of this app: it summarises texts and changes, which are kept. A clause that comes back goes on.
    """

    provision = models.OneToOneField(Provision, models.PROTECT, primary_key=True, related_name="standing")
    last_text = models.ForeignKey(ProvisionText, models.PROTECT, related_name="+")
    last_number = models.PositiveIntegerField(help_text="number of the version of its last text")
    classification = models.ForeignKey(
        Classification, models.PROTECT, null=True, blank=True, related_name="+", help_text="of its last text"
    )
    has_topic = models.BooleanField(default=False, help_text="its classification names one")
    ended_in = models.ForeignKey(
        Version,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions_ended",
        help_text="the first version without it",
    )
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            # what stands today, by what it is about; search lists it from the index alone
            models.Index(
                fields=["classification"],
                include=["provision"],
                condition=Q(ended_in=None),
                name="standing_today",
            ),
            # the queue of what is about nothing we know
            models.Index(
                fields=["-updated_at", "provision"],
                condition=Q(ended_in=None, has_topic=False),
                name="standing_without_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"provision {self.provision_id}, {'ended' if self.ended_in_id else 'in force'}"
