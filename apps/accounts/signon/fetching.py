"""Asking a provider's server: through the guard, encrypted, little and soon."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.conf import settings

from apps.accounts.signon.refusals import Refusal, SignOnRefusedError
from apps.core.http import Guard, GuardedClient, Limits, Request, Response
from apps.core.http.errors import GuardedHttpError
from apps.core.http.relay import RelayedGuard
from apps.core.http.types import MIB
from apps.core.http.urls import parse_url

_LIMITS: Final = Limits(raw_bytes=MIB, decoded_bytes=2 * MIB, redirects=3, deadline=10.0)
_OK = 200


def is_fit_url(url: str) -> bool:
    """Tell whether people and secrets may be sent there: plainly spelled, and encrypted."""
    try:
        target = parse_url(url)
    except GuardedHttpError:
        return False
    return target.scheme == "https" or (target.host, target.port) in settings.FETCH_ALLOW


def fetch(url: str, *, bearer: str = "") -> bytes:
    """Return what an address answers with 200; `bearer` is shown to that address alone."""
    only_at = {parse_url(url).url: {"Authorization": f"Bearer {bearer}"}} if bearer else {}
    return _answered(Request(url=_fit(url), headers={"Accept": "*/*"}, only_at=only_at))


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
    """Post a form and return what is answered with 200."""
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", **headers}
    return _answered(Request(url=_fit(url), method="POST", headers=sent, body=urlencode(fields).encode()))


def _answered(request: Request) -> bytes:
    try:
        response = _client().send(request)
    except GuardedHttpError as error:
        raise SignOnRefusedError(Refusal.UNREACHABLE, f"{error.code}: {error}") from error
    if not _is_whole(response):
        raise SignOnRefusedError(Refusal.UNREACHABLE, f"{response.status} from {response.url}")
    return response.body


def _is_whole(response: Response) -> bool:
    # A redirect over an open line may have been anybody's: what came of it is not believed.
    return response.status == _OK and all(is_fit_url(url) for url in (response.url, *_passed(response)))


def _passed(response: Response) -> list[str]:
    return [hop.url for hop in response.hops]


def _fit(url: str) -> str:
    if not is_fit_url(url):
        raise SignOnRefusedError(Refusal.UNREACHABLE, "an address that is not https")
    return url


def _client() -> GuardedClient:
    relay = settings.EGRESS_PROXY
    guard = RelayedGuard(relay=next(iter(relay))) if relay else Guard(allow=settings.FETCH_ALLOW)
    return GuardedClient(guard=guard, user_agent=settings.FETCH_USER_AGENT, limits=_LIMITS)
