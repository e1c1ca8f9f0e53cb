"""What a workspace may do: the one place that answers. Views, API, tasks and templates ask here and nowhere else.

Which plan a workspace has is on its row, written in the transaction in which it changed: `allows` costs no query.
"""

from datetime import datetime

from apps.accounts.models import Workspace
from apps.accounts.plans import GRACE, plan_of
from apps.accounts.types import Plan
from apps.billing import metering
from apps.billing.catalogue import features_of, least_plan
from apps.billing.errors import LimitReachedError, NotInPlanError
from apps.billing.models import KeptActive
from apps.billing.terms import limit_of_plan
from apps.billing.types import Answer, Division, Feature, Meter, Reading, Reason
from apps.core import clock
from apps.core.tenancy import in_workspace


def allows(workspace: Workspace, feature: Feature) -> Answer:
    """Say whether the workspace's plan holds the feature, and which would. Costs no query."""
    return plan_allows(plan_of(workspace), feature)


def plan_allows(plan: Plan, feature: Feature) -> Answer:
    """Say whether a plan holds the feature: for whoever is in no workspace, or in several."""
    is_allowed = feature in features_of(plan)
    return Answer(
        feature=feature,
        is_allowed=is_allowed,
        reason=Reason.IN_PLAN if is_allowed else Reason.NOT_IN_PLAN,
        plan=plan,
        needed=least_plan(feature),
    )


def require(workspace: Workspace, feature: Feature) -> None:
    """Raises NotInPlanError where the plan does not hold the feature. For services and tasks."""
    answer = allows(workspace, feature)
    if not answer:
        raise NotInPlanError(f"This is part of the {answer.needed.label} plan.")


def limit(workspace: Workspace, meter: Meter) -> Reading:
    """Return what the workspace uses of a meter, what its plan gives, and why there is room or not. Counts."""
    return _reading(workspace, meter, plan_of(workspace), workspace.extra_seats, grace_ends_at(workspace))


def reading_under(workspace: Workspace, meter: Meter, plan: Plan, extra_seats: int = 0) -> Reading:
    """Return the same as it would be in another plan, with the grace that would begin now. Counts."""
    return _reading(workspace, meter, plan, extra_seats, clock.now() + GRACE)


def limit_of(workspace: Workspace, meter: Meter) -> int | None:
    """Return how many the workspace may have; None without a limit. Costs no query."""
    return _limit(plan_of(workspace), meter, workspace.extra_seats)


def require_room(workspace: Workspace, meter: Meter, more: int = 1) -> None:
    """Raises LimitReachedError where there is no room for so many more.

    Two who ask at once are both told the same: whoever adds holds the workspace (`authority.locked`) while asking.
    """
    reading = limit(workspace, meter)
    if not reading.has_room(more):
        raise LimitReachedError(
            f"{meter.label}: the {reading.plan.label} plan gives {reading.limit}, and {reading.used} are in use."
        )


def grace_ends_at(workspace: Workspace) -> datetime | None:
    """Return until when more than the plan gives is tolerated, if it still is. Costs no query."""
    if workspace.plan_shrunk_at is None or clock.now() >= workspace.plan_shrunk_at + GRACE:
        return None
    return workspace.plan_shrunk_at + GRACE


def division(workspace: Workspace, meter: Meter) -> Division:
    """Return what of a meter goes on and what is paused: what an admin chose first, then what was there first.

    Nothing is paused within the limit, nor during the grace after a plan became smaller.
    """
    every, most, grace_until = (
        metering.items(workspace, meter),
        limit_of(workspace, meter),
        grace_ends_at(workspace),
    )
    with in_workspace(workspace):
        rows = KeptActive.objects.for_workspace(workspace).filter(meter=meter)
        chosen = set(rows.values_list("item_id", flat=True))
    ranked = sorted(every, key=lambda item: item.id not in chosen)  # stable: their own order otherwise
    kept = ranked if most is None or grace_until is not None else ranked[:most]
    return Division(
        meter=meter,
        active=tuple(kept),
        paused=tuple(ranked[len(kept) :]),
        limit=most,
        grace_until=grace_until,
        is_chosen=bool(chosen),
    )


def paused_ids(workspace: Workspace, meter: Meter) -> frozenset[int]:
    """Return the numbers of what is paused. Costs no query unless the plan once became smaller, and its grace is over."""
    if workspace.plan_shrunk_at is None or grace_ends_at(workspace) is not None:
        return frozenset()
    return frozenset(item.id for item in division(workspace, meter).paused)


def _reading(
    workspace: Workspace, meter: Meter, plan: Plan, extra_seats: int, grace_until: datetime | None
) -> Reading:
    used, most = metering.used(workspace, meter), _limit(plan, meter, extra_seats)
    is_over = most is not None and used > most
    return Reading(
        meter=meter,
        used=used,
        limit=most,
        reason=_reason(used, most, in_grace=grace_until is not None),
        plan=plan,
        needed=_least_with_room(meter, used + 1),
        grace_until=grace_until if is_over else None,
    )


def _limit(plan: Plan, meter: Meter, extra_seats: int) -> int | None:
    most = limit_of_plan(plan, meter)
    return most + extra_seats if meter == Meter.SEATS and most is not None else most


def _reason(used: int, most: int | None, *, in_grace: bool) -> Reason:
    if most is None or used < most:
        return Reason.WITHIN_LIMIT
    if used == most:
        return Reason.LIMIT_REACHED
    return Reason.OVER_LIMIT_IN_GRACE if in_grace else Reason.OVER_LIMIT


def _least_with_room(meter: Meter, wanted: int) -> Plan | None:
    for plan in Plan:
        most = limit_of_plan(plan, meter)
        if most is None or most >= wanted:
            return plan
    return None
