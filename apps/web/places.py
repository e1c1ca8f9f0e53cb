"""The door of every page in a workspace: who is there, as what, and whether the page is for them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from apps.accounts import rules
from apps.accounts.admission import Obstacle, is_own_sign_in, obstacle
from apps.accounts.identity import client_address
from apps.accounts.models import Membership, User, Workspace
from apps.accounts.selectors import memberships_of
from apps.accounts.types import Actor, Permission
from apps.billing.entitlements import paused_ids
from apps.billing.types import Meter
from apps.web.access_table import ACCESS

WAY_BACK: Final = "way_back"  # where a session keeps the page that asked for a second factor
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace, as the member who asks sees it. `elsewhere` are their other memberships, by name: the switcher.

    `is_paused`: there are more members than the plan has seats, and this one is not among those who stay active. They read.
    """

    membership: Membership
    actor: Actor
    elsewhere: tuple[Membership, ...] = ()
    is_paused: bool = False

    @property
    def workspace(self) -> Workspace:
        return self.membership.workspace

    def may(self, permission: Permission) -> bool:
        if self.is_paused and permission != Permission.READ:
            return False
        return rules.can(self.membership.role, permission)


PlaceView = Callable[Concatenate[HttpRequest, Place, ...], HttpResponseBase]


def inside(view: PlaceView) -> Callable[..., HttpResponseBase]:
    """Call the view with the Place at this address, if the member's role holds what the access table asks for.

    Whoever is not signed in is sent to sign in, a stranger to the workspace gets 404, a member who has not signed in as the
    workspace wants it is led to that, a member whose role does not allow it gets 403 and learns who may. The view opens `in_workspace` around what it reads; services open their own.
    """

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *, workspace_slug: str, **kwargs: Any) -> HttpResponseBase:
        place = _place(request, workspace_slug)
        permission = _permission_for(request)
        met = obstacle(request, place.membership)
        if met is not None:
            response: HttpResponseBase = held_up(request, place, met)
        elif place.may(permission):
            request.session.pop(WAY_BACK, None)
            response = view(request, place, **kwargs)
        else:
            response = denied(request, place, permission)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return wrapped


def denied(request: HttpRequest, place: Place, permission: Permission) -> HttpResponse:
    """Say that the member's role does not allow this, and whose does."""
    _logger.info(
        "Denied to a member",
        extra={"user": place.actor.user_id, "workspace": place.workspace.pk, "permission": permission.value},
    )
    context = {"place": place, "permission": permission, "holders": rules.holders(permission)}
    return render(request, "web/workspaces/denied.html", context, status=403)


def held_up(request: HttpRequest, place: Place, met: Obstacle) -> HttpResponse:
    """Say what the workspace asks for before it lets the member in, and lead there."""
    _logger.info(
        "Held up at the door",
        extra={"user": place.actor.user_id, "workspace": place.workspace.pk, "obstacle": met.value},
    )
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else _front(place)
    if met is Obstacle.SECOND_FACTOR:
        # Setting one up takes several pages, the last of which shows recovery codes: they lead back from there.
        request.session[WAY_BACK] = {"path": here, "name": place.workspace.name}
    context = {
        "workspace": place.workspace,
        "email": place.actor.name,
        "next": here,
        "is_own": is_own_sign_in(request),
    }
    return render(request, f"web/workspaces/held_up_{met.value}.html", context, status=403)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, and from where, as the audit log will tell it; the session by the start of its digest."""
    user = person_of(request)
    key = request.session.session_key or ""
    session = sha256(key.encode()).hexdigest()[:12] if key else ""
    return replace(visitor_of(request), user_id=user.pk, name=user.email, session=session)


def visitor_of(request: HttpRequest) -> Actor:
    """Return from where a request comes, of whom nothing is known yet."""
    agent = request.headers.get("User-Agent", "")[:300]
    return Actor(user_id=None, name="", ip=client_address(request), user_agent=agent)


def person_of(request: HttpRequest) -> User:
    """Return the person who is signed in. For views that `login_required` guards."""
    if not isinstance(request.user, User):
        raise TypeError("This view is for people who are signed in.")
    return request.user


def _place(request: HttpRequest, slug: str) -> Place:
    memberships = memberships_of(person_of(request))
    here = next((row for row in memberships if row.workspace.slug == slug), None)
    if here is None:
        raise Http404("no workspace of yours")
    return Place(
        here,
        actor_of(request),
        tuple(row for row in memberships if row is not here),
        is_paused=here.pk in paused_ids(here.workspace, Meter.SEATS),
    )


def _front(place: Place) -> str:
    return reverse("workspace", kwargs={"workspace_slug": place.workspace.slug})


def _permission_for(request: HttpRequest) -> Permission:
    """Return what the table asks of this address; a page that is not for members has no business behind this door."""
    wanted = ACCESS[(request.resolver_match.url_name or "") if request.resolver_match else ""]
    if not isinstance(wanted, Permission):
        raise TypeError(f"{wanted!r} is not a permission in a workspace.")
    return wanted
