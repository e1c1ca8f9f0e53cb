"""The library's way to the network: ours. It builds the requests and repeats them; the guarded client sends them."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import stripe

from apps.core.http import GuardedClient, Request
from apps.core.http.errors import GuardedHttpError

# The guarded client writes these itself. What the library tells of this machine is nobody's business.
_NOT_SENT: Final = frozenset({"user-agent", "x-stripe-client-user-agent", "x-stripe-client-telemetry"})


class _NoConnection(stripe.APIConnectionError):
    def __init__(self, message: str, *, should_retry: bool = False) -> None:
        super().__init__(message, should_retry=should_retry)  # type: ignore[no-untyped-call]  # the library's


class _Headers(dict[str, str]):
    """Headers as the library looks them up: whatever their case."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__({key.lower(): value for key, value in headers.items()})

    def __getitem__(self, key: str) -> str:
        return super().__getitem__(key.lower())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and super().__contains__(key.lower())

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]  # of text alone
        return super().get(key.lower(), default)


class GuardedTransport(stripe.HTTPClient):
    """Send what the library asks for through the guard: to one host, checked at dialling, no redirect, one deadline."""

    name = "guarded"

    def __init__(self, client: GuardedClient, *, host: str) -> None:
        super().__init__()
        self._client = client
        self._host = host

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: object = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Make one request; raises stripe.APIConnectionError, which says whether repeating it may help."""
        if urlsplit(url).netloc != self._host:
            raise _NoConnection(f"Stripe is at {self._host}, not at {urlsplit(url).netloc}.")
        sent = {key: value for key, value in (headers or {}).items() if key.lower() not in _NOT_SENT}
        body = post_data.encode() if isinstance(post_data, str) else b""
        try:
            response = self._client.send(Request(url=url, method=method.upper(), headers=sent, body=body))
        except GuardedHttpError as error:
            # What was sent may have arrived: repeating is safe, since every write has its key.
            raise _NoConnection(str(error), should_retry=error.retryable) from error
        return response.body.decode("utf-8", "replace"), response.status, _Headers(dict(response.headers))

    def close(self) -> None:
        """Close nothing: the guarded client keeps no connection."""
