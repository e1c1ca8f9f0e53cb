"""Asking an authority, through the guard; and which authorities' roots are believed."""

from cryptography.x509 import Certificate
from django.conf import settings

from apps.core import clock
from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.errors import GuardedHttpError
from apps.evidence.errors import StampRefusedError, StampUnreachableError
from apps.evidence.stamping.local import LocalAuthority
from apps.evidence.stamping.tokens import Stamp, ask_for, check_stamp, read_roots

LOCAL = "local"
_OK = 200
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_LIMITS = Limits(raw_bytes=256 * 1024, decoded_bytes=256 * 1024, deadline=20.0)


def ask_authority(authority: str, data: bytes) -> Stamp:
    """Have the bytes stamped; raises StampUnreachableError, or StampRefusedError where the answer is not worth keeping."""
    request = ask_for(data)
    sent = request.as_bytes()
    answer = local_authority().answer(sent, clock.now()) if authority == LOCAL else _post(authority, sent)
    return check_stamp(answer, data, trusted_roots(), request)


def trusted_roots() -> list[Certificate]:
    """Return the certificates to which a timestamp must lead."""
    names, roots = settings.EVIDENCE.authorities, settings.EVIDENCE.authority_roots
    return [*([local_authority().root] if LOCAL in names else []), *(read_roots(roots) if roots else [])]


def local_authority() -> LocalAuthority:
    """Return the authority of this machine. It stamps for development and is refused in production."""
    if settings.EVIDENCE_LOCAL_DIR is None:
        raise StampRefusedError("The local authority stamps nothing in production.")
    return LocalAuthority.kept_in(settings.EVIDENCE_LOCAL_DIR / "authority.pem", clock.now())


def _post(authority: str, request: bytes) -> bytes:
    guard = Guard(allow=settings.EVIDENCE.allow)
    client = GuardedClient(guard=guard, user_agent=settings.FETCH_USER_AGENT, limits=_LIMITS)
    try:
        response = client.post(authority, request, headers=_HEADERS)
    except GuardedHttpError as error:
        raise StampUnreachableError(f"{error.code}: {error}") from error
    if response.status != _OK:
        raise StampUnreachableError(f"The authority answered with status {response.status}.")
    if response.content_type != "application/timestamp-reply":
        raise StampRefusedError(f"The authority answered with {response.content_type or 'no type'}.")
    return response.body
