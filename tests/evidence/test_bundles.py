"""A bundle proves itself: with the stand-alone verifier, openssl and warcio; and whatever is tampered with is named."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from apps.core import clock
from apps.documents.bundles import capture_bundle, change_bundle, version_bundle
from apps.documents.models import Capture, Change, Version
from apps.evidence.bundling import verify
from apps.evidence.errors import NotInLedgerError
from apps.evidence.keys import log_keys
from apps.evidence.merkle import root_of_inclusion
from apps.evidence.notes import make_key, read_key
from apps.evidence.services.sealing import seal
from apps.evidence.services.sequencing import append_all_pending
from apps.evidence.services.stamping import stamp_due
from apps.evidence.stamping.asking import local_authority
from apps.evidence.stamping.local import LocalAuthority
from apps.evidence.stamping.tokens import ask_for
from apps.pipeline.stages.ledger import backfill_ledger
from tests.factories import make_capture, make_document, make_failed_capture, make_history, make_snapshot

pytestmark = pytest.mark.django_db

VERIFIER = Path(verify.__file__)
STAMP = "openssl ts -verify -data ledger/checkpoint.txt -in timestamps/1.tsr -CAfile timestamps/roots.pem"


def seal_all() -> None:
    for _ in backfill_ledger():
        append_all_pending()
    seal()
    stamp_due()


@pytest.fixture
def change(ledger: Settings) -> Change:
    document = make_document()
    make_history(document, ["You may cancel within 30 days.\n", "You may cancel within 14 days.\n"])
    seal_all()
    return Change.objects.for_pages().get()


def unpack(pieces: object, folder: Path) -> Path:
    assert hasattr(pieces, "__iter__")
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        archive.extractall(folder)
    return folder


def verified(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the bundle's own verifier in an interpreter that sees no code of ours."""
    done = subprocess.run(  # noqa: S603 - the verifier in the bundle
        [sys.executable, "-I", str(VERIFIER), str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_an_untouched_bundle_holds(change: Change, tmp_path: Path) -> None:
    folder = unpack(change_bundle(change), tmp_path / "bundle")

    code, said = verified(folder)

    assert code == 0, said
    assert "5 leaves are in the log of 5 entries" in said
    assert "stamped the checkpoint at" in said
    assert said.endswith(f"The bundle of {change.public_id} holds.\n")
    assert (folder / "verify.py").read_bytes() == VERIFIER.read_bytes()
    assert (folder / "redline" / "redline.txt").read_text() == ("You may cancel within [-30-]{+14+} days.\n")


def test_the_same_bundle_is_the_same_bytes(change: Change) -> None:
    first, second = b"".join(change_bundle(change)), b"".join(change_bundle(change))

    assert first == second


def test_public_tools_accept_what_is_in_it(change: Change, tmp_path: Path) -> None:
    folder = unpack(change_bundle(change), tmp_path / "bundle")
    warcs = sorted(str(path) for path in folder.glob("captures/*/capture.warc"))

    stamp = subprocess.run(  # noqa: S603 - as README says
        STAMP.split(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    archive = subprocess.run(  # noqa: S603 - as README says
        [Path(sys.executable).parent / "warcio", "check", "-v", *warcs],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Verification: OK" in stamp.stdout, stamp.stderr
    assert archive.returncode == 0
    assert archive.stdout.count("digest pass") == len(warcs) == 2


def spoiled(path: str, change_it: Callable[[bytes], bytes], *, listed: bool) -> Callable[[Path], None]:
    """Change a file, and its digest in the manifest too if `listed`."""

    def spoil(folder: Path) -> None:
        file = next(folder.glob(path))
        data = change_it(file.read_bytes())
        file.write_bytes(data)
        if listed:
            manifest = json.loads((folder / "manifest.json").read_bytes())
            name = str(file.relative_to(folder))
            for entry in manifest["files"]:
                if entry["path"] == name:
                    entry |= {"size": len(data), "sha256": verify.sha256(data)}
            (folder / "manifest.json").write_text(json.dumps(manifest))

    return spoil


def in_manifest(edit: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        edit(manifest)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return spoil


def rotate_first_leaf(manifest: dict[str, object]) -> None:
    records = manifest["records"]
    assert isinstance(records, list)
    records[0]["index"], records[1]["index"] = records[1]["index"], records[0]["index"]


def shorten_proof(manifest: dict[str, object]) -> None:
    records = manifest["records"]
    assert isinstance(records, list)
    records[0]["proof"].pop()


@pytest.mark.parametrize(
    ("fault", "spoil"),
    [
        ("altered_file: texts/2.md", spoiled("texts/2.md", lambda data: data.replace(b"14", b"30"), listed=False)),
        ("mismatched_fact", spoiled("texts/2.md", lambda data: data.replace(b"14", b"30"), listed=True)),
        ("mismatched_fact", spoiled("captures/*/body", lambda data: data + b" ", listed=True)),
        ("mismatched_fact", spoiled("captures/*/headers.json", lambda _: b"[]  ", listed=True)),
        ("missing_file: texts/1.md", lambda folder: (folder / "texts/1.md").unlink()),
        ("unlisted_file: more.txt", lambda folder: (folder / "more.txt").write_text("x")),
        ("altered_leaf", spoiled("ledger/leaves/0.json", lambda data: data.replace(b"good", b"bad!"), listed=True)),
        ("missing_file: ledger/leaves/1.json", lambda folder: (folder / "ledger/leaves/1.json").unlink()),
        ("broken_proof", in_manifest(rotate_first_leaf)),
        ("broken_proof", in_manifest(shorten_proof)),
        (
            "broken_proof",
            spoiled("ledger/checkpoint.txt", lambda data: data.replace(b"\n5\n", b"\n6\n"), listed=True),
        ),
        (
            "rewritten_checkpoint",
            spoiled("ledger/checkpoint.txt", lambda data: data.replace(b"log.example/evidence\n5", b"another.example\n5"), listed=True),
        ),
        (
            "unknown_key",
            spoiled("ledger/key.txt", lambda _: read_key(make_key("log.example/evidence")).verifier.encode(), listed=True),
        ),
        ("broken_timestamp", spoiled("timestamps/1.tsr", lambda data: data[:-1] + bytes([data[-1] ^ 1]), listed=True)),
        ("broken_timestamp", spoiled("timestamps/1.tsr", lambda data: data[:200], listed=True)),
        ("unreadable_bundle", lambda folder: (folder / "manifest.json").write_text("{}")),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_named(
    change: Change, tmp_path: Path, fault: str, spoil: Callable[[Path], object]
) -> None:
    folder = unpack(change_bundle(change), tmp_path / "bundle")
    spoil(folder)

    code, said = verified(folder)

    assert (code, fault in said) == (1, True), said


def stamped_at(folder: Path, moment: datetime) -> None:
    note = (folder / "ledger/checkpoint.txt").read_bytes()
    token = local_authority().answer(ask_for(note).as_bytes(), moment)
    spoiled("timestamps/1.tsr", lambda _: token, listed=True)(folder)


def test_a_back_dated_timestamp_and_one_of_another_authority_are_named(
    change: Change, tmp_path: Path
) -> None:
    folder = unpack(change_bundle(change), tmp_path / "bundle")
    stamped_at(folder, change.detected_at - timedelta(days=1))
    foreign = tmp_path / "other.pem"
    foreign.write_text((folder / "timestamps/roots.pem").read_text(), encoding="utf-8")
    assert "backdated_timestamp" in verified(folder)[1]

    foreign.write_bytes(LocalAuthority.make(clock.now()).root.public_bytes(Encoding.PEM))
    stamped_at(folder, clock.now())

    assert verified(folder)[0] == 0
    assert "broken_timestamp" in verified(folder, "--roots", str(foreign))[1]


def test_a_trusted_key_is_believed_instead_of_the_one_in_the_bundle(change: Change, tmp_path: Path) -> None:
    folder = unpack(change_bundle(change), tmp_path / "bundle")

    right, wrong = log_keys()[0].verifier, read_key(make_key("log.example/evidence")).verifier

    assert verified(folder, "--key", right)[0] == 0
    assert "unknown_key" in verified(folder, "--key", wrong)[1]


def test_every_kind_of_capture_has_a_bundle_and_a_web_archive(ledger: Settings, tmp_path: Path) -> None:
    source = make_document().sources.get()
    hops = [{"url": "https://a.example/", "status": 301, "location": "/b", "remote_address": "203.0.113.1"}]
    headers = [["Content-Type", "text/html"], ["Content-Encoding", "gzip"], ["Set-Cookie", "ä=1"]]
    captures = [
        make_capture(source, body=b"<p>one</p>", hops=hops, headers=headers, remote_address="203.0.113.1"),
        make_capture(
            source, body=b"<p>drawn</p>", served_snapshot=make_snapshot(b"<script>"), headers=headers
        ),
        make_capture(source, body=b"<p>one</p>", outcome="not_modified", status=304),
        make_failed_capture(source),
        make_capture(source, body=b"# text", fetcher="imported", status=None, final_url=""),
    ]
    seal_all()

    for capture in captures:
        folder = unpack(capture_bundle(Capture.objects.get(pk=capture.pk)), tmp_path / str(capture.pk))
        code, said = verified(folder)
        assert code == 0, said
        checked = subprocess.run(  # noqa: S603 - as README says
            [Path(sys.executable).parent / "warcio", "check", next(folder.glob("captures/*/capture.warc"))],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (checked.returncode, checked.stdout) == (0, "")


def test_a_version_has_a_bundle_once_it_is_sealed(ledger: Settings, tmp_path: Path) -> None:
    version = make_history(make_document(), ["one"])[0]
    with pytest.raises(NotInLedgerError, match="not in the ledger yet"):
        version_bundle(version)
    for _ in backfill_ledger():
        append_all_pending()
    with pytest.raises(NotInLedgerError, match="not sealed yet"):
        version_bundle(version)

    seal()

    code, said = verified(unpack(version_bundle(Version.objects.get()), tmp_path / "bundle"))
    assert code == 0, said
    assert "no timestamp of local: pending when the bundle was made" in said


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 300), st.data())
def test_the_stand_alone_verifier_agrees_with_ours(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = data.draw(st.lists(st.binary(min_size=32, max_size=32), max_size=10))

    assert verify.root_of(index, size, b"leaf", proof) == root_of_inclusion(index, size, b"leaf", proof)
