"""What a clause is labelled with."""

from dataclasses import dataclass

from apps.provisions.basis import Basis


@dataclass(frozen=True, slots=True)
class Labelled:
    """Hold a topic of a clause, how sure it is, and by what it was recognised."""

    topic: str
    confidence: float
    basis: Basis
