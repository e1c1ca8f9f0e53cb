"""What every template may name."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apps.web.access import ACCESS

_ON_THE_WAY_IN = ("account_", "mfa_", "socialaccount_")


def site(request: HttpRequest) -> dict[str, str]:
    return {"version": settings.VERSION, "site_url": settings.SITE_URL, "sign_in_url": _sign_in_url(request)}


def _sign_in_url(request: HttpRequest) -> str:
    """Return the way in, and from there back to the page being shown, if it is one to come back to."""
    address = reverse("account_login")
    shown = (request.resolver_match.url_name or "") if request.resolver_match else ""
    if request.method != "GET" or shown not in ACCESS or shown.startswith(_ON_THE_WAY_IN):
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"
