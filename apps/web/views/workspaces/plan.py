"""A workspace's plan: how it stands, what is used, what is paused, what was invoiced."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.types import Plan
from apps.billing.entitlements import division
from apps.billing.errors import BillingOffError, InvalidChoiceError
from apps.billing.selectors import invoices_of, offers, standing_of, usage_of
from apps.billing.services.checkout import refresh
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.services.keeping import choose_active
from apps.billing.types import GrantKind, Meter
from apps.web.forms.billing import CodeForm, KeepForm
from apps.web.places import Place, inside
from apps.web.presentation.plan_state import facts_of, invoice_state, meter_view, state_of
from apps.web.presentation.plans import plan_cards, plan_rows
from apps.web.telling import done


@inside
@require_safe
def overview(request: HttpRequest, place: Place) -> HttpResponse:
    standing = standing_of(place.workspace)
    context = {
        "place": place,
        "standing": standing,
        "state": state_of(standing),
        "facts": facts_of(standing),
        "meters": tuple(meter_view(reading) for reading in usage_of(place.workspace)),
        "cards": plan_cards(),
        "rows": plan_rows(offers()),
        "code": CodeForm(),
        "may_try_plans": settings.PLAN_SWITCH,
    }
    return render(request, "web/workspaces/plan.html", context)


@inside
@require_safe
def back(request: HttpRequest, place: Place) -> HttpResponse:
    """Look at Stripe for whoever comes back from its pages, so that they see what they just did."""

    def act() -> None:
        refresh(workspace=place.workspace, actor=place.actor)

    done(request, act, "This is how the plan stands now.")
    return redirect("workspace_plan", workspace_slug=place.workspace.slug)


@inside
@require_safe
def invoices(request: HttpRequest, place: Place) -> HttpResponse:
    rows = [{"invoice": row, "state": invoice_state(row)} for row in invoices_of(place.workspace)]
    context = {"place": place, "rows": rows, "is_sold": settings.STRIPE is not None}
    return render(request, "web/workspaces/plan_invoices.html", context)


@inside
def keep(request: HttpRequest, place: Place, meter: str) -> HttpResponse:
    """Choose what stays active where there is more than the plan gives."""
    if meter not in Meter.values:
        raise Http404("no such meter")
    divided = division(place.workspace, Meter(meter))
    form = KeepForm(request.POST if request.method == "POST" else None, division=divided)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            wanted = form.cleaned_data["kept"]
            choose_active(workspace=place.workspace, meter=Meter(meter), ids=wanted, actor=place.actor)

        if done(request, act, "Chosen. What is paused stays as it is, and readable."):
            return redirect("workspace_plan", workspace_slug=place.workspace.slug)
    context = {"place": place, "form": form, "divided": divided}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/workspaces/plan_keep.html", context, status=status)


@inside
@require_POST
def try_out(request: HttpRequest, place: Place) -> HttpResponse:
    """Give the workspace another plan at once: on a site for trying things, never in production."""

    def act() -> None:
        if not settings.PLAN_SWITCH:
            raise BillingOffError("Plans are tried out in the demo only.")
        if request.POST.get("plan") not in Plan.values:
            raise InvalidChoiceError("There is no such plan.")
        wish = GrantWish(
            plan=Plan(request.POST["plan"]), kind=GrantKind.SELF_HOSTED, reason="Tried out in the demo"
        )
        grant_plan(workspace=place.workspace, wish=wish, actor=place.actor)

    done(request, act, "The workspace has this plan now. Look around.")
    return redirect("workspace_plan", workspace_slug=place.workspace.slug)
