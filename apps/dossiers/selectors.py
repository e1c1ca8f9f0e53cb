"""Reading dossiers: a workspace's library, and what the public may learn of a file."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Prefetch, Q, QuerySet

from apps.accounts.models import Workspace
from apps.core.ids import PublicIdKind, format_public_id
from apps.dossiers.models import Dossier, Export, ExportState


@dataclass(frozen=True, slots=True)
class Edition:
    """What anybody may know of a sealed file: no subject and no workspace."""

    record: str
    number: int
    latest: int
    sealed_at: datetime
    file_sha256: str
    content_sha256: str
    file_size: int
    pages: int
    is_signed: bool
    is_stamped: bool

    @property
    def is_superseded(self) -> bool:
        return self.number < self.latest


def dossiers_of(workspace: Workspace) -> QuerySet[Dossier]:
    """Return the library, newest first, with the makings of each, the latest first. Inside `in_workspace`."""
    exports = Export.objects.for_workspace(workspace).select_related("asked_by").order_by("-pk")
    rows = Dossier.objects.for_workspace(workspace).select_related("made_by")
    return rows.prefetch_related(Prefetch("exports", exports)).order_by("-created_at", "-pk")


def dossier_of(workspace: Workspace, dossier_id: int) -> Dossier | None:
    """Return one dossier with its makings; None for another workspace's. Inside `in_workspace`."""
    return dossiers_of(workspace).filter(pk=dossier_id).first()


def waiting_exports(workspace: Workspace, dossier: Dossier) -> list[Export]:
    """Return the makings of a dossier that nobody has in hand yet. Inside `in_workspace`."""
    return list(Export.objects.for_workspace(workspace).filter(dossier=dossier, state=ExportState.WAITING))


def editions_of_record(number: int) -> list[Edition]:
    """Return what was sealed of a record, the latest first, whoever it belongs to."""
    return _editions(Q(dossier=number))


def edition_of_file(sha256: str) -> Edition | None:
    """Return the edition whose file has this digest; None where we sealed none."""
    return next(iter(_editions(Q(file_sha256=sha256))), None)


def _editions(wanted: Q) -> list[Edition]:
    with Export.objects.across_workspaces(reason="whether a file was sealed here, naming nobody") as rows:
        found = list(rows.filter(wanted, state=ExportState.DONE).order_by("-edition"))
        newest = dict(
            rows.filter(dossier__in={row.dossier_id for row in found}, state=ExportState.DONE)
            .order_by()
            .values_list("dossier")
            .annotate(Max("edition"))
        )
    return [
        Edition(
            record=format_public_id(PublicIdKind.DOSSIER, row.dossier_id),
            number=row.edition or 0,
            latest=newest[row.dossier_id],
            sealed_at=row.done_at or row.as_of,
            file_sha256=row.file_sha256,
            content_sha256=row.content_sha256,
            file_size=row.file_size,
            pages=row.pages,
            is_signed=row.is_signed,
            is_stamped=row.is_stamped,
        )
        for row in found
    ]
