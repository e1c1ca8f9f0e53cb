"""What a page of one person's tells caches, and what is left to a person whose account will be erased."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from apps.accounts.models import User
from apps.web.access_table import ACCESS, Access

_LEFT_TO_LEAVERS: Final = frozenset(
    {
        "own_data",
        "own_data_export",
        "own_data_keep",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class PrivatePagesMiddleware:
    """Keep pages that were made for a signed-in person out of every cache but their own.

    A page that never looked at the session is the same for everybody and is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        is_personal = request.session.accessed and request.user.is_authenticated
        if is_personal and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class LeavingMiddleware:
    """Show a person whose account will be erased nothing of theirs but the page on which they can keep it.

    Public pages are everybody's, and are not asked who looks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        name = (request.resolver_match.url_name or "") if request.resolver_match else ""
        if ACCESS.get(name, Access.PUBLIC) is Access.PUBLIC or name in _LEFT_TO_LEAVERS:
            return None
        is_leaving = isinstance(request.user, User) and request.user.is_leaving
        return redirect("own_data") if is_leaving else None
