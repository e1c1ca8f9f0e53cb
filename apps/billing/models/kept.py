from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel
from apps.billing.types import Meter


class KeptActive(CustomerModel):
    """One of the things that an admin chose to keep active where there are more than the plan gives."""

    meter = models.CharField(max_length=12, choices=Meter.choices)
    item_id = models.BigIntegerField(help_text="the number of what the meter counts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "meter", "item_id"], name="kept_active_once"),
            models.CheckConstraint(condition=Q(meter__in=Meter.values), name="kept_active_meter_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.item_id}"
