"""What a workspace follows: the list, a new watch, its rules, its end."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts import rules as roles
from apps.accounts.errors import AccountsError
from apps.accounts.selectors import memberships_of
from apps.accounts.types import Permission
from apps.billing.entitlements import allows, limit, paused_ids
from apps.billing.errors import BillingError
from apps.billing.types import Feature, Meter
from apps.core.tenancy import in_workspace
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.platforms.selectors import platforms_matching
from apps.provisions.models import Provision, Topic
from apps.subscriptions.errors import SubscriptionsError
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import SavedSearch, Subject
from apps.subscriptions.selectors import open_watch_of, preview, watches_of
from apps.subscriptions.services.watching import change_watch, close_watch, open_watch
from apps.subscriptions.types import Rules
from apps.web.access import get_subject_or_404
from apps.web.forms.watches import RulesForm
from apps.web.places import Place, inside, person_of
from apps.web.presentation.basics import query_prefix
from apps.web.presentation.plan_state import meter_view
from apps.web.presentation.watches import no_room, preview_view, subject_view, watch_row, watch_rows
from apps.web.queries.watches import (
    counts_already,
    followed_platforms,
    seen_of,
    watch_in,
)
from apps.web.telling import done

_PER_PAGE: Final = 30
_LONGEST_SEARCH: Final = 100
_TROUBLES = (AccountsError, BillingError, SubscriptionsError)


@login_required
@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Lead from a public page to the new watch of one's workspace, or to the choice among several."""
    subject = get_subject_or_404(request.GET)
    if subject is None:
        raise Http404("nothing is named to follow")
    view = subject_view(subject)
    memberships = memberships_of(person_of(request))
    may = [row.workspace for row in memberships if roles.can(row.role, Permission.WATCH)]
    address = f"?{query_prefix({view.field: view.value}).removesuffix('&')}"
    if len(may) == 1:
        response = redirect("workspace_watch_new", workspace_slug=may[0].slug)
        response["Location"] += address
        return response
    context = {"subject": view, "workspaces": may, "address": address, "is_member": bool(memberships)}
    return render(request, "web/workspaces/follow.html", context)


@inside
@require_safe
def watches(request: HttpRequest, place: Place) -> HttpResponse:
    workspace = place.workspace
    with in_workspace(workspace):
        page = Paginator(watches_of(workspace), _PER_PAGE).get_page(request.GET.get("page"))
        found = list(page)
    paused = paused_ids(workspace, Meter.PLATFORMS)
    context = {
        "place": place,
        "page": page,
        "rows": watch_rows(found, seen_of(found), paused),
        "meter": meter_view(limit(workspace, Meter.PLATFORMS)),
        "paused": len(paused),
        "may_watch": place.may(Permission.WATCH),
        "may_keep": place.may(Permission.BILLING),
    }
    return render(request, "web/workspaces/watches.html", context)


@inside
def new(request: HttpRequest, place: Place) -> HttpResponse:
    """Choose what to follow, say which of its changes are told, see what would have been, and save."""
    subject = get_subject_or_404(request.POST if request.method == "POST" else request.GET)
    if subject is None:
        return _choose(request, place)
    present = open_watch_of(place.workspace, subject)
    if present is not None:
        messages.info(request, "This is followed already. Its rules stay as they are until you change them.")
        return _to(place, present)
    view = subject_view(subject)
    if not view.is_in_every_plan and not allows(place.workspace, Feature.PROVISION_MONITORING):
        context = {"place": place, "subject": view}
        return render(request, "web/workspaces/watch_locked.html", context)
    form = _form(request, place, subject, Rules())
    if _is_saved(request, form):
        try:
            opened = open_watch(
                workspace=place.workspace, subject=subject, rules=form.rules, actor=place.actor
            )
        except _TROUBLES as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"You follow {view.name} now.")
            return _to(place, opened.watch)
    is_counted = counts_already(place.workspace, _platform_id(subject))
    context = {
        "place": place,
        "subject": view,
        "no_room": None if is_counted else no_room(limit(place.workspace, Meter.PLATFORMS), place),
        **_asked(form, subject, Rules()),
    }
    return render(request, "web/workspaces/watch_new.html", context, status=_status(request, form))


