"""The tasks of the ledger: give leaves their place, seal the head, have it stamped."""

import structlog
from celery import shared_task

from apps.evidence.errors import LedgerForkError, NoKeyError
from apps.evidence.services import sealing, sequencing, stamping

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.append_to_ledger")
def append_to_ledger() -> None:
    """Give what waits its place in the log."""
    appended = sequencing.append_all_pending()
    if appended:
        log.info("ledger appended", entries=appended)


@shared_task(name="pipeline.seal_ledger")
def seal_ledger() -> None:
    """Sign the head of the log, if it has grown."""
    try:
        checkpoint = sealing.seal()
    except NoKeyError as error:
        log.warning("ledger not sealed", code=error.code)
        return
    except LedgerForkError as error:
        log.critical("ledger not sealed", code=error.code, detail=str(error))
        return
    if checkpoint:
        log.info("ledger sealed", size=checkpoint.size)


@shared_task(name="pipeline.stamp_checkpoints")
def stamp_checkpoints() -> None:
    """Ask for the timestamps that are owed."""
    stamped = stamping.stamp_due()
    if stamped:
        log.info("checkpoints stamped", timestamps=stamped)
