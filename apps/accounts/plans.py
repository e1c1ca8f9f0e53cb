"""What a workspace's plan gives of what this app guards: seats, the audit log, single sign-on.

Plans are sold above, in `apps.billing`: it writes which plan a workspace has on the workspace's row, and fills in here what
each plan gives (docs/decisions/0014).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from apps.accounts.errors import NotInPlanError
from apps.accounts.models import Workspace
from apps.accounts.types import Plan
from apps.core import clock

GRACE: Final = timedelta(days=31)  # after a plan became smaller: what was there goes on
NOTICE: Final = timedelta(days=14)  # and then the audit log is cut: nobody shall learn of it afterwards


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan gives of what this app guards. No number of seats: no limit."""

    seats: int | None
    audit_kept_for: timedelta
    may_export_audit: bool
    may_sign_on: bool


_source: list[Callable[[Plan], Terms]] = []


def fill_in(terms_of_plan: Callable[[Plan], Terms]) -> None:
    """Say where the terms of a plan are found: called once, when the app that sells plans is ready."""
    _source[:] = [terms_of_plan]


def plan_of(workspace: Workspace) -> Plan:
    """Return the plan the workspace bought or was granted, or the plan of all. Costs no query."""
    return Plan(workspace.plan or settings.WORKSPACE_PLAN)


def terms_of(workspace: Workspace) -> Terms:
    """Return what the workspace's plan gives."""
    return _terms(plan_of(workspace))


def seats_of(workspace: Workspace) -> int | None:
    """Return how many people the workspace may have; None without a limit."""
    seats = terms_of(workspace).seats
    return None if seats is None else seats + workspace.extra_seats


def audit_kept_for(workspace: Workspace) -> timedelta:
    """Return how long an entry of the workspace's audit log is kept; leap years count in its favour.

    A plan that became smaller cuts the log after the grace and the notice, not before.
    """
    kept = terms_of(workspace).audit_kept_for
    cut_at = audit_cut_at(workspace)
    if cut_at is None or clock.now() >= cut_at:
        return kept
    return max(kept, _terms(Plan(workspace.plan_before)).audit_kept_for)


def audit_cut_at(workspace: Workspace) -> datetime | None:
    """Return when the log is cut to what the smaller plan keeps; None if the plan has not become smaller."""
    return None if workspace.plan_shrunk_at is None else workspace.plan_shrunk_at + GRACE + NOTICE


def may_export_audit(workspace: Workspace) -> bool:
    return terms_of(workspace).may_export_audit


def require_sign_on(workspace: Workspace) -> None:
    """Raises NotInPlanError where the plan has no single sign-on. What is set up goes on working in every plan."""
    if not terms_of(workspace).may_sign_on:
        raise NotInPlanError("Single sign-on is part of the Professional plan.")


def _terms(plan: Plan) -> Terms:
    if not _source:
        raise RuntimeError("Nobody has filled in the terms of plans: is apps.billing installed?")
    return _source[0](plan)
