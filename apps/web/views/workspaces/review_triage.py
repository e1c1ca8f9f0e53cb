"""Triage: many reviews at once, by keyboard or with checkboxes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.accounts.errors import AccountsError
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.reviews.errors import ReviewsError
from apps.reviews.models import Review
from apps.reviews.models.review import LONGEST_REASON
from apps.reviews.services.assigning import assign
from apps.reviews.services.deciding import Decision, decide
from apps.reviews.types import State
from apps.web.places import Place, inside
from apps.web.presentation.reviews import review_rows
from apps.web.queries.reviews import triage_of

_PER_PAGE = 50
_TAKE = "take"
_DECISIONS = {"no_action": State.NO_ACTION, "accept": State.ACCEPTED, "escalate": State.ESCALATED}


@inside
def triage(request: HttpRequest, place: Place) -> HttpResponse:
    """Show what waits for a decision, and do one thing with those that are chosen."""
    if request.method == "POST":
        return _do(request, place)
    return _page(request, place)


def _page(request: HttpRequest, place: Place, status: int = 200, **said: Any) -> HttpResponse:
    with in_workspace(place.workspace):
        page = Paginator(triage_of(place.workspace), _PER_PAGE).get_page(request.GET.get("page"))
        rows = review_rows(page, clock.now().date())
    context = {"place": place, "page": page, "rows": rows, "most": LONGEST_REASON, **said}
    return render(request, "web/workspaces/review_triage.html", context, status=status)


def _do(request: HttpRequest, place: Place) -> HttpResponse:
    """Each is done by itself: one that somebody else decided meanwhile keeps none of the others from being done."""
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    if step != _TAKE and step not in _DECISIONS:
        raise BadRequest("There is nothing of this name to do.")
    wanted = list(_chosen(request))
    if not wanted:
        return _page(request, place, 422, reason=reason, error="Choose at least one review.")
    if step != _TAKE and not reason.strip():
        chosen = {number for number, _turn in wanted}
        error = "Give the reason: whoever asks in a year reads it."
        return _page(request, place, 422, chosen=chosen, reason=reason, error=error, step=step)
    closed, proposed, refused = 0, 0, []
    for number, turn in wanted:
        try:
            review = _act(place, number, turn, step, reason)
        except (AccountsError, ReviewsError) as error:
            refused.append(str(error))
            continue
        closed, proposed = closed + (not review.is_proposed), proposed + review.is_proposed
    _tell(request, step, closed, proposed, refused)
    return redirect("workspace_review_triage", workspace_slug=place.workspace.slug)


def _act(place: Place, number: int, turn: int, step: str, reason: str) -> Review:
    here: dict[str, Any] = {
        "workspace": place.workspace,
        "review_id": number,
        "turn": turn,
        "actor": place.actor,
    }
    if step == _TAKE:
        return assign(owner_id=place.membership.user_id, **here)
    return decide(decision=Decision(_DECISIONS[step], reason), **here)


def _chosen(request: HttpRequest) -> Iterator[tuple[int, int]]:
    """Yield number and turn of each review that is chosen: the turn that the page showed."""
    for given in request.POST.getlist("review")[:_PER_PAGE]:
        number, _, turn = given.partition(":")
        if not (number.isascii() and number.isdecimal() and turn.isascii() and turn.isdecimal()):
            raise BadRequest("Open the list again.")
        yield int(number), int(turn)


def _tell(request: HttpRequest, step: str, done: int, proposed: int, refused: list[str]) -> None:
    words = {_TAKE: "taken", "escalate": "escalated"}.get(step, "closed")
    if done:
        messages.success(request, f"{_reviews(done)} {words}.")
    if proposed:
        messages.success(request, f"{_reviews(proposed)} proposed: a second member has to sign.")
    for said in dict.fromkeys(refused):
        messages.error(request, said)


def _reviews(number: int) -> str:
    return "1 review" if number == 1 else f"{number} reviews"
