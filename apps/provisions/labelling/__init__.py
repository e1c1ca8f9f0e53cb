"""Says what each clause of a text is about, by its own words and by where it stands."""

from apps.provisions.basis import Basis
from apps.provisions.labelling.engine import LABELLER_VERSION, label
from apps.provisions.labelling.types import Labelled

__all__ = ["LABELLER_VERSION", "Basis", "Labelled", "label"]
