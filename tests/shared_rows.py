"""Rows that many tests only read: stored once for a module, not before each of its tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker


@contextmanager
def kept_for_the_module(blocker: DjangoDbBlocker, *, blobs: Path | None = None) -> Iterator[None]:
    """Open the test database for one module: what is stored within is undone when it ends.

    Use it in a fixture of module scope that has asked for `django_db_setup`. Each test's own transaction is then one within
    this one, so that a test may still change what it likes; tests that commit (`transaction=True`) belong elsewhere.
    Where the rows name blobs, give a place for those, and let the module's own `_blobs_of_this_test` leave them there.
    """
    assert str(connection.settings_dict["NAME"]).startswith("test_")
    with ExitStack() as stack:
        stack.enter_context(blocker.unblock())
        if blobs is not None:
            stack.enter_context(_blobs_in(blobs))
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # as Django marks its own, for what must be outermost
        with around:
            yield
            transaction.set_rollback(True)


def _blobs_in(place: Path) -> override_settings:
    there = {
        "BACKEND": "apps.core.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": str(place)},
    }
    return override_settings(STORAGES={**settings.STORAGES, "blobs": there})
