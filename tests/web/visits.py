"""One visit of a walk: who asks for which address, and what they got in the words of the access table."""

from django.http import HttpResponseBase
from django.urls import reverse

from apps.web.access_listing import FORBIDDEN, NOT_FOUND, OPEN, SIGN_IN
from tests.web.access_samples import Sample
from tests.web.teams import Team

METHODS = ("get", "post")


def outcome(response: HttpResponseBase) -> str:
    """Return what a visitor got, in the words of the table."""
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return SIGN_IN
    return {403: FORBIDDEN, 404: NOT_FOUND}.get(response.status_code, OPEN)


def ask(team: Team, visitor: str, method: str, address: str, sample: Sample) -> HttpResponseBase:
    client = team.client(visitor)
    response: HttpResponseBase = (
        client.get(address) if method == "get" else client.post(address, dict(sample.data))
    )
    return response
