"""What each plan gives and costs, from the same data as everything that asks for it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts import rules
from apps.accounts.models import User
from apps.accounts.selectors import memberships_of
from apps.accounts.types import Permission, Plan
from apps.billing.selectors import offers
from apps.web.presentation.plans import plan_cards, plan_rows


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    context = {
        "cards": plan_cards(),
        "rows": plan_rows(offers()),
        "is_sold": settings.STRIPE is not None,
        "everybodys": Plan(settings.WORKSPACE_PLAN).label,
        "way_on": _way_on(request),
    }
    return render(request, "web/pricing.html", context)


def _way_on(request: HttpRequest) -> str:
    """Return where a plan is begun: in the one workspace that one pays for, else where one chooses or makes one."""
    if not isinstance(request.user, User):
        return reverse("account_signup")
    paid_by_you = [row for row in memberships_of(request.user) if rules.can(row.role, Permission.BILLING)]
    if len(paid_by_you) == 1:
        return reverse("workspace_plan", kwargs={"workspace_slug": paid_by_you[0].workspace.slug})
    return reverse("workspaces")
