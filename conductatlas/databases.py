"""From PostgreSQL connection URLs to Django's settings: one database, reached as two roles."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

APPLICATION_ROLE = "conductatlas_app"
_LOGIN = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
_DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def postgresql(url: str) -> dict[str, Any]:
    """Return Django's settings for a libpq URL; unix sockets are `?host=/directory`.

    Raises ImproperlyConfigured for anything but PostgreSQL: row locks, JSON and constraints are part of the design.
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql://. ConductAtlas runs on PostgreSQL only."
        )
    try:
        parameters = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if not parameters.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /conductatlas, for example.")
    named = {_DJANGO_NAMES[key]: str(value) for key, value in parameters.items() if key in _DJANGO_NAMES}
    options = {key: value for key, value in parameters.items() if key not in _DJANGO_NAMES}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **named,
    }


def two_roles(
    application_url: str, owner_url: str, *, assume: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the default database, and how its two roles log in (`apps.core.database_roles`).

    Where one address serves both, `assume` lets the application log in as the owner and then take its own role, which
    needs no second password. Only for machines of developers: what was assumed can be laid down again.
    """
    application, owner = postgresql(application_url), postgresql(owner_url)
    if application["NAME"] != owner["NAME"]:
        raise ImproperlyConfigured("DATABASE_OWNER_URL and DATABASE_URL name two databases: it must be one.")
    if assume and application_url == owner_url and application.get("USER") != APPLICATION_ROLE:
        application["OPTIONS"]["assume_role"] = APPLICATION_ROLE
    return application, {"application": _login(application), "owner": _login(owner)}


def _login(database: dict[str, Any]) -> dict[str, Any]:
    login = {key: database.get(key, "") for key in _LOGIN}
    return {**login, "OPTIONS": dict(database["OPTIONS"])}
