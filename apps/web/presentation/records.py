"""How the audit log and API keys are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from apps.accounts.models import ApiKey, AuditEntry
from apps.accounts.types import Scope
from apps.web.presentation.devices import device_name

_NONE = "nothing"


@dataclass(frozen=True, slots=True)
class ChangedField:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    entry: AuditEntry
    changes: tuple[ChangedField, ...]
    device: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key, and whether it is alive. `successor` is the prefix of the key that replaces it."""

    key: ApiKey
    scopes: tuple[str, ...]
    state: str
    tone: str
    is_live: bool
    may_rotate: bool
    successor: str = ""


def audit_rows(entries: Iterable[AuditEntry]) -> tuple[AuditRow, ...]:
    return tuple(
        AuditRow(
            entry=entry,
            changes=tuple(
                ChangedField(_words(field), _plain(before), _plain(after))
                for field, (before, after) in sorted(entry.changes.items())
            ),
            device=device_name(entry.user_agent) if entry.user_agent else "",
        )
        for entry in entries
    )


def kept_for(age: timedelta) -> str:
    """Return a plan's retention as people say it: years where it is whole years of 366 days."""
    years, rest = divmod(age.days, 366)
    count, unit = (age.days, "day") if rest or not years else (years, "year")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def key_rows(keys: Iterable[ApiKey], *, now: datetime) -> tuple[KeyRow, ...]:
    every = list(keys)
    successors = {key.replaces_id: key.prefix for key in every if key.replaces_id}
    return tuple(
        KeyRow(
            key=key,
            scopes=tuple(Scope(scope).label for scope in key.scopes),
            state=_state(key, now, is_replaced=key.pk in successors),
            tone="good" if key.is_live(now) else "plain",
            is_live=key.is_live(now),
            may_rotate=key.is_live(now) and key.pk not in successors,
            successor=successors.get(key.pk, ""),
        )
        for key in sorted(every, key=lambda key: not key.is_live(now))
    )


def _state(key: ApiKey, now: datetime, *, is_replaced: bool) -> str:
    if key.revoked_at is not None:
        return "Revoked"
    if not key.is_live(now):
        return "Expired"
    return "Being replaced" if is_replaced else "Live"


def _words(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _plain(value: object) -> str:
    """Return what people read: yes for true, a time as the site writes it, a list with commas."""
    if value is None or value in ("", []):
        return _NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    at = _time(value) if isinstance(value, str) else None
    return f"{at:%-d %b %Y, %H:%M} UTC" if at else str(value)


def _time(value: str) -> datetime | None:
    try:
        return parse_datetime(value)
    except ValueError:  # it has the shape of a time, and is none
        return None
