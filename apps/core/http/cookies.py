"""Cookies for the length of one redirect chain.

Consent and region pages set a cookie, redirect to themselves and look for it; without an answer they redirect for ever. So
a host gets back what it set during this one request. Nothing outlives the request, and no host sees another's cookies.
"""

from apps.core.http.types import Headers
from apps.core.http.urls import Target

MAX_COOKIES = 20
MAX_SIZE = 4_096


class ChainCookies:
    """Remember name=value pairs per scheme and host; attributes other than the pair are ignored."""

    def __init__(self) -> None:
        self._jars: dict[tuple[str, str], dict[str, str]] = {}

    def store(self, target: Target, headers: Headers) -> None:
        """Keep what an answer from `target` sets, up to twenty small cookies."""
        jar = self._jars.setdefault((target.scheme, target.host), {})
        for key, value in headers:
            name, _, content = value.partition(";")[0].strip().partition("=")
            if key.lower() == "set-cookie" and name and len(jar) < MAX_COOKIES and len(value) < MAX_SIZE:
                jar[name] = content

    def header(self, target: Target) -> str | None:
        """Return the Cookie header for `target`, if it has set any."""
        jar = self._jars.get((target.scheme, target.host))
        return "; ".join(f"{name}={content}" for name, content in jar.items()) if jar else None
