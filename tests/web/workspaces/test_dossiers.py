"""The pages of dossiers: an offer for smaller plans, an outline before the order, progress, the file; and the public check."""

import pytest
from django.test import Client

from apps.accounts.models import Workspace
from apps.accounts.types import Plan
from apps.core.blobs import blob_store
from apps.core.tenancy import in_workspace
from tests.dossiers.cast import export_of, make_dossier, make_sealed, make_vendor
from tests.provisions.documents import AGE, terms
from tests.web.teams import Team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.WATCHER])
def test_a_smaller_plan_gets_an_offer_and_keeps_what_was_made(team: Team, plan: Plan) -> None:
    export = make_sealed(team.workspace)
    with in_workspace(team.workspace):
        Workspace.objects.for_workspace(team.workspace).update(plan=plan)
    client = team.client("owner")

    listed, new = client.get(team.url("dossiers/")), client.get(team.url("dossiers/new/"))
    again = client.post(team.url(f"dossiers/{export.dossier_id}/repeat/"))
    file = client.post(team.url(f"dossiers/{export.dossier_id}/editions/{export.pk}/file/"))

    assert (listed.status_code, new.status_code, again.status_code, file.status_code) == (403, 403, 403, 200)
    for page in (listed, new, again):
        assert "in the Professional plan" in page.content.decode()
    assert export.dossier.title in listed.content.decode()


def test_the_outline_stands_before_the_order_and_the_progress_after_it(team: Team) -> None:
    make_vendor("Northwind", terms(AGE))
    client = team.client("procurement")
    wanted = {
        "title": "Northwind on file",
        "template": "vendor",
        "platforms": "Northwind",
        "least": "low",
        "paper": "a4",
    }

    outline = client.post(team.url("dossiers/new/"), {**wanted, "step": "outline"}).content.decode()
    refused = client.post(team.url("dossiers/new/"), {**wanted, "platforms": "Nowhere", "step": "order"})
    ordered = client.post(team.url("dossiers/new/"), {**wanted, "step": "order"}, follow=True)

    assert "About <strong>" in outline
    assert "Evidence annex, about" in outline
    assert (refused.status_code, "There is no platform named" in refused.content.decode()) == (422, True)
    assert 'hx-trigger="every 2s"' in ordered.content.decode()


def test_a_file_is_handed_out_as_it_was_sealed(team: Team) -> None:
    export = make_sealed(team.workspace)

    page = team.client("analyst").get(team.url(f"dossiers/{export.dossier_id}/")).content.decode()
    file = team.client("analyst").post(team.url(f"dossiers/{export.dossier_id}/editions/{export.pk}/file/"))

    assert "Download edition 1" in page
    assert file.content == blob_store().get(export.file_sha256)
    assert file["Content-Disposition"] == f'attachment; filename="{export.dossier.public_id}-1.pdf"'
    other = make_dossier(team.workspace)
    wrong = team.client("analyst").post(team.url(f"dossiers/{other.pk}/editions/{export.pk}/file/"))
    assert wrong.status_code == 404


def test_the_public_check_names_neither_owner_nor_subject(team: Team, client: Client) -> None:
    export = make_sealed(team.workspace)
    record = export.dossier.public_id

    by_digest = client.get("/verify/", {"sha256": export.file_sha256.upper()}).content.decode()
    by_record = client.get(f"/verify/{record}/").content.decode()
    unknown = client.get("/verify/", {"sha256": "0" * 64}).content.decode()

    assert "This file was sealed here" in by_digest
    assert record in by_digest
    assert export.file_sha256[:10] in by_record
    assert "No file of this digest was sealed here" in unknown
    for page in (by_digest, by_record):
        assert team.workspace.name not in page
        assert export.dossier.title not in page
    assert client.get(f"/x/{record}")["Location"] == f"/verify/{record}/"
    assert "This is no SHA-256" in client.get("/verify/", {"sha256": "x'"}).content.decode()
    assert "No sealed record" in client.get("/verify/", {"record": "CA-X-1"}).content.decode()
    assert export_of(export.dossier).pk == export.pk
