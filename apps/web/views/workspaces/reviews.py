"""Reviews: the list by deadline, one of them, and opening one by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.types import Permission
from apps.analysis.selectors.shown import shown_change_reading
from apps.core import clock
from apps.core.ids import PublicIdKind
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.provisions.selectors import provision_changes_of
from apps.reviews.errors import ReviewsError
from apps.reviews.models import Review
from apps.reviews.selectors.reviews import (
    attachments_of,
    history_of,
    review_about,
    review_in,
    reviewers_of,
    unseen_mentions,
)
from apps.reviews.services.deciding import may_decide
from apps.reviews.services.opening import Wish, due_of, news_of, open_review
from apps.reviews.types import State
from apps.web.access import get_number_or_404
from apps.web.forms.reviews import AssignForm, CommentForm, DecisionForm, OpenForm, ReasonForm, TurnForm
from apps.web.places import Place, inside, person_of
from apps.web.presentation.basics import choices, chosen, query_prefix
from apps.web.presentation.change_clauses import clause_rows
from apps.web.presentation.change_readings import change_summary
from apps.web.presentation.dates import date_facts
from apps.web.presentation.reviews import clause_views, event_views, excerpt_view, review_row, review_rows
from apps.web.queries.change_clauses import clauses_touched
from apps.web.queries.documents import dates_of
from apps.web.queries.reviews import (
    Wanted,
    later_changes,
    overlays_by_id,
    redline_of,
    reviews_listed,
    title_of,
)

_PER_PAGE = 30
_SHOWN = [
    ("", "To decide"),
    ("overdue", "Overdue"),
    ("sign", "To sign"),
    ("tainted", "Changed again"),
    ("closed", "Closed"),
]
_OWNERS = [("", "Everybody's"), ("me", "Mine"), ("none", "Nobody's")]
STATES = (
    State.NO_ACTION,
    State.ACCEPTED,
    State.ACCEPTED_UNTIL,
    State.OBJECTION_SENT,
    State.ESCALATED,
)


@inside
@require_safe
def reviews(request: HttpRequest, place: Place) -> HttpResponse:
    show = chosen(request.GET, "show", [value for value, _label in _SHOWN if value])
    owner = chosen(request.GET, "owner", [value for value, _label in _OWNERS if value])
    today = clock.now().date()
    with in_workspace(place.workspace):
        found = reviews_listed(place.workspace, Wanted(show, owner), person_of(request), today)
        page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
        rows = review_rows(page, today)
    context = {
        "place": place,
        "page": page,
        "rows": rows,
        "show": show,
        "shown": choices(_SHOWN, show),
        "owners": choices(_OWNERS, owner),
        "owner": owner,
        "query": query_prefix({"show": show, "owner": owner}),
        "may_review": place.may(Permission.REVIEW),
    }
    return render(request, "web/workspaces/reviews.html", context)


@inside
def new(request: HttpRequest, place: Place) -> HttpResponse:
    """Say what a review of this change would be, and open it."""
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("change"):
        messages.info(request, "Open a review from an alert, or from the page of a change.")
        return redirect("workspace_reviews", workspace_slug=place.workspace.slug)
    change = _change_or_404(given["change"])
    with in_workspace(place.workspace):
        present = review_about(place.workspace, change)
        title = title_of(place.workspace, change)
        members = reviewers_of(place.workspace)
    if present is not None:
        messages.info(request, "There is a review of this change already.")
        return redirect("workspace_review", workspace_slug=place.workspace.slug, review_id=present.pk)
    news = news_of(change, title)
    form = OpenForm(request.POST if request.method == "POST" else None, members=members)
    if request.method == "POST" and form.is_valid():
        wish = Wish(form.owner_id, form.cleaned_data["needs_signature"])
        try:
            opened = open_review(workspace=place.workspace, news=news, wish=wish, actor=place.actor)
        except (AccountsError, ReviewsError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The review is open.")
            return redirect(
                "workspace_review", workspace_slug=place.workspace.slug, review_id=opened.review.pk
            )
    context = {"place": place, "form": form, "change": change, "title": title, "due": due_of(news)}
    status = 422 if form.errors else 200
    return render(request, "web/workspaces/review_new.html", context, status=status)


@inside
@require_safe
def review(request: HttpRequest, place: Place, review_id: int) -> HttpResponse:
    return review_page(request, place, review_or_404(place, review_id))


def review_or_404(place: Place, review_id: int) -> Review:
    """Return the review of this workspace, and of no other."""
    with in_workspace(place.workspace):
        found = review_in(place.workspace, review_id)
    if found is None:
        raise Http404("no such review here")
    return found


def review_page(
    request: HttpRequest, place: Place, record: Review, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Draw a review; `forms` are those that were filled in and refused."""
    change, today = record.change, clock.now().date()
    shown = shown_change_reading(change)
    touched = provision_changes_of(change)
    with in_workspace(place.workspace):
        context = {
            "history": event_views(
                history_of(place.workspace, record), attachments_of(place.workspace, record)
            ),
            "overlays": overlays_by_id(place.workspace, [row.provision_id for row in touched]),
            "named": unseen_mentions(place.workspace, person_of(request))
            .filter(event__review=record)
            .count(),
            **_forms(place, record),
        }
    context |= {
        "place": place,
        "review": record,
        "row": review_row(record, today),
        "change": change,
        "summary": change_summary(shown.reading, may_read=False) if shown else None,
        "clauses": clause_views(clause_rows(change.document, clauses_touched(change)), context["overlays"]),
        "excerpt": excerpt_view(redline_of(change)),
        "dates": date_facts(dates_of(change.to_version), dates_of(change.from_version)),
        "later": later_changes(record),
        **forms,
    }
    return render(request, "web/workspaces/review.html", context, status=status)


def states_for(place: Place, record: Review) -> list[State]:
    """Return the decisions that a member may make or propose now."""
    if place.is_paused or record.is_closed or record.is_proposed:
        return []
    return [state for state in STATES if may_decide(place.membership.role, record, state)]


def _forms(place: Place, record: Review) -> dict[str, Any]:
    """Return what the member may fill in. Inside `in_workspace`."""
    turn = {"turn": record.turn}
    members, states = reviewers_of(place.workspace), states_for(place, record)
    may_review, may_sign = place.may(Permission.REVIEW), place.may(Permission.SIGN_OFF)
    is_own = record.decided_by_id == place.membership.user_id
    assigned = turn | {"owner": str(record.owner_id or ""), "due_on": record.due_on}
    return {
        "decision_form": DecisionForm(initial=turn, states=states, members=members) if states else None,
        "decides_as": "decide" if may_review else "accept",
        "sign_form": TurnForm(initial=turn) if record.is_proposed and may_sign and not is_own else None,
        "decline_form": ReasonForm(initial=turn, prefix="decline")
        if record.is_proposed and (may_sign or (is_own and may_review))
        else None,
        "declines_as": "sign" if may_sign else "withdraw",
        "assign_form": AssignForm(initial=assigned, members=members)
        if may_review and not record.is_closed
        else None,
        "may_take": may_review and not record.is_closed and record.owner_id != place.membership.user_id,
        "reopen_form": ReasonForm(initial=turn, prefix="reopen") if record.is_closed and may_review else None,
        "comment_form": CommentForm() if not record.is_closed and not place.is_paused else None,
    }


def _change_or_404(public_id: str) -> Change:
    number = get_number_or_404(PublicIdKind.CHANGE, public_id)
    found = Change.objects.for_pages().filter(pk=number).first()
    if found is None:
        raise Http404("no such change")
    return found
