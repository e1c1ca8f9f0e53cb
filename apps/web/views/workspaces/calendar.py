"""The calendar of a workspace, a month at a time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.tenancy import in_workspace
from apps.web.places import Place, inside, person_of
from apps.web.presentation.calendar import month_asked, month_view, span_of_month
from apps.web.queries.calendar import dates_read, today_of, undated


@inside
@require_safe
def calendar(request: HttpRequest, place: Place) -> HttpResponse:
    today = today_of(person_of(request))
    first = month_asked(request.GET.get("month", "").strip(), today)
    with in_workspace(place.workspace):
        read = dates_read(place.workspace, span_of_month(first))
        without = undated(place.workspace)
    context = {
        "place": place,
        "month": month_view(first, read, slug=place.workspace.slug, today=today),
        "undated": without,
    }
    return render(request, "web/workspaces/calendar.html", context)
