"""Writing which plan a workspace has. For the app that sells plans; the caller says in the audit log why."""

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Workspace
from apps.accounts.plans import GRACE, NOTICE, plan_of
from apps.accounts.types import Change, Plan

_FIELDS = ("plan", "extra_seats", "plan_before", "plan_shrunk_at")


@dataclass(frozen=True, slots=True)
class Held:
    """The plan that a workspace bought or was granted; None: that of all."""

    plan: Plan | None
    extra_seats: int = 0


def set_plan(row: Workspace, held: Held, *, now: datetime) -> dict[str, Change]:
    """Give the workspace this plan, and note when it became smaller; return what changed, nothing if all is as it was.

    The caller holds the workspace (`authority.locked`).
    """
    before, seats_before = plan_of(row), row.extra_seats
    wanted = held.plan.value if held.plan else ""
    if (row.plan, seats_before) == (wanted, held.extra_seats):
        return {}
    row.plan, row.extra_seats = wanted, held.extra_seats
    after = plan_of(row)
    _note_size(row, before, is_smaller=(after.rank, held.extra_seats) < (before.rank, seats_before), now=now)
    row.save(update_fields=_FIELDS)
    changes: dict[str, Change] = {}
    if before != after:
        changes["plan"] = (before.value, after.value)
    if seats_before != held.extra_seats:
        changes["extra_seats"] = (seats_before, held.extra_seats)
    return changes


def _note_size(row: Workspace, before: Plan, *, is_smaller: bool, now: datetime) -> None:
    is_running = row.plan_shrunk_at is not None and now < row.plan_shrunk_at + GRACE + NOTICE
    former = Plan(row.plan_before or before)
    best = max(former, before, key=lambda plan: plan.rank) if is_running else before
    if is_smaller:
        row.plan_before, row.plan_shrunk_at = best, now
    elif plan_of(row).rank >= former.rank:
        # Less than it once was is still less: whoever asks what is paused goes by this mark.
        row.plan_before, row.plan_shrunk_at = "", None
