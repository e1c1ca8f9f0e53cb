"""The door of the editors' pages: for staff, some for those with a permission; nobody else learns that they are there.

What editors decide is public, so in production a password alone does not make one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from apps.accounts.identity import has_second_factor
from apps.accounts.models import User
from apps.accounts.types import Permission
from apps.analysis.types.authors import person
from apps.web.access_table import ACCESS, Access


def for_staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Call the view for staff with the permission that the access table names. Whoever is not signed in is sent to sign in, everybody else gets 404; no cache keeps the page.

    In production staff without a second step are sent to add one.
    """

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        name = request.resolver_match.url_name if request.resolver_match else None
        if not _may(_person(request), ACCESS.get(name or "")):
            raise Http404("for staff")
        if settings.IS_PRODUCTION and not has_second_factor(_person(request)):
            messages.info(request, "Editors sign in with a second step. Add one to go on.")
            return redirect("mfa_index")
        response = view(request, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return wrapped


def editor(request: HttpRequest) -> str:
    """Name the person who decides as analyses know people."""
    return person(_person(request).pk)


def _may(person: User, wanted: Access | Permission | None) -> bool:
    if wanted in {Access.GRANTS, Access.PRICES}:
        return person.is_staff and person.has_perm(str(wanted))
    return person.is_staff and wanted is Access.STAFF


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `login_required` let nobody else in
    return request.user
