"""Typed readers of environment variables. Each fails loudly and names the variable."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable, or the default; raise when there is neither."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it means.")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    """Read true/false, yes/no, on/off or 1/0; raise on anything else."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE or value in FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def env_int(name: str, default: int, *, minimum: int = 0) -> int:
    """Read a whole number of at least `minimum`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
    if number < minimum:
        raise ImproperlyConfigured(f"{name} must be {minimum} or more, not {number}.")
    return number


def env_list(name: str) -> tuple[str, ...]:
    """Read a comma-separated list; empty when the variable is not set."""
    return tuple(part.strip() for part in os.environ.get(name, "").split(",") if part.strip())


def env_secret(name: str, default: str | None = None) -> str:
    """Read a secret from NAME, or from the file that NAME_FILE points to (Docker and Kubernetes secrets)."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return env_str(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE points to {path}, which cannot be read: {error.strerror}."
        ) from error


def env_endpoints(name: str) -> frozenset[tuple[str, int]]:
    """Read `host:port` pairs, comma-separated."""
    found = set()
    for item in env_list(name):
        host, _, port = item.rpartition(":")
        if not host or not port.isdigit():
            raise ImproperlyConfigured(f"{name} must list host:port pairs, and {item!r} is not one.")
        found.add((host.strip("[]"), int(port)))
    return frozenset(found)
