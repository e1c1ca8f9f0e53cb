"""Whether what the site stands on answers."""

from collections.abc import Callable
from dataclasses import dataclass

import redis
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
)
from django.conf import settings
from django.db import DatabaseError

from apps.core.blobs import blob_store
from apps.core.database_roles import UnboundRoleError, may_ignore_row_security

_PATIENCE = 2.0  # seconds
_NO_SUCH_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Part:
    """`problem` is empty when the part answers; it names the kind of failure, never an address or a secret."""

    name: str
    problem: str


def readiness() -> tuple[Part, ...]:
    return (
        _ask("database", _ask_database),
        _ask("broker", _ask_broker),
        _ask("blobs", _ask_blobs),
    )


def _ask(name: str, question: Callable[[], object]) -> Part:
    try:
        question()
    except (
        DatabaseError,
        UnboundRoleError,
        redis.RedisError,
        BotoCoreError,
        ClientError,
        OSError,
    ) as error:
        return Part(name, type(error).__name__)
    return Part(name, "")


def _ask_database() -> None:
    if may_ignore_row_security():
        raise UnboundRoleError("The site would show every workspace to everybody who finds a hole in it.")


def _ask_broker() -> None:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
    ) as broker:
        broker.ping()


def _ask_blobs() -> None:
    blob_store().has(_NO_SUCH_DIGEST)
