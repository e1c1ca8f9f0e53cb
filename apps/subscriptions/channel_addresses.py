"""What can be an address of a channel, and the links by which whoever reads there confirms or ends it."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from apps.core.http.errors import GuardedHttpError
from apps.core.http.urls import parse_url
from apps.subscriptions.errors import InvalidChannelError, WrongProofError
from apps.subscriptions.types import ChannelKind

_LONGEST: Final = 2000
_SHOWN_END: Final = 4
_PROOF: Final = "channel proof"
_END: Final = "channel end"


@dataclass(frozen=True, slots=True)
class Named:
    """The channel that a link names, and what it proves."""

    workspace_id: int
    channel_id: int
    proof: str = ""


def checked_address(kind: str, given: str) -> str:
    """Return an address as it is kept; raises InvalidChannelError for one that nothing can be sent to."""
    given = given.strip()
    if kind == ChannelKind.EMAIL:
        return _checked_email(given)
    if len(given) > _LONGEST or not is_fit_url(given):
        raise InvalidChannelError("Give the address as it was given to you: it begins with https://")
    return given


def is_fit_url(address: str) -> bool:
    """Say whether secrets may go there: by https, or to an address that the settings open for development."""
    try:
        target = parse_url(address)
    except GuardedHttpError:
        return False
    return target.scheme == "https" or (target.host, target.port) in settings.FETCH_ALLOW


def shown_address(kind: str, address: str) -> str:
    """Return what may be shown of an address: of one that lets whoever has it write there, the host and how it ends."""
    if kind == ChannelKind.EMAIL:
        return address
    return f"{urlsplit(address).netloc}/…{address[-_SHOWN_END:]}"[:320]


def proof_link(named: Named) -> str:
    """Return the page that confirms the address."""
    token = signing.dumps([named.workspace_id, named.channel_id, named.proof], salt=_PROOF, compress=True)
    return f"{settings.SITE_URL}{reverse('channel_confirm', kwargs={'token': token})}"


def end_link(named: Named) -> str:
    """Return the page, and the one-click address, that ends what is sent."""
    token = signing.dumps([named.workspace_id, named.channel_id], salt=_END)
    return f"{settings.SITE_URL}{reverse('channel_unsubscribe', kwargs={'token': token})}"


def named_by_proof(token: str) -> Named:
    """Return what a link to confirm names; raises WrongProofError for one that is not ours."""
    workspace_id, channel_id, proof = _loaded(token, _PROOF)
    return Named(workspace_id, channel_id, proof)


def named_by_end(token: str) -> Named:
    """Return what a link to unsubscribe names; raises WrongProofError for one that is not ours."""
    workspace_id, channel_id = _loaded(token, _END)
    return Named(workspace_id, channel_id)


def _loaded(token: str, salt: str) -> list[Any]:
    try:
        found: list[Any] = signing.loads(token, salt=salt)
    except signing.BadSignature as error:
        raise WrongProofError("This link is not one of ours, or is not whole.") from error
    return found


def _checked_email(given: str) -> str:
    try:
        validate_email(given)
    except ValidationError as error:
        raise InvalidChannelError("This is not an e-mail address.") from error
    local, _, domain = given.rpartition("@")
    return f"{local}@{domain.lower()}"
