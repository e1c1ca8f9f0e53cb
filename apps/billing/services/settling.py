"""Working out which plan a workspace has, from what it pays for and what it was granted, and writing that down."""

from datetime import datetime

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked
from apps.accounts.services.plans import Held, set_plan
from apps.accounts.types import SYSTEM, Actor, Plan
from apps.billing.actions import Action
from apps.billing.models import Grant, PlanSubscription
from apps.billing.services.noticing import note_plan_change
from apps.core import clock


def settle(row: Workspace, *, actor: Actor) -> None:
    """Give the workspace the best plan that it pays for or was granted; without one, that of all.

    The caller holds the workspace (`authority.locked`). Recorded if it changes anything; twice is as good as once.
    """
    now = clock.now()
    changes = set_plan(row, _held(row, now), now=now)
    if changes:
        entry = record_audit(
            workspace_id=row.pk, actor=actor, action=Action.PLAN_CHANGED, subject=row, changes=changes
        )
        note_plan_change(row, changes, entry_id=entry.pk)


def end_expired_grants() -> int:
    """End the grants whose time is over, and settle each workspace; return how many."""
    now, ended = clock.now(), 0
    with Grant.objects.across_workspaces(reason="grants that are over") as grants:
        due = list(grants.filter(ended_at=None, until__lte=now).values_list("workspace_id", "pk"))
    for workspace_id, number in due:
        with locked(workspace_id) as row:
            grant = Grant.objects.for_workspace(row).filter(pk=number, ended_at=None, until__lte=now).first()
            if grant is None:
                continue  # ended or prolonged since the list was read
            grant.ended_at = grant.until
            grant.save(update_fields=["ended_at"])
            record_audit(workspace_id=row.pk, actor=SYSTEM, action=Action.GRANT_ENDED, subject=grant)
            settle(row, actor=SYSTEM)
            ended += 1
    return ended


def _held(row: Workspace, now: datetime) -> Held:
    """Return the highest plan; of two that are equal, that with more seats. Seats of different origins do not add up."""
    paid = [
        Held(Plan(each.plan), each.extra_seats)
        for each in PlanSubscription.objects.for_workspace(row)
        if each.is_entitling
    ]
    granted = [
        Held(Plan(each.plan), each.extra_seats)
        for each in Grant.objects.for_workspace(row).filter(ended_at=None)
        if each.is_good(now)
    ]
    return max([*paid, *granted], key=_worth, default=Held(None))


def _worth(held: Held) -> tuple[int, int]:
    return (held.plan.rank if held.plan else -1, held.extra_seats)
