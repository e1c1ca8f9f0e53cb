"""This process as a sender of nudges to a broker whose keys nobody else uses."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from celery import Celery
from celery.contrib.testing.app import setup_default_app
from django.conf import settings
from redis import Redis


@contextmanager
def empty_broker() -> Iterator[Celery]:
    """Make the settings' broker the one that tasks are sent to, with nothing in it, and leave nothing in it."""
    app = Celery("tests", set_as_current=False)
    with setup_default_app(app):
        app.config_from_object("django.conf:settings", namespace="CELERY")
        app.set_default()
        app.set_current()
        forget_everything()
        yield app
        forget_everything()


def forget_everything() -> None:
    """Do to our keys what FLUSHALL does to all: the server may be shared with tests that run at the same time."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with closing(Redis.from_url(settings.REDIS_URL)) as client:
        keys = list(client.scan_iter(f"{prefix}*", count=1000))
        if keys:
            client.delete(*keys)


def headers_in(queue: str) -> list[dict[str, Any]]:
    """Return the headers of the messages that wait in a queue: the task, when it may run, and so on."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with closing(Redis.from_url(settings.REDIS_URL)) as client:
        return [json.loads(message)["headers"] for message in client.lrange(f"{prefix}{queue}", 0, -1)]


def waiting_in(queue: str) -> int:
    """Return how many messages wait in a queue."""
    return len(headers_in(queue))
