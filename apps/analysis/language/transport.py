"""The library's way to the network: ours. Its HTTP client hands each request over, and the guarded client sends it."""

from typing import Final

import httpx2

from apps.core.http import GuardedClient, Request
from apps.core.http.errors import DeadlineExceeded, GuardedHttpError

# The guarded client writes these itself, and undoes the encoding before the library sees the body.
_CONNECTIONS_OWN: Final = frozenset(
    {"host", "accept-encoding", "connection", "content-length", "cookie", "user-agent", "transfer-encoding"}
)
_BODYS_OWN: Final = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Send what the library asks for through the guard: checked at dialling, no redirect, one deadline, capped.

    It blocks its event loop on purpose: the loop is made for one request and does nothing else meanwhile.
    """

    def __init__(self, client: GuardedClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Make one request; the guard's error is the cause of the one raised."""
        headers = {
            key: value for key, value in request.headers.items() if key.lower() not in _CONNECTIONS_OWN
        }
        body = await request.aread()
        try:
            response = self._client.send(
                Request(url=str(request.url), method=request.method, headers=headers, body=body)
            )
        except DeadlineExceeded as error:
            raise httpx2.ReadTimeout(str(error), request=request) from error
        except GuardedHttpError as error:
            raise httpx2.NetworkError(str(error), request=request) from error
        kept = [(key, value) for key, value in response.headers if key.lower() not in _BODYS_OWN]
        return httpx2.Response(response.status, headers=kept, content=response.body, request=request)
