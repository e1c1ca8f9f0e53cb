"""What the ledger is told of what is shown: whose analysis, and the digest of the reading with people's edits in it."""

from pydantic import BaseModel

from apps.analysis.models import Analysis
from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.leaves import digest_of, written
from apps.evidence.models import Kind
from apps.evidence.types import Leaf


def analysis_leaf(analysis: Analysis, reading: BaseModel) -> Leaf:
    """Return what is recorded of a reading that is shown. The same reading again is the same leaf, whenever it returns."""
    return Leaf(
        Kind.ANALYSIS,
        _subject(analysis),
        {
            "analysis": analysis.pk,
            "analyser": analysis.analyser,
            "version": analysis.version,
            "checker": analysis.checker,
            "brief_sha256": analysis.digest,
            "reading_sha256": digest_of(reading.model_dump(mode="json")),
            "created_at": written(analysis.created_at),
        },
    )


def _subject(analysis: Analysis) -> str:
    if analysis.provision_id is not None:
        return format_public_id(PublicIdKind.PROVISION, analysis.provision_id)
    return format_public_id(PublicIdKind.CHANGE, analysis.change_id or 0)
