"""The arithmetic of a day's budget. Whoever keeps the count (a row) asks here; the count itself is not here."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from apps.analysis.language.types import Spending


@dataclass(frozen=True, slots=True)
class DayLimits:
    """Hold what may be spent in one day of UTC; None is without limit, zero is nothing at all."""

    tokens: int | None = None
    microdollars: int | None = None

    def admits(self, *, spent: Spending, reserved: Spending, estimate: Spending) -> bool:
        """Say whether a question of that size still fits, with everything set aside counted as spent."""
        total = spent + reserved + estimate
        return (self.tokens is None or total.tokens <= self.tokens) and (
            self.microdollars is None or total.microdollars <= self.microdollars
        )


def until_next_day(now: datetime) -> float:
    """Return the seconds until the next day of UTC begins."""
    tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), tzinfo=UTC)
    return (tomorrow - now).total_seconds()


def estimated_tokens(text: str) -> int:
    """Return how many tokens a text comes to at most, for text of contracts: three characters each.

    Tokenisers differ by model and are fetched from the network; the reservation is settled with the provider's own count.
    """
    return len(text.encode()) // 3 + 1
