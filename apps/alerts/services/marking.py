"""What people do with alerts: read them, dismiss them, take them back. The inbox is the team's, so each mark holds for all."""

from collections.abc import Collection
from datetime import datetime

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.alerts.actions import Action
from apps.alerts.errors import NoSuchAlertError, ReasonTooLongError
from apps.alerts.models import Alert
from apps.alerts.models.alert import LONGEST_REASON
from apps.core import clock
from apps.core.tenancy import in_workspace


def mark_read(*, workspace: Workspace, alert_ids: Collection[int], actor: Actor) -> int:
    """Mark alerts as read that were not; return how many. Numbers that are not the workspace's are passed over.

    Raises NotPermittedError or NotAMemberError.
    """
    with in_workspace(workspace):
        require(workspace, actor, Permission.READ)
        unread = Alert.objects.for_workspace(workspace).filter(pk__in=alert_ids, read_at=None)
        return unread.update(read_at=clock.now())


def mark_all_read(*, workspace: Workspace, actor: Actor, until: datetime | None = None) -> int:
    """Mark all as read that were raised until a moment, that of the page on which somebody pressed the button; return how many.

    It empties the inbox of everybody else too, so the audit log has it. Raises NotPermittedError or NotAMemberError.
    """
    now = clock.now()
    with in_workspace(workspace):
        require(workspace, actor, Permission.READ)
        unread = Alert.objects.for_workspace(workspace).filter(read_at=None, raised_at__lte=until or now)
        read = unread.update(read_at=now)
        if read:
            changes = {"alerts_read": (None, read)}
            record_audit(
                workspace_id=workspace.pk,
                actor=actor,
                action=Action.ALL_READ,
                subject=workspace,
                changes=changes,
            )
        return read


def dismiss(*, workspace: Workspace, alert_id: int, actor: Actor, reason: str = "") -> Alert:
    """Put an alert out of everybody's inbox, and say why if one likes; one that was dismissed already stays as it is.

    Raises NotPermittedError, NotAMemberError, NoSuchAlertError, or ReasonTooLongError beyond 300 characters.
    """
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLongError(f"Give the reason in at most {LONGEST_REASON} characters.")
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        alert = _alert(row, alert_id)
        if alert.dismissed_at is not None:
            return alert
        alert.dismissed_at, alert.dismissed_by_id = clock.now(), actor.user_id
        alert.dismissed_reason = reason
        alert.save(update_fields=["dismissed_at", "dismissed_by", "dismissed_reason"])
        changes = {"reason": ("", reason)} if reason else {}
        record_audit(
            workspace_id=row.pk, actor=actor, action=Action.DISMISSED, subject=alert, changes=changes
        )
        return alert


def undismiss(*, workspace: Workspace, alert_id: int, actor: Actor) -> Alert:
    """Put a dismissed alert back; one that was not dismissed stays as it is.

    Raises NotPermittedError, NotAMemberError or NoSuchAlertError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        alert = _alert(row, alert_id)
        if alert.dismissed_at is None:
            return alert
        reason = alert.dismissed_reason
        alert.dismissed_at = alert.dismissed_by = None
        alert.dismissed_reason = ""
        alert.save(update_fields=["dismissed_at", "dismissed_by", "dismissed_reason"])
        changes = {"reason": (reason, "")} if reason else {}
        record_audit(workspace_id=row.pk, actor=actor, action=Action.RESTORED, subject=alert, changes=changes)
        return alert


def _alert(row: Workspace, alert_id: int) -> Alert:
    alert = Alert.objects.for_workspace(row).filter(pk=alert_id).first()
    if alert is None:
        raise NoSuchAlertError("There is no such alert in this workspace.")
    return alert
