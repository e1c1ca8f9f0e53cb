"""Asking people to prove again who they are before something that a browser left open must not give away."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from apps.accounts.identity import has_second_factor
from apps.core import clock
from apps.web.places import person_of

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def proved_again(view: View) -> View:
    """Call the view for whoever has just proved who they are; others are asked to. For people who are signed in.

    With a password or a second factor one proves it on the spot. Who has neither, having signed in by a code or by somebody
    else's word, signs in anew: allauth lets them through unasked.
    """
    on_the_spot: View = reauthentication_required(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = person_of(request)
        if person.has_usable_password() or has_second_factor(person):
            return on_the_spot(request, *args, **kwargs)
        if _has_just_signed_in(request):
            return view(request, *args, **kwargs)
        return render(request, "web/account/sign_in_again.html", {"back": request.path})

    return wrapped


def _has_just_signed_in(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    now: float = clock.now().timestamp()
    return bool(records) and now - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
