"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - a context processor's signature
    return {"version": settings.VERSION, "site_url": settings.SITE_URL}
