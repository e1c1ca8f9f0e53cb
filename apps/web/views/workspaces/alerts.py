"""The inbox: what was told, why, and what the team made of it."""

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.types import Permission
from apps.alerts.models import Alert
from apps.alerts.selectors import alert_of
from apps.alerts.services.marking import dismiss, mark_all_read, mark_read, undismiss
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.forms.inbox import DismissForm
from apps.web.places import Place, inside
from apps.web.presentation.basics import choices, chosen, query_prefix
from apps.web.presentation.dates import date_facts
from apps.web.presentation.inbox import watch_views
from apps.web.queries.documents import dates_of
from apps.web.queries.inbox import inbox_of, is_shown, still_open, unread_shown
from apps.web.telling import done

_PER_PAGE = 30
_SHOWN = [("", "All"), ("unread", "Unread"), ("dismissed", "Dismissed")]


@inside
@require_safe
def inbox(request: HttpRequest, place: Place) -> HttpResponse:
    show = chosen(request.GET, "show", [value for value, _label in _SHOWN if value])
    workspace = place.workspace
    with in_workspace(workspace):
        read = inbox_of(workspace, only_unread=show == "unread", dismissed=show == "dismissed")
        page = Paginator(read.alerts, _PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "place": place,
            "inbox": read,
            "page": page,
            "alerts": list(page),
            "show": show,
            "choices": choices(_SHOWN, show),
            "query": query_prefix({"show": show}),
            "until": clock.now().isoformat(),
        }
    return render(request, "web/workspaces/inbox.html", context)


@inside
@require_safe
def unread(request: HttpRequest, place: Place) -> HttpResponse:
    """Give the number in the navigation alone, to pages that ask again; 304 while it is the number that they have."""
    count = unread_shown(place.workspace)
    etag = quote_etag(f"{place.workspace.pk}-{count}")
    response = render(request, "web/workspaces/_unread.html", {"count": count})
    response["ETag"] = etag
    given = get_conditional_response(request, etag=etag, response=response)
    return given if isinstance(given, HttpResponse) else response


@inside
@require_safe
def alert(request: HttpRequest, place: Place, alert_id: int) -> HttpResponse:
    return _page(request, place, _alert_or_404(place, alert_id), DismissForm())


@inside
@require_POST
def alert_read(request: HttpRequest, place: Place, alert_id: int) -> HttpResponse:
    _alert_or_404(place, alert_id)

    def act() -> None:
        mark_read(workspace=place.workspace, alert_ids=[alert_id], actor=place.actor)

    done(request, act, "Marked as read for everybody in this workspace.")
    return redirect("workspace_inbox", workspace_slug=place.workspace.slug)


@inside
@require_POST
def all_read(request: HttpRequest, place: Place) -> HttpResponse:
    """Mark all as read that stood on the page on which the button was pressed, and none that came since."""
    until = parse_datetime(request.POST.get("until", "").strip())
    if until is None or until.tzinfo is None:
        raise BadRequest("Open the inbox again, then mark its alerts as read.")

    def act() -> None:
        mark_all_read(workspace=place.workspace, actor=place.actor, until=until)

    done(request, act, "All are marked as read for everybody in this workspace.")
    return redirect("workspace_inbox", workspace_slug=place.workspace.slug)


@inside
@require_POST
def alert_dismiss(request: HttpRequest, place: Place, alert_id: int) -> HttpResponse:
    record = _alert_or_404(place, alert_id)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return _page(request, place, record, form, status=422)

    def act() -> None:
        dismiss(
            workspace=place.workspace,
            alert_id=alert_id,
            actor=place.actor,
            reason=form.cleaned_data["reason"],
        )

    told = "It is out of the inbox. To hear less of its kind, change the watch that told it."
    done(request, act, told)
    return redirect("workspace_alert", workspace_slug=place.workspace.slug, alert_id=alert_id)


@inside
@require_POST
def alert_restore(request: HttpRequest, place: Place, alert_id: int) -> HttpResponse:
    _alert_or_404(place, alert_id)

    def act() -> None:
        undismiss(workspace=place.workspace, alert_id=alert_id, actor=place.actor)

    done(request, act, "It is back in the inbox.")
    return redirect("workspace_alert", workspace_slug=place.workspace.slug, alert_id=alert_id)


def _page(
    request: HttpRequest, place: Place, record: Alert, form: DismissForm, *, status: int = 200
) -> HttpResponse:
    reasons, change = record.reasons, record.change
    every = [watch.watch for watch in (*reasons.told_by, *reasons.left_out)]
    with in_workspace(place.workspace):
        changeable = still_open(place.workspace, every) if place.may(Permission.WATCH) else frozenset()
    context = {
        "place": place,
        "alert": record,
        "change": change,
        "told_by": watch_views(reasons.told_by, changeable),
        "left_out": watch_views(reasons.left_out, changeable),
        "dates": date_facts(dates_of(change.to_version), dates_of(change.from_version)),
        "may_dismiss": place.may(Permission.WATCH),
        "form": form,
    }
    return render(request, "web/workspaces/alert.html", context, status=status)


def _alert_or_404(place: Place, alert_id: int) -> Alert:
    """Return the alert of this workspace, and of no other, once its plan shows it."""
    with in_workspace(place.workspace):
        record = alert_of(place.workspace, alert_id)
    if record is None or not is_shown(place.workspace, record):
        raise Http404("no such alert here")
    return record
