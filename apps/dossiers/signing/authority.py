"""Asking a time-stamping authority (RFC 3161) through the guarded client."""

from typing import TYPE_CHECKING

from django.conf import settings

from apps.core.http import Guard, GuardedClient
from apps.core.http.errors import GuardedHttpError
from apps.core.http.relay import RelayedGuard
from apps.dossiers.errors import TimestampError

if TYPE_CHECKING:
    from asn1crypto.tsp import TimeStampReq, TimeStampResp
    from pyhanko.sign.timestamps import TimeStamper

_OK = 200


def authority_at(url: str) -> "TimeStamper":
    """Return what asks the authority at an address."""
    from asn1crypto.tsp import TimeStampResp  # noqa: PLC0415 - slow import
    from pyhanko.sign.timestamps import TimeStamper  # noqa: PLC0415 - slow import

    class Authority(TimeStamper):
        async def async_request_tsa_response(self, req: "TimeStampReq") -> "TimeStampResp":
            return TimeStampResp.load(_answer(url, req.dump()))

    return Authority()  # type: ignore[no-untyped-call]  # pyHanko's own constructor


def _answer(url: str, question: bytes) -> bytes:
    relay = settings.EGRESS_PROXY
    guard = RelayedGuard(relay=next(iter(relay))) if relay else Guard(allow=settings.FETCH_ALLOW)
    client = GuardedClient(guard=guard, user_agent=settings.FETCH_USER_AGENT)
    try:
        response = client.post(url, question, headers={"Content-Type": "application/timestamp-query"})
    except GuardedHttpError as error:
        raise TimestampError("The time-stamping authority did not answer.") from error
    if response.status != _OK:
        raise TimestampError(f"The time-stamping authority answered {response.status}.")
    return response.body