@inside
@require_safe
def watch(request: HttpRequest, place: Place, watch_id: int) -> HttpResponse:
    found = _watch_or_404(place, watch_id)
    row = watch_row(found, seen_of([found]), paused_ids(place.workspace, Meter.PLATFORMS))
    context = {
        "place": place,
        "row": row,
        "subject": subject_view(found.subject),
        "preview": preview_view(preview(found.subject, found.rules)),
        "may_watch": place.may(Permission.WATCH),
    }
    return render(request, "web/workspaces/watch.html", context)


@inside
def rules(request: HttpRequest, place: Place, watch_id: int) -> HttpResponse:
    found = _watch_or_404(place, watch_id)
    form = _form(request, place, found.subject, found.rules)
    if _is_saved(request, form):
        try:
            change_watch(workspace=place.workspace, watch_id=watch_id, rules=form.rules, actor=place.actor)
        except _TROUBLES as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The rules are changed. They hold from the next change on.")
            return _to(place, found)
    row = watch_row(found, seen_of([found]), ())
    context = {"place": place, "row": row, **_asked(form, found.subject, found.rules)}
    return render(request, "web/workspaces/watch_rules.html", context, status=_status(request, form))


@inside
def close(request: HttpRequest, place: Place, watch_id: int) -> HttpResponse:
    found = _watch_or_404(place, watch_id)
    if request.method == "POST":

        def act() -> None:
            close_watch(workspace=place.workspace, watch_id=watch_id, actor=place.actor)

        done(request, act, f"{found.name} is not followed any more. What was told stays.")
        return redirect("workspace_watches", workspace_slug=place.workspace.slug)
    row = watch_row(found, seen_of([found]), ())
    return render(request, "web/workspaces/watch_close.html", {"place": place, "row": row})


def _choose(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the platforms, to follow one of them."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    page = Paginator(platforms_matching(text=text, category=""), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "page": page,
        "q": text,
        "followed": followed_platforms(place.workspace),
        "query": query_prefix({"q": text}),
    }
    return render(request, "web/workspaces/watch_choose.html", context)


def _form(request: HttpRequest, place: Place, subject: Subject, before: Rules) -> RulesForm:
    is_wide = isinstance(subject, Platform | Document)
    return RulesForm(
        request.POST if request.method == "POST" else None,
        rules=before,
        has_topics=is_wide and bool(allows(place.workspace, Feature.PROVISION_MONITORING)),
        has_locale=isinstance(subject, Platform | Topic | SavedSearch),
    )


def _asked(form: RulesForm, subject: Subject, before: Rules) -> dict[str, Any]:
    """Return the form, and what its rules would have told; nothing of that while they cannot be read."""
    readable = not form.is_bound or "__all__" in form.errors or form.is_valid()
    asked = form.rules if form.is_bound and readable else before
    return {
        "form": form,
        "preview": preview_view(preview(subject, asked)) if readable else None,
        "may_choose_topics": "topics" in form.fields or not isinstance(subject, Platform | Document),
    }


def _is_saved(request: HttpRequest, form: RulesForm) -> bool:
    return request.method == "POST" and request.POST.get("step") == "save" and form.is_valid()


def _status(request: HttpRequest, form: RulesForm) -> int:
    """A preview that cannot be made says so in its place, which htmx puts in for answers of success alone."""
    return 422 if request.POST.get("step") == "save" and form.errors else 200


def _platform_id(subject: Subject) -> int | None:
    if isinstance(subject, Platform):
        return subject.pk
    if isinstance(subject, Provision):
        return subject.document.platform_id
    if isinstance(subject, SavedSearch):
        return subject.platform.pk if subject.platform else None
    return subject.platform_id if isinstance(subject, Document) else None


def _watch_or_404(place: Place, watch_id: int) -> Watch:
    """Return the open watch of this workspace, and of no other."""
    found = watch_in(place.workspace, watch_id)
    if found is None:
        raise Http404("no such watch here")
    return found


def _to(place: Place, watch: Watch) -> HttpResponse:
    return redirect("workspace_watch", workspace_slug=place.workspace.slug, watch_id=watch.pk)
