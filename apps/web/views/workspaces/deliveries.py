"""The log of what was sent: to whom, what it said, what came back, and sending it again."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.types import Permission
from apps.alerts.models import Delivery
from apps.alerts.services.mail_choices import hours_of
from apps.alerts.services.trials import replay
from apps.alerts.types import DeliveryState
from apps.core.tenancy import in_workspace
from apps.pipeline.tasks.deliveries import nudge_deliveries
from apps.web.places import Place, inside
from apps.web.presentation.basics import choices, chosen, query_prefix
from apps.web.presentation.channels import attempt_views, delivery_row
from apps.web.queries.channels import attempts_of, deliveries_of
from apps.web.telling import done

_PER_PAGE = 30


@inside
@require_safe
def deliveries(request: HttpRequest, place: Place) -> HttpResponse:
    state = chosen(request.GET, "state", DeliveryState.values)
    with in_workspace(place.workspace):
        found = deliveries_of(place.workspace)
        page = Paginator(found.filter(state=state) if state else found, _PER_PAGE).get_page(
            request.GET.get("page")
        )
        hours = hours_of(place.workspace)
        rows = [delivery_row(row, hours) for row in page]
    context = {
        "place": place,
        "page": page,
        "rows": rows,
        "state": state,
        "choices": choices([("", "All"), *DeliveryState.choices], state),
        "query": query_prefix({"state": state}),
    }
    return render(request, "web/workspaces/deliveries.html", context)


@inside
@require_safe
def delivery(request: HttpRequest, place: Place, delivery_id: int) -> HttpResponse:
    with in_workspace(place.workspace):
        record = _delivery_or_404(place, delivery_id)
        row = delivery_row(record, hours_of(place.workspace))
        attempts = attempt_views(attempts_of(place.workspace, record))
    may_replay = place.may(Permission.CHANNELS) and record.done_at is not None
    context = {"place": place, "row": row, "attempts": attempts, "may_replay": may_replay}
    return render(request, "web/workspaces/delivery.html", context)


@inside
@require_POST
def again(request: HttpRequest, place: Place, delivery_id: int) -> HttpResponse:
    with in_workspace(place.workspace):
        _delivery_or_404(place, delivery_id)

    def act() -> None:
        replay(workspace=place.workspace, delivery_id=delivery_id, actor=place.actor)

    if done(request, act, "It is on its way again."):
        nudge_deliveries(place.workspace.pk)
    return redirect("workspace_delivery", workspace_slug=place.workspace.slug, delivery_id=delivery_id)


def _delivery_or_404(place: Place, delivery_id: int) -> Delivery:
    """Return the message of this workspace, and of no other."""
    record = deliveries_of(place.workspace).filter(pk=delivery_id).first()
    if record is None:
        raise Http404("no such message here")
    return record
