"""What every template may name."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apps.web.access_table import ACCESS

_NOT_TO_COME_BACK_TO = ("account_", "mfa_", "socialaccount_", "home")


def site(request: HttpRequest) -> dict[str, str]:
    return {"version": settings.VERSION, "site_url": settings.SITE_URL, "sign_in_url": _sign_in_url(request)}


def _sign_in_url(request: HttpRequest) -> str:
    """Return the way in, and from there back to the page being shown, if it is one to come back to.

    From the front page the way leads on to one's workspace.
    """
    address = reverse("account_login")
    shown = (request.resolver_match.url_name or "") if request.resolver_match else ""
    if request.method != "GET" or shown not in ACCESS or shown.startswith(_NOT_TO_COME_BACK_TO):
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"
