"""Fetch a page the simple way: one request, no script."""

from apps.core import clock
from apps.core.http import GuardedClient, Request
from apps.core.http.urls import parse_url
from apps.documents.fetching.base import Fetched, FetchRequest, accept_language

NAME = "plain"
VERSION = "1"
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"
NOT_MODIFIED = 304


class PlainFetcher:
    """Fetch through the guarded client, conditionally where an earlier answer allows it."""

    name = NAME

    def __init__(self, client: GuardedClient) -> None:
        self._client = client

    def fetch(self, request: FetchRequest) -> Fetched:
        """Fetch once; raises a `GuardedHttpError` subclass."""
        validated_at = parse_url(request.validated_url or request.url).url
        validators = _validators(request)
        response = self._client.send(
            Request(request.url, headers=_headers(request), only_at={validated_at: validators})
        )
        # A 304 that nobody asked for vouches for nothing.
        was_conditional = bool(validators) and response.url == validated_at
        return Fetched(
            status=response.status,
            headers=response.headers,
            body=response.body,
            final_url=response.url,
            hops=response.hops,
            remote_address=response.remote_address,
            started_at=response.started_at,
            finished_at=clock.now(),
            content_type=response.content_type,
            charset=response.charset,
            not_modified=response.status == NOT_MODIFIED and was_conditional,
            fetcher=NAME,
            fetcher_version=VERSION,
            tls=response.tls,
        )


def _headers(request: FetchRequest) -> dict[str, str]:
    headers = {"Accept": ACCEPT, "Accept-Language": accept_language(request.locale)}
    return headers | ({"Referer": request.referer} if request.referer else {})


def _validators(request: FetchRequest) -> dict[str, str]:
    validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in validators.items() if value}
