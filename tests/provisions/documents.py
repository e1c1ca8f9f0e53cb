"""Documents with clauses, written for this purpose, and the services run on them."""

from collections.abc import Iterator
from dataclasses import replace

from apps.documents.models import Document, Version
from apps.documents.selectors import text_of
from apps.provisions.models import ProvisionText
from apps.provisions.segmentation import Segment, Segmentation, Span, segment
from apps.provisions.services.segments import segment_version
from apps.provisions.types import Segmenter

LIABILITY = (
    "In no event will Acme be liable for any indirect or consequential damages. Our total liability is limited to the fees "
    "you paid us in the twelve months before the claim."
)
LAW = "These terms are governed by the laws of Ireland, without regard to conflict of law rules."
NOTICE_30 = "We may change these terms at any time. We will give you at least 30 days' notice before a change takes effect."
NOTICE_7 = "We may change these terms at any time. We will give you at least 7 days' notice before a change takes effect."
LEAVE = "You may close your account at any time in your settings, and we then delete your content."
AGE = "You must be at least 16 years old to use the service."


def terms(*clauses: str, title: str = "Terms of Service") -> str:
    """Write a document of numbered clauses, each under a heading of its own."""
    parts = [f"## {number}. Section {number}\n\n{clause}" for number, clause in enumerate(clauses, start=1)]
    return "\n\n".join([f"# {title}", *parts, ""])


def cut_all(document: Document) -> None:
    """Cut every version of a document, in order."""
    for version in document.versions.order_by("number"):
        segment_version(version=version)


def ids_by_text(version: Version, segmenter: str | None = None) -> dict[str, int]:
    """Return the provision of each clause of a version by what it says."""
    text = text_of(version)
    texts = ProvisionText.objects.filter(version=version)
    if segmenter:
        texts = texts.filter(segmenter=segmenter)
    return {text[stored.start : stored.end]: stored.provision_id for stored in texts}


def other_segmenter(name: str = "segmentation/2") -> Segmenter:
    """Return a segmenter that joins every third clause to the next one."""

    def cut(text: str) -> Segmentation:
        made = segment(text)
        return replace(made, segments=tuple(_joined(made)))

    return Segmenter(name, cut)


def _joined(made: Segmentation) -> Iterator[Segment]:
    for at, part in enumerate(made.segments):
        if at % 3 == 1 and at + 1 < len(made.segments):
            yield replace(part, span=Span(part.span.start, made.segments[at + 1].span.end))
        elif at % 3 != 2:
            yield part
