"""A member's own mail: what the next digest would say now, when it comes, and how it stops."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from apps.accounts.plans import plan_of
from apps.accounts.types import Permission
from apps.alerts.digests import content_of
from apps.alerts.mail import letter_context, read_stop_token
from apps.alerts.schedules import WorkingHours
from apps.alerts.services.mail_choices import (
    choice_of,
    choose_mail,
    hours_of,
    set_work_hours,
    stop_mail,
)
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.forms.digests import HoursForm, MailForm, said_hours
from apps.web.places import Place, inside
from apps.web.telling import done


@inside
def digest(request: HttpRequest, place: Place) -> HttpResponse:
    """Show what the next digest would say now, in the mail's own words, and let the member choose when it comes."""
    workspace = place.workspace
    with in_workspace(workspace):
        choice = choice_of(place.membership)
    said = {name: getattr(choice, name) for name in ("rhythm", "hour", "weekday", "all_quiet", "reminds")}
    form = MailForm(request.POST or None, plan=plan_of(workspace), initial=said)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            choose_mail(workspace=workspace, wish=form.wish, actor=place.actor)

        done(request, act, "Your mail is as you want it.")
        return redirect("workspace_digest", workspace_slug=workspace.slug)
    now = clock.now()
    zone = ZoneInfo(place.membership.user.time_zone)
    with in_workspace(workspace):
        start = min(choice.covered_until, now)
        content = content_of(workspace, start=start, end=now, today=now.astimezone(zone).date())
        hours = hours_of(workspace)
    context = letter_context(place.membership, content, start=start, end=now)
    context |= {
        "place": place,
        "form": form,
        "choice": choice,
        "hours": hours,
        "next_due": choice.next_due_at and choice.next_due_at.astimezone(zone).replace(tzinfo=None),
        "may_set_hours": place.may(Permission.SETTINGS),
    }
    return render(request, "web/workspaces/digest.html", context, status=422 if form.errors else 200)


@inside
def hours(request: HttpRequest, place: Place) -> HttpResponse:
    workspace = place.workspace
    with in_workspace(workspace):
        known = hours_of(workspace) or WorkingHours(ZoneInfo(place.membership.user.time_zone))
    form = HoursForm(request.POST or None, initial=said_hours(known))
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            set_work_hours(workspace=workspace, wanted=form.wanted, actor=place.actor)

        done(request, act, "The working hours are saved.")
        return redirect("workspace_digest", workspace_slug=workspace.slug)
    context = {"place": place, "form": form}
    return render(request, "web/workspaces/digest_hours.html", context, status=422 if form.errors else 200)


@csrf_exempt  # posted by mail programs (RFC 8058); the signed address stands in for the token
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End a member's mail of a workspace on one click. A mere visit asks first: programs look at links before people do."""
    named = read_stop_token(token)
    if named is None:
        raise Http404("no such mail")
    is_stopped = request.method == "POST"
    if is_stopped:
        stop_mail(
            workspace_id=named.workspace_id,
            membership_id=named.membership_id,
            only_reminders=named.only_reminders,
        )
    context = {"is_stopped": is_stopped, "only_reminders": named.only_reminders}
    return render(request, "web/mail_stop.html", context)
