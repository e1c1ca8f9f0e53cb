"""Plans that are given: by whoever runs an installation that sells nothing, or by support."""

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked
from apps.accounts.types import Actor, Plan
from apps.billing.actions import Action
from apps.billing.catalogue import plans_data
from apps.billing.errors import InvalidChoiceError
from apps.billing.models import Grant
from apps.billing.services.settling import settle
from apps.billing.types import GrantKind
from apps.core import clock


@dataclass(frozen=True, slots=True)
class GrantWish:
    """What is to be given. No `until`: until it is taken back."""

    plan: Plan
    kind: GrantKind
    extra_seats: int = 0
    until: datetime | None = None
    reason: str = ""


def grant_plan(*, workspace: Workspace | int, wish: GrantWish, actor: Actor) -> Grant:
    """Give a workspace a plan, in place of what it was granted before; what it pays for stays, and the better one holds.

    The caller has seen that the actor may: staff, or whoever is at the machine. Raises InvalidChoiceError.
    """
    now = clock.now()
    if wish.until is not None and wish.until <= now:
        raise InvalidChoiceError("The grant would be over already.")
    if wish.extra_seats and not plans_data().plans[wish.plan].seat_prices:
        raise InvalidChoiceError(f"The {wish.plan.label} plan has no further seats.")
    with locked(workspace) as row:
        _end(row, now, actor)
        grant = Grant.objects.for_workspace(row).create(
            plan=wish.plan,
            kind=wish.kind,
            extra_seats=wish.extra_seats,
            until=wish.until,
            reason=wish.reason[:300],
            granted_at=now,
        )
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.GRANTED,
            subject=grant,
            changes={
                "plan": (None, wish.plan.value),
                "extra_seats": (None, wish.extra_seats),
                "until": (None, wish.until),
                "reason": (None, wish.reason[:300]),
            },
        )
        settle(row, actor=actor)
    return grant


def end_grant(*, workspace: Workspace | int, actor: Actor) -> bool:
    """Take back what was granted; return whether there was anything."""
    with locked(workspace) as row:
        was_granted = _end(row, clock.now(), actor)
        if was_granted:
            settle(row, actor=actor)
    return was_granted


def _end(row: Workspace, now: datetime, actor: Actor) -> bool:
    grant = Grant.objects.for_workspace(row).filter(ended_at=None).first()
    if grant is None:
        return False
    grant.ended_at = now
    grant.save(update_fields=["ended_at"])
    record_audit(workspace_id=row.pk, actor=actor, action=Action.GRANT_ENDED, subject=grant)
    return True
