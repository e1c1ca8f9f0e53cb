"""The stage that makes dossiers: one export at a time, from where it was left."""

from dataclasses import dataclass

from apps.dossiers.errors import ClaimLostError as DossiersClaimLostError
from apps.dossiers.errors import NotWaitingError
from apps.dossiers.models import Export
from apps.dossiers.services.claiming import Address, return_stuck, take_for_nudging
from apps.dossiers.services.sealing import seal_export
from apps.pipeline.errors import ClaimLostError, NotClaimableError


@dataclass(frozen=True, slots=True)
class Swept:
    """Exports that dead workers had, and those that are owed a nudge."""

    returned: int
    waiting: tuple[Address, ...]


def sweep_exports(*, limit: int = 100) -> Swept:
    """Give back what dead workers had, and list what is owed a nudge, lost ones included."""
    returned = return_stuck(limit=limit)
    return Swept(returned, tuple(take_for_nudging(limit=limit)))


def run_dossier(*, workspace_id: int, export_id: int) -> Export:
    """Make an edition.

    Raises NotClaimableError where there is nothing to do, ClaimLostError where it is in other hands.
    """
    try:
        return seal_export(workspace_id=workspace_id, export_id=export_id)
    except NotWaitingError as error:
        raise NotClaimableError(str(error)) from error
    except DossiersClaimLostError as error:
        raise ClaimLostError(str(error)) from error
