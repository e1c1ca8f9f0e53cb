"""From a PostgreSQL connection URL to Django's settings."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

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
