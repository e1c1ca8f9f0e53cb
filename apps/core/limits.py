"""How often something may be asked for, counted in the cache for all processes. A cache that does not answer lets it through."""

from time import time

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def is_within(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more of `what` by `who`, and say whether that is within `most` of this window of so many seconds.

    Windows follow each other without overlap, so a burst around their edge can be twice as much.
    """
    key = f"limit:{what}:{who}:{int(time() // seconds)}"
    try:
        cache.add(key, 0, seconds * 2)
        return cache.incr(key) <= most
    except ValueError:  # the window ended between the two
        return True
    except RedisError as error:
        log.warning("limit not counted", what=what, error=str(error))
        return True
