"""A version's clauses as they are stored, in the shape that the engines take."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from apps.documents.models import Version
from apps.documents.selectors import text_of
from apps.provisions import segmentation
from apps.provisions.matching import Edition
from apps.provisions.models import ProvisionText, Segmentation
from apps.provisions.types import ReferenceRecord


@dataclass(frozen=True)
class StoredEdition:
    """Hold a segmentation with its texts in order, and the version's text they are part of."""

    row: Segmentation
    texts: Sequence[ProvisionText]
    text: str

    @property
    def version(self) -> Version:
        return self.row.version

    @cached_property
    def edition(self) -> Edition:
        return Edition(self.text, [segment_of(stored) for stored in self.texts])

    @cached_property
    def provisions(self) -> list[int]:
        """Give the provision of each text, in order."""
        return [stored.provision_id for stored in self.texts]


def stored_edition(row: Segmentation) -> StoredEdition:
    """Load what a segmenter made of a version."""
    texts = ProvisionText.objects.filter(version=row.version, segmenter=row.segmenter).order_by("ordinal")
    return StoredEdition(row, list(texts), text_of(row.version))


def segment_of(stored: ProvisionText) -> segmentation.Segment:
    """Return the segment that a text was stored from, but for the number of its heading."""
    references = [ReferenceRecord.model_validate(record) for record in stored.references]
    return segmentation.Segment(
        span=segmentation.Span(stored.start, stored.end),
        kind=segmentation.SegmentKind(stored.kind),
        heading=None,
        path=tuple(stored.path),
        number=stored.number,
        references=tuple(
            segmentation.Reference(record.kind, segmentation.Span(record.start, record.end), record.term)
            for record in references
        ),
    )
