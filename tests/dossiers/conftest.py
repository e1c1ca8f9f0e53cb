from pathlib import Path

import pytest
from pytest_django import Settings

from apps.accounts.models import Workspace
from tests.accounts.cast import make_user, make_workspace
from tests.dossiers.cast import signing_in


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace(make_user("owner"))


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> Path:
    """Let the installation have a signing key of its own making."""
    for name, value in signing_in(tmp_path).items():
        setattr(settings, name, value)
    return Path(settings.DOSSIER_KEY_FILE)
