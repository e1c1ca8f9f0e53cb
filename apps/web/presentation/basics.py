"""The small shapes that templates name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is empty for the page one is on."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    label: str
    url: str
    count: int


def figure(number: int, singular: str, plural: str = "") -> Figure:
    """Return a count with its noun, digits grouped: 12,408 versions."""
    return Figure(f"{number:,}", singular if number == 1 else plural or f"{singular}s")


def choices(options: Iterable[tuple[str, str]], selected: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == selected) for value, label in options)


def chosen(parameters: QueryDict, name: str, allowed: Iterable[str]) -> str:
    """Return a filter's value, empty when there is none; raise BadRequest for a value that does not exist."""
    value = parameters.get(name, "").strip()
    if value and value not in set(allowed):
        raise BadRequest(f"There is no {name} named “{value[:60]}”.")
    return value


def query_prefix(filters: Mapping[str, str]) -> str:
    """Return the filters in use as a query string to which `page=` can be added."""
    used = {name: value for name, value in filters.items() if value}
    return f"{urlencode(used)}&" if used else ""
