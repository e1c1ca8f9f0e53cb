"""The tasks that make dossiers."""

import structlog
from celery import shared_task

from apps.dossiers.models import Export
from apps.pipeline.enqueue import enqueue
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.stages.dossiers import run_dossier, sweep_exports

log = structlog.get_logger(__name__)

_LONGEST = 1_500  # seconds for one file; its lease is renewed with every page


@shared_task(name="pipeline.make_dossier", time_limit=_LONGEST, soft_time_limit=_LONGEST - 60)
def make_dossier(*, workspace_id: int, export_id: int) -> None:
    """Make the edition that waits."""
    try:
        export = run_dossier(workspace_id=workspace_id, export_id=export_id)
    except (NotClaimableError, ClaimLostError) as reason:
        log.info("nothing to do", export=export_id, code=reason.code)
        return
    log.info("dossier made", export=export_id, state=export.state, pages=export.pages, code=export.error)


@shared_task(name="pipeline.sweep_dossiers")
def sweep_dossiers() -> None:
    """Return the exports of dead workers and repeat lost nudges."""
    swept = sweep_exports()
    for workspace_id, export_id in swept.waiting:
        enqueue(make_dossier, workspace_id=workspace_id, export_id=export_id)
    if swept.returned:
        log.warning("exports of dead workers returned", returned=swept.returned)


def nudge_export(export: Export) -> None:
    """Send the task for an export that has just come in and waits."""
    enqueue(make_dossier, workspace_id=export.workspace_id, export_id=export.pk)
