"""What every test stands on: the throw-away servers, the clock, a place for blobs.

Property tests try 100 examples each, or 2,000 with HYPOTHESIS_PROFILE=thorough (and --timeout=0).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from apps.core.database_roles import log_in
from conductatlas import embedded

# No deadline for one example: on a busy machine it says more of the others. Each test has its time-out.
hypothesis_settings.register_profile("quick", deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=2_000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    """Start the servers before Django looks for them; they stop with the last test process."""
    embedded.start(durable=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let the owner make the test database."""
    log_in("owner")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the application run the tests, so that what it may not do fails in them."""
    with django_db_blocker.unblock():
        log_in("application")
    yield
    with django_db_blocker.unblock():
        log_in("owner")


@pytest.fixture(autouse=True)
def _blobs_of_this_test(settings: Settings, tmp_path: Path) -> None:
    blobs = {
        "BACKEND": "apps.core.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "blobs")},
    }
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
