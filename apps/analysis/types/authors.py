"""Who said a thing: rules, a language model, or a person, each by name and version."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PERSON = "person/"


class AuthorKind(StrEnum):
    RULES = "rules"
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Author:
    """Name who said a field of a reading, and since when. `name` is rules/1, a model with its prompt's version, or person/3."""

    kind: AuthorKind
    name: str
    at: datetime
    reason: str = ""  # of a person, for saying it


def person(number: int) -> str:
    """Return the name of the person with this number, as analyses know people."""
    return f"{PERSON}{number}"
