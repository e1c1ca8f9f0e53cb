"""A person's own data as a zip: what we hold on them, without what would open their account or tell of others."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder

from apps.accounts.models import (
    ApiKey,
    AuditEntry,
    CustomerModel,
    FeedToken,
    Invitation,
    SignOnLink,
    User,
)
from apps.accounts.selectors import memberships_of, verified_emails
from apps.accounts.types import is_secret
from apps.core import clock
from apps.core.tenancy import across_workspaces

FORMAT: Final = "conductatlas-own-data/1"
LEFT_OUT: Final = (
    "passwords, keys, codes and their digests",
    "the keys of sessions",
    "what an entry of an audit log says of others, in workspaces you have left",
    "back-ups",
)
_AT_ONCE = 500

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the zip: its name, what is in it, and where that is read."""

    name: str
    what: str
    rows: Callable[[User], Iterable[Row]]


def write_person(user: User, file: IO[bytes]) -> Row:
    """Write everything held on the person into a zip, a JSON Lines file a kind, and return its manifest.

    One transaction, so the files agree; rows are written while they are read, so any number fits.
    """
    with across_workspaces(reason="a person's own data"), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        files = [
            {"name": part.name, "what": part.what, "rows": _write(archive, part.name, part.rows(user))}
            for part in PARTS
        ]
        manifest = {
            "format": FORMAT,
            "made_at": clock.now(),
            "account": user.pk,
            "files": files,
            "left_out": LEFT_OUT,
        }
        archive.writestr(
            "manifest.json", json.dumps(manifest, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        )
    return manifest


def _write(archive: ZipFile, name: str, rows: Iterable[Row]) -> int:
    count = 0
    with archive.open(name, "w") as lines:
        for row in rows:
            lines.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _profile(user: User) -> Iterator[Row]:
    names = (
        "id",
        "email",
        "first_name",
        "last_name",
        "time_zone",
        "date_joined",
        "last_login",
        "deletion_due_at",
    )
    yield {name: getattr(user, name) for name in names}


def _addresses(user: User) -> Iterator[Row]:
    yield from EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary")


def _sessions(user: User) -> Iterator[Row]:
    names = ("created_at", "last_seen_at", "ip", "user_agent")
    yield from UserSession.objects.filter(user=user).order_by("pk").values(*names)


def _authenticators(user: User) -> Iterator[Row]:
    for row in Authenticator.objects.filter(user_id=user.pk).order_by("pk"):
        yield {
            "type": row.type,
            "name": str(row),
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
        }


def _connections(user: User) -> Iterator[Row]:
    for row in SocialAccount.objects.filter(user=user).order_by("pk"):
        yield {
            "provider": row.provider,
            "uid": row.uid,
            "date_joined": row.date_joined,
            "last_login": row.last_login,
            "told_by_provider": _without_secrets(row.extra_data),
        }


def _without_secrets(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _without_secrets(value) for key, value in told.items() if not is_secret(key.lower())}
    return [_without_secrets(value) for value in told] if isinstance(told, list) else told


def _memberships(user: User) -> Iterator[Row]:
    for row in memberships_of(user):
        yield {
            "workspace_id": row.workspace_id,
            "workspace": row.workspace.name,
            "role": row.role,
            "created_at": row.created_at,
        }


def _invitations_sent(user: User) -> Iterator[Row]:
    here = _workspaces_of(user)
    names = ("workspace_id", "email", "role", "sent_at", "expires_at", "accepted_at", "revoked_at")
    for row in _rows(Invitation, {"invited_by_id": user.pk}, names):
        yield row if row["workspace_id"] in here else {**row, "email": None}


def _invitations_received(user: User) -> Iterator[Row]:
    names = ("workspace_id", "email", "role", "sent_at", "expires_at", "accepted_at", "revoked_at")
    yield from _rows(Invitation, {"accepted_by_id": user.pk}, names)
    for address in sorted(verified_emails(user)):
        yield from _rows(Invitation, {"email__iexact": address, "accepted_by_id": None}, names)


def _api_keys(user: User) -> Iterator[Row]:
    names = (
        "workspace_id",
        "name",
        "prefix",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    yield from _rows(ApiKey, {"created_by_id": user.pk}, names)


def _feeds(user: User) -> Iterator[Row]:
    names = ("workspace_id", "kind", "name", "hint", "created_at", "last_used_at", "revoked_at")
    yield from _rows(FeedToken, {"person_id": user.pk}, names)


def _acts(user: User) -> Iterator[Row]:
    """Yield what the person did. Of workspaces they have left they get no more than that they did it, when, and from where."""
    here = _workspaces_of(user)
    own = ("workspace_id", "at", "action", "ip", "user_agent", "session")
    for row in _rows(AuditEntry, {"actor_id": user.pk}, (*own, "subject_type", "subject", "changes")):
        yield row if row["workspace_id"] in here else {name: row[name] for name in own}


def _sign_on(user: User) -> Iterator[Row]:
    yield from _rows(SignOnLink, {"user_id": user.pk}, ("workspace_id", "subject", "created_at", "used_at"))


def _workspaces_of(user: User) -> frozenset[int]:
    return frozenset(membership.workspace_id for membership in memberships_of(user))


def _rows(model: type[CustomerModel], which: Row, names: tuple[str, ...]) -> Iterator[Row]:
    """Yield rows that are about the person, whichever workspace they are in. Called inside `across_workspaces`."""
    with model.objects.across_workspaces(reason="a person's own data") as rows:
        yield from rows.filter(**which).order_by("pk").values(*names).iterator(chunk_size=_AT_ONCE)


PARTS: Final = (
    Part("profile.jsonl", "your account", _profile),
    Part("addresses.jsonl", "your e-mail addresses", _addresses),
    Part("sessions.jsonl", "where you are signed in", _sessions),
    Part("authenticators.jsonl", "your second steps, without their secrets", _authenticators),
    Part(
        "connections.jsonl", "accounts elsewhere with which you sign in, and what they told us", _connections
    ),
    Part("single-sign-on.jsonl", "how your workspaces' identity providers know you", _sign_on),
    Part("memberships.jsonl", "the workspaces you are in, and as what", _memberships),
    Part("invitations-sent.jsonl", "invitations you sent", _invitations_sent),
    Part("invitations-received.jsonl", "invitations sent to you", _invitations_received),
    Part("api-keys.jsonl", "API keys you made, without their secrets", _api_keys),
    Part("feeds.jsonl", "feeds you made, without their addresses", _feeds),
    Part("acts.jsonl", "what audit logs say that you did", _acts),
)
