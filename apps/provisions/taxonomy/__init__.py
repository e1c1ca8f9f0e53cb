"""What a clause can be about: families, topics, positions and facts, as versioned data."""

from apps.provisions.taxonomy.reader import TaxonomyError, read_taxonomy
from apps.provisions.taxonomy.types import (
    Exclusion,
    Fact,
    FactType,
    Family,
    Favours,
    Position,
    Taxonomy,
    Topic,
)

__all__ = [
    "Exclusion",
    "Fact",
    "FactType",
    "Family",
    "Favours",
    "Position",
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "read_taxonomy",
]
