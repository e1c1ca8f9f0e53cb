"""The one HTTP client: every request the product makes to an address somebody gave it goes through here."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from apps.core import clock
from apps.core.http.cookies import ChainCookies
from apps.core.http.deadlines import Deadline
from apps.core.http.decoding import ACCEPT_ENCODING
from apps.core.http.errors import GuardedHttpError, TooManyRedirects
from apps.core.http.exchange import Answer, Exchange, default_ssl_context
from apps.core.http.guard import Guard
from apps.core.http.types import Headers, Hop, Limits, Request, Response, first_header
from apps.core.http.urls import Target, parse_url

METHODS = frozenset({"GET", "HEAD", "POST", "DELETE"})
_CHANGING = frozenset({"POST", "DELETE"})  # what they change is not changed at another address
_OWN_HEADERS = frozenset({"host", "accept-encoding", "connection", "content-length", "cookie", "user-agent"})


class GuardedClient:
    """Fetch public addresses within limits. Safe to share between threads; keeps nothing between requests."""

    def __init__(
        self,
        *,
        guard: Guard,
        user_agent: str,
        limits: Limits | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._exchange = Exchange(guard, limits or Limits(), ssl_context or default_ssl_context())

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch `url`, following redirects; raises a `GuardedHttpError` subclass."""
        return self.send(Request(url=url, headers=headers or {}))

    def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch the headers of `url`, following redirects; raises a `GuardedHttpError` subclass."""
        return self.send(Request(url=url, method="HEAD", headers=headers or {}))

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> Response:
        """Send `body` to `url` and to no other address: a redirect is refused; raises a `GuardedHttpError` subclass."""
        return self.send(Request(url=url, method="POST", headers=headers or {}, body=body))

    def send(self, request: Request) -> Response:
        """Make a request within one deadline for the whole chain; raises a `GuardedHttpError` subclass."""
        if request.method not in METHODS:
            raise ValueError(f"{request.method} is not a method this client speaks")
        chain = _Chain(self._exchange, request, self._user_agent)
        started_at, started = clock.now(), monotonic()
        target, answer = chain.follow()
        return _response(
            target, answer, hops=tuple(chain.hops), started_at=started_at, elapsed=monotonic() - started
        )


@dataclass(slots=True)
class _Chain:
    """Follow one request through its redirects, each address parsed and checked anew."""

    exchange: Exchange
    request: Request
    user_agent: str
    hops: list[Hop] = field(default_factory=list)
    cookies: ChainCookies = field(default_factory=ChainCookies)

    def follow(self) -> tuple[Target, Answer]:
        url = self.request.url
        deadline = Deadline.after(self.exchange.limits.deadline)
        try:
            target = parse_url(url)
            while True:
                url = target.url
                answer = self._ask(target, deadline)
                if answer.location is None:
                    return target, answer
                self._note(target, answer)
                url = answer.location
                target = parse_url(answer.location, base=target)
        except GuardedHttpError as error:
            error.url = error.url or url
            error.hops = tuple(self.hops)
            raise

    def _ask(self, target: Target, deadline: Deadline) -> Answer:
        answer = self.exchange.ask(
            target,
            method=self.request.method,
            headers=self._headers(target),
            deadline=deadline,
            body=self.request.body,
        )
        self.cookies.store(target, answer.headers)
        return answer

    def _note(self, target: Target, answer: Answer) -> None:
        self.hops.append(Hop(target.url, answer.status, answer.location or "", answer.remote_address))
        if self.request.method in _CHANGING:
            raise TooManyRedirects("What changes something is not sent on to another address")
        if len(self.hops) > self.exchange.limits.redirects:
            raise TooManyRedirects(f"More than {self.exchange.limits.redirects} redirects")

    def _headers(self, target: Target) -> Headers:
        theirs = {**self.request.headers, **self.request.only_at.get(target.url, {})}
        if clashes := _OWN_HEADERS & {name.lower() for name in theirs}:
            raise ValueError(f"These headers are the client's own: {', '.join(sorted(clashes))}")

        ours = {"Host": target.authority, "User-Agent": self.user_agent, "Accept-Encoding": ACCEPT_ENCODING}
        cookie = self.cookies.header(target)
        length = {"Content-Length": str(len(self.request.body))} if self.request.method == "POST" else {}
        return tuple(
            {
                **ours,
                **theirs,
                **length,
                **({"Cookie": cookie} if cookie else {}),
                "Connection": "close",
            }.items()
        )


def _response(
    target: Target, answer: Answer, *, hops: tuple[Hop, ...], started_at: datetime, elapsed: float
) -> Response:
    content_type, charset = parse_content_type(first_header(answer.headers, "content-type") or "")
    return Response(
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        raw_size=answer.raw_size,
        url=target.url,
        hops=hops,
        remote_address=answer.remote_address,
        content_type=content_type,
        charset=charset,
        started_at=started_at,
        elapsed=elapsed,
        tls=answer.tls,
    )


def parse_content_type(value: str) -> tuple[str, str | None]:
    """Return the media type in lower case and the charset parameter, if there is one."""
    media_type, *parameters = value.split(";")
    charset = None
    for parameter in parameters:
        name, _, content = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = charset or content.strip(" \t\"'").lower() or None
    return media_type.strip().lower(), charset
