from pathlib import Path

import pytest

from apps.core.blobs import blob_store
from apps.documents.extraction import EXTRACTOR_VERSION
from apps.documents.models import Snapshot, Version
from apps.documents.services.readings import read_captures
from apps.documents.services.verification import (
    Finding,
    check_bytes,
    check_changes,
    check_numbers,
    check_texts,
    nameless_blobs,
)
from tests.factories import make_capture, make_change, make_document, make_history, make_version

pytestmark = pytest.mark.django_db

PAGE = b"""<html><body><main><h1>Terms of Service</h1>
<p>These terms are the whole agreement between you and us for the use of the service, wherever you are.</p>
<p>You may stop using the service at any time, and we will delete your account within thirty days of that.</p>
</main></body></html>"""


def problems(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.subject, finding.problem) for finding in findings if finding.problem]


def blob_file(tmp_path: Path, sha256: str) -> Path:
    return tmp_path / "blobs" / sha256[:2] / sha256[2:4] / f"{sha256}.zst"


def observed_version() -> Version:
    """Make a version whose text is really what today's extractor makes of its capture."""
    document = make_document()
    capture = make_capture(document.sources.get(), body=PAGE)
    reading = read_captures([capture])
    version = make_version(document, reading.text, body=PAGE, extractor_version=EXTRACTOR_VERSION)
    assert version.text_sha256 == reading.text_sha256
    return version


def test_a_whole_archive_has_no_problem() -> None:
    make_history(make_document(), ["one", "two", "three"])
    observed_version()

    findings = [*check_bytes(), *check_numbers(), *check_changes(), *check_texts(sample=None)]

    assert problems(findings) == []


def test_every_named_blob_is_hashed_once() -> None:
    make_history(make_document(), ["one", "two"])

    findings = list(check_bytes())

    named = {
        *Version.objects.values_list("text_sha256", flat=True),
        *Snapshot.objects.values_list("pk", flat=True),
    }
    assert sorted(finding.subject for finding in findings) == sorted(named)


def test_a_missing_text_is_named_with_its_version(tmp_path: Path) -> None:
    version = make_version(make_document(), "one")
    blob_file(tmp_path, version.text_sha256).unlink()

    found = problems(list(check_bytes()))

    told = f"blob_missing, named by {version.document.public_id} version 1"
    assert found == [(version.text_sha256, told)]


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    version = make_version(make_document(), "one")
    other = blob_file(tmp_path, blob_store().put(b"two"))
    blob_file(tmp_path, version.text_sha256).write_bytes(other.read_bytes())

    found = problems(list(check_bytes()))

    assert [(subject, told.partition(",")[0]) for subject, told in found] == [
        (version.text_sha256, "blob_corrupt")
    ]


def test_a_size_that_is_not_the_blobs_is_found() -> None:
    version = make_version(make_document(), "one", text_size=99)

    found = problems(list(check_bytes()))

    assert found == [(version.text_sha256, "holds 3 bytes, not 99")]


def test_a_gap_in_the_numbers_is_found() -> None:
    document = make_document()
    make_version(document, "one")
    make_version(document, "two", number=3)

    assert problems(list(check_numbers())) == [(document.public_id, "2 versions numbered 1 to 3")]


def test_a_version_without_its_change_is_found() -> None:
    document = make_document()
    make_version(document, "one")
    make_version(document, "two")

    found = problems(list(check_changes()))

    assert found == [(f"{document.public_id} version 2", "no change leads here from the version before")]


def test_a_change_that_skips_a_version_is_found() -> None:
    document = make_document()
    first, second, third = (make_version(document, text) for text in ("one", "two", "three"))
    make_change(first, second)
    change = make_change(first, third)

    found = problems(list(check_changes()))

    assert found == [(change.public_id, "does not lead from one version to the next of its document")]


def test_a_text_that_its_capture_does_not_give_is_found() -> None:
    version = make_version(make_document(), "another text", body=PAGE, extractor_version=EXTRACTOR_VERSION)

    found = problems(list(check_texts(sample=None)))

    assert found == [(f"{version.document.public_id} version 1", "its captures give another text today")]


def test_a_text_of_another_extractor_is_not_made_again() -> None:
    make_version(make_document(), "another text", body=PAGE, extractor_version="0")

    assert list(check_texts(sample=None)) == []


def test_a_sample_is_no_larger_than_asked() -> None:
    for _ in range(3):
        observed_version()

    assert len(list(check_texts(sample=2))) == 2


def test_blobs_that_no_row_names_are_told() -> None:
    make_history(make_document(), ["one"])
    left_over = blob_store().put(b"left over")

    assert list(nameless_blobs()) == [left_over]
