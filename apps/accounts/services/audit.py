"""Writing the audit log."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from apps.accounts.models import AuditEntry
from apps.accounts.types import Actor, Change, is_secret
from apps.core import clock


def record_audit(
    *,
    workspace_id: int,
    actor: Actor,
    action: str,
    subject: Model,
    changes: Mapping[str, Change] | None = None,
) -> AuditEntry:
    """Write what the actor changed, in the transaction that changes it. `changes` names fields: (before, after).

    Raises ValueError for a field that is a secret, whatever its value.
    """
    leaking = [field for field in changes or {} if is_secret(field)]
    if leaking:
        raise ValueError(f"Secrets are never in the audit log: {', '.join(leaking)}")
    return AuditEntry.objects.for_workspace(workspace_id).create(
        at=clock.now(),
        action=action,
        actor_id=actor.user_id,
        actor_name=actor.name[:254],
        api_key_id=actor.api_key_id,
        session=actor.session[:12],
        ip=actor.ip,
        user_agent=actor.user_agent[:300],
        subject_type=subject._meta.label_lower.partition(".")[2],
        subject_id=subject.pk,
        subject=str(subject)[:254],
        changes={
            field: [_plain(before), _plain(after)] for field, (before, after) in (changes or {}).items()
        },
    )


def _plain(value: object) -> object:
    """Return what JSON can hold; other values as people would read them."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset | set):
        return sorted(str(item) for item in value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
