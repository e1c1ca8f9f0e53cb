"""Beginning, changing, ending what a workspace pays for. What it costs is shown before anything is done."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_POST

from apps.accounts.errors import AccountsError
from apps.accounts.types import Plan
from apps.billing.entitlements import reading_under
from apps.billing.errors import BillingError, InvalidDetailsError
from apps.billing.selectors import Standing, offers, standing_of
from apps.billing.services.changing import (
    billing_details,
    cancel_at_period_end,
    change_plan,
    preview_change,
    redeem_code,
    resume,
    update_billing_details,
)
from apps.billing.services.checkout import open_portal, start_checkout
from apps.billing.types import BillingDetails, ChangePreview, Interval, Meter, PlanChoice, PortalPage
from apps.web.forms.billing import CancelForm, CodeForm, DetailsForm, PlanChoiceForm, agreed_to, read_agreed
from apps.web.places import Place, inside
from apps.web.presentation.plan_change import before_and_after, checkout_facts
from apps.web.presentation.plan_state import plan_after, what_happens
from apps.web.telling import done


@inside
def change(request: HttpRequest, place: Place) -> HttpResponse:
    """Choose; see what changes and what it costs; then agree to it."""
    if request.method == "POST":
        return _agreed(request, place)
    standing = standing_of(place.workspace)
    form = (
        PlanChoiceForm(request.GET) if "plan" in request.GET else PlanChoiceForm(initial=_initial(standing))
    )
    context = {"place": place, "standing": standing, "form": form, "offers": offers()}
    if standing.is_sold_here and form.is_bound and form.is_valid():
        context |= _shown(request, place, standing, form.choice)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "web/workspaces/plan_change.html", context, status=status)


@inside
@require_POST
def begin(request: HttpRequest, place: Place) -> HttpResponse:
    """Lead on to Stripe's page, on which a trial or a payment begins."""
    form = PlanChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a plan first.")
        return redirect("workspace_plan_change", workspace_slug=place.workspace.slug)
    try:
        where = start_checkout(
            workspace=place.workspace,
            choice=form.choice,
            actor=place.actor,
            success_url=_absolute(place, "workspace_plan_back"),
            cancel_url=_absolute(place, "workspace_plan_change"),
        )
    except (AccountsError, BillingError) as error:
        return _told(request, place, error)
    return _leave(request, place, where)


@inside
def cancel(request: HttpRequest, place: Place) -> HttpResponse:
    """Say what happens when, and then let the plan end with what is paid for."""
    standing = standing_of(place.workspace)
    running = standing.subscription
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            comment = form.cleaned_data["comment"]
            cancel_at_period_end(workspace=place.workspace, actor=place.actor, comment=comment)

        done(request, act, "Cancelled. The plan runs until the end of what is paid for; you can call it off.")
        return redirect("workspace_plan", workspace_slug=place.workspace.slug)
    if running is None or running.is_over or running.is_ending:
        messages.info(request, "There is nothing to cancel.")
        return redirect("workspace_plan", workspace_slug=place.workspace.slug)
    after = plan_after(standing)
    readings = [reading_under(place.workspace, meter, after) for meter in Meter]
    steps = what_happens(running, after, [reading for reading in readings if reading.over])
    context = {"place": place, "standing": standing, "form": form, "steps": steps, "after": after.label}
    return render(request, "web/workspaces/plan_cancel.html", context)


@inside
@require_POST
def resume_plan(request: HttpRequest, place: Place) -> HttpResponse:
    def act() -> None:
        resume(workspace=place.workspace, actor=place.actor)

    done(request, act, "The cancellation is called off: the plan goes on.")
    return redirect("workspace_plan", workspace_slug=place.workspace.slug)


@inside
@require_POST
def payment(request: HttpRequest, place: Place) -> HttpResponse:
    """Lead on to Stripe's page for cards and receipts."""
    page = PortalPage.PAYMENT_METHOD if request.POST.get("page") == "payment_method" else PortalPage.HOME
    try:
        where = open_portal(
            workspace=place.workspace,
            actor=place.actor,
            return_url=_absolute(place, "workspace_plan_back"),
            page=page,
        )
    except (AccountsError, BillingError) as error:
        return _told(request, place, error)
    return _leave(request, place, where)


