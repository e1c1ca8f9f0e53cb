"""What a session is good for: who let it in, and which workspaces take that for enough (docs/decisions/0010)."""

import time
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Self

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from apps.accounts.identity import people_with_second_factor
from apps.accounts.models import IdentityProvider, Membership, User
from apps.accounts.single_sign_on import has_address_in, provider_of
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace

HOLDS_FOR: Final = timedelta(hours=12)  # then the provider is asked again: it may know that somebody has left
METHOD: Final = "single_sign_on"
_KEY: Final = "single_sign_on"
_NO_SIGN_IN = {METHOD, "mfa"}


class Obstacle(StrEnum):
    """What keeps a member out of a workspace for now."""

    SIGN_ON = "sign_on"
    OWN_SIGN_IN = "own_sign_in"
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True, slots=True)
class Vouching:
    """Which workspace's provider vouched for the person in this session, and when."""

    user: int
    workspace: int
    provider: int
    at: float

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """Return what the session says of whoever is signed in; of somebody else it says nothing."""
        kept: dict[str, Any] | None = request.session.get(_KEY)
        if kept is None or kept["user"] != request.user.pk:
            return None
        return cls(**kept)

    @property
    def is_fresh(self) -> bool:
        return time.time() - self.at < HOLDS_FOR.total_seconds()


def note_sign_on(request: HttpRequest, user: User, provider: IdentityProvider) -> None:
    """Keep in the session who vouched for the person. Before they are signed in: a second step may still be asked for."""
    request.session[_KEY] = {
        "user": user.pk,
        "workspace": provider.workspace_id,
        "provider": provider.pk,
        "at": time.time(),
    }


def is_own_sign_in(request: HttpRequest) -> bool:
    """Tell whether the person signed in by something of their own, whatever a provider says besides.

    A second step alone is no sign-in: it comes after a provider too.
    """
    if Vouching.of(request) is None:
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] not in _NO_SIGN_IN or record.get("passwordless") for record in records)


def obstacle(request: HttpRequest, membership: Membership) -> Obstacle | None:
    """Return what keeps the member who is signed in out of the workspace; None lets them in.

    Reads nothing more when the workspace asks for nothing and the person signed in their own way.
    """
    vouching, workspace = Vouching.of(request), membership.workspace
    is_own = is_own_sign_in(request)
    provider = None
    if vouching is not None and vouching.workspace == workspace.pk and vouching.is_fresh:
        provider = _present(vouching)
    if not is_own and provider is None:
        return _foreign_or_stale(vouching, membership)
    if provider is None and _must_sign_on(membership):
        return Obstacle.SIGN_ON
    if not workspace.require_two_factor or (provider is not None and provider.counts_as_second_factor):
        return None
    return _missing_factor(membership)


def _foreign_or_stale(vouching: Vouching | None, membership: Membership) -> Obstacle | None:
    workspace = membership.workspace
    if vouching is None or vouching.workspace == workspace.pk:
        return Obstacle.SIGN_ON
    is_admitted = workspace.admits_foreign_sign_on and vouching.is_fresh and _present(vouching) is not None
    if not is_admitted or _must_sign_on(membership):
        return Obstacle.OWN_SIGN_IN
    return _missing_factor(membership) if workspace.require_two_factor else None


def _missing_factor(membership: Membership) -> Obstacle | None:
    has_one = membership.user_id in people_with_second_factor([membership.user_id])
    return None if has_one else Obstacle.SECOND_FACTOR


def _present(vouching: Vouching) -> IdentityProvider | None:
    """Return the provider that vouched, if its workspace has it still."""
    with in_workspace(vouching.workspace):
        found = provider_of(vouching.workspace)
    return found if found is not None and found.pk == vouching.provider else None


def _must_sign_on(membership: Membership) -> bool:
    """Owners may always come their own way: somebody must be able to mend a provider that is down."""
    workspace = membership.workspace
    if not workspace.require_sign_on or membership.role == Role.OWNER:
        return False
    with in_workspace(workspace):
        return has_address_in(workspace, membership.user_id)
