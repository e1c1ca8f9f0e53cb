"""The nudge: sent when the row it speaks of is committed, and no reason to fail when it cannot be sent."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from django.db import transaction

from apps.pipeline.enqueue import enqueue, enqueue_after
from apps.pipeline.tasks import extract
from tests.reliability.broker import headers_in, waiting_in


@pytest.mark.django_db(transaction=True)
def test_a_commit_sends_and_not_before(broker: Celery) -> None:
    with transaction.atomic():
        enqueue(extract, run_id=1)
        inside = waiting_in("cpu")

    assert (inside, waiting_in("cpu")) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_delay_is_carried_by_the_message(broker: Celery) -> None:
    sent_after = datetime.now(tz=UTC)

    enqueue_after(timedelta(seconds=30), extract, run_id=1)

    (headers,) = headers_in("cpu")
    assert headers["task"] == "pipeline.extract"
    assert (
        timedelta(seconds=30) <= datetime.fromisoformat(headers["eta"]) - sent_after < timedelta(seconds=60)
    )


@pytest.mark.django_db(transaction=True)
def test_a_rollback_sends_nothing(broker: Celery) -> None:
    with transaction.atomic():
        enqueue(extract, run_id=1)
        transaction.set_rollback(True)

    assert waiting_in("cpu") == 0


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_loses_the_nudge_and_only_warns(
    broker: Celery, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = {"broker_url": "redis://127.0.0.1:9/0", "task_publish_retry_policy": {"max_retries": 0}}
    broker.conf.update(nowhere)

    with transaction.atomic(), caplog.at_level(logging.WARNING):
        enqueue(extract, run_id=1)

    (record,) = [record for record in caplog.records if record.name == "apps.pipeline.enqueue"]
    assert record.levelname == "WARNING"
    assert "nudge lost, the sweeper will repeat it" in str(record.msg)
    assert "pipeline.extract" in str(record.msg)
