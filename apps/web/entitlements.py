"""What a visitor's plan lets them see. A view asks before it puts a paid part into its context: what is not there cannot leak."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from apps.accounts.models import Membership, User
from apps.accounts.plans import plan_of
from apps.accounts.selectors import memberships_of
from apps.accounts.types import Plan
from apps.billing.entitlements import plan_allows
from apps.billing.types import Answer, Feature

_KEPT_AS: Final = "_memberships"  # on the request: the same for all that is asked while one page is made


def entitled(request: HttpRequest, feature: Feature) -> bool:
    """Say whether the visitor may see a paid part: by the best plan among their workspaces, or by `VISITOR_PLAN` without one."""
    return answer_for(request, feature).is_allowed


def answer_for(request: HttpRequest, feature: Feature) -> Answer:
    """Say whether the visitor may see a paid part, and which plan would show it."""
    best = best_membership(request)
    everybodys = Plan(settings.VISITOR_PLAN)
    plans = [everybodys] if best is None else [everybodys, plan_of(best.workspace)]
    return plan_allows(max(plans, key=lambda plan: plan.rank), feature)


def best_membership(request: HttpRequest) -> Membership | None:
    """Return the visitor's membership with the best plan; None of somebody who is in no workspace."""
    return max(visitors_memberships(request), key=lambda row: plan_of(row.workspace).rank, default=None)


def visitors_memberships(request: HttpRequest) -> list[Membership]:
    """Return the visitor's memberships, by the names of the workspaces; none of an anonymous one. Asked for once a page."""
    kept = vars(request)
    if _KEPT_AS not in kept:
        kept[_KEPT_AS] = memberships_of(request.user) if isinstance(request.user, User) else []
    found: list[Membership] = kept[_KEPT_AS]
    return found
