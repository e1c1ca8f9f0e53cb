"""What is done in a review: decided, signed, assigned, said, reopened. Each page says what came of it."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.types import Permission
from apps.core.tenancy import in_workspace
from apps.reviews.errors import NoSuchReviewError, ReviewsError
from apps.reviews.models import Review
from apps.reviews.selectors.reviews import reviewers_of
from apps.reviews.services.assigning import assign as assign_review
from apps.reviews.services.assigning import reschedule
from apps.reviews.services.deciding import Decision, decline
from apps.reviews.services.deciding import decide as decide_review
from apps.reviews.services.deciding import reopen as reopen_review
from apps.reviews.services.deciding import sign as sign_review
from apps.reviews.services.discussing import comment as comment_on
from apps.reviews.services.discussing import opened_attachment, see_mentions
from apps.web.forms.reviews import AssignForm, CommentForm, DecisionForm, ReasonForm, TurnForm
from apps.web.places import Place, denied, inside, person_of
from apps.web.telling import done
from apps.web.views.workspaces.reviews import STATES, review_or_404, review_page, states_for

_HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@inside
@require_POST
def decide(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    """Decide, or propose. The address for those who sign off, `accept/`, leads here too: the service knows who may what."""
    record = review_or_404(place, review_id)
    with in_workspace(place.workspace):
        members = reviewers_of(place.workspace)
    # What a stale page offers is refused by the service, which says how the review stands now.
    states = states_for(place, record) or STATES
    form = DecisionForm(request.POST, states=states, members=members)
    if not form.is_valid():
        return review_page(request, place, record, status=422, decision_form=form)

    def act() -> Review:
        wanted = Decision(form.state_chosen, form.cleaned_data["reason"], form.until_chosen, form.to_chosen)
        return decide_review(
            workspace=place.workspace,
            review_id=review_id,
            turn=form.cleaned_data["turn"],
            decision=wanted,
            actor=place.actor,
        )

    return _answer(request, place, review_id, act, decision_form=form)


@inside
@require_POST
def sign(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    """Sign what was proposed, or decline to."""
    if request.POST.get("step") == "decline":
        return _decline(request, place, review_id)
    review_or_404(place, review_id)
    form = _turn(TurnForm(request.POST))

    def act() -> None:
        sign_review(workspace=place.workspace, review_id=review_id, turn=form["turn"], actor=place.actor)

    done(request, act, "You have signed. The review is closed.")
    return _back(place, review_id)


@inside
@require_POST
def withdraw(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    """Take back what one proposed oneself."""
    return _decline(request, place, review_id)


@inside
@require_POST
def assign(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    """Say whose the review is and when it is due, or take it."""
    record = review_or_404(place, review_id)
    if request.POST.get("step") == "take":
        turn = _turn(TurnForm(request.POST))["turn"]

        def take() -> None:
            assign_review(
                workspace=place.workspace,
                review_id=review_id,
                turn=turn,
                owner_id=place.membership.user_id,
                actor=place.actor,
            )

        done(request, take, "It is yours now, and in review.")
        return _back(place, review_id)
    with in_workspace(place.workspace):
        form = AssignForm(request.POST, members=reviewers_of(place.workspace))
    if not form.is_valid():
        return review_page(request, place, record, status=422, assign_form=form)

    def act() -> None:
        here: dict[str, Any] = {"workspace": place.workspace, "review_id": review_id, "actor": place.actor}
        turn = form.cleaned_data["turn"]
        given = assign_review(turn=turn, owner_id=form.owner_id, **here)
        reschedule(turn=given.turn, due_on=form.cleaned_data["due_on"], **here)

    return _answer(request, place, review_id, act, assign_form=form)


@inside
@require_POST
def comment(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    record = review_or_404(place, review_id)
    if place.is_paused:
        return denied(request, place, Permission.REVIEW)
    form = CommentForm(request.POST, request.FILES)
    if not form.is_valid():
        return review_page(request, place, record, status=422, comment_form=form)

    def act() -> None:
        comment_on(
            workspace=place.workspace,
            review_id=review_id,
            text=form.cleaned_data["text"],
            uploads=form.uploads,
            actor=place.actor,
        )

    return _answer(request, place, review_id, act, comment_form=form)


@inside
@require_POST
def reopen(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    record = review_or_404(place, review_id)
    form = ReasonForm(request.POST, prefix="reopen")
    if not form.is_valid():
        return review_page(request, place, record, status=422, reopen_form=form)

    def act() -> None:
        given = form.cleaned_data
        reopen_review(
            workspace=place.workspace,
            review_id=review_id,
            turn=given["turn"],
            reason=given["reason"],
            actor=place.actor,
        )

    return _answer(request, place, review_id, act, reopen_form=form)


@inside
@require_POST
def seen(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    """Note that the member has seen where the review names them."""
    review_or_404(place, review_id)
    see_mentions(workspace=place.workspace, review_id=review_id, user=person_of(request))
    return _back(place, review_id)


@inside
@require_safe
def file(_request: HttpRequest, place: Place, file_id: int) -> HttpResponse:
    """Give a file as a download without a type: what a member uploaded must not run on this origin."""
    try:
        found, data = opened_attachment(workspace=place.workspace, attachment_id=file_id)
    except NoSuchReviewError as error:
        raise Http404(str(error)) from error
    response = HttpResponse(data, content_type="application/octet-stream", headers=_HEADERS)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    return response


def _decline(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    record = review_or_404(place, review_id)
    form = ReasonForm(request.POST, prefix="decline")
    if not form.is_valid():
        return review_page(request, place, record, status=422, decline_form=form)

    def act() -> None:
        given = form.cleaned_data
        decline(
            workspace=place.workspace,
            review_id=review_id,
            turn=given["turn"],
            reason=given["reason"],
            actor=place.actor,
        )

    return _answer(request, place, review_id, act, decline_form=form)


def _refusal(act: Callable[[], object]) -> str:
    """Do it; return why not, in words for people, if it was refused."""
    try:
        act()
    except (AccountsError, ReviewsError) as error:
        return str(error)
    return ""


def _answer(
    request: HttpRequest, place: Place, review_id: int, act: Callable[[], object], **forms: Form
) -> HttpResponse:
    refusal = _refusal(act)
    return _again(request, place, review_id, refusal, **forms) if refusal else _back(place, review_id)


def _again(request: HttpRequest, place: Place, review_id: int, refusal: str, **forms: Form) -> HttpResponse:
    """Show the review as it is now, why this was refused, and what the person wrote, whether or not its form is still there."""
    (form,) = forms.values()
    written = form.cleaned_data.get("reason") or form.cleaned_data.get("text") or ""
    record = review_or_404(place, review_id)
    offered = {} if record.is_closed or record.is_proposed else forms
    return review_page(request, place, record, status=422, refusal=refusal, written=written, **offered)


def _back(place: Place, review_id: int) -> HttpResponse:
    return redirect("workspace_review", workspace_slug=place.workspace.slug, review_id=review_id)


def _turn(form: TurnForm) -> dict[str, Any]:
    if not form.is_valid():
        raise BadRequest("Open the review again, then press the button.")
    return form.cleaned_data
