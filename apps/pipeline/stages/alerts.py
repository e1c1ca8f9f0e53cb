"""The alerts stage: changes that are ready wait to be told, and each is told to all who follow it, a turn at a time."""

from dataclasses import dataclass

from apps.alerts.errors import ClaimLostError as AlertsClaimLostError
from apps.alerts.errors import NotWaitingError
from apps.alerts.models import FanOut
from apps.alerts.services.claiming import return_stuck, take_for_nudging
from apps.alerts.services.opening import open_fan_outs
from apps.alerts.services.raising import raise_alerts
from apps.pipeline.errors import ClaimLostError, NotClaimableError


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found to tell. The numbers of changes in `waiting` are owed a nudge."""

    opened: int
    returned: int
    waiting: tuple[int, ...]


def find_changes_to_tell(*, limit: int = 500) -> Opened:
    """Let new changes wait, give back what dead workers had, and list what is owed a nudge, lost ones included."""
    opened = open_fan_outs(limit=limit)
    returned = return_stuck(limit=limit)
    return Opened(opened, returned, tuple(take_for_nudging(limit=limit)))


def run_alerts(change_id: int) -> FanOut:
    """Tell a change for one turn; what is left waits, and is owed a nudge.

    Raises NotClaimableError where there is nothing to do, ClaimLostError where it is in other hands.
    """
    try:
        return raise_alerts(change_id=change_id)
    except NotWaitingError as error:
        raise NotClaimableError(str(error)) from error
    except AlertsClaimLostError as error:
        raise ClaimLostError(str(error)) from error
