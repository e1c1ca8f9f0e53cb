"""Secret addresses of feeds: one's own, a new one, none any more."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.models import FeedToken
from apps.accounts.selectors import feeds_of
from apps.accounts.services.feed_tokens import IssuedFeed, issue_feed, revoke_feed
from apps.accounts.types import FeedKind, Permission
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core.tenancy import in_workspace
from apps.web.forms.feeds import FeedForm
from apps.web.places import Place, inside, person_of
from apps.web.telling import done

ADDRESSES = {FeedKind.ATOM: "feed_alerts", FeedKind.ICAL: "feed_calendar"}


@inside
@require_safe
def feeds(request: HttpRequest, place: Place) -> HttpResponse:
    return _page(request, place, FeedForm())


@inside
@require_POST
def new(request: HttpRequest, place: Place) -> HttpResponse:
    """Make a feed and show its address in the answer to the request that made it, the only place where it ever is."""
    form = FeedForm(request.POST)
    if form.is_valid() and allows(place.workspace, Feature.FEEDS):
        try:
            issued = issue_feed(
                workspace=place.workspace,
                kind=form.wanted,
                name=form.cleaned_data["name"],
                actor=place.actor,
            )
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            return _show_once(request, place, issued)
    return _page(request, place, form, status=422)


@inside
@require_POST
def revoke(request: HttpRequest, place: Place, feed_id: int) -> HttpResponse:
    feed = _feed_or_404(place, feed_id)

    def act() -> None:
        revoke_feed(workspace=place.workspace, feed_id=feed_id, actor=place.actor)

    done(request, act, f"{feed.name} is ended: its address gives nothing any more.")
    return redirect("workspace_feeds", workspace_slug=place.workspace.slug)


def _page(request: HttpRequest, place: Place, form: FeedForm, *, status: int = 200) -> HttpResponse:
    person = person_of(request)
    with in_workspace(place.workspace):
        every = list(feeds_of(place.workspace, None if place.may(Permission.KEYS) else person))
    context = {
        "place": place,
        "mine": [feed for feed in every if feed.person_id == person.pk],
        "others": [feed for feed in every if feed.person_id != person.pk and feed.is_live()],
        "form": form,
        "has_feeds": allows(place.workspace, Feature.FEEDS),
    }
    return render(request, "web/workspaces/feeds.html", context, status=status)


def _show_once(request: HttpRequest, place: Place, issued: IssuedFeed) -> HttpResponse:
    address = reverse(ADDRESSES[FeedKind(issued.feed.kind)], args=[issued.secret])
    context = {"place": place, "feed": issued.feed, "address": address}
    return render(request, "web/workspaces/feed_issued.html", context)


def _feed_or_404(place: Place, feed_id: int) -> FeedToken:
    """Return a feed of this workspace, and of no other. Whose it may be to end it, the service knows."""
    with in_workspace(place.workspace):
        feed = feeds_of(place.workspace).filter(pk=feed_id).first()
    if feed is None:
        raise Http404("no such feed here")
    return feed
