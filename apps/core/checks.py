"""What `manage.py check --deploy` says of the database's role."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import DatabaseError

from apps.core.database_roles import may_ignore_row_security, owns_tables

_HINT = (
    "Name the application's role in DATABASE_URL and the owner's in DATABASE_OWNER_URL: docs/operations.md."
)


@register(Tags.security, deploy=True)
def check_database_role(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Object to a role that row-level security does not bind; a database that does not answer is readyz's business."""
    try:
        if may_ignore_row_security():
            return [
                Error("The site logs in as a role that sees every workspace.", hint=_HINT, id="core.E001")
            ]
        if owns_tables():
            return [Warning("The site logs in as the owner of its tables.", hint=_HINT, id="core.W001")]
    except DatabaseError:
        pass
    return []
