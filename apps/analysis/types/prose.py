"""A field of a reading in plain words, as the log of corrections and the editors' pages print it."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from apps.analysis.types.readings import Action, ChangeReading, Graded, ProvisionReading, Statement


def told(reading: ProvisionReading | ChangeReading, field: str) -> str:
    """Return what a field says, one line for each statement; nothing where it is empty."""
    return "\n".join(_lines(getattr(reading, field)))


def told_whole(reading: ProvisionReading | ChangeReading) -> str:
    """Return the title and the first section: what a reading says in short."""
    first = "what_it_is" if isinstance(reading, ProvisionReading) else "summary"
    return f"{reading.title}\n{told(reading, first)}"


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _lines(one)
    elif isinstance(value, Statement):
        yield value.text
    elif isinstance(value, Action):
        yield f"{value.title}:"
        yield from (f"- {step.text}" for step in value.steps)
        if value.deadline is not None:
            yield f"- {value.deadline.text}"
    elif isinstance(value, Graded):
        yield f"{value.level.value.title()}: {' '.join(reason.text for reason in value.reasons)}"
    elif isinstance(value, Enum):
        yield str(value.value).replace("_", " ")
    elif value is not None:
        yield str(value)
