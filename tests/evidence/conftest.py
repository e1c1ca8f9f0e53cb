"""A ledger with a key and an authority of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.evidence.notes import make_key


@pytest.fixture
def ledger(settings: Settings, tmp_path: Path) -> Settings:
    """Give the log a key, and let the local authority stamp its checkpoints."""
    settings.EVIDENCE = replace(
        settings.EVIDENCE,
        origin="log.example/evidence",
        keys=(make_key("log.example/evidence"),),
        authorities=("local",),
    )
    settings.EVIDENCE_LOCAL_DIR = tmp_path
    return settings
