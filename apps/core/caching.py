"""Remembering what is dear to compute and never changes. A cache that does not answer costs time, never a page."""

from collections.abc import Callable
from typing import TypeVar, cast

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

T = TypeVar("T")

log = structlog.get_logger(__name__)


def remembered(key: str, make: Callable[[], T], *, keep_for: int) -> T:
    """Return what is kept under the key, else make it and keep it for `keep_for` seconds.

    The key must name everything the value depends on: digests and the version of the code that makes it.
    """
    try:
        kept = cache.get(key)
    except RedisError as error:
        log.warning("cache not read", key=key, error=str(error))
        return make()
    if kept is not None:
        return cast("T", kept)
    made = make()
    try:
        cache.set(key, made, keep_for)
    except RedisError as error:
        log.warning("cache not written", key=key, error=str(error))
    return made
