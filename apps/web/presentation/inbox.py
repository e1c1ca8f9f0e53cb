"""Why an alert came, as its page shows it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.alerts.types import CheckRecord, WatchRecord


@dataclass(frozen=True, slots=True)
class WatchView:
    """A watch as it was then, and whether who looks can change it now."""

    record: WatchRecord
    can_change: bool

    @property
    def checks(self) -> tuple[CheckRecord, ...]:
        """Return the rules that decided: of a watch that left the change out, those that were not met."""
        return self.record.unmet or self.record.checks


def watch_views(records: Iterable[WatchRecord], changeable: Collection[int]) -> tuple[WatchView, ...]:
    return tuple(WatchView(record, record.watch in changeable) for record in records)
