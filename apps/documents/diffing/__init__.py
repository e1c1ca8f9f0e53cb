"""Compares two texts: a redline that gives both back exactly, its class, and the forms it is stored and shown in."""

from apps.documents.diffing.classify import classify
from apps.documents.diffing.engine import ENGINE_VERSION, redline
from apps.documents.diffing.sides import side_by_side
from apps.documents.diffing.types import ChangeKind, Classification, Hunk, Op, OpKind, Redline, Row
from apps.documents.diffing.wire import RedlineJson, from_json, to_json

__all__ = [
    "ENGINE_VERSION",
    "ChangeKind",
    "Classification",
    "Hunk",
    "Op",
    "OpKind",
    "Redline",
    "RedlineJson",
    "Row",
    "classify",
    "from_json",
    "redline",
    "side_by_side",
    "to_json",
]
