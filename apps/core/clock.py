"""The one source of the present time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed_at: ContextVar[datetime | None] = ContextVar("fixed_at", default=None)


def now() -> datetime:
    """Return the present moment in UTC, or the moment set by `fixed`."""
    return _fixed_at.get() or datetime.now(tz=UTC)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block: sample data is captured on the dates it tells of."""
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone"
        raise ValueError(message)
    token = _fixed_at.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed_at.reset(token)
