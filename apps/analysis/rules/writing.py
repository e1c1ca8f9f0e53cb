"""Sentences from templates: slots for names and values, and brackets around what is said only where its slots are filled."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from apps.analysis.rules.audience import Readers, readers_of
from apps.analysis.types import Statement, Value, Whose
from apps.provisions.taxonomy import FactType

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([A-Za-z_]+)\}('s|')?")
_MOST_VALUES: Final = 3


@dataclass(frozen=True)
class Names:
    """Hold what the parties are called in the sentences about one document."""

    whose: Whose

    @cached_property
    def readers(self) -> Readers:
        """Return what those are called whom the document binds."""
        return readers_of(self.whose.document_type)

    @cached_property
    def slots(self) -> Mapping[str, str]:
        """Return the slots that every sentence may have."""
        one, many = self.readers.one, self.readers.many
        vendor = self.whose.platform
        return {
            "V": vendor,
            "Vs": possessive(vendor),
            "user": one,
            "users": many,
            "Users": many.capitalize(),
            "document": self.whose.document,
        }


def possessive(name: str) -> str:
    """Return a name with the ending that says that something is its own."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def shown_day(day: date) -> str:
    """Write a date as 23 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def shown_value(value: Value) -> str:
    """Write a value as readers see it."""
    if value.type is FactType.DATE:
        return shown_day(date.fromisoformat(value.value))
    return value.value


def joined(values: tuple[Value, ...]) -> str:
    """Write the values that one fact has in a clause."""
    shown = list(dict.fromkeys(shown_value(value) for value in values[:_MOST_VALUES]))
    return listed(shown)


def listed(words: list[str]) -> str:
    """Write a list of words with "and" before the last."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no "and"
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def slots_of(template: str) -> tuple[str, ...]:
    """Return the names of the slots of a template."""
    return tuple(dict.fromkeys(found[1] for found in _SLOT.finditer(template)))


def can_fill(template: str, slots: Mapping[str, str]) -> bool:
    """Say whether what stands outside brackets can be filled."""
    return all(slot in slots for slot in slots_of(_OPTIONAL.sub("", template)))


def filled(template: str, slots: Mapping[str, str]) -> str:
    """Fill the slots of a template; what stands in brackets goes where one of its slots is missing."""

    def part(found: re.Match[str]) -> str:
        return found[1] if all(slot in slots for slot in slots_of(found[1])) else ""

    def value(found: re.Match[str]) -> str:
        text = slots[found[1]]
        if not found[2]:
            return text
        return possessive(text)

    return capitalised(_SLOT.sub(value, _OPTIONAL.sub(part, template)))


def distinct(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return statements without those that say the same again."""
    return tuple({one.text: one for one in reversed(list(statements))}.values())[::-1]


def used_slots(template: str, slots: Mapping[str, str]) -> tuple[str, ...]:
    """Return the slots that are filled when this template is."""
    kept = _OPTIONAL.sub(lambda found: found[1] if can_fill(found[1], slots) else "", template)
    return slots_of(kept)


def capitalised(text: str) -> str:
    """Return a text that begins with a capital letter, its other letters left alone."""
    return text[:1].upper() + text[1:]
