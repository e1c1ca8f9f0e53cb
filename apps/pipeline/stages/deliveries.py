"""The stage of deliveries: whose messages are due, and a turn of one workspace."""

from dataclasses import dataclass

from django.core.cache import cache
from redis.exceptions import RedisError

from apps.alerts.services.delivering import return_stuck_deliveries, waiting_workspaces
from apps.alerts.services.sending import Turn, send_due

_NUDGED_FOR = 60  # seconds; then the nudge is lost, and given again


@dataclass(frozen=True, slots=True)
class Due:
    """Whose messages are due and who is owed a nudge, by number; and how many were taken from dead workers."""

    workspaces: tuple[int, ...]
    returned: int


def find_whose_turn(*, limit: int = 500) -> Due:
    """Give back what dead workers had, and list the workspaces that are owed a turn and were not nudged lately."""
    returned = return_stuck_deliveries(limit=limit)
    return Due(tuple(filter(_is_owed_nudge, waiting_workspaces(limit=limit))), returned)


def run_deliveries(workspace_id: int) -> Turn:
    """Send what is due of one workspace, for a turn; what is left is owed a nudge."""
    forget_nudge(workspace_id)
    return send_due(workspace_id)


def forget_nudge(workspace_id: int) -> None:
    """Let the next nudge of a workspace through."""
    try:
        cache.delete(_key(workspace_id))
    except RedisError:
        return  # a nudge too many or too few: the rows decide


def _is_owed_nudge(workspace_id: int) -> bool:
    """Say whether none was given lately. Where the cache does not answer one is given: a claim lets one sender through."""
    try:
        return bool(cache.add(_key(workspace_id), 1, _NUDGED_FOR))
    except RedisError:
        return True


def _key(workspace_id: int) -> str:
    return f"deliveries-nudged:{workspace_id}"
