"""Beat's tasks: open what is due, repair what was dropped, forget what is kept no longer."""

from smtplib import SMTPException

import structlog
from celery import shared_task

from apps.accounts.mail import send_certificate
from apps.accounts.services import account_deletion, erasure, retention, sessions
from apps.billing.services.closing import still_paying
from apps.core import clock
from apps.core.database_roles import as_owner
from apps.pipeline.stages import scheduling, sweeping
from apps.pipeline.tasks.rounds import nudge

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.open_due_runs")
def open_due_runs() -> None:
    """Open a run for every document whose time has come."""
    for run in scheduling.open_due_runs():
        nudge(run)


@shared_task(name="pipeline.sweep_runs")
def sweep_runs() -> None:
    """Return the runs of dead workers and repeat lost nudges."""
    swept = sweeping.sweep_runs()
    for run in (*swept.returned, *swept.waiting):
        nudge(run)
    if swept.returned or swept.given_up:
        log.warning("runs swept", returned=len(swept.returned), given_up=swept.given_up)


@shared_task(name="pipeline.forget_expired_sessions")
def forget_expired_sessions() -> None:
    """Forget the sign-ins that are over."""
    forgotten = sessions.forget_expired_sessions(now=clock.now())
    if forgotten:
        log.info("sessions forgotten", sessions=forgotten)


@shared_task(name="pipeline.erase_accounts")
def erase_accounts() -> None:
    """Erase the accounts whose time has come, and send each person the certificate."""
    for erased in account_deletion.erase_due_accounts():
        log.info("account erased", user=erased.certificate.former_user, rows=erased.certificate.total)
        try:
            send_certificate(erased)
        except (OSError, SMTPException) as error:
            log.warning("certificate not sent", user=erased.certificate.former_user, error=str(error))


@shared_task(name="pipeline.forget_unused")
def forget_unused() -> None:
    """Forget accounts that were never proved and invitations that came to nothing."""
    accounts, invitations = retention.forget_unproved_accounts(), retention.forget_unused_invitations()
    if accounts or invitations:
        log.info("unused forgotten", accounts=accounts, invitations=invitations)


@shared_task(name="pipeline.erase_workspaces")
def erase_workspaces() -> None:
    """Erase the workspaces whose time has come and of which Stripe collects no more. Needs the owner of the tables."""
    with as_owner():
        for erased in erasure.erase_due_workspaces(besides=still_paying()):
            log.info("workspace erased", workspace=erased.former_workspace, rows=erased.total)


@shared_task(name="pipeline.forget_audit_entries")
def forget_audit_entries() -> None:
    """Delete what plans keep no longer of the audit log. Needs the owner of the tables."""
    with as_owner():
        forgotten = erasure.forget_expired_audit_entries()
    if forgotten:
        log.info("audit entries forgotten", entries=forgotten)
