"""What the tests of pages share."""

import uuid

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _cache_of_this_test(settings: Settings) -> None:
    """Keep what one test cached from the next: query counts are literal. Flushing would empty the broker's queues too."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid.uuid4()}"}}


@pytest.fixture(autouse=True)
def _uncollected_static_files(settings: Settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = True  # else WhiteNoise wants a STATIC_ROOT that nobody has collected
