"""Shapes of the JSON columns, and what is passed between services."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from apps.provisions.segmentation import ReferenceKind, Segmentation


class ReferenceRecord(BaseModel):
    """Text without which a clause cannot be understood: its lead-in, the head of its table, a definition."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ReferenceKind
    start: int
    end: int
    term: str = ""


@dataclass(frozen=True, slots=True)
class Segmenter:
    """A way to cut texts, under the name that the rows it makes carry."""

    name: str
    cut: Callable[[str], Segmentation]
