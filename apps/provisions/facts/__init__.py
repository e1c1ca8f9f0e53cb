"""Reads what a clause settles: the position it takes on each topic and the values it states, with their proof."""

from apps.provisions.facts.engine import FACTS_VERSION, read_clause
from apps.provisions.facts.types import ClauseRead, FactFound, PositionFound, Value

__all__ = ["FACTS_VERSION", "ClauseRead", "FactFound", "PositionFound", "Value", "read_clause"]
