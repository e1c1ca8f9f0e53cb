"""Proof that what is quoted of a document stands in it: every offset and digest checked against the stored texts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q

from apps.core.blobs import BlobError, sha256_of
from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models import Version
from apps.documents.selectors import text_of
from apps.provisions.models import (
    Provision,
    ProvisionFact,
    ProvisionText,
    ProvisionTopic,
    Segmentation,
    Standing,
    Wording,
)
from apps.provisions.taxonomy import read_taxonomy


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is not as it should be, and what it is part of."""

    subject: str
    problem: str


@dataclass(slots=True)
class Verified:
    """Count what was checked in one version, and hold what failed."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


def verify_version(version: Version) -> Verified:
    """Check every clause and quote of a version, by whatever segmenter, against the blob named by its digest."""
    found = Verified()
    try:
        text = text_of(version)
    except BlobError as error:
        found.failures.append(Failure(_named(version), str(error)))
        return found
    for row in version.segmentations.order_by("pk"):
        texts = list(
            ProvisionText.objects.filter(version=version, segmenter=row.segmenter).order_by("ordinal")
        )
        found.counts["clauses"] += len(texts)
        found.failures += _failures_of_clauses(version, row, texts, text)
    for quote in _quotes(version):
        found.counts["quotes"] += 1
        problem = quote.problem(text)
        if problem:
            found.failures.append(Failure(quote.subject, problem))
    return found


def _failures_of_clauses(
    version: Version, row: Segmentation, texts: list[ProvisionText], text: str
) -> Iterator[Failure]:
    if [stored.ordinal for stored in texts] != list(range(1, row.clauses + 1)):
        yield Failure(
            _named(version), f"{row.segmenter} counts {row.clauses} clauses, {len(texts)} are stored"
        )
    reached = 0
    for stored in texts:
        subject = f"{_named(version)} clause {stored.ordinal} ({row.segmenter})"
        quote = text[stored.start : stored.end]
        if len(quote) != stored.end - stored.start:
            yield Failure(subject, "reaches beyond the text")
        elif sha256_of(quote.encode()) != stored.sha256:
            yield Failure(subject, "is not what stands at its place")
        if stored.start < reached:
            yield Failure(subject, "overlaps the clause before it")
        reached = max(reached, stored.end)


@dataclass(frozen=True, slots=True)
class _Quote:
    """Hold a quote of a position or a fact, and the clause that it must stand in."""

    subject: str
    start: int
    end: int
    clause: tuple[int, int]
    is_known: bool

    def problem(self, text: str) -> str:
        if not self.is_known:
            return "is not in the taxonomy"
        if not self.clause[0] <= self.start < self.end <= self.clause[1]:
            return "its quote stands outside its clause"
        return "" if text[self.start : self.end].strip() else "its quote is empty"


def _quotes(version: Version) -> Iterator[_Quote]:
    topics = {topic.slug: topic for topic in read_taxonomy().topics}
    positions = ProvisionTopic.objects.filter(classification__text__version=version).exclude(position="")
    for row in positions.select_related("topic", "classification__text").iterator():
        clause = row.classification.text
        known = {position.slug for position in topics[row.topic.slug].positions}
        assert row.quote_start is not None  # noqa: S101 - the constraint provision_position_proved
        assert row.quote_end is not None  # noqa: S101 - as before
        yield _Quote(
            f"{_named(version)} clause {clause.ordinal}, {row.topic.slug}: {row.position}",
            row.quote_start,
            row.quote_end,
            (clause.start, clause.end),
            row.position in known,
        )
    facts = ProvisionFact.objects.filter(classification__text__version=version)
    for fact in facts.select_related("topic", "classification__text").iterator():
        clause = fact.classification.text
        yield _Quote(
            f"{_named(version)} clause {clause.ordinal}, {fact.topic.slug}: {fact.slug}",
            fact.quote_start,
            fact.quote_end,
            (clause.start, clause.end),
            any(known.slug == fact.slug for known in topics[fact.topic.slug].facts),
        )


def standings_astray() -> Iterable[Failure]:
    """Find provisions without a standing, and standings that do not say what the rows beside them do."""
    for provision in Provision.objects.filter(standing=None).iterator():
        yield Failure(provision.public_id, "has no standing")
    for standing in Standing.objects.select_related("last_text").iterator():
        if standing.last_text.provision_id != standing.provision_id:
            yield Failure(
                format_public_id(PublicIdKind.PROVISION, standing.provision_id),
                "its standing points to the text of another",
            )
    named = ProvisionTopic.objects.filter(classification=OuterRef("classification"))
    for standing in Standing.objects.exclude(has_topic=Exists(named)).iterator():
        yield Failure(
            format_public_id(PublicIdKind.PROVISION, standing.provision_id),
            "its standing is wrong about whether it has a topic",
        )


def wordings_astray() -> Iterator[Failure]:
    """Find wordings that are not the words named by their digest, or lag behind the provision's last text."""
    for wording in Wording.objects.defer("vector").iterator():
        subject = format_public_id(PublicIdKind.PROVISION, wording.provision_id)
        if sha256_of(wording.words.encode()) != wording.sha256 and not _held_a_nul(wording):
            yield Failure(subject, "its wording is not what its digest names")
    is_kept = Q(provision__wording__sha256=F("last_text__sha256"))
    for standing in Standing.objects.filter(~is_kept | Q(provision__wording=None)).iterator():
        yield Failure(
            format_public_id(PublicIdKind.PROVISION, standing.provision_id),
            "its wording is not that of its last text: resegment its document",
        )


def _held_a_nul(wording: Wording) -> bool:
    """Say whether the words differ from the stored text by its NULs alone, which PostgreSQL cannot hold."""
    text = wording.provision.texts.filter(sha256=wording.sha256).select_related("version").first()
    stored = text_of(text.version)[text.start : text.end] if text else ""
    return "\x00" in stored and stored.replace("\x00", " ") == wording.words


def _named(version: Version) -> str:
    return f"{format_public_id(PublicIdKind.DOCUMENT, version.document_id)} version {version.number}"
