"""Asking for platforms that the archive does not have yet."""

from urllib.parse import urlsplit

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.core import clock
from apps.subscriptions.actions import Action
from apps.subscriptions.errors import InvalidRequestError
from apps.subscriptions.models import PlatformRequest
from apps.subscriptions.vendor_list import key_of

MOST_REQUESTS = 200  # of one workspace: whoever has more writes to us
_LONGEST_NAME = 120
_LONGEST_ADDRESS = 300


def request_platform(*, workspace: Workspace, name: str, website: str, actor: Actor) -> PlatformRequest:
    """Put a platform on the editors' list. Asked for twice by the same workspace, it is there once.

    Raises NotPermittedError or InvalidRequestError.
    """
    name, website = " ".join(name.split()), website.strip()
    _require_sensible(name, website)
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        requests = PlatformRequest.objects.for_workspace(row)
        present = requests.filter(key=key_of(name)).first()
        if present is not None:
            return present
        if requests.count() >= MOST_REQUESTS:
            raise InvalidRequestError(
                f"This workspace has asked for {MOST_REQUESTS} platforms. Write to us instead."
            )
        made = requests.create(
            name=name,
            key=key_of(name),
            website=website,
            requested_by_id=actor.user_id,
            requested_at=clock.now(),
        )
        record_audit(workspace_id=row.pk, actor=actor, action=Action.REQUESTED, subject=made)
        return made


def _require_sensible(name: str, website: str) -> None:
    if not key_of(name) or len(name) > _LONGEST_NAME:
        raise InvalidRequestError("Give the platform's name, in at most 120 characters.")
    if website and not _is_address(website):
        raise InvalidRequestError("Give the address of its website as it stands in a browser: https://…")


def _is_address(website: str) -> bool:
    try:
        parts = urlsplit(website)
    except ValueError:  # brackets that are no IPv6 address
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(website) <= _LONGEST_ADDRESS
