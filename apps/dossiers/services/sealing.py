"""Making an edition: gather, lay out, sign, seal. Each stage is kept before the next begins."""

from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import transaction

from apps.core import clock
from apps.core.blobs import BlobError, blob_store, sha256_of
from apps.core.tenancy import in_workspace
from apps.dossiers.errors import DossiersError, QuoteBrokenError, TooLargeError
from apps.dossiers.estimate import MOST_PAGES, pages_of
from apps.dossiers.gathering import gather
from apps.dossiers.manifest import MANIFEST_NAME, as_json, content_of, manifest_of, text_name
from apps.dossiers.models import Export, ExportState, Stage
from apps.dossiers.rendering import Attached, Drawn, draw, page_of
from apps.dossiers.services.claiming import (
    claim_export,
    finish_failed,
    finish_unchanged,
    let_go,
    note_gathered,
    note_pages,
    write_sealed,
)
from apps.dossiers.signing import sign, signer_of
from apps.dossiers.types import Content, Imprint
from apps.evidence.models import Kind
from apps.evidence.services.noting import note

_TOLD_EVERY: Final = timedelta(seconds=1)  # how often progress is written down


def seal_export(*, workspace_id: int, export_id: int) -> Export:
    """Make the edition that waits, from where a dead worker left it; return how the export stands.

    What cannot be made is written down as such. Raises NotWaitingError where there is nothing to do, ClaimLostError where
    somebody else has it by now.
    """
    export = claim_export(workspace_id=workspace_id, export_id=export_id)
    try:
        content = _gathered(export)
        if content is not None:
            _seal(export, content)
    except (QuoteBrokenError, BlobError):
        # A proof with a hole is no proof: it is looked at, not tried again.
        finish_failed(export, "evidence_broken")
        raise
    except DossiersError as error:
        if error.retryable:
            let_go(export, error.code)
        else:
            finish_failed(export, error.code)
    return export


def _gathered(export: Export) -> Content | None:
    """Return what the edition says, gathered now or by whoever had it before; None where it says nothing new."""
    if export.gathered_sha256:
        return content_of(blob_store().get(export.gathered_sha256))
    with in_workspace(export.workspace_id):
        content = gather(export.dossier, as_of=export.as_of)
    data = as_json(content)
    same = _edition_saying(export, sha256_of(data))
    if same is not None:
        finish_unchanged(export, same)
        return None
    expected = pages_of(content)
    if expected > MOST_PAGES:
        raise TooLargeError(f"About {expected} pages: choose fewer documents, or graver clauses.")
    note_gathered(export, sha256=blob_store().put(data), pages_expected=expected)
    return content


def _seal(export: Export, content: Content) -> None:
    imprint = _imprint(export)
    drawn = _drawn(export, content, imprint)
    note_pages(export, laid_out=drawn.pages, stage=Stage.SIGNING)
    signed = sign(drawn.body, signer_of())
    sealed = {
        "edition": imprint.edition,
        "content_sha256": imprint.content_sha256,
        "unsigned_sha256": sha256_of(drawn.body),
        "file_sha256": blob_store().put(signed.body),
        "file_size": len(signed.body),
        "pages": drawn.pages,
        "is_signed": signed.is_signed,
        "is_stamped": signed.is_stamped,
        "done_at": clock.now(),
    }
    with transaction.atomic():
        write_sealed(export, **sealed)
        note(kind=Kind.DOSSIER, subject=f"{content.record}/{imprint.edition}", facts=_facts(sealed))


def _facts(sealed: Mapping[str, object]) -> Mapping[str, object]:
    """Return what the ledger keeps of an edition: digests, and nothing of whom it is for or about."""
    kept = ("content_sha256", "unsigned_sha256", "file_sha256", "file_size", "pages")
    return {name: sealed[name] for name in kept}


def _drawn(export: Export, content: Content, imprint: Imprint) -> Drawn:
    return draw(
        page_of(content, imprint),
        paper=content.outline.paper,
        attachments=attachments_of(content, imprint),
        made_at=imprint.as_of,
        on_page=_Teller(export),
    )


def attachments_of(content: Content, imprint: Imprint) -> list[Attached]:
    """Return what is put into the file: the manifest, what the dossier says as data, and each text that it quotes."""
    texts = {source.text_sha256: source for source in content.sources}
    return [
        Attached(MANIFEST_NAME, "Where each quote stands", "Data", manifest_of(content, imprint)),
        Attached("content.json", "What the dossier says, as data", "Data", as_json(content)),
        *(
            Attached(
                text_name(sha256),
                f"{source.platform}, {source.document}, version {source.version}",
                "Source",
                blob_store().get(sha256),
            )
            for sha256, source in texts.items()
        ),
    ]


class _Teller:
    """Write down how many pages are laid out, once a second at most; the lease begins anew with it."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._told_at = monotonic()

    def __call__(self, page: int) -> None:
        if monotonic() - self._told_at >= _TOLD_EVERY.total_seconds():
            note_pages(self._export, laid_out=page)
            self._told_at = monotonic()


def _imprint(export: Export) -> Imprint:
    signer = signer_of()
    with in_workspace(export.workspace_id):
        editions = Export.objects.for_workspace(export.workspace_id).filter(
            dossier=export.dossier_id, state=ExportState.DONE
        )
        edition = editions.count() + 1
    return Imprint(
        edition=edition,
        as_of=export.as_of,
        content_sha256=export.gathered_sha256,
        site_url=settings.SITE_URL,
        is_signed=signer is not None,
        is_stamped=signer is not None and bool(signer.timestamp_url),
    )


def _edition_saying(export: Export, content_sha256: str) -> Export | None:
    with in_workspace(export.workspace_id):
        rows = Export.objects.for_workspace(export.workspace_id)
        return rows.filter(dossier=export.dossier_id, content_sha256=content_sha256).first()
