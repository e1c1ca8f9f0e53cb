"""Checks that a reading says no more than its brief does. Pure: text in, findings out."""

from apps.analysis.grounding.engine import GROUNDING_VERSION, check
from apps.analysis.grounding.types import Code, Finding

__all__ = ["GROUNDING_VERSION", "Code", "Finding", "check"]
