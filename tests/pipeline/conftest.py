"""Sites to capture from: the guard lets through the port of this test's site, and nothing else."""

from collections.abc import Iterator

import pytest
from celery import Celery
from pytest_django import Settings

from apps.pipeline.samples.site import SampleServer, serving
from tests.pipeline.sites import Site, site_on_loopback
from tests.reliability.broker import empty_broker


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    with site_on_loopback() as made:
        settings.FETCH_ALLOW = frozenset({("127.0.0.1", made.served.port)})
        yield made


@pytest.fixture
def sample_site(settings: Settings) -> Iterator[SampleServer]:
    """The sample vendors' site; `site.at(moment)` sets its date."""
    with serving() as server:
        settings.FETCH_ALLOW = frozenset({("127.0.0.1", server.server_address[1])})
        yield server


@pytest.fixture
def broker() -> Iterator[Celery]:
    """A broker with nothing in it, to which this process sends."""
    with empty_broker() as app:
        yield app
