"""Answers for machines: probes, crawlers, people who found a hole."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.web.queries.readiness import readiness

_GOOD_FOR = timedelta(days=180)  # RFC 9116 §2.5.5 recommends less than a year
_PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the process answers, whoever asks
    """Say that the process is alive, and nothing more."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Say whether the database, the broker and the blob store answer; 503 names the ones that do not."""
    parts = readiness()
    is_ready = not any(part.problem for part in parts)
    body = {
        "status": "ready" if is_ready else "not ready",
        "parts": {part.name: part.problem or "ok" for part in parts},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    context = {"sitemap_url": f"{settings.SITE_URL}{reverse('sitemap_index')}"}
    return render(request, "web/robots.txt", context, content_type=_PLAIN)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Say whom to tell of a vulnerability (RFC 9116)."""
    expires = (clock.now() + _GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Lead password managers to the page where a password is changed (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("account_change_password")
