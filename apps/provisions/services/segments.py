"""Cutting a version into its provisions: one transaction, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from apps.core import clock
from apps.core.blobs import sha256_of
from apps.documents.models import Document, Version
from apps.documents.selectors import text_of
from apps.provisions import segmentation
from apps.provisions.editions import StoredEdition, stored_edition
from apps.provisions.errors import OutOfOrderError
from apps.provisions.matching import MATCHER_VERSION, Edition
from apps.provisions.models import ProvisionText, Segmentation, SegmentKind, Standing
from apps.provisions.segmentation import SEGMENTER_VERSION
from apps.provisions.services.changes import record_provision_changes
from apps.provisions.services.classifying import classify_texts
from apps.provisions.services.matching import Identities, match_provisions, record_descents
from apps.provisions.services.wordings import keep_wordings
from apps.provisions.types import ReferenceRecord, Segmenter

SHIPPED: Final = Segmenter(SEGMENTER_VERSION, segmentation.segment)


@dataclass(frozen=True, slots=True)
class Segmented:
    """What cutting a version made: nothing new where it was cut before."""

    row: Segmentation
    is_new: bool
    minted: int = 0
    changed: int = 0


def segment_version(*, version: Version, segmenter: Segmenter = SHIPPED) -> Segmented:
    """Cut a published version, recognise its clauses, and store what each says and is about.

    Cutting it again does nothing; of two workers at once, one does it. Raises OutOfOrderError when the version before has
    not been cut by this segmenter, unless another segmenter cut this very version before: then its clauses are recognised
    from that, and no change is derived.
    """
    done = Segmentation.objects.filter(version=version, segmenter=segmenter.name).first()
    if done is not None:
        return Segmented(done, is_new=False)
    text = text_of(version)
    edition = Edition(text, segmenter.cut(text).segments)
    with transaction.atomic():
        # Not the lock of those who record versions: they may go on, and rows that point to the document may be made.
        Document.objects.select_for_update(no_key=True).get(pk=version.document_id)
        return _store(version, edition, segmenter)


def _store(version: Version, edition: Edition, segmenter: Segmenter) -> Segmented:
    before, recut = _before(version, segmenter), _recut(version, segmenter)
    if before is None and recut is None and version.number > 1:
        raise OutOfOrderError(f"the version before {version.number} is not cut by {segmenter.name}")
    row, is_new = Segmentation.objects.get_or_create(
        version=version,
        segmenter=segmenter.name,
        defaults={
            "matcher": MATCHER_VERSION,
            "previous": before.row if before else None,
            "clauses": len(edition.segments),
            "created_at": clock.now(),
        },
    )
    if not is_new:
        return Segmented(row, is_new=False)
    identities = match_provisions(version=version, edition=edition, before=before, recut=recut)
    texts = ProvisionText.objects.bulk_create(_texts(version, edition, segmenter, identities.owners))
    stored = StoredEdition(row, texts, edition.text)
    _bring_standings(version, stored, identities, before, recut)
    record_descents(version=version, identities=identities, before=before, recut=recut)
    classify_texts(stored=stored)
    changed = record_provision_changes(stored=stored, before=before, identities=identities)
    keep_wordings(document=version.document)
    return Segmented(row, is_new=True, minted=len(identities.minted), changed=changed)


def _before(version: Version, segmenter: Segmenter) -> StoredEdition | None:
    row = (
        Segmentation.objects.filter(
            version__document=version.document_id,
            version__number=version.number - 1,
            segmenter=segmenter.name,
        )
        .select_related("version")
        .first()
    )
    return stored_edition(row) if row else None


def _recut(version: Version, segmenter: Segmenter) -> StoredEdition | None:
    row = (
        Segmentation.objects.filter(version=version)
        .exclude(segmenter=segmenter.name)
        .select_related("version")
        .order_by("-pk")
        .first()
    )
    return stored_edition(row) if row else None


def _texts(
    version: Version, edition: Edition, segmenter: Segmenter, owners: Sequence[int]
) -> Iterator[ProvisionText]:
    for ordinal, (segment, owner) in enumerate(zip(edition.segments, owners, strict=True), start=1):
        references = [
            ReferenceRecord(
                kind=reference.kind,
                start=reference.span.start,
                end=reference.span.end,
                term=reference.term,
            )
            for reference in segment.references
        ]
        yield ProvisionText(
            version=version,
            provision_id=owner,
            segmenter=segmenter.name,
            ordinal=ordinal,
            start=segment.span.start,
            end=segment.span.end,
            sha256=sha256_of(segment.span.of(edition.text).encode()),
            kind=SegmentKind(segment.kind),
            number=segment.number[:60],
            path=list(segment.path),
            references=[record.model_dump(mode="json", exclude_defaults=True) for record in references],
        )


def _bring_standings(
    version: Version,
    stored: StoredEdition,
    identities: Identities,
    before: StoredEdition | None,
    recut: StoredEdition | None,
) -> None:
    """Bring what stands today up to this version; of a version that is not the latest known, nothing goes back.

    A clause that is new in an old version, because another segmenter cut it, stands until the next version says so too.
    """
    now = clock.now()
    next_known = version.document.versions.filter(
        number=version.number + 1, segmentations__isnull=False
    ).first()
    Standing.objects.bulk_create(
        Standing(
            provision_id=text.provision_id,
            last_text=text,
            last_number=version.number,
            ended_in=next_known,
            updated_at=now,
        )
        for text in stored.texts
        if text.provision_id in identities.minted
    )
    in_force = set(identities.owners)
    behind = Standing.objects.filter(last_number__lte=version.number)
    still = Q(ended_in=None) | Q(ended_in__number__lte=version.number)
    this = ProvisionText.objects.filter(
        version=version, segmenter=stored.row.segmenter, provision=OuterRef("provision")
    )
    behind.filter(still, provision__in=in_force - identities.minted).update(
        last_text=Subquery(this.values("pk")[:1]),
        last_number=version.number,
        classification=None,
        has_topic=False,
        ended_in=None,
        updated_at=now,
    )
    former = {*(before.provisions if before else ()), *(recut.provisions if recut else ())}
    behind.filter(provision__in=former - in_force, ended_in=None).update(ended_in=version, updated_at=now)
