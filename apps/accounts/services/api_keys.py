"""Keys for programs: issued once, kept as digests, rotated with an overlap, no stronger than whoever made them."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from apps.accounts import rules
from apps.accounts.errors import InvalidKeyError, KeyNotLiveError, NotPermittedError, ScopeTooWideError
from apps.accounts.models import Action, ApiKey, Membership, Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, person, require
from apps.accounts.tokens import digest_of, new_key
from apps.accounts.types import Actor, Permission, Scope
from apps.core import clock
from apps.core.tenancy import Claim, claiming, in_workspace

OVERLAP: Final = timedelta(days=1)
_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key with its secret, shown to whoever asked for it and never again."""

    key: ApiKey
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """What a request that brings a key may act as."""

    workspace_id: int
    api_key_id: int
    user_id: int
    role: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class KeyWish:
    """What a key is to be called and good for, and until when."""

    name: str
    scopes: Sequence[Scope]
    expires_at: datetime | None = None


def issue_api_key(*, workspace: Workspace, wish: KeyWish, actor: Actor) -> IssuedKey:
    """Make a key; raises NotPermittedError, or ScopeTooWideError for what the actor may not do."""
    with locked(workspace) as row:
        issued = _issue(row, wish, actor, replaces=None)
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.KEY_ISSUED,
            subject=issued.key,
            changes={"scopes": (None, issued.key.scopes), "expires_at": (None, wish.expires_at)},
        )
    return issued


def rotate_api_key(
    *, workspace: Workspace, key_id: int, actor: Actor, overlap: timedelta = OVERLAP
) -> IssuedKey:
    """Make a key like this one, which goes on for the overlap so that programs can be changed over.

    Raises KeyNotLiveError for a key that is dead or was rotated before, NotPermittedError, ScopeTooWideError.
    """
    with locked(workspace) as row:
        old = _live_key(row, key_id)
        if ApiKey.objects.for_workspace(row).filter(replaces=old).exists():
            raise KeyNotLiveError("This key was rotated already.")
        wish = KeyWish(old.name, [Scope(scope) for scope in old.scopes], old.expires_at)
        issued = _issue(row, wish, actor, replaces=old)
        before, ends_at = old.expires_at, clock.now() + overlap
        old.expires_at = min(before or ends_at, ends_at)
        old.save(update_fields=["expires_at"])
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.KEY_ROTATED,
            subject=old,
            changes={"expires_at": (before, old.expires_at), "prefix": (old.prefix, issued.key.prefix)},
        )
    return issued


def revoke_api_key(*, workspace: Workspace, key_id: int, actor: Actor) -> None:
    """End a key at once. Raises KeyNotLiveError or NotPermittedError."""
    with locked(workspace) as row:
        require(row, actor, Permission.KEYS)
        key = _live_key(row, key_id)
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.KEY_REVOKED, subject=key)


def authenticate_key(secret: str) -> KeyHolder:
    """Return what the secret's bearer may act as; raises InvalidKeyError, always with the same words.

    The secret is found by its digest, which tells a guesser nothing by its timing. A key whose maker has left is dead, and
    one whose maker may do less than before does less.
    """
    sha256, now = digest_of(secret), clock.now()
    with claiming(Claim.TOKEN, sha256):
        key = ApiKey.objects.with_digest(sha256).first()
    if key is None or not hmac.compare_digest(key.secret_sha256, sha256) or not key.is_live(now):
        raise InvalidKeyError(_INVALID)
    with in_workspace(key.workspace_id):
        maker = Membership.objects.for_workspace(key.workspace_id).filter(user_id=key.created_by_id).first()
        if maker is None:
            raise InvalidKeyError(_INVALID)
        _note_use(key, now)
    return KeyHolder(
        workspace_id=key.workspace_id,
        api_key_id=key.pk,
        user_id=maker.user_id,
        role=maker.role,
        scopes=rules.scopes_within(maker.role, key.scopes),
    )


def _issue(workspace: Workspace, wish: KeyWish, actor: Actor, *, replaces: ApiKey | None) -> IssuedKey:
    role = require(workspace, actor, Permission.KEYS)
    scopes = sorted({Scope(scope) for scope in wish.scopes})
    if actor.api_key_id is not None:
        raise NotPermittedError("Keys are made by people: a key must not outlive itself through another.")
    if not scopes or rules.scopes_within(role, scopes) != set(scopes):
        raise ScopeTooWideError("A key needs a scope, and may do no more than you may.")
    secret, prefix = new_key()
    key = ApiKey.objects.for_workspace(workspace).create(
        name=wish.name.strip()[:80],
        prefix=prefix,
        secret_sha256=digest_of(secret),
        scopes=[scope.value for scope in scopes],
        created_by_id=person(actor),
        created_at=clock.now(),
        expires_at=wish.expires_at,
        replaces=replaces,
    )
    return IssuedKey(key, secret)


def _live_key(workspace: Workspace, key_id: int) -> ApiKey:
    key = ApiKey.objects.for_workspace(workspace).filter(pk=key_id).first()
    if key is None or not key.is_live(clock.now()):
        raise KeyNotLiveError("This key has expired or was revoked already.")
    return key


def _note_use(key: ApiKey, now: datetime) -> None:
    """Write the time down at most once a minute: a busy key must not turn each read into a write."""
    if key.last_used_at is None or now - key.last_used_at >= _NOTED_EVERY:
        ApiKey.objects.for_workspace(key.workspace_id).filter(pk=key.pk).update(last_used_at=now)


_INVALID = "The key is not valid."