@inside
def details(request: HttpRequest, place: Place) -> HttpResponse:
    """Show and write who invoices are made out to: Stripe keeps it, and checks the tax number."""
    try:
        known = billing_details(workspace=place.workspace, actor=place.actor)
    except (AccountsError, BillingError) as error:
        return _told(request, place, error)
    form = DetailsForm(request.POST or None, initial=_fields(known))
    if request.method == "POST" and form.is_valid():
        try:
            update_billing_details(workspace=place.workspace, details=form.details, actor=place.actor)
        except InvalidDetailsError as error:
            form.add_error(None, str(error))
        except (AccountsError, BillingError) as error:
            return _told(request, place, error)
        else:
            messages.success(request, "Saved. The next invoice is made out so.")
            return redirect("workspace_plan", workspace_slug=place.workspace.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/workspaces/plan_details.html", {"place": place, "form": form}, status=status)


@inside
@require_POST
def code(request: HttpRequest, place: Place) -> HttpResponse:
    form = CodeForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise InvalidDetailsError("Type the code first.")
        redeem_code(workspace=place.workspace, code=form.cleaned_data["code"], actor=place.actor)

    done(request, act, "The code counts from the next invoice on.")
    return redirect("workspace_plan", workspace_slug=place.workspace.slug)


def _agreed(request: HttpRequest, place: Place) -> HttpResponse:
    agreed = read_agreed(place.workspace, request.POST.get("agreed", ""))
    if agreed is None:
        messages.error(
            request, "What was shown is older than an hour. Nothing was changed: look at it again."
        )
        return redirect("workspace_plan_change", workspace_slug=place.workspace.slug)
    choice, at = agreed

    def act() -> None:
        change_plan(workspace=place.workspace, choice=choice, actor=place.actor, at=at)

    done(request, act, f"The workspace has the {choice.plan.label} plan as you chose it.")
    return redirect("workspace_plan", workspace_slug=place.workspace.slug)


def _shown(request: HttpRequest, place: Place, standing: Standing, choice: PlanChoice) -> dict[str, Any]:
    """Return what a choice would change, from Stripe where something runs already."""
    if standing.may_subscribe:
        return {"choice": choice, "checkout": checkout_facts(standing, choice, offers())}
    try:
        preview: ChangePreview = preview_change(workspace=place.workspace, choice=choice, actor=place.actor)
    except (AccountsError, BillingError) as error:
        messages.error(request, str(error))
        return {}
    running = standing.subscription
    return {
        "choice": choice,
        "preview": preview,
        "changes": before_and_after(preview, running) if running else None,
        "agreed": agreed_to(place.workspace, preview),
    }


def _initial(standing: Standing) -> dict[str, Any]:
    running = standing.subscription
    if running is None or running.is_over:
        return {"plan": Plan.PROFESSIONAL, "interval": Interval.MONTH, "extra_seats": 0}
    chosen = running.choice
    return {"plan": chosen.plan, "interval": chosen.interval, "extra_seats": chosen.extra_seats}


def _fields(known: BillingDetails) -> dict[str, str]:
    return {field: getattr(known, field) for field in BillingDetails.__dataclass_fields__}


def _absolute(place: Place, name: str) -> str:
    return settings.SITE_URL + reverse(name, kwargs={"workspace_slug": place.workspace.slug})


def _leave(request: HttpRequest, place: Place, where: str) -> HttpResponse:
    """Lead on by a page, not by a redirect: browsers hold those after a form to the policy on where forms may go."""
    response = render(request, "web/workspaces/plan_leave.html", {"place": place, "where": where})
    response["Refresh"] = f"0; url={iri_to_uri(where)}"
    return response


def _told(request: HttpRequest, place: Place, error: Exception) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("workspace_plan", workspace_slug=place.workspace.slug)
