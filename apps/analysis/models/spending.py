from django.db import models
from django.db.models import Q


class SpendingDay(models.Model):
    """What language models may have cost on a day of UTC: questions that were answered, and what is set aside for the others.

    The row is the lock under which the day's budget is asked. Mutable.
    """

    day = models.DateField(primary_key=True)
    tokens = models.PositiveBigIntegerField(default=0)
    microdollars = models.PositiveBigIntegerField(default=0, help_text="millionths of a dollar")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.tokens} tokens"


class Outlay(models.Model):
    """One question to a language model: what was set aside for it, and what it came to. Mutable until it is settled.

    A worker that dies between the two leaves what was set aside counted as spent.
    """

    day = models.ForeignKey(SpendingDay, models.PROTECT, related_name="outlays")
    reserved_tokens = models.PositiveBigIntegerField()
    reserved_microdollars = models.PositiveBigIntegerField()
    tokens = models.PositiveBigIntegerField(null=True, blank=True)
    microdollars = models.PositiveBigIntegerField(null=True, blank=True)
    reserved_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, tokens=None, microdollars=None)
                | Q(settled_at__isnull=False, tokens__isnull=False, microdollars__isnull=False),
                name="outlay_settled_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"outlay {self.pk}"
