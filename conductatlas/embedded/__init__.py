"""PostgreSQL and Redis for a fresh clone: named by the environment, else private servers with their data in var/.

`database_url` and `redis_url` only compute: settings read them. `start` makes the servers answer and this process one of
their users; they stop when the last user ends. Only the standard library is used, so that any Python 3.11 can run it.
docs/decisions/0003-embedded-services.md says why it is built like this.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from conductatlas.embedded import postgres, sharing, valkey
from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import Places, make_directory, places

__all__ = [
    "VAR",
    "EmbeddedServiceError",
    "Services",
    "application_url",
    "broker_url",
    "database_url",
    "owner_url",
    "places",
    "redis_url",
    "services",
    "start",
]

VAR = Path(os.environ.get("VAR_DIR") or sharing.CHECKOUT / "var").resolve()


@dataclass(frozen=True, slots=True)
class Services:
    """The addresses of the two servers, in libpq's and redis-py's form."""

    database_url: str
    redis_url: str


def database_url(var: Path = VAR, *, durable: bool = True) -> str:
    """Return DATABASE_URL, else the owner's address of the private PostgreSQL, running or not."""
    return os.environ.get("DATABASE_URL") or postgres.url(places(var, durable=durable))


def owner_url(var: Path = VAR, *, durable: bool = True) -> str:
    """Return the address at which tables are changed: DATABASE_OWNER_URL where DATABASE_URL is set too."""
    given = os.environ.get("DATABASE_OWNER_URL") if os.environ.get("DATABASE_URL") else None
    return given or database_url(var, durable=durable)


def application_url(role: str, var: Path = VAR, *, durable: bool = True) -> str:
    """Return the address at which the site and its workers read and write: DATABASE_URL, else the private one as `role`."""
    return os.environ.get("DATABASE_URL") or postgres.url(places(var, durable=durable), role)


def redis_url(var: Path = VAR, *, durable: bool = True) -> str:
    """Return REDIS_URL, else the address of the private Redis, running or not."""
    return os.environ.get("REDIS_URL") or valkey.url(places(var, durable=durable))


def broker_url(address: str) -> str:
    """Return a Redis address in the form Celery reads, which differs for Unix sockets only."""
    if not address.startswith("unix://"):
        return address

    return address.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def services(var: Path = VAR, *, durable: bool = True) -> Services:
    """Return both addresses without starting anything."""
    return Services(database_url(var, durable=durable), redis_url(var, durable=durable))


def start(var: Path = VAR, *, durable: bool = True) -> Services:
    """Make both services answer, and keep them running for as long as this process lives.

    Starts only what the environment does not name and what does not run yet. With `durable=False` the servers are a pair
    apart for tests: they forget more readily and start faster. Raises EmbeddedServiceError.
    """
    missing = [
        service
        for name, service in (("DATABASE_URL", postgres), ("REDIS_URL", valkey))
        if not os.environ.get(name)
    ]
    if missing:
        with sharing.turn(places(var, durable=durable)):
            # Asked again: whoever had the turn before may have settled it.
            at = places(var, durable=durable)
            _settle(at)
            sharing.register(at)
            sharing.ensure_keeper(at)
            for service in missing:
                service.start(at)

    return services(var, durable=durable)


def _settle(at: Places) -> None:
    """Make a home outside var/ ours, the first time; what a removed var/ left behind there is set aside, not reused."""
    if not at.is_elsewhere or at.pointer.exists():
        return

    if at.home.exists():
        sharing.stop(at)
        aside = at.home.with_name(f"{at.home.name}-of-{int(at.home.stat().st_mtime)}")
        if at.durable:
            at.home.rename(aside)
        else:
            shutil.rmtree(at.home)

    make_directory(at.home, 0o755)
    at.pointer.write_text(f"{at.home}\n")
    sys.stderr.write(
        f"PostgreSQL must run as a user who cannot enter {at.shared}: its data are kept in {at.home}\n"
    )
