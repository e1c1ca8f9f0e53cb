"""From an order to a sealed edition: each stage once, whoever dies."""

import pytest

from apps.accounts.models import Workspace
from apps.core.blobs import blob_store, sha256_of
from apps.dossiers.models import ExportState, Stage
from apps.dossiers.services.sealing import seal_export
from apps.dossiers.types import Template
from tests.dossiers.cast import export_of, make_vendor, order, outline

pytestmark = pytest.mark.django_db


def test_a_dossier_is_sealed_from_what_the_archive_holds(workspace: Workspace) -> None:
    dossier = order(workspace, outline(Template.VENDOR, make_vendor("Northwind")))

    export = seal_export(workspace_id=workspace.pk, export_id=export_of(dossier).pk)

    assert (export.state, export.stage, export.edition, export.error) == (
        ExportState.DONE,
        Stage.SEALED,
        1,
        "",
    )
    body = blob_store().get(export.file_sha256)
    assert body.startswith(b"%PDF-1.7")
    assert (sha256_of(body), len(body)) == (export.unsigned_sha256, export.file_size)
