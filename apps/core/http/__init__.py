"""The guarded way out: one client, and one proxy for the browser, behind one check at the moment of dialling."""

from apps.core.http import errors
from apps.core.http.client import GuardedClient
from apps.core.http.guard import Guard
from apps.core.http.proxy import GuardProxy, Refusal
from apps.core.http.types import Hop, Limits, Request, Response, TlsFacts

__all__ = [
    "Guard",
    "GuardProxy",
    "GuardedClient",
    "Hop",
    "Limits",
    "Refusal",
    "Request",
    "Response",
    "TlsFacts",
    "errors",
]
