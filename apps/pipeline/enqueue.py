"""The nudge: a task is sent after commit, or not at all."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)

log = structlog.get_logger(__name__)


class Task(Protocol[P, R_co]):
    """What of a Celery task is used here; its own signature checks the arguments."""

    name: str

    def delay(self, *args: P.args, **kwargs: P.kwargs) -> object: ...

    def apply_async(
        self, args: tuple[object, ...], kwargs: dict[str, object], *, countdown: float
    ) -> object: ...

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...


def enqueue(task: Task[P, R_co], *args: P.args, **kwargs: P.kwargs) -> None:
    """Send the task once the present transaction commits.

    A broker that does not answer loses the nudge, not the work: the row is there, and the sweeper sends another.
    """
    transaction.on_commit(partial(_send, task.name, partial(task.delay, *args, **kwargs)))


def enqueue_after(delay: timedelta, task: Task[P, R_co], *args: P.args, **kwargs: P.kwargs) -> None:
    """Send the task after commit, to be run after a short delay; long waits are rows, and the sweeper's."""
    send = partial(task.apply_async, args=args, kwargs=kwargs, countdown=delay.total_seconds())
    transaction.on_commit(partial(_send, task.name, send))


def _send(name: str, send: Callable[[], object]) -> None:
    try:
        send()
    except OperationalError as error:
        log.warning("nudge lost, the sweeper will repeat it", task=name, error=str(error))
