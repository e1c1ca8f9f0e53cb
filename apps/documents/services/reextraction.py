"""What extracting a document again would change, before it is recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from apps.documents.diffing import classify, redline
from apps.documents.models import Document
from apps.documents.selectors import text_of
from apps.documents.services.versions import read_latest_again

SAME, OUT_OF_REACH = "same", "nothing to read again"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What today's extractor makes of a document's latest version: what sort of difference, and how large."""

    document: Document
    kind: str
    words_before: int = 0
    words_after: int = 0
    words_added: int = 0
    words_removed: int = 0

    @property
    def differs(self) -> bool:
        return self.kind not in {SAME, OUT_OF_REACH}


def foresee(document: Document) -> Outlook:
    """Read the latest version's captures again and compare; record nothing. Raises an ExtractionError by name."""
    found = read_latest_again(document)
    if found is None:
        return Outlook(document, OUT_OF_REACH)
    before, reading = found
    if reading.text_sha256 == before.text_sha256:
        return Outlook(document, SAME, before.words, reading.words)
    old = text_of(before)
    line = redline(old, reading.text)
    kind = classify(old, reading.text, line).kind
    return Outlook(document, kind, before.words, reading.words, line.words_added, line.words_removed)


def summary(outlooks: Iterable[Outlook]) -> str:
    """Return how many documents fare how, the most frequent first."""
    counted = Counter(outlook.kind for outlook in outlooks)
    return ", ".join(f"{count} {kind}" for kind, count in counted.most_common()) or "no documents"
