"""The log is public and as C2SP tlog-tiles says; bundles are for whom the plan gives them."""

import base64
import io
import zipfile

import pytest
from django.test import Client
from pytest_django import Settings

from apps.documents.models import Change
from apps.evidence.keys import log_keys
from apps.evidence.merkle import is_consistent, is_included, leaf_hash
from apps.evidence.models import Checkpoint, LedgerEntry
from apps.evidence.notes import read_note
from apps.evidence.services.sealing import seal
from apps.evidence.services.sequencing import append_all_pending
from apps.evidence.services.stamping import stamp_due
from apps.pipeline.stages.ledger import backfill_ledger
from tests.evidence.conftest import ledger  # noqa: F401 - a fixture
from tests.factories import make_document, make_history
from tests.web.teams import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(ledger: Settings) -> Change:  # noqa: F811 - the fixture
    make_history(make_document(), ["one\n", "two\n"])
    for _ in backfill_ledger():
        append_all_pending()
    seal()
    stamp_due()
    return Change.objects.for_pages().get()


def test_the_head_its_tiles_and_entries_fit_together(client: Client, change: Change) -> None:
    note = client.get("/evidence/checkpoint")
    tile = client.get("/evidence/tile/0/000.p/5").content
    bundle = client.get("/evidence/tile/entries/000.p/5").content

    head, key = read_note(note.content.decode(), log_keys())
    assert (note["Content-Type"], head.size) == ("text/plain; charset=utf-8", 5)
    assert client.get("/evidence/keys.txt").content.decode() == f"{key.verifier}\n"
    assert client.get("/evidence/checkpoints/5").content == note.content
    leaves = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        leaves.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    assert [leaf_hash(leaf) for leaf in leaves] == [tile[at : at + 32] for at in range(0, 160, 32)]


def test_an_entry_is_given_with_its_proof(client: Client, change: Change) -> None:
    said = client.get("/evidence/entries/3.json").json()

    proof = [bytes.fromhex(one) for one in said["proof"]]
    root = bytes.fromhex(said["root"])
    assert is_included(3, said["size"], leaf_hash(said["leaf"].encode()), proof, root)
    assert base64.b64encode(root).decode() in said["checkpoint"]
    assert LedgerEntry.objects.get(pk=3).subject in client.get("/evidence/entries/3/").content.decode()


def test_two_sizes_are_shown_to_be_consistent(client: Client, change: Change) -> None:
    said = client.get("/evidence/consistency/2..5.json").json()

    proof = [bytes.fromhex(one) for one in said["proof"]]
    old_root, new_root = bytes.fromhex(said["old_root"]), bytes.fromhex(said["new_root"])
    assert is_consistent(2, 5, proof, old_root=old_root, new_root=new_root)


@pytest.mark.parametrize(
    "address",
    [
        "tile/0/000",
        "tile/0/000.p/6",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/0.p/1",
        "tile/9/000.p/1",
        "tile/1/000.p/1",
        "tile/0/x001/000.p/1",
        "tile/entries/000",
        "tile/entries/000.p/6",
        "tile/entries/../000",
        "entries/5/",
        "entries/5.json",
        "checkpoints/4",
        "checkpoints/5/0.tsr",
        "consistency/3..6.json",
        "consistency/5..3.json",
    ],
)
def test_what_is_not_in_the_log_is_not_found(client: Client, change: Change, address: str) -> None:
    assert client.get(f"/evidence/{address}").status_code == 404


def test_the_page_says_what_is_sealed_and_stamped(client: Client, change: Change) -> None:
    page = client.get("/evidence/").content.decode()

    stamp = Checkpoint.objects.get().timestamps.get()
    assert "5 entries, 0 waiting" in page
    assert f"/evidence/checkpoints/5/{stamp.pk}.tsr" in page
    assert client.get(f"/evidence/checkpoints/5/{stamp.pk}.tsr").content == bytes(stamp.token)


def test_an_empty_log_has_a_page_and_no_head(client: Client) -> None:
    assert "Nothing is sealed yet" in client.get("/evidence/").content.decode()
    assert client.get("/evidence/checkpoint").status_code == 404


def addresses_of(change: Change) -> list[str]:
    version = change.to_version
    version.document = change.document
    return [
        f"/changes/{change.public_id}/evidence.zip",
        f"{version.get_absolute_url()}evidence.zip",
        f"/captures/{version.parts.get().capture_id}/evidence.zip",
    ]


@pytest.mark.parametrize("plan", ["free", "watcher"])
def test_without_the_plan_a_bundle_is_an_offer(
    client: Client, change: Change, settings: Settings, plan: str
) -> None:
    settings.VISITOR_PLAN = plan
    for address in addresses_of(change):
        response = client.get(address)
        assert response.status_code == 403
        assert "in the Professional plan" in response.content.decode()


def test_with_the_plan_every_record_has_its_bundle(change: Change, team: Team) -> None:
    client = team.client("viewer")

    for address in addresses_of(change):
        response = client.get(address)
        assert response.status_code == 200
        with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:  # type: ignore[attr-defined]  # of a streaming answer
            assert {"manifest.json", "verify.py", "README.txt"} <= set(archive.namelist())
    page = client.get(f"/changes/{change.public_id}/").content.decode()
    assert addresses_of(change)[0] in page
    assert addresses_of(change)[1] in client.get(change.to_version.get_absolute_url()).content.decode()


def test_what_is_not_sealed_yet_says_so(team: Team, ledger: Settings) -> None:  # noqa: F811 - the fixture
    version = make_history(make_document(), ["one"])[0]

    response = team.client("viewer").get(f"{version.get_absolute_url()}evidence.zip")

    assert response.status_code == 409
    assert "not in the ledger yet" in response.content.decode()
