"""Says what clauses are about: topics with calibrated confidence, or nothing where nothing is sure."""

from apps.provisions.classification.engine import CLASSIFIER_VERSION, classify, judge, meanings
from apps.provisions.classification.model import Model, ModelError, read_model
from apps.provisions.classification.types import Basis, Judgement, TopicFound

__all__ = [
    "CLASSIFIER_VERSION",
    "Basis",
    "Judgement",
    "Model",
    "ModelError",
    "TopicFound",
    "classify",
    "judge",
    "meanings",
    "read_model",
]
