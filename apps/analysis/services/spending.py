"""The day's budget for language models, kept in rows: what was set aside counts as spent until it is settled."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from apps.analysis.errors import BudgetSpent
from apps.analysis.language.budget import DayLimits, until_next_day
from apps.analysis.language.types import Spending
from apps.analysis.models import Outlay, SpendingDay
from apps.core import clock


@dataclass(frozen=True, slots=True)
class DayBudget:
    """The budget of each day of UTC. Workers ask in turn, by the day's row."""

    limits: DayLimits

    def reserve(self, estimate: Spending) -> str:
        """Set aside what a question may cost at most and return its ticket; raises BudgetSpent."""
        now = clock.now()
        with transaction.atomic():
            SpendingDay.objects.get_or_create(day=now.date())
            day = SpendingDay.objects.select_for_update().get(day=now.date())
            spent = Spending(day.tokens, day.microdollars)
            if not self.limits.admits(spent=spent, reserved=Spending(), estimate=estimate):
                raise BudgetSpent(
                    f"The budget of {now:%d %b %Y} does not hold another question.",
                    retry_after=until_next_day(now),
                )
            _add(day, estimate)
            outlay = Outlay.objects.create(
                day=day,
                reserved_tokens=estimate.tokens,
                reserved_microdollars=estimate.microdollars,
                reserved_at=now,
            )
        return str(outlay.pk)

    @transaction.atomic
    def settle(self, ticket: str, spent: Spending) -> None:
        """Put what a question did cost in the place of what was set aside; settling again changes nothing."""
        outlay = Outlay.objects.select_for_update().get(pk=int(ticket))
        if outlay.settled_at is not None:
            return
        outlay.tokens, outlay.microdollars, outlay.settled_at = spent.tokens, spent.microdollars, clock.now()
        outlay.save(update_fields=["tokens", "microdollars", "settled_at"])
        reserved = Spending(outlay.reserved_tokens, outlay.reserved_microdollars)
        _add(
            outlay.day,
            Spending(spent.tokens - reserved.tokens, spent.microdollars - reserved.microdollars),
        )


def _add(day: SpendingDay, amount: Spending) -> None:
    SpendingDay.objects.filter(pk=day.pk).update(
        tokens=F("tokens") + amount.tokens, microdollars=F("microdollars") + amount.microdollars
    )
