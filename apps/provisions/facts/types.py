"""What is read in a clause: the stand it takes on a topic, and the values that it states."""

from dataclasses import dataclass
from decimal import Decimal

from apps.provisions.segmentation import Span
from apps.provisions.taxonomy import FactType


@dataclass(frozen=True, slots=True)
class PositionFound:
    """Name the position of a clause on a topic, and the words of the stored text that prove it."""

    topic: str
    position: str
    quote: Span


@dataclass(frozen=True, slots=True)
class Value:
    """Hold a value so that two of them compare: the same values are written the same.

    `number` is in days, in years of age, in per cent, or in units of a currency; a text, a place or an address has none.
    """

    text: str
    number: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FactFound:
    """Hold a value that a clause states on a topic, and the words of the stored text that state it."""

    topic: str
    slug: str
    type: FactType
    value: Value
    quote: Span


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """Hold all that was read in a clause; on what it leaves open, nothing."""

    positions: tuple[PositionFound, ...] = ()
    facts: tuple[FactFound, ...] = ()
