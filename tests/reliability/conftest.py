"""A world in which real workers can be killed: their database, their broker, the sites they fetch from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from pytest_django import Settings

from tests.pipeline.sites import Site, site_on_loopback
from tests.reliability.broker import empty_broker
from tests.reliability.processes import Workers


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    with site_on_loopback() as made:
        settings.FETCH_ALLOW = frozenset({("127.0.0.1", made.served.port)})
        yield made


@pytest.fixture
def broker(settings: Settings) -> Iterator[Celery]:
    settings.RUN_LEASE_SECONDS = 2
    with empty_broker() as app:
        yield app


@pytest.fixture
def workers(transactional_db: None, broker: Celery, tmp_path: Path) -> Iterator[Workers]:
    """Start workers with this; what is left of them ends before the database is emptied."""
    with Workers(tmp_path) as made:
        yield made
