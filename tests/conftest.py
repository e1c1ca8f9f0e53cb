"""What every test stands on: the throw-away servers, the clock, a place for blobs."""

from pathlib import Path

import pytest
from pytest_django import Settings

from conductatlas import embedded


def pytest_configure() -> None:
    """Start the servers before Django looks for them; they stop with the last test process."""
    embedded.start(durable=False)


@pytest.fixture(autouse=True)
def _blobs_of_this_test(settings: Settings, tmp_path: Path) -> None:
    blobs = {
        "BACKEND": "apps.core.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "blobs")},
    }
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
