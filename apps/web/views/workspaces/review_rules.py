"""The rules by which reviews are opened, and the own contracts that they can leave out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.types import Permission
from apps.billing.entitlements import allows
from apps.billing.errors import BillingError
from apps.billing.types import Feature
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.provisions.models import Provision, Topic
from apps.reviews.errors import ReviewsError
from apps.reviews.selectors.overlays import overlays_of
from apps.reviews.selectors.reviews import reviewers_of
from apps.reviews.selectors.rules import rules_of
from apps.reviews.services.overlaying import PlatformTopic, add_overlay, end_overlay
from apps.reviews.services.ruling import RuleWish, change_rule, close_rule, open_rule, wish_of
from apps.subscriptions.selectors import watches_of
from apps.web.access import get_platform_or_404, get_subject_or_404
from apps.web.forms.review_rules import OverlayForm, RuleForm
from apps.web.places import Place, inside
from apps.web.queries.reviews import every_platform, rule_rows
from apps.web.telling import done

_TROUBLES = (AccountsError, BillingError, ReviewsError)


@inside
@require_safe
def rules(request: HttpRequest, place: Place) -> HttpResponse:
    with in_workspace(place.workspace):
        rows = rule_rows(place.workspace)
    context = {
        "place": place,
        "rows": rows,
        "may_set": place.may(Permission.SETTINGS),
        "is_in_plan": bool(allows(place.workspace, Feature.SAME_DAY_ALERTS)),
    }
    return render(request, "web/workspaces/review_rules.html", context)


@inside
def rule_new(request: HttpRequest, place: Place) -> HttpResponse:
    form = _form(request, place, RuleWish(name=""))
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_rule(workspace=place.workspace, wish=form.wish, actor=place.actor)
        except _TROUBLES as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{opened}” holds for changes that are told from now on.")
            return redirect("workspace_review_rules", workspace_slug=place.workspace.slug)
    context = {"place": place, "form": form, "rule": None}
    return render(request, "web/workspaces/review_rule.html", context, status=_status(form))


@inside
def rule(request: HttpRequest, place: Place, rule_id: int) -> HttpResponse:
    with in_workspace(place.workspace):
        found = rules_of(place.workspace).filter(pk=rule_id).first()
        if found is None:
            raise Http404("no such rule here")
        wish = wish_of(place.workspace, found)
    form = _form(request, place, wish)
    if request.method == "POST" and form.is_valid():
        try:
            change_rule(workspace=place.workspace, rule_id=rule_id, wish=form.wish, actor=place.actor)
        except _TROUBLES as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The rule is changed. Reviews that it opened stay as they are.")
            return redirect("workspace_review_rules", workspace_slug=place.workspace.slug)
    context = {"place": place, "form": form, "rule": found}
    return render(request, "web/workspaces/review_rule.html", context, status=_status(form))


@inside
@require_POST
def rule_close(request: HttpRequest, place: Place, rule_id: int) -> HttpResponse:
    with in_workspace(place.workspace):
        if not rules_of(place.workspace).filter(pk=rule_id).exists():
            raise Http404("no such rule here")

    def act() -> None:
        close_rule(workspace=place.workspace, rule_id=rule_id, actor=place.actor)

    done(request, act, "The rule opens no more reviews. Those that it opened stay.")
    return redirect("workspace_review_rules", workspace_slug=place.workspace.slug)


@inside
@require_safe
def contracts(request: HttpRequest, place: Place) -> HttpResponse:
    with in_workspace(place.workspace):
        rows = list(overlays_of(place.workspace))
    context = {
        "place": place,
        "rows": rows,
        "today": clock.now().date(),
        "may_review": place.may(Permission.REVIEW),
    }
    return render(request, "web/workspaces/review_contracts.html", context)


@inside
def contract_new(request: HttpRequest, place: Place) -> HttpResponse:
    """Note that an own contract overrides a clause, or what a platform writes on a topic."""
    given = request.POST if request.method == "POST" else request.GET
    if not (given.get("provision") or given.get("topic")):
        messages.info(request, "Note a contract from the page of a clause, or from a review.")
        return redirect("workspace_review_contracts", workspace_slug=place.workspace.slug)
    subject = _subject_or_404(given)
    form = OverlayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_overlay(workspace=place.workspace, subject=subject, wish=form.wish, actor=place.actor)
        except _TROUBLES as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, f"{added} stands wherever the clause is shown to you and your colleagues."
            )
            return redirect("workspace_review_contracts", workspace_slug=place.workspace.slug)
    context = {"place": place, "form": form, "subject": subject, "given": given}
    return render(request, "web/workspaces/review_contract_new.html", context, status=_status(form))


@inside
@require_POST
def contract_end(request: HttpRequest, place: Place, contract_id: int) -> HttpResponse:
    with in_workspace(place.workspace):
        if not overlays_of(place.workspace).filter(pk=contract_id).exists():
            raise Http404("no such contract here")

    def act() -> None:
        end_overlay(workspace=place.workspace, overlay_id=contract_id, actor=place.actor)

    done(request, act, "It overrides nothing any more. That it did stays in the list.")
    return redirect("workspace_review_contracts", workspace_slug=place.workspace.slug)


def _form(request: HttpRequest, place: Place, wish: RuleWish) -> RuleForm:
    with in_workspace(place.workspace):
        return RuleForm(
            request.POST if request.method == "POST" else None,
            wish=wish,
            watches=watches_of(place.workspace),
            platforms=every_platform(),
            members=reviewers_of(place.workspace),
        )


def _subject_or_404(given: QueryDict) -> Provision | PlatformTopic:
    if given.get("topic"):
        if "\x00" in given["topic"]:
            raise Http404("no such topic")
        topic = get_object_or_404(Topic, slug=given["topic"], is_retired=False)
        return PlatformTopic(get_platform_or_404(given.get("platform", "").replace("\x00", "")), topic)
    found = get_subject_or_404(given)
    if not isinstance(found, Provision):
        raise Http404("no clause is named")
    return found


def _status(form: RuleForm | OverlayForm) -> int:
    return 422 if form.errors else 200
