"""Walks a reading: each piece of prose with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.analysis.types import Action, ChangeReading, ProvisionReading, Statement

_PROVISION_SECTIONS = (
    "what_it_is",
    "why_it_matters",
    "interpretive_note",
    "what_it_means",
    "regulatory_landscape",
    "governance_exposure",
    "jurisdiction_flags",
    "contract_implications",
    "compliance_considerations",
)
_CHANGE_SECTIONS = ("summary", "clauses", "dates", "if_no_action", "pattern")


@dataclass(frozen=True, slots=True)
class Placed:
    """Hold a statement and where it stands, such as `what_it_is[0]` or `actions[1].steps[0]`."""

    where: str
    statement: Statement


def statements(reading: ProvisionReading | ChangeReading) -> Iterator[Placed]:
    """Give every statement of a reading, in the order of its page."""
    sections = _PROVISION_SECTIONS if isinstance(reading, ProvisionReading) else _CHANGE_SECTIONS
    for section in sections:
        for index, statement in enumerate(getattr(reading, section)):
            yield Placed(f"{section}[{index}]", statement)
    for index, action in enumerate(reading.actions):
        yield from _of_action(action, f"actions[{index}]")


def headlines(reading: ProvisionReading | ChangeReading) -> Iterator[tuple[str, str]]:
    """Give the prose that cites nothing: titles, and the reasons of a grade."""
    yield "title", reading.title
    for index, action in enumerate(reading.actions):
        yield f"actions[{index}].title", action.title
    for grade in ("severity", "confidence"):
        for index, reason in enumerate(getattr(reading, grade).reasons):
            yield f"{grade}.reasons[{index}]", reason.text


def _of_action(action: Action, where: str) -> Iterator[Placed]:
    for index, step in enumerate(action.steps):
        yield Placed(f"{where}.steps[{index}]", step)
    if action.deadline is not None:
        yield Placed(f"{where}.deadline", action.deadline)
