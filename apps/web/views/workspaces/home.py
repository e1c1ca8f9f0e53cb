"""A workspace's home: what needs attention now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts import rules
from apps.accounts.types import Permission, Role
from apps.core.tenancy import in_workspace
from apps.web.places import Place, inside, person_of
from apps.web.presentation.calendar import date_views
from apps.web.queries.calendar import today_of
from apps.web.queries.home import due, sight, unread
from apps.web.queries.workspaces import attention, latest_activity

_SHOWN = 6


@inside
@require_safe
def home(request: HttpRequest, place: Place) -> HttpResponse:
    person = person_of(request)
    today = today_of(person)
    with in_workspace(place.workspace):
        waiting = due(place.workspace, person, today)
        context = {
            "place": place,
            "attention": attention(place, person),
            "due": date_views(waiting.dates, waiting.read, slug=place.workspace.slug, today=today),
            "due_more": waiting.more,
            "unread": unread(place.workspace),
            "sight": sight(place.workspace),
            "activity": latest_activity(place, _SHOWN) if place.may(Permission.AUDIT) else (),
        }
        return render(request, "web/workspaces/home.html", context)


@inside
@require_safe
def roles(request: HttpRequest, place: Place) -> HttpResponse:
    rows = [
        {"label": permission.label, "held": [rules.can(role, permission) for role in Role]}
        for permission in Permission
    ]
    return render(request, "web/workspaces/roles.html", {"place": place, "roles": list(Role), "rows": rows})
