"""The fetchers, built from the settings."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from apps.core.http import Guard, GuardedClient
from apps.core.http.relay import RelayedGuard
from apps.documents.fetching import browser, plain
from apps.documents.fetching.base import Fetcher

Endpoints = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What fetching needs: one client behind the guard, and the two fetchers."""

    client: GuardedClient
    plain: Fetcher
    browser: Fetcher

    def fetcher(self, name: str) -> Fetcher:
        return {plain.NAME: self.plain, browser.NAME: self.browser}[name]

    def version(self, name: str) -> str:
        return {plain.NAME: plain.VERSION, browser.NAME: browser.VERSION}[name]


def fetching_tools() -> Tools:
    """Return the tools for the settings as they are now; a process builds them once."""
    return _build(
        settings.FETCH_USER_AGENT, settings.FETCH_ALLOW, settings.EGRESS_PROXY, settings.BROWSER_EXECUTABLE
    )


@lru_cache(maxsize=4)
def _build(user_agent: str, allow: Endpoints, relay: Endpoints, executable: str) -> Tools:
    guard = RelayedGuard(relay=next(iter(relay))) if relay else Guard(allow=allow)
    client = GuardedClient(guard=guard, user_agent=user_agent)
    return Tools(
        client=client,
        plain=plain.PlainFetcher(client),
        browser=browser.BrowserFetcher(guard=guard, user_agent=user_agent, executable=executable or None),
    )
