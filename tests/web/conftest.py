"""What the tests of pages share."""

import uuid

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _cache_of_this_test(settings: Settings) -> None:
    """Keep what one test cached from the next: query counts are literal. Flushing would empty the broker's queues too."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid.uuid4()}"}}
