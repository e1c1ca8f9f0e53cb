"""The demo's team has a dossier ordered, once."""

import pytest

from apps.accounts.types import Plan
from apps.dossiers.models import ExportState
from apps.pipeline.stages.sample_dossier import order_sample_dossier
from tests import factories
from tests.accounts.cast import make_user, make_workspace
from tests.dossiers.cast import export_of

pytestmark = pytest.mark.django_db


def test_a_file_on_a_sample_vendor_waits_to_be_made() -> None:
    workspace = make_workspace(make_user("owner"))
    assert order_sample_dossier(workspace) is None
    factories.make_platform(slug="halvorine")

    ordered, again = order_sample_dossier(workspace), order_sample_dossier(workspace)

    assert ordered is not None
    assert (export_of(ordered).state, again) == (ExportState.WAITING, None)
    workspace.plan = Plan.WATCHER
    assert order_sample_dossier(workspace) is None
