"""Cuts a text into clauses: contiguous, without overlap, each with its headings, its number and what it refers to."""

from apps.provisions.segmentation.engine import SEGMENTER_VERSION, segment
from apps.provisions.segmentation.types import (
    Furniture,
    FurnitureKind,
    Heading,
    Reference,
    ReferenceKind,
    Segment,
    Segmentation,
    SegmentKind,
    Span,
)

__all__ = [
    "SEGMENTER_VERSION",
    "Furniture",
    "FurnitureKind",
    "Heading",
    "Reference",
    "ReferenceKind",
    "Segment",
    "SegmentKind",
    "Segmentation",
    "Span",
    "segment",
]
