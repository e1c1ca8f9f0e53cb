"""Clauses of other platforms beside one: quoted, each with a sentence on the difference."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.provisions.comparables import Comparable
from apps.web.presentation.clauses import excerpt

_LENGTH = 420
_NO_DIFFERENCE = "It takes the same position, and states no value that differs."


@dataclass(frozen=True, slots=True)
class ComparableView:
    platform: str
    document: str
    locale: str
    url: str
    quote: str
    version: int
    difference: str


def comparable_views(found: Iterable[Comparable]) -> tuple[ComparableView, ...]:
    return tuple(_view(one) for one in found)


def _view(one: Comparable) -> ComparableView:
    provision = one.standing.provision
    document = provision.document
    return ComparableView(
        platform=document.platform.name,
        document=document.title,
        locale=document.locale,
        url=provision.get_absolute_url(),
        quote=excerpt(one.text, _LENGTH),
        version=one.standing.last_number,
        difference=one.difference or _NO_DIFFERENCE,
    )
