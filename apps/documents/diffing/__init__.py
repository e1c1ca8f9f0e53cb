"""Compares two texts: a redline that gives both back exactly, its class, and the forms it is stored and shown in."""

from apps.documents.diffing.classify import classify
from apps.documents.diffing.encoding import as_read
from apps.documents.diffing.engine import ENGINE_VERSION, redline
from apps.documents.diffing.plain import as_text
from apps.documents.diffing.sides import side_by_side
from apps.documents.diffing.types import (
    Cell,
    ChangeKind,
    Classification,
    Hunk,
    HunkKind,
    Op,
    OpKind,
    Redline,
    Row,
    RowKind,
    TableRow,
)
from apps.documents.diffing.wire import RedlineJson, from_json, to_json

__all__ = [
    "ENGINE_VERSION",
    "Cell",
    "ChangeKind",
    "Classification",
    "Hunk",
    "HunkKind",
    "Op",
    "OpKind",
    "Redline",
    "RedlineJson",
    "Row",
    "RowKind",
    "TableRow",
    "as_read",
    "as_text",
    "classify",
    "from_json",
    "redline",
    "side_by_side",
    "to_json",
]
