"""The default analyser: reads provisions and changes by written rules alone. Pure, offline and deterministic."""

from typing import Final

from apps.analysis.rules.change import read_change
from apps.analysis.rules.provision import read_provision
from apps.analysis.rules.rubric import position_points, rubric

RULES_VERSION: Final = "rules/2"

__all__ = ["RULES_VERSION", "position_points", "read_change", "read_provision", "rubric"]
