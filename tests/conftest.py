"""What every test stands on: the throw-away servers, the clock, a place for blobs.

Property tests try 100 examples each, or 2,000 with HYPOTHESIS_PROFILE=thorough (and --timeout=0).
"""

import gc
import os
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.plugin import blocking_manager_key

from apps.core.database_roles import log_in
from conductatlas import embedded
from tests.emptying import empty_the_tables, keep_statistics_away
from tests.migrated import copy_the_migrated_database, drop_the_migrated_database

# No deadline for one example: on a busy machine it says more of the others. Each test has its time-out.
hypothesis_settings.register_profile("quick", deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=2_000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    """Start the servers before Django looks for them; they stop with the last test process."""
    embedded.start(durable=False)
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: browsers, which compute, in turn with processes that are killed, which wait.

    Each file runs on one worker, in the order of the list: at the end no worker should be alone with a long one.
    """
    browsers, killers = (
        list(dict.fromkeys(item.path for item in items if item.get_closest_marker(mark)))
        for mark in ("browser", "reliability")
    )
    # The first needs no database: one worker has something to do while another migrates it.
    killers.sort(key=lambda path: "embedded" not in path.parts)
    long = [path for pair in zip_longest(browsers, killers) for path in pair if path]
    place = {path: number for number, path in enumerate(long)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """Leave the modules and tests, 700,000 objects that stay, out of every collection to come: a sixth of all time."""
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no database behind: the workers have ended when the process that started them comes here."""
    if "PYTEST_XDIST_WORKER" not in os.environ and session.config.option.dist != "no":
        with session.config.stash[blocking_manager_key].unblock():
            log_in("owner")
            drop_the_migrated_database()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Let the owner make the test database; workers side by side copy one."""
    log_in("owner")
    if "PYTEST_XDIST_WORKER" in os.environ:
        with django_db_blocker.unblock():
            copy_the_migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the application run the tests, so that what it may not do fails in them."""
    with django_db_blocker.unblock():
        keep_statistics_away()
        log_in("application")
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(TransactionTestCase, "_fixture_teardown", empty_the_tables)
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
